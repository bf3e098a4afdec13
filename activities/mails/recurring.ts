import type { AccountFacts } from '../../sql/mail-facts.js'
import type { EnrollmentFacts, HoldFacts, TermsFacts } from '../../sql/recurring-mail-facts.js'
import {
  cityDay,
  showDay,
  showLongDay,
  showMonthDay,
  showMonthName,
  showTime,
} from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { payMoment, showPayDay, showPayRule } from '../../src/domain/recurring-terms.js'
import { returnCode } from '../../src/domain/return-code.js'
import { accountName } from '../../src/domain/service-account.js'
import { listed, short, showPlace } from './accounts.js'
import type { Letter, Part } from './layout.js'
import { disconnection } from './payments.js'

/** Letters about a recurring payment, and about a bill that waits for its payer's OK (ux.md 10). */

const page = (account: AccountFacts, origin: string) =>
  `${origin}/paperless/recurring/${account.id}`

/** `From checking ending 4471, 3 days before the due date, bills up to $150.00.` */
function inShort(terms: TermsFacts): string {
  const { bankKind, bankLast4, thresholdCents } = terms
  const range = thresholdCents === null ? 'any amount' : `bills up to ${showMoney(thresholdCents)}`
  return `From ${bankKind} ending ${bankLast4}, ${showPayRule(terms)}, ${range}.`
}

const agreedTo = (terms: TermsFacts): Part => ({
  soft: `You agreed on ${showDay(cityDay(terms.agreedAt))} at ${showTime(terms.agreedAt)}: ${terms.text}`,
})
const other =
  'If another automatic payment is set up for this bill, stop it so you are not drafted twice.'

export function recurringOn(terms: TermsFacts, account: AccountFacts, origin: string): Letter {
  const { firstDueOn, agreedAt, billedOn } = terms
  const agreedOn = cityDay(agreedAt)
  const first = firstDueOn
    ? showPayDay(payMoment(terms, firstDueOn, agreedOn, agreedAt)).replace(/^on /, '')
    : `your next bill, about ${showMonthDay(expectedBill(billedOn ?? undefined, agreedOn))}`
  return {
    subject: named('Recurring payment is on', account),
    preview: inShort(terms),
    heading: 'Recurring payment is on',
    parts: [
      { facts: showPlace(account) },
      { p: `${inShort(terms)} First: ${first}.` },
      { p: other },
      agreedTo(terms),
      { button: 'See or change it', href: page(account, origin) },
    ],
  }
}

export const recurringChanged = (
  terms: TermsFacts,
  account: AccountFacts,
  origin: string,
): Letter => ({
  subject: named('Recurring payment is changed', account),
  preview: inShort(terms),
  heading: 'Recurring payment is changed',
  parts: [
    { facts: showPlace(account) },
    { p: `From the next bill on: ${inShort(terms)}` },
    { p: 'A payment that is scheduled already, or a bill that waits for your OK, stays as it is.' },
    agreedTo(terms),
    { button: 'See or change it', href: page(account, origin) },
  ],
})

export const recurringPaused = (code: string, account: AccountFacts, origin: string): Letter => ({
  subject: named('Recurring payment is paused', account),
  preview: 'It is paused until you choose a bank account.',
  heading: 'Recurring payment is paused',
  parts: [
    { facts: showPlace(account) },
    { p: returnCode(code).words },
    {
      p: `It is paused until you choose a bank account. Bills that come meanwhile are not paid by themselves. ${disconnection}`,
    },
    { button: 'Choose a bank account', href: page(account, origin) },
  ],
})

export const recurringStopped = (
  enrollment: EnrollmentFacts,
  account: AccountFacts,
  origin: string,
): Letter => ({
  subject: named('Recurring payment is stopped', account),
  preview: whyStopped(enrollment.reason),
  heading: 'Recurring payment is stopped',
  parts: [
    { facts: showPlace(account) },
    { p: whyStopped(enrollment.reason) },
    { p: `Scheduled payments will still be processed: ${listed(enrollment.running)}.` },
    ...(enrollment.balanceCents > 0 && enrollment.running.length === 0
      ? [{ p: `You still owe *${showMoney(enrollment.balanceCents)}*. ${disconnection}` }]
      : []),
    { button: 'See your payments', href: `${origin}/payment-activity` },
  ],
})

