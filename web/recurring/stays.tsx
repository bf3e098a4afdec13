import type { FC } from 'hono/jsx'
import type { OpenHoldRow, ScheduledRecurring } from '../../sql/recurring-list.js'
import { showBank } from '../../src/domain/bank-account.js'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'

/** Recurring payments that are not sent yet, each with Cancel (N3). */
export const ScheduledList: FC<{ scheduled: readonly ScheduledRecurring[] }> = ({ scheduled }) => (
  <ul class="running">
    {scheduled.map(({ id, amountCents, payOn, bankKind, bankLast4 }) => {
      const taken = `${showMoney(amountCents)} on ${showMonthDay(payOn)}`
      return (
        <li class="row split">
          <span>
            {taken}, from {showBank({ kind: bankKind, last4: bankLast4 })}
          </span>
          <a class="quiet stop" href={`/payment-activity/${id}/cancel`}>
            Cancel<span class="vh"> {taken}</span>
          </a>
        </li>
      )
    })}
  </ul>
)

/** The bill that waits for the payer's OK, with the way to give it. */
export const HoldLine: FC<{ hold: OpenHoldRow }> = ({ hold }) => (
  <p>
    The bill of {showMoney(hold.amountCents)} waits for your OK.{' '}
    <a href={`/payment-activity/${hold.id}/authorize`}>
      Authorize<span class="vh"> {showMoney(hold.amountCents)}</span>
    </a>
  </p>
)
