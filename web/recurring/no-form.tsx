import type { FC } from 'hono/jsx'
import { showMonthDay } from '../../src/domain/city-date.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { Note } from '../form.js'
import { othersWords } from '../recurring-tag.js'
import type { RecurringFacts } from './facts.js'
import { Which } from './which.js'

/** Why there is nothing to fill in: paperless billing comes first, another resident was first, or it is over (F2, F12, F14). */
export const NoFormPage: FC<{ facts: RecurringFacts }> = ({ facts }) => (
  <div class="stack narrow">
    <p>
      <a href="/paperless/recurring">Recurring Payment</a>
    </p>
    <h1>Set up a recurring payment</h1>
    <Which account={facts.account} />
    <Note kind="info">
      <Why facts={facts} />
    </Note>
    <div class="row">
      <a class="btn alt" href={`/pay?account=${facts.account.id}`}>
        Payment Options
      </a>
      <a class="quiet" href="/paperless">
        Paperless Billing
      </a>
    </div>
  </div>
)

const Why: FC<{ facts: RecurringFacts }> = ({ facts: { state, account, today } }) => {
  switch (state) {
    case 'others':
      return (
        <p>
          <strong>{othersWords}</strong> You can still pay one time from a bank account, or with
          SpeedPay.
        </p>
      )
    case 'closed':
      return (
        <p>
          <strong>This account is closed.</strong> It gets no more bills that could be paid by
          themselves. You can still pay what is owed.
        </p>
      )
    case 'not enrolled':
      return (
        <p>
          A recurring payment needs paperless billing and your first electronic bill.{' '}
          <a href={`/paperless/${account.id}/enroll`}>
            ENROLL NOW in paperless billing to use this
          </a>
          .
        </p>
      )
    case 'waiting':
      return (
        <p>
          Opens with your first electronic bill, about{' '}
          {showMonthDay(expectedBill(account.billedOn ?? undefined, today))}. Until then, use
          SpeedPay.
        </p>
      )
    case 'open':
      return null
  }
}
