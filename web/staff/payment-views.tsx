import type { Context } from 'hono'
import type { FC, PropsWithChildren } from 'hono/jsx'
import type { Payment, WholePayment } from '../../sql/payment-activity.js'
import { type FoundPayment, paymentRows } from '../../sql/staff-payments.js'
import { cityDay, showDay, showMonthDay, showTime } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, FieldError, Form, type FormState, Note } from '../form.js'
import { capital, paidFrom, StatusTag, Timeline } from '../payment.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'
import { OtherReason, Why } from './lock-panel.js'

/** What was found; of an account the last four digits, for whoever asks may be anybody. */
export const FoundPayments: FC<{
  c: Context<PortalEnv>
  found: { rows: readonly FoundPayment[]; count: number }
}> = ({ found }) => (
  <section id="found" aria-label="Payments found">
    {found.count === 0 && (
      <p>No match. Check the confirmation number, or search by date and amount.</p>
    )}
    {found.count > 0 && (
      <div class="sheet">
        <FoldTable
          caption="Payments"
          captionHidden
          columns={[
            { label: 'Confirmation' },
            { label: 'Pay date' },
            { label: 'Account' },
            { label: 'Status' },
            { label: 'Amount', right: true },
          ]}
        >
          {found.rows.map((payment) => (
            <FoldRow>
              <RowHead class="num l">
                <a href={`/staff/payments/${payment.id}`}>{payment.confirmation}</a>
              </RowHead>
              <Cell class="l">{showDay(payment.payOn)}</Cell>
              <Cell class="l">ending {payment.accountNumber.slice(-4)}</Cell>
              <Cell class="e g1">
                <StatusTag status={payment.status} />
              </Cell>
              <Cell class="r g2">
                <strong>{showMoney(payment.amountCents)}</strong>
              </Cell>
            </FoldRow>
          ))}
        </FoldTable>
        {found.count > paymentRows && (
          <p class="soft">
            {paymentRows} of {found.count}. Search by confirmation number.
          </p>
        )}
      </div>
    )}
  </section>
)

/** What the caller knew already, and the way to check who calls. */
export const MaskedPayment: FC<{ c: Context<PortalEnv>; payment: FoundPayment }> = ({
  c,
  payment,
}) => (
  <div class="stack narrow">
    <p class="small">
      <a href="/staff/payments">Find a payment</a>
    </p>
    <div class="row split">
      <h1>
        Payment <span class="num">{payment.confirmation}</span>
      </h1>
      <StatusTag status={payment.status} />
    </div>
    <p class="lede">
      {showMoney(payment.amountCents)} on {showDay(payment.payOn)}, account ending{' '}
      {payment.accountNumber.slice(-4)}.
    </p>
    {payment.payer ? (
      <Form c={c} action={`/staff/residents/${payment.payer}/call`} class="stack">
        <p>Check the caller to see who paid, and what happened.</p>
        <button class="btn" type="submit">
          Open the payer and start a call
        </button>
      </Form>
    ) : (
      <p>It was paid with SpeedPay by somebody who was not signed in.</p>
    )}
  </div>
)

export const PaymentPage: FC<{
  found: FoundPayment
  payment: WholePayment
  cancelable: boolean
  done: boolean
  /** Who may open residents and accounts. */
  agent: boolean
}> = ({ found, payment, cancelable, done, agent }) => (
  <div class="stack airy">
    <p class="small">
      <a href="/staff/payments">Find a payment</a> /{' '}
      {agent ? <a href={`/staff/residents/${found.payer}`}>{found.payerName}</a> : found.payerName}
    </p>
    <div class="row split">
      <h1>
        Payment <span class="num">{payment.confirmation}</span>
      </h1>
      <StatusTag status={payment.status} />
    </div>
    {done && payment.status === 'canceled' && (
      <Note kind="ok" role="status" focus>
        <p>
          <strong>Canceled.</strong> Nothing is taken. We emailed the resident.
        </p>
      </Note>
    )}
    <section class="sheet stack" aria-label="What happened">
      <Timeline payment={payment} times />
      {cancelable && <a href={`/staff/payments/${payment.id}/cancel`}>Cancel for the caller</a>}
    </section>
    <section class="sheet" aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <dl class="facts even">
        <Line term="Amount">{showMoney(payment.amountCents)}</Line>
        {payment.feeCents > 0 && <Line term="Fee">{showMoney(payment.feeCents)}</Line>}
        <Line term="From">{capital(paidFrom(payment))}</Line>
        <Line term="Payer">{found.payerName}</Line>
        <Line term="Account">
          {agent ? (
            <a href={`/staff/accounts/${payment.serviceAccountId}`}>
              {showAccountNumber(payment.accountNumber)}
            </a>
          ) : (
            showAccountNumber(payment.accountNumber)
          )}
          , {addressLine(payment)}
        </Line>
        <Line term="Ordered">
          {showDay(cityDay(payment.createdAt))}, {showTime(payment.createdAt)}
        </Line>
        <Line term="Pay date">{showDay(payment.payOn)}</Line>
        {payment.dueOn && <Line term="Bill due">{showDay(payment.dueOn)}</Line>}
        {payment.reason && (
          <Line term="Reason">{reasonWords[payment.reason] ?? payment.reason}</Line>
        )}
        {payment.authorization && (
          <Line term="Agreed to">
            {payment.authorization.text}{' '}
            <span class="soft">
              {showDay(cityDay(payment.authorization.at))}, {showTime(payment.authorization.at)},
              text {payment.authorization.version}
            </span>
          </Line>
        )}
      </dl>
    </section>
  </div>
)

const reasonWords: Record<string, string> = {
  by_payer: 'Canceled by the resident',
  by_311: 'Canceled by 311',
  nothing_owed: 'Nothing was owed any more',
  replaced: 'A newer bill includes it',
}

const Line: FC<PropsWithChildren<{ term: string }>> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)

/** The caller asks; what not paying leads to is read aloud (ux.md 5.3). */
export const CancelPage: FC<{ c: Context<PortalEnv>; payment: Payment; state: FormState }> = ({
  c,
  payment,
  state,
}) => (
  <Form c={c} action={`/staff/payments/${payment.id}/cancel`} class="stack narrow">
    <h1>Cancel this payment?</h1>
    <p class="lede">
      <span class="num">{showMoney(payment.amountCents)}</span> from {paidFrom(payment)} on{' '}
      {showMonthDay(payment.payOn)}, <span class="num">{payment.confirmation}</span>.
    </p>
    <ErrorSummary state={state} />
    <fieldset>
      <legend class="label">Why are you canceling it?</legend>
      <FieldError name="why" state={state} />
      <div class="row">
        <Why value="asked" chosen={state.values.why ?? 'asked'} label="Caller asked to cancel" />
        <Why value="other" chosen={state.values.why ?? 'asked'} label="Other" />
        <OtherReason form={state} />
      </div>
    </fieldset>
    <Note kind="bad">
      <p>
        Read aloud: “
        <strong>
          You still owe {showMoney(payment.amountCents)}
          {payment.dueOn &&
            payment.dueOn >= cityDay(payment.now) &&
            ` by ${showMonthDay(payment.dueOn)}`}
          .
        </strong>{' '}
        Not paying by the due date could result in disconnection of your water service.”
      </p>
    </Note>
    <div class="row">
      <button class="btn stop" type="submit">
        Cancel this payment
      </button>
      <a class="quiet" href={`/staff/payments/${payment.id}`}>
        Keep it
      </a>
    </div>
  </Form>
)
