import type { FC } from 'hono/jsx'
import type { Payment } from '../sql/payment-activity.js'
import { cityDay, showMonthDay } from '../src/domain/city-date.js'
import { showMoney } from '../src/domain/money.js'
import { owed } from '../src/domain/owed.js'
import { canceledWords, isBeingChecked } from '../src/domain/payment-story.js'
import { returnCode } from '../src/domain/return-code.js'
import { Note } from './form.js'

/** What came of a payment, in plain words: the bank's reason, who canceled, or that nobody knows yet. */
export const Outcome: FC<{ payment: Payment }> = ({ payment }) => {
  const { status, reason } = payment
  if (isBeingChecked(status))
    return (
      <Note kind="warn">
        <p>
          <strong>We are still checking. Do not pay again.</strong> We email you when we know.
        </p>
      </Note>
    )
  if (status === 'canceled') return <p>{canceledWords(reason)} Nothing was taken.</p>
  if (status !== 'rejected' && status !== 'returned') return null
  const [first = '', rest = ''] = returnCode(reason ?? undefined).words.split(/(?<=\.) /, 2)
  return (
    <Note kind="bad">
      <p>
        {status === 'returned' && (
          <strong>
            Your bank returned {showMoney(payment.amountCents)}, so it is owed again.{' '}
          </strong>
        )}
        {status === 'returned' ? first : <strong>{first}</strong>} {rest}
      </p>
      <NextStep payment={payment} />
      <RecurringNow payment={payment} />
    </Note>
  )
}

/** What the bank's no did to the recurring payment (F8). */
const RecurringNow: FC<{ payment: Payment }> = ({ payment: { recurring, serviceAccountId } }) => {
  if (recurring === 'paused')
    return (
      <p>
        The recurring payment is paused until you{' '}
        <a href={`/paperless/recurring/${serviceAccountId}`}>choose a bank account</a>.
      </p>
    )
  return recurring === 'stopped' ? <p>The recurring payment has stopped.</p> : null
}

/** Whether there is anything left to pay, and until when. */
const NextStep: FC<{ payment: Payment }> = ({
  payment: { sums, serviceAccountId, dueOn, now },
}) => {
  if (!sums) return null
  const left = owed(sums)
  if (left === 0)
    return <p>Nothing is owed for this account now, so there is nothing to pay again.</p>
  const inTime = dueOn !== null && dueOn >= cityDay(now)
  return (
    <p>
      You owe {showMoney(left)}
      {inTime && ` by ${showMonthDay(dueOn)}`}.{' '}
      <a href={`/pay?account=${serviceAccountId}`}>Payment Options</a>
    </p>
  )
}

/** Offered only while it is scheduled (S57), with what not paying leads to. With htmx the question takes the sheet's place. */
export const CancelOffer: FC<{ payment: Payment; own?: boolean; focus?: boolean }> = ({
  payment,
  own,
  focus,
}) => {
  const { id, dueOn, now } = payment
  const inTime = dueOn !== null && dueOn >= cityDay(now)
  return (
    <div>
      <a
        class="quiet stop"
        id={`cancel-${id}`}
        href={`/payment-activity/${id}/cancel`}
        hx-get={`/payment-activity/${id}/cancel${own ? '?own=1' : ''}`}
        hx-target={`#payment-${id}`}
        hx-swap="outerHTML"
        autofocus={focus}
      >
        Cancel this payment
        <span class="vh">
          {' '}
          of {showMoney(payment.amountCents)} on {showMonthDay(payment.payOn)}
        </span>
      </a>
      <p class="hint">
        If you cancel, pay another way{inTime && ` by ${showMonthDay(dueOn)}`}. Not paying
        {inTime && ' by the due date'} could result in disconnection of your water service.
      </p>
      {!payment.linked && (
        <p class="hint">
          You removed this account from your portal. The payment goes out all the same, unless you
          cancel it.
        </p>
      )}
    </div>
  )
}
