import type { FC } from 'hono/jsx'
import type {
  StillRunning as Running,
  RunningEnrollment,
  RunningPayment,
} from '../sql/paperless.js'
import { showBank } from '../src/domain/bank-account.js'
import { showMonthDay } from '../src/domain/city-date.js'
import { stillTakenWords } from '../src/domain/link-removal.js'
import { showMoney } from '../src/domain/money.js'
import { showPayRule } from '../src/domain/recurring-terms.js'
import { Note } from './form.js'

interface StillRunningProps {
  readonly running: readonly Running[]
  /** What the page asks about: "Unenrolling", "Removing the account". */
  readonly deed: string
  /** The page that asks, where one goes on after canceling a payment. */
  readonly from?: 'unenroll' | 'remove'
}

/** W2: what goes on although an account leaves paperless billing or the portal, with the way out beside each (S25, S26, N3). */
export const StillRunning: FC<StillRunningProps> = ({ running, deed, from }) => {
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
            {one.kind === 'payment' ? (
              <Payment payment={one} from={from} />
            ) : (
              <Enrollment enrollment={one} />
            )}
          </li>
        ))}
      </ul>
    </Note>
  )
}

const Payment: FC<{ payment: RunningPayment; from: StillRunningProps['from'] }> = ({
  payment: { id, source, amountCents, payOn, bankKind, bankLast4 },
  from,
}) => {
  const taken = `${showMoney(amountCents)} on ${showMonthDay(payOn)}`
  return (
    <>
      <span>
        {source === 'recurring' ? 'Recurring payment' : 'One-time payment'}: {taken}
        {bankKind && bankLast4 && `, from ${showBank({ kind: bankKind, last4: bankLast4 })}`}
      </span>
      <a class="quiet stop" href={`/payment-activity/${id}/cancel${from ? `?from=${from}` : ''}`}>
        Cancel<span class="vh"> {taken}</span>
      </a>
    </>
  )
}

const Enrollment: FC<{ enrollment: RunningEnrollment }> = ({ enrollment }) => {
  const { account, paused, thresholdCents, bankKind, bankLast4 } = enrollment
  return (
    <>
      <span>
        The recurring payment itself: each bill, {showPayRule(enrollment)}
        {thresholdCents !== null && `, up to ${showMoney(thresholdCents)}`}, from{' '}
        {showBank({ kind: bankKind, last4: bankLast4 })}
        {paused && ' (paused)'}
      </span>
      <a class="quiet stop" href={`/paperless/recurring/${account}/stop`}>
        Stop<span class="vh"> the recurring payment</span>
      </a>
    </>
  )
}

export const paymentsOf = (running: readonly Running[]): RunningPayment[] =>
  running.filter((one) => one.kind === 'payment')

/** "$84.17 will still be taken on December 11. The recurring payment goes on, new bills included." */
export function stillTaken(running: readonly Running[]): string {
  const goesOn = running.some(({ kind }) => kind === 'recurring')
  return [
    stillTakenWords(paymentsOf(running)),
    goesOn && 'The recurring payment goes on, new bills included.',
  ]
    .filter(Boolean)
    .join(' ')
}
