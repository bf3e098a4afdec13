import { describe, expect, test } from 'vitest'
import { historySince, settle, settledWords } from '../../src/domain/bill-history.js'
import { charge, ledger, november, october, paid, returned, today } from '../support/ledgers.js'

describe('F14: which bill was paid when', () => {
  const both = [charge(october), charge(november)]
  const bank = { kind: 'checking', last4: '4471' }
  const carrying = { ...november, amountDueCents: 175_57 }
  test.each([
    [
      'paid on the day of the payment; the newest is due',
      [october, november],
      ledger(...both, paid('2026-11-12', 91_40)),
      today,
      [{ is: 'paid', on: '2026-11-12' }, { is: 'due' }],
    ],
    [
      'what a newer bill took over is carried over',
      [october, carrying],
      ledger(...both),
      today,
      [{ is: 'carried over' }, { is: 'due' }],
    ],
    [
      'payments cover the oldest first',
      [october, carrying],
      ledger(...both, paid('2026-11-21', 100_00)),
      today,
      [{ is: 'paid', on: '2026-11-21' }, { is: 'due' }],
    ],
    [
      'two payments that only together cover it: the day of the second',
      [october, november],
      ledger(...both, paid('2026-11-02', 40_00), paid('2026-11-12', 51_40)),
      today,
      [{ is: 'paid', on: '2026-11-12' }, { is: 'due' }],
    ],
    [
      'a cent less is not paid',
      [october],
      ledger(charge(october), paid('2026-11-12', 91_39)),
      today,
      [{ is: 'past due' }],
    ],
    [
      'one payment for both',
      [october, carrying],
      ledger(...both, paid('2026-11-22', 175_57)),
      today,
      [
        { is: 'paid', on: '2026-11-22' },
        { is: 'paid', on: '2026-11-22' },
      ],
    ],
    [
      'a return uncovers it again',
      [october, carrying],
      ledger(...both, paid('2026-11-12', 91_40), returned('2026-11-18', 91_40)),
      today,
      [{ is: 'carried over' }, { is: 'due' }],
    ],
    [
      'returned, then paid again: the later day',
      [october, november],
      ledger(
        ...both,
        paid('2026-11-12', 91_40),
        returned('2026-11-18', 91_40),
        paid('2026-11-19', 91_40),
      ),
      today,
      [{ is: 'paid', on: '2026-11-19' }, { is: 'due' }],
    ],
    [
      'a credit from before covers a bill on its bill day',
      [november],
      ledger(paid('2026-11-01', 100_00), charge(november)),
      today,
      [{ is: 'paid', on: '2026-11-20' }],
    ],
    [
      'a credit bill asks for nothing',
      [{ ...november, amountDueCents: -12_40 }],
      ledger(paid('2026-11-01', 100_00), charge(november, 87_60)),
      today,
      [{ is: 'nothing to pay' }],
    ],
    [
      'not past due on the due date',
      [november],
      ledger(charge(november)),
      '2026-12-14',
      [{ is: 'due' }],
    ],
    [
      'past due the day after',
      [november],
      ledger(charge(november)),
      '2026-12-15',
      [{ is: 'past due' }],
    ],
    [
      'pending while all of it is on its way',
      [november],
      { ...ledger(charge(november)), pendingCents: 84_17 },
      today,
      [{ is: 'pending' }],
    ],
    [
      'due while only a part is on its way',
      [november],
      { ...ledger(charge(november)), pendingCents: 84_16 },
      today,
      [{ is: 'due' }],
    ],
    [
      'scheduled by the resident who looks',
      [november],
      { ...ledger(charge(november)), scheduled: { amountCents: 84_17, payOn: '2026-12-08' } },
      today,
      [{ is: 'scheduled', on: '2026-12-08' }],
    ],
    [
      'what the recurring payment of the resident who looks will take',
      [november],
      { ...ledger(charge(november)), autopay: { amountCents: 84_17, payOn: '2026-12-11', bank } },
      today,
      [{ is: 'autopay', on: '2026-12-11' }],
    ],
    [
      'F6: it takes what one-time payments leave',
      [november],
      {
        ...ledger(charge(november)),
        scheduled: { amountCents: 20_00, payOn: '2026-12-08' },
        autopay: { amountCents: 64_17, payOn: '2026-12-11', bank },
      },
      today,
      [{ is: 'autopay', on: '2026-12-11' }],
    ],
    [
      'a recurring payment that does not reach leaves it due',
      [november],
      { ...ledger(charge(november)), autopay: { amountCents: 84_16, payOn: '2026-12-11', bank } },
      today,
      [{ is: 'due' }],
    ],
    [
      'a corrected bill books the difference only',
      [{ ...november, amountDueCents: 80_00 }],
      ledger(charge(november), charge(november, -4_17), paid('2026-11-22', 80_00)),
      today,
      [{ is: 'paid', on: '2026-11-22' }],
    ],
    [
      'what was owed before the history counts first',
      [november],
      { ...ledger(charge(november), paid('2026-11-22', 84_17)), openingCents: 1 },
      today,
      [{ is: 'due' }],
    ],
  ] as const)('%s', (_, bills, book, day, expected) => {
    expect([...settle(bills, book, day).values()]).toEqual(expected)
  })

  test.each([
    ['Paid Nov 12', { is: 'paid', on: '2026-11-12' }],
    ['Scheduled Dec 8', { is: 'scheduled', on: '2026-12-08' }],
    ['Autopay Dec 11', { is: 'autopay', on: '2026-12-11' }],
    ['Carried over', { is: 'carried over' }],
    ['Nothing to pay', { is: 'nothing to pay' }],
  ] as const)('%s', (words, settled) => {
    expect(settledWords(settled)).toBe(words)
  })

  test('S27: the history begins 24 months ago', () => {
    expect(historySince(today)).toBe('2024-11-23')
  })
})
