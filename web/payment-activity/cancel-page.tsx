import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { Payment } from '../../sql/payment-activity.js'
import { cityDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import type { PortalEnv } from '../env.js'
import { Form, Note } from '../form.js'
import { paidFrom } from '../payment.js'

/** Asks once more, and says what not paying leads to (S57). */
export const CancelPage: FC<{ c: Context<PortalEnv>; payment: Payment }> = ({ c, payment }) => (
  <Form c={c} action={`/payment-activity/${payment.id}/cancel`} class="stack narrow">
    <h1>Cancel this payment?</h1>
    <p class="lede">
      <span class="num">{showMoney(payment.amountCents)}</span> from {paidFrom(payment)} on{' '}
      {showMonthDay(payment.payOn)}.
    </p>
    <Note kind="bad">
      <p>
        <strong>
          You still owe {showMoney(payment.amountCents)}
          {byWhen(payment)}.
        </strong>{' '}
        Not paying by the due date could result in disconnection of your water service.
      </p>
    </Note>
    <div class="row">
      <button class="btn stop" type="submit">
        Cancel this payment
      </button>
      <a class="quiet" href={`/payment-activity/${payment.id}`}>
        Keep it
      </a>
    </div>
  </Form>
)

function byWhen({ dueOn, now }: Payment): string {
  if (!dueOn) return ''
  return dueOn < cityDay(now) ? `. It was due ${showMonthDay(dueOn)}` : ` by ${showMonthDay(dueOn)}`
}
