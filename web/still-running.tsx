import type { FC } from 'hono/jsx'
import type { StillRunning } from '../sql/still-running.js'
import { showBank } from '../src/domain/bank-account.js'
import { showMonthDay } from '../src/domain/city-date.js'
import { showMoney } from '../src/domain/money.js'
import { Note } from './form.js'

interface StillRunningProps {
  readonly running: readonly StillRunning[]
  /** The deed that stops none of them, as a sentence begins. */
  readonly deed: 'Unenrolling' | 'Removing the account'
  /** The page that asks, where one goes on after canceling a payment. */
  readonly from: 'unenroll' | 'remove'
}

/** W2: what will still be processed, with the way out beside each (S25, S26, N3). */
export const StillRunningNote: FC<StillRunningProps> = ({ running, deed, from }) => {
  if (running.length === 0) return <p class="soft">No payments are scheduled for this account.</p>
  return (
    <Note kind="bad">
      <p>
        <strong>Scheduled payments will still be processed.</strong> {deed} does not cancel them,
        one-time or recurring. Cancel first if you do not want these:
      </p>
      <ul class="running">
        {running.map((one) => (
          <li class="row split">
            <Running one={one} from={from} />
          </li>
        ))}
      </ul>
    </Note>
  )
}

const Running: FC<{ one: StillRunning; from: StillRunningProps['from'] }> = ({ one, from }) => {
  switch (one.kind) {
    case 'payment': {
      const what = one.source === 'recurring' ? 'Recurring payment' : 'One-time payment'
      const taken = `${showMoney(one.amountCents)} on ${showMonthDay(one.payOn)}`
      return (
        <>
          <span>
            {what}: {taken}
            {one.bankKind &&
              one.bankLast4 &&
              `, from ${showBank({ kind: one.bankKind, last4: one.bankLast4 })}`}
          </span>
          <a class="quiet stop" href={`/payment-activity/${one.id}/cancel?from=${from}`}>
            Cancel<span class="vh"> {taken}</span>
          </a>
        </>
      )
    }
  }
}
