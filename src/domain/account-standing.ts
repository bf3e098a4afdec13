import type { Autopay, AutopayPayment, HoldOnHome } from './autopay.js'
import type { CityDay } from './city-date.js'
import { type Delinquency, delinquency } from './delinquency.js'
import type { BillId, PaymentId } from './ids.js'
import { credit, lateSince, type NewestBill, owed, pastDue, type Sums } from './owed.js'
import type { PaperlessEnrollment } from './paperless.js'
import type { PaymentStatus } from './payment.js'
import { payableCents } from './recurring-decision.js'

/** How one linked service account stands, as Home shows it (ux.md 4.1), and which account comes first (D3). */

export interface ScheduledPayments {
  /** The one that goes out first. */
  readonly id: PaymentId
  readonly payOn: CityDay
  readonly count: number
  /** Of all of them. */
  readonly amountCents: number
}

export interface LatestPayment {
  readonly id: PaymentId
  readonly status: PaymentStatus
  readonly amountCents: number
  readonly payOn: CityDay
  /** The bank's code, of a rejected or returned one. */
  readonly reason: string | null
  readonly changedOn: CityDay
}

export interface NewestOfHome extends NewestBill {
  readonly id: BillId
  readonly billedOn: CityDay
  /** Of the bill before it, where its past-due part comes from. */
  readonly previousDueOn: CityDay | null
}

export interface AccountFacts extends Sums {
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly newest: NewestOfHome | undefined
  /** One-time payments of this payer that are not sent yet. */
  readonly scheduled: ScheduledPayments | undefined
  /** One-time payments that are scheduled by anybody: a recurring one gives way to them (F6). */
  readonly allScheduledCents: number
  readonly autopay: Autopay | undefined
  readonly autopayPayment: AutopayPayment | undefined
  readonly hold: HoldOnHome | undefined
  /** Of this payer: an unanswered one, else the one that changed last; neither scheduled nor canceled. */
  readonly latest: LatestPayment | undefined
  readonly paperless: PaperlessEnrollment | undefined
}

export type HomeState =
  | { readonly is: 'interrupted' | 'past due' | 'due' | 'closed' }
  | { readonly is: 'waiting' | 'credit' | 'nothing due' }
  | { readonly is: 'checking' | 'returned' | 'rejected'; readonly payment: LatestPayment }
  /** Without a payment: another portal account's (F9), or one that is not the latest. */
  | { readonly is: 'pending'; readonly payment: LatestPayment | undefined }
  | { readonly is: 'scheduled'; readonly scheduled: ScheduledPayments }
  /** A bill over the threshold waits for this resident's OK of this amount; `late` once its due date is over. */
  | {
      readonly is: 'hold'
      readonly hold: HoldOnHome
      readonly payableCents: number
      readonly late: boolean
    }
  | { readonly is: 'autopay'; readonly payment: AutopayPayment }

export interface Standing {
  readonly state: HomeState
  readonly owedCents: number
  readonly pastDueCents: number
  /** When what is past due was due, where that is known. */
  readonly lateSince: CityDay | undefined
  /** The same as the city sees it before it restores service (S30). */
  readonly delinquency: Delinquency
  readonly creditCents: number
  /** Owed, and not covered by this payer's scheduled payments. */
  readonly restCents: number
}

/** @param today City day. */
export function standing(facts: AccountFacts, today: CityDay): Standing {
  const owedCents = owed(facts)
  const pastDueCents = pastDue({ newest: facts.newest, owedCents, today })
  const restCents = Math.max(0, owedCents - (facts.scheduled?.amountCents ?? 0))
  const sums = {
    owedCents,
    pastDueCents,
    lateSince: pastDueCents > 0 ? lateSince(facts.newest, today) : undefined,
    delinquency: delinquency({ newest: facts.newest, sums: facts, today }),
    creditCents: credit(facts),
    restCents,
  }
  return { ...sums, state: stateOf(facts, sums, today) }
}

/** The first that fits wins: what could be paid twice, then what cuts the water off, then what is late. */
function stateOf(facts: AccountFacts, sums: Omit<Standing, 'state'>, today: CityDay): HomeState {
  const { status, newest, scheduled, latest, pendingCents } = facts
  const { owedCents, pastDueCents, restCents } = sums
  if (latest?.status === 'unknown' || latest?.status === 'needs_attention')
    return { is: 'checking', payment: latest }
  // What is only pending does not restore service.
  if (status === 'interrupted' && sums.delinquency.mustPostCents > 0) return { is: 'interrupted' }
  if (scheduled && restCents === 0 && pastDueCents === 0) return { is: 'scheduled', scheduled }
  // A newer bill has taken such a payment up: then it is that bill's matter.
  const fresh = latest && (!newest || latest.changedOn >= newest.billedOn) && owedCents > 0
  if (fresh && (latest.status === 'returned' || latest.status === 'rejected'))
    return { is: latest.status, payment: latest }
  if (status === 'closed') return { is: 'closed' }
  const held = holdState(facts, sums, today)
  // What is late because it was not authorized can still be authorized; anything older is late for itself.
  if (pastDueCents > 0) return held?.late ? held : { is: 'past due' }
  if (held) return held
  if (pendingCents > 0) return { is: 'pending', payment: latest && onItsWay(latest) }
  if (scheduled) return { is: 'scheduled', scheduled }
  if (owedCents > 0 && facts.autopayPayment) return { is: 'autopay', payment: facts.autopayPayment }
  if (owedCents > 0) return { is: 'due' }
  if (sums.creditCents > 0) return { is: 'credit' }
  if (facts.paperless?.firstBillOn === null) return { is: 'waiting' }
  return { is: 'nothing due' }
}

function holdState(
  { hold, allScheduledCents }: AccountFacts,
  { owedCents }: Omit<Standing, 'state'>,
  today: CityDay,
): Extract<HomeState, { is: 'hold' }> | undefined {
  if (!hold) return undefined
  const money = { owedCents, scheduledCents: allScheduledCents }
  const cents = payableCents({ amountDueCents: hold.amountCents }, money)
  return cents > 0 ? { is: 'hold', hold, payableCents: cents, late: today > hold.dueOn } : undefined
}

const onItsWay = (payment: LatestPayment) =>
  payment.status === 'pending' || payment.status === 'submitting' ? payment : undefined

/**
 * Home is a to-do list: water off, past due, refused by the bank or waiting for an OK, then due soonest, then nothing
 * due (D3). Equal ones
 * stay in the order given.
 */
export function inOrder<T extends { standing: Standing; newest: AccountFacts['newest'] }>(
  accounts: readonly T[],
): T[] {
  return [...accounts].sort(
    (a, b) =>
      urgency(a.standing) - urgency(b.standing) ||
      (urgency(a.standing) < nothingToDo ? byDueDay(a.newest, b.newest) : 0),
  )
}

const nothingToDo = 4

function urgency({ state, owedCents, pastDueCents }: Standing): number {
  if (state.is === 'interrupted') return 0
  if (pastDueCents > 0) return 1
  if (['rejected', 'returned', 'hold'].includes(state.is)) return 2
  if (owedCents > 0) return 3
  return state.is === 'closed' ? nothingToDo + 1 : nothingToDo
}

function byDueDay(a: AccountFacts['newest'], b: AccountFacts['newest']): number {
  const [first, second] = [a?.dueOn ?? '', b?.dueOn ?? '']
  if (first === second) return 0
  return first < second ? -1 : 1
}
