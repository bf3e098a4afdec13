import type { FC } from 'hono/jsx'
import type { Payment } from '../../sql/payment-activity.js'
import { showLongDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { Note } from '../form.js'
import { PaymentSheet } from '../payment.js'

/** Sent in the same minute in which it was ordered: ASAP, or a chosen day that is today. */
const sentAtOnce = ({ sendAt, createdAt }: Payment): boolean =>
  sendAt.getTime() - createdAt.getTime() < 60_000

export function doneHeading(payment: Payment): string {
  const money = showMoney(payment.amountCents)
  if (payment.status === 'approved') return `Paid: ${money}`
  if (sentAtOnce(payment)) return `Sending ${money} now`
  return payment.status === 'scheduled'
    ? `Scheduled: ${money} on ${showLongDay(payment.payOn)}`
    : `Sent: ${money}`
}

interface DoneProps {
  readonly payment: Payment
  readonly email: string
  /** The resident came back to a form that was sent already (A6). */
  readonly again: boolean
  /** A recurring payment can be set up for this account, and is not on. */
  readonly offersRecurring: boolean
}

/** What was ordered, with the number to quote, where the copy went, and what happens next. */
export const DonePage: FC<DoneProps> = ({ payment, email, again, offersRecurring }) => (
  <div class="stack airy">
    {again && (
      <Note kind="info" role="status">
        <p>We already have this one. It was not sent twice.</p>
      </Note>
    )}
    <div class="stack">
      <h1>{doneHeading(payment)}</h1>
      <p>
        Confirmation number
        <br />
        <strong class="big num">{payment.confirmation}</strong>
      </p>
      <p>We emailed this to {maskEmail(email)}.</p>
    </div>
    <PaymentSheet payment={payment} own />
    {offersRecurring && (
      <p class="noprint">
        Never miss one:{' '}
        <a href={`/paperless/recurring/${payment.serviceAccountId}`}>set up a recurring payment</a>
      </p>
    )}
    <div class="row">
      <button class="btn alt" type="button" data-print hidden>
        Print this page
      </button>
      <a class="quiet" href="/payment-activity">
        Payment Activity
      </a>
      <a class="quiet" href="/home">
        Home
      </a>
    </div>
  </div>
)
