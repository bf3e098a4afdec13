import type { CityDay } from './city-date.js'
import { type NewestBill, owed, pastDue, type Sums } from './owed.js'

/**
 * What is past due, seen as the city sees it before it restores service (S30): only what is posted counts, so a payment
 * that is pending is still missing.
 */
export interface Delinquency {
  /** Must be posted before service is restored, in cents. */
  readonly mustPostCents: number
  /** Of what the newest bill says is late, posted by now; the rest is `mustPostCents`. */
  readonly postedCents: number
  /** Of it, on its way: sent, not posted yet. */
  readonly pendingCents: number
  /** Of it, neither posted nor on its way: what to pay now. */
  readonly toPayCents: number
}

export function delinquency(facts: {
  readonly newest: NewestBill | undefined
  readonly sums: Sums
  readonly today: CityDay
}): Delinquency {
  const { newest, sums, today } = facts
  const posted = { balanceCents: sums.balanceCents, pendingCents: 0 }
  const mustPostCents = pastDue({ newest, owedCents: owed(posted), today })
  const toPayCents = pastDue({ newest, owedCents: owed(sums), today })
  const billedCents = newest && (today > newest.dueOn ? newest.amountDueCents : newest.pastDueCents)
  return {
    mustPostCents,
    postedCents: Math.max(0, (billedCents ?? 0) - mustPostCents),
    pendingCents: mustPostCents - toPayCents,
    toPayCents,
  }
}
