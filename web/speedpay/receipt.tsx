import type { FC, PropsWithChildren } from 'hono/jsx'
import type { CardReturn } from '../../sql/card-returns.js'
import { showDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { showAccountNumber } from '../../src/domain/service-account.js'
import { StatusTag } from '../payment.js'

/** The figures, the fee on a line of its own. Signed out, of the account its last digits alone. */
export const Receipt: FC<{ card: CardReturn; approved: boolean }> = ({ card, approved }) => {
  const { accountNumber, amountCents, feeCents, payment } = card
  return (
    <aside class="stick" aria-labelledby="receipt">
      <div class="receipt stack">
        <div class="row split">
          <h2 id="receipt">{approved ? 'Receipt' : 'This payment'}</h2>
          {payment && <StatusTag status={payment.status} />}
        </div>
        <p class="soft">
          {card.payerId ? (
            <>
              Account <span class="num">{showAccountNumber(accountNumber)}</span>
            </>
          ) : (
            <>
              Account ending <span class="num">{accountNumber.slice(-4)}</span>
            </>
          )}
          <br />
          Western Union SpeedPay
        </p>
        <dl class="lines">
          {payment && <Line term="Date">{showDay(payment.payOn)}</Line>}
          {payment && <Line term="Confirmation">{payment.confirmation}</Line>}
          <Line term="Amount">{showMoney(amountCents)}</Line>
          <Line term="Convenience fee">{showMoney(feeCents)}</Line>
          <div class="sum">
            <dt>{payment ? 'Total charged' : 'Total'}</dt>
            <dd>{showMoney(amountCents + feeCents)}</dd>
          </div>
        </dl>
        {approved && (
          <button class="btn alt" type="button" data-print hidden>
            Print
          </button>
        )}
      </div>
    </aside>
  )
}

const Line: FC<PropsWithChildren<{ term: string }>> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)
