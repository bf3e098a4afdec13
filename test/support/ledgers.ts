import type { HistoryBill, LedgerLine } from '../../src/domain/bill-history.js'
import type { BillId } from '../../src/domain/ids.js'

/** Two bills of the mock, and lines of their account's book, without a database. */

/** The day of the mocks. */
export const today = '2026-11-23'
export const october: HistoryBill = {
  id: 'october' as BillId,
  billedOn: '2026-10-21',
  dueOn: '2026-11-14',
  amountDueCents: 91_40,
}
export const november: HistoryBill = {
  id: 'november' as BillId,
  billedOn: '2026-11-20',
  dueOn: '2026-12-14',
  amountDueCents: 84_17,
}
export const charge = (bill: HistoryBill, cents = bill.amountDueCents): LedgerLine => ({
  kind: 'bill',
  amountCents: cents,
  onDay: bill.billedOn,
})
export const paid = (onDay: string, cents: number): LedgerLine => ({
  kind: 'payment',
  amountCents: -cents,
  onDay,
})
export const returned = (onDay: string, cents: number): LedgerLine => ({
  kind: 'return',
  amountCents: cents,
  onDay,
})
export const ledger = (...lines: LedgerLine[]) => ({ openingCents: 0, lines, pendingCents: 0 })
