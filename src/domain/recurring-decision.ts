import type { CityDay } from './city-date.js'
import { exceedsThreshold, type PayMoment, payMoment, type Terms } from './recurring-terms.js'

/** What a recurring enrollment does with one bill. The page's preview and the activity ask the same function (N1). */

export interface DecidableBill {
  /** As loaded, in cents. */
  readonly amountDueCents: number
  readonly dueOn: CityDay
}

/** What the account owes by now (F3), and what is on its way by hand, in cents. */
export interface AccountMoney {
  readonly owedCents: number
  /** One-time payments that are still scheduled, by anybody. */
  readonly scheduledCents: number
}

/**
 * What is taken for a bill: the smaller of its amount due and of what is owed minus the one-time payments that are
 * scheduled (F6, I24). Asked when the payment's row is made, when it is authorized, and again at the claim.
 */
export function payableCents(
  bill: Pick<DecidableBill, 'amountDueCents'>,
  { owedCents, scheduledCents }: AccountMoney,
): number {
  return Math.max(0, Math.min(bill.amountDueCents, owedCents - scheduledCents))
}

/** Why a bill is left to the resident. */
export type Left =
  | 'nothing_owed'
  | 'paused'
  /** It corrects a bill whose payment was sent or canceled, or that was left to the resident already (F14). */
  | 'corrects_a_settled_bill'

export type Decision =
  | { readonly do: 'schedule'; readonly amountCents: number; readonly moment: PayMoment }
  /** Over the threshold: a hold, which the resident may authorize. */
  | { readonly do: 'ask'; readonly amountCents: number; readonly moment: PayMoment }
  | { readonly do: 'leave'; readonly why: Left }

export interface DecisionFacts {
  /** Those agreed to last when the bill was loaded (F12). */
  readonly terms: Terms
  readonly bill: DecidableBill
  readonly money: AccountMoney
  readonly paused: boolean
  /** The bill corrects one that is settled: no second automatic payment (F14). */
  readonly settledBefore: boolean
  readonly today: CityDay
  readonly now: Date
}

export function decide(facts: DecisionFacts): Decision {
  const { terms, bill, today, now } = facts
  if (facts.paused) return { do: 'leave', why: 'paused' }
  if (facts.settledBefore) return { do: 'leave', why: 'corrects_a_settled_bill' }
  const amountCents = payableCents(bill, facts.money)
  if (amountCents === 0) return { do: 'leave', why: 'nothing_owed' }
  const moment = payMoment(terms, bill.dueOn, today, now)
  if (exceedsThreshold(terms, bill.amountDueCents)) return { do: 'ask', amountCents, moment }
  return { do: 'schedule', amountCents, moment }
}
