import { expect, test } from 'vitest'
import { delinquency } from '../../src/domain/delinquency.js'

const today = '2026-11-23'
/** $212.46 due December 9, of which $97.30 was late already. */
const bill = { dueOn: '2026-12-09', amountDueCents: 212_46, pastDueCents: 97_30 }

test.each([
  ['nothing paid yet', 212_46, 0, [97_30, 0, 0, 97_30]],
  ['a part pending: it is not posted', 212_46, 50_00, [97_30, 0, 50_00, 47_30]],
  ['a part posted', 162_46, 0, [47_30, 50_00, 0, 47_30]],
  ['a part posted, another pending', 162_46, 7_30, [47_30, 50_00, 7_30, 40_00]],
  ['a return after the bill', 222_46, 0, [97_30, 0, 0, 97_30]],
  ['all of it pending', 212_46, 97_30, [97_30, 0, 97_30, 0]],
  ['more than all of it pending', 212_46, 200_00, [97_30, 0, 97_30, 0]],
  ['all of it posted', 115_16, 0, [0, 97_30, 0, 0]],
  ['a credit', -5_00, 0, [0, 97_30, 0, 0]],
] as const)('S30: %s', (_, balanceCents, pendingCents, [mustPost, posted, pending, toPay]) => {
  expect(delinquency({ newest: bill, sums: { balanceCents, pendingCents }, today })).toEqual({
    mustPostCents: mustPost,
    postedCents: posted,
    pendingCents: pending,
    toPayCents: toPay,
  })
})

test('S30: once the due date is over, all of it is delinquent', () => {
  const late = delinquency({
    newest: bill,
    sums: { balanceCents: 202_46, pendingCents: 2_46 },
    today: '2026-12-10',
  })
  expect(late).toEqual({
    mustPostCents: 202_46,
    postedCents: 10_00,
    pendingCents: 2_46,
    toPayCents: 200_00,
  })
})
