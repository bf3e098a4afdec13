import { bankingDayUntil } from './banking-day.js'
import { addDays, type CityDay, showFullDay, showLongDay, showMonthDay } from './city-date.js'
import { showMoney } from './money.js'
import { sendMoment } from './one-time-payment.js'

/** What a resident agrees to once, so that each bill is paid by itself (S45, S46): the day and the threshold. */
export interface Terms {
  /** Days before the due date, 0 to 10; 0 is the due date itself, null the day the bill arrives (S45). */
  readonly daysBefore: number | null
  /** Highest amount due that is paid without asking, in cents; null: every bill is paid in full (S46). */
  readonly thresholdCents: number | null
}

/** Furthest before the due date (S45). */
export const mostDaysBefore = 10
/** Least and highest threshold, in cents (reliability.md 4.4). */
export const leastThresholdCents = 10_00
export const mostThresholdCents = 99_999_99

/** Whether a bill of this amount due waits for the resident's OK; equal is not over (F7). */
export const exceedsThreshold = ({ thresholdCents }: Terms, amountDueCents: number): boolean =>
  thresholdCents !== null && amountDueCents > thresholdCents

export interface PayMoment {
  readonly payOn: CityDay
  /** 06:00 city time of the pay day; now when the bill is paid on arrival, or that day has passed. */
  readonly sendAt: Date
  /** Sent at once, so that nobody has time to cancel (F6). */
  readonly atOnce: boolean
}

/**
 * When a bill is paid: the chosen day, or the banking day before it when banks are closed (S45, ux.md 4.6). A day that
 * has passed means now, and so does the day the bill arrives (F6).
 *
 * @param today City day of `now`.
 */
export function payMoment(terms: Terms, dueOn: CityDay, today: CityDay, now: Date): PayMoment {
  const { daysBefore } = terms
  const wanted = daysBefore === null ? today : bankingDayUntil(addDays(dueOn, -daysBefore))
  if (daysBefore === null || wanted < today) return { payOn: today, sendAt: now, atOnce: true }
  const sendAt = sendMoment(wanted, 'date', now)
  return { payOn: wanted, sendAt, atOnce: sendAt <= now }
}

/** `3 days before the due date`, as a part of a sentence. */
export function showPayRule({ daysBefore }: Terms): string {
  if (daysBefore === null) return 'the day the bill arrives'
  if (daysBefore === 0) return 'on the due date'
  return `${daysBefore} ${daysBefore === 1 ? 'day' : 'days'} before the due date`
}

/**
 * What will happen to one bill, in the words of the form, the check page, Home and the mail (N1).
 *
 * @param amountCents What is taken, by F6.
 */
export function planSentence(
  terms: Terms,
  { amountCents, moment }: { amountCents: number; moment: PayMoment },
): string {
  const { thresholdCents } = terms
  const money = showMoney(amountCents)
  const under = thresholdCents === null ? '' : `, under your ${showMoney(thresholdCents)} limit`
  if (moment.atOnce) return `We take ${money} at once${under}. There is no time to cancel it.`
  return `We take ${money} on ${showLongDay(moment.payOn)}${under}. You can stop it until 6:00 AM on that day.`
}

/** Which words the resident agreed to; a changed sentence gets a new version. */
export const recurringTextVersion = 'recurring-1'

/**
 * The standing authorization, on the check page, in the mail and in the record (S44, A17; Reg E 1005.10). The
 * threshold is the range outside of which the resident wants to be asked (domain.md 6, F12).
 *
 * @param from The current bill, when it is to be paid too; else it begins with the next one.
 */
export function standingAuthorization(
  terms: Terms,
  facts: {
    readonly bank: { readonly kind: 'checking' | 'savings'; readonly last4: string }
    readonly from: { readonly dueOn: CityDay } | undefined
    readonly button: string
  },
): string {
  const { bank, from, button } = facts
  const { thresholdCents, daysBefore } = terms
  const begins = from ? `the bill due ${showFullDay(from.dueOn)}` : 'my next bill'
  const range =
    thresholdCents === null
      ? 'It may be any amount.'
      : `Bills over ${showMoney(thresholdCents)} wait for my OK.`
  const told =
    daysBefore === null
      ? 'The amount changes with each bill, and I get it by email on the same day.'
      : 'The amount changes with each bill, and I get it by email first.'
  const when = daysBefore === null ? 'on the day the bill arrives' : showPayRule(terms)
  return `By choosing ${button}, I allow the City of Charlotte to take the balance due each month from my ${bank.kind} account ending ${bank.last4}, ${when}, starting with ${begins}. ${range} ${told} I can stop at any time in Paperless Billing; payments already pending still go through.`
}

/** `Monday, December 14`, or `at once`: the pay day in a sentence. */
export const showPayDay = (moment: PayMoment): string =>
  moment.atOnce ? 'at once' : `on ${showLongDay(moment.payOn)}`

/** `December 11`, for a note; `now` when it is sent at once. */
export const showPayMonthDay = (moment: PayMoment): string =>
  moment.atOnce ? 'now' : showMonthDay(moment.payOn)
