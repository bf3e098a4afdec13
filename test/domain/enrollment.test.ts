import { expect, test } from 'vitest'
import { momentOf } from '../../src/domain/city-date.js'
import { type Enrollment, nextEnrollmentStep, setUpState } from '../../src/domain/enrollment.js'
import type { BillId, HoldId } from '../../src/domain/ids.js'

const now = momentOf('2026-11-23', 10)
const bill = 'bill' as BillId
const hold = {
  id: 'hold' as HoldId,
  dueOn: '2026-12-04',
  openedOn: '2026-11-16',
  remindedOn: null,
}
const enrollment = (other: Partial<Enrollment>): Enrollment => ({
  status: 'active',
  undecidedBillId: null,
  hold: null,
  balanceCents: 168_92,
  finalBillDone: false,
  nextBillOn: '2026-12-16',
  nextPayOn: null,
  ...other,
})

test.each([
  [
    'waits for the next bill',
    {},
    { do: 'wait', until: null, why: 'the next bill, expected about 2026-12-16' },
  ],
  [
    'says when the last one is paid',
    { nextPayOn: '2026-12-11' },
    {
      do: 'wait',
      until: null,
      why: 'the next bill, expected about 2026-12-16; the last one is paid on 2026-12-11',
    },
  ],
  ['decides about a new bill', { undecidedBillId: bill }, { do: 'decide', billId: bill }],
  [
    'F7: first about the new bill, which may replace the hold',
    { undecidedBillId: bill, hold },
    { do: 'decide', billId: bill },
  ],
  [
    'N7: waits for the OK until the next reminder',
    { hold },
    {
      do: 'wait',
      until: momentOf('2026-12-01', 8),
      why: 'authorization of the bill due 2026-12-04',
    },
  ],
  ['N7: reminds', { hold: { ...hold, dueOn: '2026-11-23' } }, { do: 'remind', holdId: hold.id }],
  [
    'F7: waits past the due date, never ends a hold silently',
    { hold: { ...hold, dueOn: '2026-11-20', remindedOn: '2026-11-20' } },
    { do: 'wait', until: null, why: 'authorization of the bill due 2026-11-20' },
  ],
  [
    'F7: ends a hold whose bill was paid another way',
    { hold, balanceCents: 0 },
    { do: 'end-hold', holdId: hold.id },
  ],
  [
    'F8: waits for a bank account while paused',
    { status: 'paused' },
    { do: 'wait', until: null, why: 'a bank account, to be chosen by the payer' },
  ],
  ['F14: finishes after the final bill', { finalBillDone: true }, { do: 'finish' }],
  [
    'F14: a final bill that waits for an OK keeps it',
    { finalBillDone: true, hold },
    {
      do: 'wait',
      until: momentOf('2026-12-01', 8),
      why: 'authorization of the bill due 2026-12-04',
    },
  ],
  ['ends when stopped', { status: 'stopped', undecidedBillId: bill }, { do: 'end' }],
] as const)('%s', (_, facts, expected) => {
  expect(nextEnrollmentStep(enrollment(facts as Partial<Enrollment>), now)).toEqual(expected)
})

test.each([
  ['F2: paperless, with its first electronic bill', {}, 'open'],
  ['F2: not paperless', { paperless: undefined }, 'not enrolled'],
  ['F2: before the first electronic bill', { paperless: { firstBillOn: null } }, 'waiting'],
  [
    'F12: another portal account was first, whatever else',
    { others: true, status: 'closed' },
    'others',
  ],
  ['F14: closed', { status: 'closed' }, 'closed'],
  ['while water is off', { status: 'interrupted' }, 'open'],
] as const)('setting up, %s', (_, part, expected) => {
  const account = {
    others: false,
    status: 'active',
    paperless: { firstBillOn: '2026-11-20' },
  } as const
  expect(setUpState({ ...account, ...part })).toBe(expected)
})
