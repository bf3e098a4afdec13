import type { PaymentFacts } from '../../sql/mail-facts.js'
import {
  cityDay,
  showDay,
  showMonthDay,
  showMonthName,
  showTime,
} from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { usuallyBy } from '../../src/domain/one-time-payment.js'
import { planSentence } from '../../src/domain/recurring-terms.js'
import { returnCode } from '../../src/domain/return-code.js'
import { accountName } from '../../src/domain/service-account.js'
import { short, showPlace } from './accounts.js'
import type { Letter, Part } from './layout.js'

/** Letters about one payment, to its payer (ux.md 10). */
interface Setting {
  readonly origin: string
  readonly convenienceFeeCents: number
}
type Write = (payment: PaymentFacts, setting: Setting) => Letter

export const disconnection =
  'Not paying by the due date could result in disconnection of your water service.'

const from = ({ bankKind, bankLast4 }: PaymentFacts) =>
  bankKind ? `${bankKind} ending ${bankLast4}` : 'Western Union SpeedPay'
const money = (payment: PaymentFacts) => showMoney(payment.amountCents)
const page = ({ paymentId }: PaymentFacts, { origin }: Setting) =>
  `${origin}/payment-activity/${paymentId}`

/** "You still owe $84.17 by December 14." with its warning; nothing when nothing is owed. */
function stillOwed(payment: PaymentFacts): Part[] {
  if (payment.balanceCents <= 0) return []
  const by =
    payment.dueOn && payment.dueOn >= cityDay(payment.now)
      ? ` by ${showMonthDay(payment.dueOn)}`
      : ''
  return [{ p: `You still owe *${showMoney(payment.balanceCents)}*${by}. ${disconnection}` }]
}

const payAgain = (payment: PaymentFacts, { origin }: Setting): Part => ({
  button: 'Pay again',
  href: `${origin}/pay/${payment.id}/bank`,
})

const subject = (what: string, payment: PaymentFacts) =>
  short(`${what}: ${money(payment)} for ${accountName(payment)}`, `${what}: ${money(payment)}`)

const scheduled: Write = (payment, setting) => ({
  subject: `Scheduled: ${money(payment)} on ${showMonthDay(payment.payOn)}`,
  preview: `${showPlace(payment)}, from ${from(payment)}.`,
  heading: `Scheduled: ${money(payment)} on ${showMonthDay(payment.payOn)}`,
  parts: [
    {
      facts: `${showPlace(payment)}, from ${from(payment)}. Confirmation *${payment.confirmation}*.`,
    },
    { p: plan(payment) },
    ...(payment.authorization && payment.authorizedAt
      ? [
          {
            soft: `You agreed on ${showDay(cityDay(payment.authorizedAt))} at ${showTime(payment.authorizedAt)}: ${payment.authorization}`,
          },
        ]
      : []),
    { button: 'View or cancel', href: page(payment, setting) },
  ],
})

/** A recurring payment's mail is the notice of amount and day (F13, Reg E 1005.10(d)), in the words of N1. */
function plan(payment: PaymentFacts): string {
  if (payment.plan) return planSentence(payment.plan, { ...payment, moment: momentOf(payment) })
  return 'You can cancel while it is listed as scheduled.'
}

const momentOf = ({ payOn, sendAt, createdAt }: PaymentFacts) => ({
  payOn,
  sendAt,
  atOnce: sendAt <= createdAt,
})

const submitted: Write = (payment, setting) => ({
  subject: subject('Sent', payment),
  preview: 'It is now pending.',
  heading: `Sent: ${money(payment)}`,
  parts: [
    {
      facts: `${showPlace(payment)}, from ${from(payment)}. Confirmation *${payment.confirmation}*.`,
    },
    {
      p: `Sent to the payment processor today. It is now pending and can no longer be canceled. We tell you the result, usually by ${showMonthDay(usuallyBy(payment.payOn))}.`,
    },
    { button: 'View payment', href: page(payment, setting) },
  ],
})

