import {
  type AccountFacts,
  type LatestPayment,
  standing,
} from '../../src/domain/account-standing.js'
import type { BillId, HoldId, PaymentId } from '../../src/domain/ids.js'

/** Facts of Home's accounts, without a database: those of the mock, and what tests make of them. */

/** The day of the mocks. */
export const today = '2026-11-23'
export const bill = (dueOn: string, cents: number, pastDueCents = 0) => ({
  id: `bill due ${dueOn}` as BillId,
  billedOn: '2026-11-16',
  dueOn,
  previousDueOn: '2026-11-09',
  amountDueCents: cents,
  pastDueCents,
})
const nothing: AccountFacts = {
  status: 'active',
  balanceCents: 0,
  pendingCents: 0,
  newest: undefined,
  scheduled: undefined,
  allScheduledCents: 0,
  autopay: undefined,
  autopayPayment: undefined,
  hold: undefined,
  latest: undefined,
  paperless: { firstBillOn: '2026-10-16' },
}
export const facts = (part: Partial<AccountFacts>): AccountFacts => ({ ...nothing, ...part })

/** The accounts of the mock. */
export const home = facts({ balanceCents: 84_17, newest: bill('2026-12-14', 84_17) })
export const rental = facts({ balanceCents: 168_92, newest: bill('2026-12-04', 168_92) })
export const shop = facts({ paperless: { firstBillOn: null }, newest: bill('2026-11-27', 40_00) })
export const moms = facts({
  balanceCents: 212_46,
  newest: bill('2026-12-09', 212_46, 97_30),
  paperless: undefined,
})

export const payment = (status: LatestPayment['status'], cents = 84_17): LatestPayment => ({
  id: 'payment' as PaymentId,
  status,
  amountCents: cents,
  payOn: '2026-11-20',
  reason: null,
  changedOn: '2026-11-20',
})
export const scheduled = (cents: number, count = 1) => ({
  id: 'payment' as PaymentId,
  payOn: '2026-12-08',
  count,
  amountCents: cents,
})

/** Rental's bill over the limit, waiting for an OK. */
export const hold = {
  id: 'hold' as HoldId,
  amountCents: 168_92,
  thresholdCents: 150_00,
  dueOn: '2026-12-04',
}
/** Home's recurring payment, three days before the due date. */
export const autopayPayment = {
  id: 'payment' as PaymentId,
  amountCents: 84_17,
  payOn: '2026-12-11',
  bank: { kind: 'checking', last4: '4471' },
}
export const autopay = {
  own: true,
  status: 'active',
  terms: { daysBefore: 3, thresholdCents: 150_00 },
  bank: { kind: 'checking', last4: '4471' },
} as const

export const shown = (...accounts: AccountFacts[]) =>
  accounts.map((account) => ({ ...account, standing: standing(account, today) }))
