import type { FC } from 'hono/jsx'
import { type CityDay, showMonthDay } from '../src/domain/city-date.js'
import type { Delinquency } from '../src/domain/delinquency.js'
import { showMoney } from '../src/domain/money.js'
import { Note } from './form.js'

interface Props {
  readonly delinquency: Delinquency
  readonly status: 'active' | 'interrupted' | 'closed'
  /** Since when it is late, where that is known. */
  readonly dueOn?: CityDay | undefined
}

/** What is late, what of it is only pending, and the fastest way now (S30); nothing when nothing is late. */
export const DelinquentNote: FC<Props> = ({ delinquency, status, dueOn }) => {
  const { mustPostCents, toPayCents } = delinquency
  if (mustPostCents === 0) return null
  if (status === 'interrupted')
    return (
      <Note kind="bad">
        <p>
          <strong>Water service is off for nonpayment.</strong> The full past due amount of{' '}
          {showMoney(mustPostCents)} must be posted before service can be restored.{' '}
          <SoFar {...delinquency} />
          {toPayCents > 0 && 'SpeedPay or paying in person is fastest.'}
        </p>
      </Note>
    )
  return (
    <Note kind="bad">
      <p>
        <strong>{showMoney(mustPostCents)} is past due.</strong>{' '}
        {dueOn && `It was due ${showMonthDay(dueOn)}. `}Water service can be disconnected for
        nonpayment. <SoFar {...delinquency} />
        {toPayCents > 0 && 'SpeedPay or paying in person posts fastest.'}
      </p>
    </Note>
  )
}

/** What is posted counts; what is on its way does not until it is posted. */
const SoFar: FC<Delinquency> = ({ mustPostCents, postedCents, pendingCents, toPayCents }) => (
  <>
    {postedCents > 0 &&
      `${showMoney(postedCents)} of ${showMoney(postedCents + mustPostCents)} is posted already. `}
    {pendingCents > 0 &&
      (toPayCents > 0
        ? `${showMoney(pendingCents)} of it is pending: sent, but not posted yet. ${showMoney(toPayCents)} is still to be paid. `
        : 'All of it is pending: sent, but not posted yet. Do not pay it again. ')}
  </>
)
