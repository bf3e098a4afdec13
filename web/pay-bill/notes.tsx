import type { FC, PropsWithChildren } from 'hono/jsx'
import { showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { isBeingChecked } from '../../src/domain/payment-story.js'
import { Note } from '../form.js'
import type { PayFacts } from './facts.js'

/** What to know before paying; only what applies, past due first (P1 to P3 of ux.md 4.5). */
export const PayNotes: FC<{ facts: PayFacts }> = ({ facts }) => {
  const { account, pastDueCents, mostCents } = facts
  return (
    <>
      {pastDueCents > 0 && (
        <Note kind="bad">
          <p>
            <strong>This bill is past due.</strong> A bank payment takes 1 to 3 business days. To
            have it credited right away, use{' '}
            <a href={`/pay/${account.id}/speedpay`}>Pay Now with Western Union SpeedPay</a>.
          </p>
        </Note>
      )}
      <AutopayNote facts={facts} />
      {account.openPayments.map((payment) => {
        const money = showMoney(payment.amountCents)
        const see = `/payment-activity/${payment.id}`
        if (payment.status === 'scheduled' && payment.source === 'recurring') return null
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

/** P2: what is paid by hand is not taken again by the recurring payment; what is drafted elsewhere is not seen (D8). */
const AutopayNote: FC<{ facts: PayFacts }> = ({ facts: { recurring } }) => {
  const { own, others, scheduled, hold } = recurring
  const [next] = scheduled
  if (hold)
    return (
      <Autopay is="on for this account">
        This bill is over your {showMoney(hold.thresholdCents)} limit, so it waits for your OK. What
        you pay here is not taken again.{' '}
        <a href={`/payment-activity/${hold.id}/authorize`}>Authorize it instead</a>.
      </Autopay>
    )
  if (next)
    return (
      <Autopay is="on for this account">
        On {showLongDay(next.payOn)} it takes only what you still owe.
      </Autopay>
    )
  if (own?.status === 'active')
    return <Autopay is="on for this account">It does not pay this bill.</Autopay>
  // Of another portal account's nothing more is known here (F9, F12).
  if (others)
    return (
      <Autopay is="on for this account, set up from another portal account">
        It takes only what is still owed.
      </Autopay>
    )
  return null
}

const Autopay: FC<PropsWithChildren<{ is: string }>> = ({ is, children }) => (
  <Note kind="warn">
    <p>
      <strong>Autopay is {is}.</strong> {children} If your bank or the City’s automatic bank draft
      also pays this bill, stop that first so you are not drafted twice.
    </p>
  </Note>
)
