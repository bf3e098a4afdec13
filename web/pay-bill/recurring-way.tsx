import type { FC } from 'hono/jsx'
import { showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { setUpState } from '../../src/domain/enrollment.js'
import { showMoney } from '../../src/domain/money.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { showPayRule } from '../../src/domain/recurring-terms.js'
import { othersWords } from '../recurring-tag.js'
import type { PayFacts } from './facts.js'

/** Whether any automatic payment of this portal is on, or one of it still goes out. */
export const autopayIsOn = ({ recurring: { own, others, scheduled } }: PayFacts): boolean =>
  others || (own !== undefined && own.status !== 'stopped') || scheduled.length > 0

/** What a recurring payment of this account does now, or what it needs first (ux.md 4.4). */
export const RecurringState: FC<{ facts: PayFacts }> = ({ facts }) => {
  const { account, recurring, today } = facts
  const { own, scheduled, hold } = recurring
  const page = `/paperless/recurring/${account.id}`
  if (own && own.status !== 'stopped') {
    const [next] = scheduled
    return (
      <p>
        <strong>
          {own.status === 'paused'
            ? 'Paused until you choose a bank account.'
            : `On, ${showPayRule(own.terms)}.`}
        </strong>{' '}
        {next && `We take ${showMoney(next.amountCents)} on ${showLongDay(next.payOn)}. `}
        {hold && `The bill of ${showMoney(hold.amountCents)} waits for your OK. `}
        <a href={page}>{own.status === 'paused' ? 'Choose a bank account' : 'See or change it'}</a>
      </p>
    )
  }
  switch (setUpState(recurring)) {
    case 'others':
      return <p>{othersWords}</p>
    case 'closed':
      return <p>This account is closed, so no more bills come.</p>
    case 'open':
      return (
        <a class="btn alt" href={page}>
          Set up a recurring payment
        </a>
      )
    case 'not enrolled':
      return (
        <p>
          <a href={`/paperless/${account.id}/enroll`}>
            ENROLL NOW in paperless billing to use this
          </a>
        </p>
      )
    case 'waiting':
      return (
        <p>
          <strong>
            Opens with your first electronic bill, about{' '}
            {showMonthDay(expectedBill(account.billedOn ?? undefined, today))}.
          </strong>
        </p>
      )
  }
}