function whyStopped(reason: string | null): string {
  switch (reason) {
    case 'by_payer':
      return 'You stopped it. We no longer pay this bill by itself.'
    case 'by_311':
      return 'CharMeck 311 stopped it for you. We no longer pay this bill by itself.'
    case 'account_closed':
      return 'The account is closed, and its final bill has come. Nothing more is taken by itself.'
    default:
      return returnCode(reason ?? undefined).words
  }
}

const named = (what: string, account: AccountFacts) =>
  short(`${what}: ${accountName(account)}`, what)

const authorize = (holdId: string, cents: number, origin: string): Part => ({
  button: `Authorize ${showMoney(cents)}`,
  href: `${origin}/payment-activity/${holdId}/authorize`,
})

/** @param today City day of the letter: past the due date it says so. */
export function thresholdNeeded(
  hold: HoldFacts,
  account: AccountFacts,
  { origin, today }: { origin: string; today: string },
): Letter {
  const money = showMoney(hold.amountCents)
  const late = today > hold.dueOn
  return {
    subject: `Your OK is needed: ${money} is over your limit`,
    preview: `We have not paid the bill for ${accountName(account)}.`,
    heading: 'Your OK is needed',
    parts: [
      { facts: showPlace(account) },
      {
        p: `The bill for ${accountName(account)} is *${money}*. Your limit is ${showMoney(hold.thresholdCents)}, so we have *not* paid it.`,
      },
      {
        p: late
          ? `It was due ${showMonthDay(hold.dueOn)}. It is past due because it was not authorized. ${disconnection}`
          : `Authorize it by ${showMonthDay(hold.dueOn)} to pay on time.`,
      },
      authorize(hold.id, hold.amountCents, origin),
    ],
  }
}

export function thresholdEnded(hold: HoldFacts, account: AccountFacts, origin: string): Letter {
  const money = showMoney(hold.amountCents)
  const stopped = hold.status === 'stopped'
  const owes =
    stopped && hold.balanceCents > 0
      ? ` You still owe *${showMoney(hold.balanceCents)}* by ${showMonthDay(hold.dueOn)}. ${disconnection}`
      : ''
  return {
    subject: `Your OK is no longer needed for ${money}`,
    preview: stopped ? 'The recurring payment was stopped.' : 'The bill was paid another way.',
    heading: 'Your OK is no longer needed',
    parts: [
      { facts: showPlace(account) },
      {
        p: stopped ? `The recurring payment was stopped.${owes}` : 'The bill was paid another way.',
      },
      { button: 'See your payments', href: `${origin}/payment-activity` },
    ],
  }
}

/** @returns undefined before the newer bill is there: it is always written with the end of the hold. */
export function thresholdReplaced(
  hold: HoldFacts,
  account: AccountFacts,
  origin: string,
): Letter | undefined {
  if (!hold.nextBilledOn) return undefined
  const money = showMoney(hold.amountCents)
  const month = showMonthName(hold.nextBilledOn)
  return {
    subject: `Your ${month} bill includes the ${money} on hold`,
    preview: `The old hold has ended. The new bill is ${showMoney(hold.nextCents)}.`,
    heading: `Your ${month} bill includes the ${money}`,
    parts: [
      { facts: showPlace(account) },
      ...nextBill(hold, origin),
      { soft: 'The old hold has ended.' },
    ],
  }
}

function nextBill(hold: HoldFacts, origin: string): Part[] {
  const next = showMoney(hold.nextCents)
  if (hold.nextHoldId) {
    return [
      {
        p: `The new bill is *${next}*, over your ${showMoney(hold.thresholdCents)} limit, so it needs your OK. Authorize it by ${showMonthDay(hold.nextDueOn)} to pay on time.`,
      },
      authorize(hold.nextHoldId, hold.nextCents, origin),
    ]
  }
  const paid = hold.nextPayOn
    ? `We take ${showMoney(hold.nextPayCents)} on ${showLongDay(hold.nextPayOn)}. You do not need to do anything.`
    : `Pay it by ${showMonthDay(hold.nextDueOn)}.`
  return [
    { p: `The new bill is *${next}*. ${paid}` },
    { button: 'See your payments', href: `${origin}/payment-activity` },
  ]
}
