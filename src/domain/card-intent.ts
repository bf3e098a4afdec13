import { showMoney } from './money.js'

/** The rules of a payment on the processor's own page (F5, F15): how much, how long, and when to ask what came of it. */

/** How long a hand-off stays open (F15, I17). */
export const intentMinutes = 60
/** What SpeedPay takes (F5), in cents and without the fee. */
export const leastCardCents = 100
export const mostCardCents = 999_999

/** @returns What is wrong with an amount in cents, as the form says it, or undefined. */
export function cardAmountProblem(cents: number): string | undefined {
  if (cents < leastCardCents) return `Enter ${showMoney(leastCardCents)} or more`
  if (cents > mostCardCents)
    return `SpeedPay takes up to ${showMoney(mostCardCents)}. Enter that or less.`
  return undefined
}

/** What the processor was told of a payment. */
export interface Told {
  readonly amountCents: number
  readonly feeCents: number
  readonly reference: string
}

/** Whether the processor speaks of the same payment: amount, fee, currency and reference (I4). */
export const agrees = (
  outcome: Told & { readonly currency?: string | undefined },
  told: Told,
): boolean =>
  outcome.amountCents === told.amountCents &&
  outcome.feeCents === told.feeCents &&
  outcome.reference === told.reference &&
  (outcome.currency ?? 'USD') === 'USD'

/** Answers to a question by key that make no payment; silence is none. */
export type IntentAnswer = 'nothing' | 'declined' | 'pending'

export interface IntentState {
  readonly expiresAt: Date
  /** When to ask the processor (next). */
  readonly askAt: Date
  /** The question after the expiry was answered. */
  readonly closed: boolean
}

export type IntentStep =
  | { readonly do: 'wait'; readonly until: Date; readonly why: string }
  | { readonly do: 'ask' }
  | { readonly do: 'end' }

/** What the workflow does next with a hand-off that is not paid yet. */
export function nextIntentStep({ askAt, closed }: IntentState, now: Date): IntentStep {
  if (closed) return { do: 'end' }
  if (askAt > now) return { do: 'wait', until: askAt, why: 'whether SpeedPay was paid' }
  return { do: 'ask' }
}

const minute = 60_000

/**
 * When to ask for an intent again: after 1, 2, 4 … 15 minutes, and exactly at its expiry; a processor that is silent
 * after 1, 2, 4 seconds … 5 minutes.
 *
 * @param asks Questions since the hand-off or the browser's return.
 * @returns undefined when nothing more is asked: it has expired, and the processor has nothing.
 */
export function nextIntentAsk(
  intent: { readonly asks: number; readonly expiresAt: Date },
  answer: IntentAnswer | 'silence',
  now: Date,
): Date | undefined {
  const { asks, expiresAt } = intent
  const expired = now >= expiresAt
  if (expired && (answer === 'nothing' || answer === 'declined')) return undefined
  const [first, longest] = answer === 'silence' ? [1000, 5 * minute] : [minute, 15 * minute]
  const next = now.getTime() + Math.min(first * 2 ** Math.min(asks, 20), longest)
  return new Date(expired ? next : Math.min(next, expiresAt.getTime()))
}

/** A tester of stolen cards shows in the declined ones (T38): more in an hour than this are told to a person. */
export const mostDeclinesAnHour = 10

/**
 * What a resident is asked before paying an amount that may not be meant: less than all that is past due (S30), or more
 * than is owed.
 *
 * @param toPayCents Past due, and neither posted nor pending.
 */
export function amountQuestion(
  cents: number,
  { toPayCents, owedCents }: { readonly toPayCents: number; readonly owedCents: number },
): 'less' | 'more' | undefined {
  if (cents < toPayCents) return 'less'
  return cents > owedCents ? 'more' : undefined
}

/** The amount that the form begins with: what is past due, else what is owed; undefined when SpeedPay takes no such one. */
export function firstCardAmount(facts: {
  readonly toPayCents: number
  readonly owedCents: number
}): number | undefined {
  const wanted = Math.min(mostCardCents, facts.toPayCents || facts.owedCents)
  return wanted >= leastCardCents ? wanted : undefined
}
