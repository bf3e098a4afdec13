import type { Child, FC } from 'hono/jsx'
import type { RunningPayment } from '../sql/paperless.js'
import { showBank } from '../src/domain/bank-account.js'
import { showMonthDay } from '../src/domain/city-date.js'
import { showMoney } from '../src/domain/money.js'
import { Note } from './form.js'

interface StillRunningProps {
  /** The payer's own payments that are not sent yet, the next one first. */
  readonly running: readonly RunningPayment[]
  /** What the page asks about: "Unenrolling", "Removing the account". */
  readonly deed: string
  /** What runs beside them, as items of the same list: the recurring payment itself, with Stop (F10). */
  readonly children?: Child
}

/** W2: what goes on although an account leaves paperless billing or the portal, with the way out beside each (S25, S26, N3). */
export const StillRunning: FC<StillRunningProps> = ({ running, deed, children }) => {
  if (running.length === 0 && !children)
    return <p class="soft">No payments are scheduled for this account.</p>
  return (
    <Note kind="bad">
      <p>
        <strong>Scheduled payments will still be processed.</strong> {deed} does not cancel them,
        one-time or recurring. Cancel first if you do not want these:
      </p>
      <ul class="running">
        {running.map((payment) => (
          <li class="row split">
            <span>
              {showMoney(payment.amountCents)} on {showMonthDay(payment.payOn)}
              {payment.bankKind &&
                payment.bankLast4 &&
                `, from ${showBank({ kind: payment.bankKind, last4: payment.bankLast4 })}`}
            </span>
            <a class="quiet stop" href={`/payment-activity/${payment.id}/cancel`}>
              Cancel
              <span class="vh">
                {' '}
                {showMoney(payment.amountCents)} on {showMonthDay(payment.payOn)}
              </span>
            </a>
          </li>
        ))}
        {children}
      </ul>
    </Note>
  )
}
