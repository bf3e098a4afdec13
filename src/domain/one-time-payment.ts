import { addBankingDays, bankingDayFrom, isBankingDay } from './banking-day.js'
import {
  addDays,
  type CityDay,
  cityDay,
  momentOf,
  showFullDay,
  showLongDay,
  showMonthDay,
} from './city-date.js'
import { showMoney } from './money.js'

/** The rules of a one-time payment from a bank account (F4, F5). */

/** Least amount, unless less is owed. */
export const leastCents = 100
/** Most that one debit may take: what a bank takes in one entry on the same day (domain.md 2). */
export const mostCents = 100_000_000
/** Furthest day ahead (F4; to be confirmed by the City, ux.md 0). */
export const furthestDays = 60
/** City hour at which dated payments are sent (architecture.md 5). */
export const sendHour = 6

/** Most that may be paid now: what is owed minus the payer's own one-time payments that are still scheduled (F5). */
export function mostPayable(owedCents: number, ownScheduledCents: number): number {
  return Math.max(0, owedCents - ownScheduledCents)
}

/**
 * @param most What {@link mostPayable} says.
 * @param scheduledCents What the payer has scheduled already, which is why `most` may be less than what is owed.
 * @returns What is wrong with an amount in cents, as the form says it, or undefined.
 */
export function amountProblem(cents: number, most: number, scheduledCents = 0): string | undefined {
  if (cents > mostCents)
    return `One payment can be at most ${showMoney(mostCents)}. Enter that or less.`
  if (cents > most) {
    if (scheduledCents === 0) return `You owe ${showMoney(most)}. Enter that or less.`
    return `You already scheduled ${showMoney(scheduledCents)}. Enter ${showMoney(most)} or less.`
  }
  if (cents >= Math.min(leastCents, most)) return undefined
  return most < leastCents ? `Enter ${showMoney(most)}, all that is owed` : 'Enter $1.00 or more'
}

/** @returns What is wrong with a chosen day, as the form says it, or undefined. */
export function dayProblem(day: CityDay, today: CityDay): string | undefined {
  const first = bankingDayFrom(today)
  const last = lastDay(today)
  if (day < today) return `Choose ${showMonthDay(first)} or later`
  if (day > last) return `Choose ${showMonthDay(last)} or earlier`
  if (!isBankingDay(day)) return `Banks are closed on ${showLongDay(day)}. Choose another day.`
  return undefined
}

/** The last day that may be chosen. */
export const lastDay = (today: CityDay): CityDay => addDays(today, furthestDays)

/** When a payment is sent: a dated one at 06:00 of its day, at once when that has passed; ASAP at once. */
export function sendMoment(payOn: CityDay, when: 'asap' | 'date', now: Date): Date {
  const morning = momentOf(payOn, sendHour)
  return when === 'asap' || morning < now ? now : morning
}

/** The banking day on which the bank takes an ASAP payment: the next one, whatever the hour (F4). */
export const takenOn = (now: Date): CityDay => addBankingDays(cityDay(now), 1)

/** "Usually by": the pay date plus two banking days (F4). */
export const usuallyBy = (payOn: CityDay): CityDay => addBankingDays(payOn, 2)

/** Which words the resident agreed to; a changed sentence gets a new version. */
export const oneTimeTextVersion = 'one-time-1'

/** The sentence on the check page, in the mail and in the record (S40, A17; Reg E 1005.10(b)). */
export function oneTimeAuthorization(order: {
  amountCents: number
  bank: { kind: 'checking' | 'savings'; last4: string }
  payOn: CityDay
  button: string
}): string {
  const money = showMoney(order.amountCents)
  return `By choosing ${order.button}, I allow the City of Charlotte to take ${money} once from my ${order.bank.kind} account ending ${order.bank.last4} on or after ${showFullDay(order.payOn)}. I can cancel here while it is listed as scheduled.`
}
