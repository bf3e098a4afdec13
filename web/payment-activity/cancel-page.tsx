import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { Payment } from '../../sql/payment-activity.js'
import { cityDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import type { PortalEnv } from '../env.js'
import { Form, Note } from '../form.js'
import { paidFrom } from '../payment.js'
import type { CameFrom } from './came-from.js'

interface CancelProps {
  readonly c: Context<PortalEnv>
  readonly payment: Payment
}

/**
 * Asks once more, and says what not paying leads to (S57).
 *
 * @param from The page that listed the payment, when it was not Payment Activity; `back` is its address.
 */
export const CancelPage: FC<CancelProps & { from: CameFrom | undefined; back: string }> = ({
  c,
  payment,
  from,
  back,
}) => (
  <Form c={c} action={`/payment-activity/${payment.id}/cancel`} class="stack narrow">
    <h1>Cancel this payment?</h1>
    <Question payment={payment} />
    {from && <input type="hidden" name="from" value={from} />}
    <div class="row">
      <CancelButton />
      <a class="quiet" href={back}>
        Keep it
      </a>
    </div>
  </Form>
)

/** The same question in the place of the payment's sheet; the answer is the sheet again (ux.md 7.2). */
export const CancelSheet: FC<CancelProps & { own: boolean }> = ({ c, payment, own }) => {
  const { id } = payment
  const [path, query] = [`/payment-activity/${id}`, own ? '?own=1' : '']
  const swap = { 'hx-target': `#payment-${id}`, 'hx-swap': 'outerHTML' }
  return (
    <section class="sheet" id={`payment-${id}`} aria-labelledby={`heading-${id}`}>
      <Form
        c={c}
        action={`${path}/cancel`}
        class="stack"
        htmx={{ 'hx-post': `${path}/cancel${query}`, ...swap, 'hx-disable': 'find button' }}
      >
        <h2 id={`heading-${id}`} tabindex={-1} autofocus>
          Cancel this payment?
        </h2>
        <Question payment={payment} />
        <div class="row">
          <CancelButton />
          <a class="quiet" href={path} hx-get={`${path}?kept=1${own ? '&own=1' : ''}`} {...swap}>
            Keep it
          </a>
        </div>
      </Form>
    </section>
  )
}

const CancelButton: FC = () => (
  <button class="btn stop" type="submit">
    Cancel this payment
  </button>
)

const Question: FC<{ payment: Payment }> = ({ payment }) => (
  <>
    <p class="lede">
      <span class="num">{showMoney(payment.amountCents)}</span> from {paidFrom(payment)} on{' '}
      {showMonthDay(payment.payOn)}. Confirmation <span class="num">{payment.confirmation}</span>.
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
    {payment.source === 'recurring' && (
      <p>
        Only this month is canceled. The recurring payment goes on.{' '}
        <a href={`/paperless/recurring/${payment.serviceAccountId}/stop`}>
          Stop the recurring payment
        </a>
      </p>
    )}
  </>
)

function byWhen({ dueOn, now }: Payment): string {
  if (!dueOn) return ''
  return dueOn < cityDay(now) ? `. It was due ${showMonthDay(dueOn)}` : ` by ${showMonthDay(dueOn)}`
}
