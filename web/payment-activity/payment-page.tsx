import type { FC, PropsWithChildren } from 'hono/jsx'
import type { WholePayment } from '../../sql/payment-activity.js'
import { cityDay, showDay, showFullDay, showTime } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { HelpLine } from '../page.js'
import { capital, PaymentSheet, paidFrom } from '../payment.js'

/** One payment: where it is, what it was, what was agreed to, and what to say when it is wrong (S58, S59). */
export const PaymentPage: FC<{ payment: WholePayment; phone: string }> = ({ payment, phone }) => (
  <>
    <p class="noprint">
      <a href="/payment-activity">Payment Activity</a>
    </p>
    <div class="two below">
      <div class="stack airy">
        <h1>
          Payment <span class="num">{payment.confirmation}</span>
        </h1>
        <PaymentSheet payment={payment} own />
        <Agreed payment={payment} />
        <Dispute payment={payment} phone={phone} />
      </div>
      <Receipt payment={payment} />
    </div>
  </>
)

const Line: FC<PropsWithChildren<{ term: string }>> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)

const Receipt: FC<{ payment: WholePayment }> = ({ payment }) => (
  <aside class="stick" aria-labelledby="receipt">
    <div class="receipt stack">
      <h2 id="receipt">{payment.status === 'approved' ? 'Receipt' : 'This payment'}</h2>
      <p class="soft">
        {payment.nickname ? `${payment.nickname}, ${addressLine(payment)}` : addressLine(payment)}
        <br />
        Account <span class="num">{showAccountNumber(payment.accountNumber)}</span>
      </p>
      <dl class="lines">
        <Line term={payment.source === 'speedpay' ? 'By' : 'From'}>
          {capital(paidFrom(payment))}
        </Line>
        <Line term="Ordered">{showDay(cityDay(payment.createdAt))}</Line>
        <Line term="Pay date">{showDay(payment.payOn)}</Line>
        {payment.billCents !== null && <Line term="Bill">{showMoney(payment.billCents)}</Line>}
        {payment.dueOn && <Line term="Bill due">{showDay(payment.dueOn)}</Line>}
        <Line term="Confirmation">
          <span class="num">{payment.confirmation}</span>
        </Line>
        <Sum payment={payment} />
      </dl>
      <button class="btn alt" type="button" data-print hidden>
        Print<span class="vh"> this page</span>
      </button>
    </div>
  </aside>
)

/** The fee is no part of what was paid on the account, and stands on a line of its own (I17). */
const Sum: FC<{ payment: WholePayment }> = ({ payment: { amountCents, feeCents } }) => (
  <>
    {feeCents > 0 && <Line term="Amount">{showMoney(amountCents)}</Line>}
    {feeCents > 0 && <Line term="Convenience fee">{showMoney(feeCents)}</Line>}
    <div class="sum">
      <dt>{feeCents > 0 ? 'Total charged' : 'Amount'}</dt>
      <dd>{showMoney(amountCents + feeCents)}</dd>
    </div>
  </>
)

/** The words, their version and time, as they are kept (A17). */
const Agreed: FC<{ payment: WholePayment }> = ({ payment: { authorization } }) => {
  if (!authorization) return null
  const { text, version, at } = authorization
  return (
    <section class="stack tight" aria-labelledby="agreed">
      <h2 id="agreed">What you agreed to</h2>
      <p>{text}</p>
      <p class="soft small">
        {showFullDay(cityDay(at))} at {showTime(at)}, text {version}
      </p>
    </section>
  )
}

/** Date, amount and confirmation number stand where the resident reads what to do with them (S59). */
const Dispute: FC<{ payment: WholePayment; phone: string }> = ({ payment, phone }) => (
  <section class="stack tight" aria-labelledby="dispute">
    <h2 id="dispute">Something wrong with this payment?</h2>
    <p>
      <HelpLine phone={phone} /> Have these ready:
    </p>
    <dl class="facts even">
      <div>
        <dt>Date</dt>
        <dd>{showFullDay(payment.payOn)}</dd>
      </div>
      <div>
        <dt>Amount</dt>
        <dd class="num">{showMoney(payment.amountCents)}</dd>
      </div>
      <div>
        <dt>Confirmation</dt>
        <dd class="num">{payment.confirmation}</dd>
      </div>
    </dl>
    <div class="row noprint">
      <button class="btn alt" type="button" data-print hidden>
        Print
      </button>
      <a class="quiet" href="/help/dispute">
        How to dispute a payment
      </a>
    </div>
  </section>
)
