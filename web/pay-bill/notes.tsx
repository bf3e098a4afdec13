import type { FC } from 'hono/jsx'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { isBeingChecked } from '../../src/domain/payment-story.js'
import { Note } from '../form.js'
import type { PayFacts } from './facts.js'

/** What to know before paying; only what applies, past due first (P1 and P3 of ux.md 4.5). */
export const PayNotes: FC<{ facts: PayFacts }> = ({ facts }) => {
  const { account, pastDueCents, mostCents } = facts
  return (
    <>
      {pastDueCents > 0 && (
        <Note kind="bad">
          <p>
            <strong>This bill is past due.</strong> A bank payment takes 1 to 3 business days. To
            have it credited right away, use{' '}
            <a href={`/pay?account=${account.id}`}>Pay Now with Western Union SpeedPay</a>.
          </p>
        </Note>
      )}
      {account.openPayments.map((payment) => {
        const money = showMoney(payment.amountCents)
        const see = `/payment-activity/${payment.id}`
        if (payment.status === 'scheduled')
          return (
            <Note kind="warn">
              <p>
                <strong>
                  You already scheduled {money} for {showMonthDay(payment.payOn)}.
                </strong>{' '}
                <a href={`${see}/cancel`}>Cancel it first</a>
                {mostCents > 0 && ', or choose a different amount'}.
              </p>
            </Note>
          )
        // Nobody knows what became of it: a second payment must be the resident's own, warned choice (I18).
        if (isBeingChecked(payment.status))
          return (
            <Note kind="warn">
              <p>
                <strong>We are still checking your {money} payment.</strong> Do not pay again. We
                email you when we know. <a href={see}>View payment</a>
              </p>
            </Note>
          )
        return (
          <Note kind="info">
            <p>
              {money} is on its way, and is taken off already. <a href={see}>View payment</a>
            </p>
          </Note>
        )
      })}
    </>
  )
}
