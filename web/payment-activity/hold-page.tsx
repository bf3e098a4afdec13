import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { Hold } from '../../sql/bill-holds-list.js'
import { showBank } from '../../src/domain/bank-account.js'
import { whyHigher } from '../../src/domain/bill-hold.js'
import { cityDay, showLongDay, showMonthDay, showMonthName } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import type { PastBill } from '../../src/domain/recurring-preview.js'
import type { PayMoment } from '../../src/domain/recurring-terms.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { BillDots } from '../bill-dots.js'
import type { PortalEnv } from '../env.js'
import { Form, FormId, Note } from '../form.js'

interface HoldProps {
  readonly c: Context<PortalEnv>
  readonly hold: Hold
  /** What an OK takes by now (F6), and when. */
  readonly amountCents: number
  readonly moment: PayMoment
  /** What the resident agrees to; undefined while there is no bank account to take it from. */
  readonly text: string | undefined
  /** The last bills, newest first; none of an account that is no longer linked (F10). */
  readonly bills: readonly PastBill[]
  /** Something was different when the resident tapped: here is how it is now. */
  readonly changed: boolean
}

/** One bill over the limit, and the OK that pays it: the form is its own check page (ux.md 4.7). */
export const HoldPage: FC<HoldProps> = (props) => {
  const { hold, changed } = props
  return (
    <div class="stack">
      <div class="stack">
        <p>
          <a href="/payment-activity">Payment Activity</a>
        </p>
        <h1>This bill is over your limit</h1>
        <p class="lede">
          {accountName(hold)}
          {hold.nickname && `, ${addressLine(hold)}`}. Account{' '}
          <span class="num">{showAccountNumber(hold.accountNumber)}</span>
        </p>
      </div>
      {changed && (
        <Note kind="warn" role="alert" focus>
          <p>
            <strong>Something changed since you opened this page.</strong> Here is how it is now.
            Nothing was sent.
          </p>
        </Note>
      )}
      <dl class="figures-row">
        <Figure term="Bill" cents={hold.amountDueCents} />
        <Figure term="Your limit" cents={hold.thresholdCents} />
        <Figure term="Over by" cents={hold.amountDueCents - hold.thresholdCents} />
      </dl>
      <div class="two below">
        <div class="stack">
          {hold.status === 'open' ? <Open {...props} /> : <Ended hold={hold} />}
        </div>
        {props.bills.length > 1 && (
          <aside class="stick" aria-labelledby="last-bills">
            <div class="receipt stack">
              <h2 id="last-bills">Your last {props.bills.length} bills</h2>
              <BillDots
                terms={{ daysBefore: hold.daysBefore, thresholdCents: hold.thresholdCents }}
                bills={props.bills}
              />
            </div>
          </aside>
        )}
      </div>
    </div>
  )
}

const Figure: FC<{ term: string; cents: number }> = ({ term, cents }) => (
  <div>
    <dt>{term}</dt>
    <dd class="amt">{showMoney(cents)}</dd>
  </div>
)

const Open: FC<HoldProps> = ({ c, hold, amountCents, moment, text }) => {
  const why = whyHigher(hold)
  return (
    <>
      {why && <p>{why}</p>}
      <Deadline hold={hold} />
      {amountCents === 0 ? (
        <Note kind="info">
          <p>
            Payments that are scheduled or on their way cover this bill. There is nothing to
            authorize now.
          </p>
        </Note>
      ) : text === undefined ? (
        <Note kind="warn">
          <p>
            <strong>Choose a bank account first.</strong> The one of your recurring payment is
            closed. <a href={`/paperless/recurring/${hold.serviceAccountId}`}>Choose another one</a>
          </p>
        </Note>
      ) : (
        <Form c={c} action={`/payment-activity/${hold.id}/authorize`} class="sheet stack">
          <FormId />
          <input type="hidden" name="amountCents" value={String(amountCents)} />
          <input type="hidden" name="payOn" value={moment.payOn} />
          <input type="hidden" name="from" value={from(hold)} />
          {amountCents < hold.amountDueCents && (
            <p>
              {showMoney(hold.amountDueCents - amountCents)} of it is paid, scheduled or on its way,
              so {showMoney(amountCents)} is left.
            </p>
          )}
          <p>
            {moment.atOnce ? (
              <>
                We take <strong class="num">{showMoney(amountCents)}</strong> at once from{' '}
                {from(hold)}: the day you chose has passed.
              </>
            ) : (
              <>
                We take <strong class="num">{showMoney(amountCents)}</strong> on{' '}
                {showLongDay(moment.payOn)} from {from(hold)}. You can cancel it until 6:00 AM on
                that day.
              </>
            )}
          </p>
          <p class="soft">{text}</p>
          <div class="row">
            <button class="btn" type="submit">
              Authorize {showMoney(amountCents)}
            </button>
          </div>
        </Form>
      )}
      <ul class="plain stack tight">
        {hold.linked && (
          <li>
            <a href={`/pay/${hold.serviceAccountId}/bank`}>Pay a different amount</a>
          </li>
        )}
        {hold.linked && (
          <li>
            <a href={`/pay/${hold.serviceAccountId}/speedpay`}>
              Pay Now with Western Union SpeedPay
            </a>
          </li>
        )}
        <li>
          <a href={`/paperless/recurring/${hold.serviceAccountId}`}>Change my limit</a>{' '}
          <span class="soft">(it counts from the next bill on)</span>
        </li>
      </ul>
    </>
  )
}

/** `checking ending 4471` */
export const from = ({ bank }: Hold): string => (bank ? showBank(bank) : '')

/** The due date is the shown deadline, never an end (F7). */
export const Deadline: FC<{ hold: Hold }> = ({ hold }) =>
  cityDay(hold.now) > hold.dueOn ? (
    <Note kind="bad">
      <p>
        <strong>This bill is past due because it was not authorized.</strong> It was due{' '}
        {showMonthDay(hold.dueOn)}. Water service can be disconnected for nonpayment. You can still
        authorize it.
      </p>
    </Note>
  ) : (
    <p>
      Authorize by <strong>{showLongDay(hold.dueOn)}</strong> to pay on time.
    </p>
  )

/** Each of the four ways in which a hold ends, in words (F7). */
const Ended: FC<{ hold: Hold }> = ({ hold }) => {
  const { status, next, paymentId } = hold
  if (status === 'authorized')
    return (
      <Note kind="ok">
        <p>
          You authorized this bill. <a href={`/payment-activity/${paymentId}`}>See the payment</a>
        </p>
      </Note>
    )
  if (status === 'paid')
    return (
      <Note kind="ok">
        <p>This bill was paid another way. Your OK is no longer needed.</p>
      </Note>
    )
  if (status === 'stopped')
    return (
      <Note kind="info">
        <p>
          The recurring payment was stopped, so your OK is no longer needed.
          {hold.linked && (
            <>
              {' '}
              <a href={`/pay?account=${hold.serviceAccountId}`}>See how to pay</a>
            </>
          )}
        </p>
      </Note>
    )
  return (
    <Note kind="info">
      <p>
        {next &&
          `Your ${showMonthName(next.billedOn)} bill of ${showMoney(next.amountDueCents)} includes these ${showMoney(hold.amountDueCents)}. `}
        {next?.holdId ? (
          <>
            It is over your limit, so it needs your OK too.{' '}
            <a href={`/payment-activity/${next.holdId}/authorize`}>See that bill</a>
          </>
        ) : (
          'The old hold has ended.'
        )}
      </p>
    </Note>
  )
}
