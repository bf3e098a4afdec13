import type { CityDay } from './city-date.js'

/** A loaded bill, as the ledger sees it. */
export interface PostedBill {
  readonly id: string
  readonly serviceAccountId: string
  readonly billedOn: CityDay
  readonly currentCents: number
  readonly amountDueCents: number
  /** Current charges of the bill that this one corrects. */
  readonly replacedCents: number | undefined
}

/** A payment received elsewhere; a credit is positive. */
export interface PostedPayment {
  readonly id: string
  readonly serviceAccountId: string
  readonly receivedOn: CityDay
  readonly amountCents: number
}

/** A line of the ledger: a charge is positive, a credit negative. */
export interface Posting {
  readonly serviceAccountId: string
  readonly kind: 'bill' | 'received'
  readonly amountCents: number
  readonly onDay: CityDay
  readonly billId: string | undefined
  readonly receivedPaymentId: string | undefined
}

/**
 * What bills and payments received elsewhere put into the ledger (requirements.md F3, F14).
 *
 * A bill books its current charges; the first one ever loaded for an account its whole amount due; a corrected one
 * the difference of current charges. Each bill has exactly one line, if only of nothing. A payment is a credit,
 * unless it is from before that first bill: the bill's amount due has it in it. Without any bill it waits for one.
 *
 * @param bills In the order of the file: the oldest of an account first.
 * @param firstDays The bill day of the first bill ever loaded, by service account; none for those without a bill.
 */
export function postings(
  bills: readonly PostedBill[],
  payments: readonly PostedPayment[],
  firstDays: ReadonlyMap<string, CityDay>,
): Posting[] {
  const begun = new Map(firstDays)
  const charges = bills.map((bill): Posting => {
    const first = !begun.has(bill.serviceAccountId)
    if (first) begun.set(bill.serviceAccountId, bill.billedOn)
    return {
      serviceAccountId: bill.serviceAccountId,
      kind: 'bill',
      amountCents: billCents(bill, first),
      onDay: bill.billedOn,
      billId: bill.id,
      receivedPaymentId: undefined,
    }
  })
  const credits = payments.flatMap((payment): Posting[] => {
    const from = begun.get(payment.serviceAccountId)
    if (from === undefined || payment.receivedOn < from) return []
    return [
      {
        serviceAccountId: payment.serviceAccountId,
        kind: 'received',
        amountCents: payment.amountCents === 0 ? 0 : -payment.amountCents,
        onDay: payment.receivedOn,
        billId: undefined,
        receivedPaymentId: payment.id,
      },
    ]
  })
  return [...charges, ...credits]
}

function billCents(bill: PostedBill, first: boolean): number {
  if (bill.replacedCents !== undefined) return bill.currentCents - bill.replacedCents
  return first ? bill.amountDueCents : bill.currentCents
}
