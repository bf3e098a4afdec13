import type { FC } from 'hono/jsx'
import { showShortDay } from '../../src/domain/city-date.js'
import { decimalMoney, showMoney } from '../../src/domain/money.js'
import { isBeingChecked } from '../../src/domain/payment-story.js'
import { DelinquentNote } from '../delinquent.js'
import { Note } from '../form.js'
import type { SpeedPayFacts } from './facts.js'

/** What to know before paying by SpeedPay: what is late, and what would pay the same bill once more. */
export const Notes: FC<{ facts: SpeedPayFacts }> = ({ facts }) => {
  const { account, delinquency, lateSince } = facts
  return (
    <>
      <DelinquentNote delinquency={delinquency} status={account.status} dueOn={lateSince} />
      {account.openPayments.map(({ id, status, amountCents, payOn }) => {
        const money = showMoney(amountCents)
        const see = `/payment-activity/${id}`
        if (status === 'scheduled')
          return (
            <Note kind="warn">
              <p>
                <strong>
                  You already have {money} scheduled for {showShortDay(payOn)}.
                </strong>{' '}
                <a href={`${see}/cancel`}>Cancel it first</a> so you do not pay twice.
              </p>
            </Note>
          )
        if (isBeingChecked(status))
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

interface AskProps {
  readonly question: 'less' | 'more'
  readonly amountCents: number
  readonly facts: SpeedPayFacts
}

/** An amount that may not be meant: said once, and the next Continue with the same amount goes on (S30). */
export const AmountQuestion: FC<AskProps> = ({ question, amountCents, facts }) => {
  const money = showMoney(amountCents)
  const { delinquency, owedCents, account } = facts
  return (
    <Note kind="warn" role="alert" focus>
      <p>
        {question === 'less' ? (
          <>
            <strong>
              {money} is less than the past due amount of {showMoney(delinquency.toPayCents)}.
            </strong>{' '}
            {account.status === 'interrupted'
              ? 'Water service stays off until the full past due amount is posted.'
              : 'Water service can be disconnected for what stays unpaid.'}
          </>
        ) : (
          <>
            <strong>
              {owedCents > 0
                ? `${money} is more than the ${showMoney(owedCents)} that you owe.`
                : 'Nothing is due right now.'}
            </strong>{' '}
            What is too much becomes a credit on this account.
          </>
        )}{' '}
        To pay {money} all the same, choose Continue again.
      </p>
      <input type="hidden" name="sure" value={decimalMoney(amountCents)} />
    </Note>
  )
}
