import {
  addDays,
  type CityDay,
  daysBetween,
  momentOf,
  showLongDay,
  showMonthDay,
} from './city-date.js'
import { showMoney } from './money.js'
import { capitalNumberWord, numberWord } from './number-word.js'
import { expectedBill } from './paperless.js'
import { type DecidableBill, type Decision, decide } from './recurring-decision.js'
import {
  exceedsThreshold,
  mostThresholdCents,
  type PayMoment,
  payMoment,
  planSentence,
  type Terms,
} from './recurring-terms.js'

/**
 * "With these choices": what terms would have done to the last bills, what they do to the current one and to the next
 * (N1). Every answer is `decide()`'s, which the workflow asks too.
 */

export interface PastBill extends DecidableBill {
  readonly billedOn: CityDay
}

/** How many bills are looked back at. */
export const previewedBills = 12

/** A bill arrives in the daytime; the hour matters only where its pay day is the day it arrives. */
const arrivalHour = 12

/** What becomes of a bill that arrives with nothing else owed and nothing scheduled. */
export function decisionAtArrival(terms: Terms, bill: PastBill): Decision {
  const { amountDueCents, billedOn } = bill
  return decide({
    terms,
    bill,
    money: { owedCents: Math.max(0, amountDueCents), scheduledCents: 0 },
    paused: false,
    settledBefore: false,
    today: billedOn,
    now: momentOf(billedOn, arrivalHour),
  })
}

export interface CountLine {
  /** `11 bills` */
  readonly bills: string
  /** `paid 3 days before due` */
  readonly what: string
}

/** `11 bills · paid 3 days before due`, `1 bill · waits for your OK`: only what there is, in this order. */
export function countLines(terms: Terms, bills: readonly PastBill[]): CountLine[] {
  const decisions = bills.map((bill) => decisionAtArrival(terms, bill))
  const late = (decision: Decision) =>
    decision.do === 'schedule' && decision.moment.atOnce && terms.daysBefore !== null
  const kinds = [
    [(one: Decision) => one.do === 'schedule' && !late(one), `paid ${showDueRule(terms)}`],
    [late, 'paid at once, as the day had passed'],
    [(one: Decision) => one.do === 'ask', 'waits for your OK', 'wait for your OK'],
    [(one: Decision) => one.do === 'leave', 'with nothing to pay'],
  ] as const
  return kinds.flatMap(([is, one, many = one]) => {
    const count = decisions.filter(is).length
    if (count === 0) return []
    return [{ bills: `${count} ${count === 1 ? 'bill' : 'bills'}`, what: count === 1 ? one : many }]
  })
}

/** `3 days before due`, where there is little room. */
export function showDueRule({ daysBefore }: Terms): string {
  if (daysBefore === null) return 'the day it arrives'
  if (daysBefore === 0) return 'on the due date'
  return `${daysBefore} ${daysBefore === 1 ? 'day' : 'days'} before due`
}

/** `Your last 12 bills were $71.08 to $168.92.` @returns undefined without any. */
export function rangeSentence(bills: readonly PastBill[]): string | undefined {
  const cents = bills.map(({ amountDueCents }) => amountDueCents)
  if (cents.length === 0) return undefined
  if (cents.length === 1) return `Your last bill was ${showMoney(cents[0]!)}.`
  const [least, most] = [Math.min(...cents), Math.max(...cents)]
  const amounts =
    least === most ? `${showMoney(least)} each` : `${showMoney(least)} to ${showMoney(most)}`
  return `Your last ${cents.length} bills were ${amounts}.`
}

/** The chart's dots in words: the range, and on which side of the limit the bills are. */
export function dotsSentence(terms: Terms, bills: readonly PastBill[]): string {
  const range = rangeSentence(bills) ?? ''
  const { thresholdCents } = terms
  if (thresholdCents === null) return range
  const over = bills.filter((bill) => exceedsThreshold(terms, bill.amountDueCents)).length
  const limit = showMoney(thresholdCents)
  if (over === 0) return `${range} None is over ${limit}.`
  if (over === bills.length) return `${range} All are over ${limit}.`
  const under = bills.length - over
  return `${range} ${capitalNumberWord(under)} ${under === 1 ? 'is' : 'are'} ${limit} or less and ${numberWord(over)} ${over === 1 ? 'is' : 'are'} over.`
}

/** What a limit means under which no bill of late came (ux.md 4.6); undefined when one did. */
export function everyBillOver(terms: Terms, bills: readonly PastBill[]): string | undefined {
  const { thresholdCents } = terms
  if (thresholdCents === null || bills.length === 0) return undefined
  if (!bills.every((bill) => exceedsThreshold(terms, bill.amountDueCents))) return undefined
  const limit = showMoney(thresholdCents)
  const which =
    bills.length === 1
      ? `Your last bill was over ${limit}.`
      : `All of your last ${bills.length} bills were over ${limit}.`
  return `${which} You would authorize every bill by hand.`
}

/**
 * A limit to begin with: the second highest of the last bills, rounded up to a round amount, so that of a year like the
 * last one at most the highest bill is asked about. @returns Cents; undefined with fewer than two bills to go by.
 */
export function suggestedThresholdCents(bills: readonly PastBill[]): number | undefined {
  const second = bills.map(({ amountDueCents }) => amountDueCents).sort((a, b) => b - a)[1]
  if (second === undefined || second <= 0) return undefined
  const step = second <= 100_00 ? 10_00 : 50_00
  return Math.min(Math.ceil(second / step) * step, mostThresholdCents)
}

/** What becomes of the current bill when it is paid too, in a sentence (N1). @returns undefined when it is not. */
export function currentBillSentence(
  terms: Terms,
  bill: DecidableBill,
  decision: Decision,
): string | undefined {
  switch (decision.do) {
    case 'schedule':
      return planSentence(terms, decision)
    case 'ask':
      return `The bill of ${showMoney(bill.amountDueCents)} is over your ${showMoney(terms.thresholdCents ?? 0)} limit, so it waits for your OK.`
    case 'leave':
      return undefined
  }
}

/** The bill to come, as far as one can tell today. */
export interface NextBill {
  readonly arrivesOn: CityDay
  readonly dueOn: CityDay
  readonly moment: PayMoment
}

/** How long after its day a first bill is due. */
const usualDays = 25

/**
 * A month after the newest bill, due as long after its day as that one was.
 *
 * @param today City day.
 */
export function nextBill(
  terms: Terms,
  newest: Pick<PastBill, 'billedOn' | 'dueOn'> | undefined,
  today: CityDay,
): NextBill {
  const arrivesOn = expectedBill(newest?.billedOn, today)
  const dueOn = addDays(arrivesOn, newest ? daysBetween(newest.billedOn, newest.dueOn) : usualDays)
  const moment = payMoment(terms, dueOn, arrivesOn, momentOf(arrivesOn, arrivalHour))
  return { arrivesOn, dueOn, moment }
}

/** The day is a guess, so each is "about". */
export function nextBillSentence(terms: Terms, { arrivesOn, dueOn, moment }: NextBill): string {
  const { thresholdCents } = terms
  const under = thresholdCents === null ? 'We' : `At ${showMoney(thresholdCents)} or less, we`
  if (moment.atOnce)
    return `Your next bill should arrive about ${showMonthDay(arrivesOn)}. ${under} take it at once when it is here, so there is no time to cancel it.`
  return `Your next bill is due about ${showMonthDay(dueOn)}. ${under} take it about ${showLongDay(moment.payOn)}. You can stop it until 6:00 AM on its pay day.`
}
