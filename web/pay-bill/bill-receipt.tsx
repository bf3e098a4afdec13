import type { FC } from 'hono/jsx'
import { showDay, showShortDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import type { PayFacts } from './facts.js'

/** "This bill", beside the form: what is paid for, with the cut edge of a paper receipt. */
export const BillReceipt: FC<{ facts: PayFacts }> = ({ facts: { account, owedCents } }) => {
  const { bill, nickname } = account
  const place = addressLine(account)
  const carried = bill ? bill.previousCents - bill.paymentsCents + bill.adjustmentsCents : 0
  return (
    <aside class="stick" aria-labelledby="this-bill">
      <div class="receipt stack">
        <h2 id="this-bill">{bill ? 'This bill' : 'This account'}</h2>
        <p class="soft">
          {nickname ? `${nickname}, ${place}` : place}
          <br />
          Account <span class="num">{showAccountNumber(account.accountNumber)}</span>
          {bill && (
            <>
              <br />
              Billed {showDay(bill.billedOn)}
            </>
          )}
        </p>
        {bill && (
          <dl class="lines">
            {bill.services.map(({ label, cents }) => (
              <div>
                <dt>{label}</dt>
                <dd>{showMoney(cents)}</dd>
              </div>
            ))}
            {carried !== 0 && (
              <div>
                <dt>From earlier bills</dt>
                <dd>{showMoney(carried)}</dd>
              </div>
            )}
            <div class="sum">
              <dt>Due {showShortDay(bill.dueOn)}</dt>
              <dd>{showMoney(bill.amountDueCents)}</dd>
            </div>
          </dl>
        )}
        {bill?.amountDueCents !== owedCents && (
          <p>
            You owe <strong class="num">{showMoney(owedCents)}</strong> now
            {bill && ': payments and bills since then count'}.
          </p>
        )}
        {bill && (
          <p>
            <a href={`/bills/${bill.id}`}>View bill</a>
          </p>
        )}
      </div>
    </aside>
  )
}