const approved: Write = (payment, setting) => ({
  subject: subject('Paid', payment),
  preview: `Approved ${showMonthDay(cityDay(payment.statusChangedAt))}.`,
  heading: `Paid: ${money(payment)}`,
  parts: [
    { facts: `${showPlace(payment)}, from ${from(payment)}.` },
    {
      p: `Approved ${showMonthDay(cityDay(payment.statusChangedAt))}. Confirmation *${payment.confirmation}*. Balance now ${showMoney(payment.balanceCents)}.`,
    },
    ...(payment.feeCents > 0
      ? [
          {
            p: `Convenience fee ${showMoney(payment.feeCents)}, total charged ${showMoney(payment.amountCents + payment.feeCents)}.`,
          },
        ]
      : []),
    { button: 'Receipt', href: page(payment, setting) },
  ],
})

const rejected: Write = (payment, setting) => ({
  subject: subject('Not paid', payment),
  preview: returnCode(payment.reason ?? undefined).words,
  heading: `Not paid: ${money(payment)}`,
  parts: [
    {
      facts: `${showPlace(payment)}, from ${from(payment)}. Confirmation *${payment.confirmation}*.`,
    },
    { p: returnCode(payment.reason ?? undefined).words },
    ...stillOwed(payment),
    ...recurringNow(payment),
    payAgain(payment, setting),
    speedpay(payment, setting),
  ],
})

/** What the refusal did to the recurring payment (F8). */
function recurringNow({ recurring }: PaymentFacts): Part[] {
  if (recurring === 'paused')
    return [{ p: 'The recurring payment is paused until you check the bank account.' }]
  return recurring === 'stopped' ? [{ p: 'The recurring payment has stopped.' }] : []
}

const speedpay = ({ id }: PaymentFacts, { convenienceFeeCents, origin }: Setting): Part => ({
  soft: `To have a payment credited right away, use Pay Now with Western Union SpeedPay (${showMoney(convenienceFeeCents)} convenience fee): ${origin}/pay/${id}/speedpay`,
})

const returned: Write = (payment, setting) => ({
  subject: short(
    `Returned by your bank: ${money(payment)} for ${accountName(payment)}`,
    `Returned by your bank: ${money(payment)}`,
  ),
  preview: 'You owe it again.',
  heading: `Returned by your bank: ${money(payment)}`,
  parts: [
    {
      facts: `${showPlace(payment)}, from ${from(payment)}. Confirmation *${payment.confirmation}*.`,
    },
    {
      p: `Your bank took this payment back on ${showMonthDay(cityDay(payment.statusChangedAt))}: ${returnCode(payment.reason ?? undefined).words}`,
    },
    { p: `You owe ${money(payment)} again. ${disconnection}` },
    ...recurringNow(payment),
    payAgain(payment, setting),
  ],
})

const unknown: Write = (payment, setting) => ({
  subject: `We are still checking your ${money(payment)} payment`,
  preview: 'Do not pay again.',
  heading: `We are still checking your ${money(payment)} payment`,
  parts: [
    { facts: `${showPlace(payment)}. Confirmation *${payment.confirmation}*.` },
    {
      p: 'The payment processor has not answered. *Do not pay again.* We email you as soon as we know.',
    },
    { button: 'View payment', href: page(payment, setting) },
  ],
})

/** Who or what canceled it, by the row's reason. */
function whyCanceled(payment: PaymentFacts): string {
  switch (payment.reason) {
    case 'by_payer':
      return `You canceled the payment set for ${showMonthDay(payment.payOn)}.`
    case 'by_311':
      return '311 canceled it for you.'
    case 'nothing_owed':
      return 'Nothing was owed any more.'
    case 'replaced':
      return `Your ${payment.nextBilledOn ? `${showMonthName(payment.nextBilledOn)} ` : 'new '}bill includes it.`
    default:
      return 'It was canceled.'
  }
}

const canceled: Write = (payment, setting) => ({
  subject: subject('Canceled', payment),
  preview: whyCanceled(payment),
  heading: `Canceled: ${money(payment)}`,
  parts: [
    { facts: `${showPlace(payment)}. Confirmation *${payment.confirmation}*.` },
    { p: whyCanceled(payment) },
    ...stillOwed(payment),
    { button: 'View payment', href: page(payment, setting) },
  ],
})

export const letters = {
  payment_scheduled: scheduled,
  payment_submitted: submitted,
  payment_approved: approved,
  payment_rejected: rejected,
  payment_canceled: canceled,
  payment_returned: returned,
  payment_unknown: unknown,
} satisfies Record<string, Write>
