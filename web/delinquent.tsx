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
  const { mustPostCents, pendingCents, toPayCents } = delinquency
  if (mustPostCents === 0) return null
  if (status === 'interrupted')
    return (
      <Note kind="bad">
        <p>
          <strong>Water service is off for nonpayment.</strong> The full past due amount of{' '}
          {showMoney(mustPostCents)} must be posted before service can be restored.{' '}
          <Pending pendingCents={pendingCents} toPayCents={toPayCents} />
          {toPayCents > 0 && 'SpeedPay or paying in person is fastest.'}
        </p>
      </Note>
    )
  return (
    <Note kind="bad">
      <p>
        <strong>{showMoney(mustPostCents)} is past due.</strong>{' '}
        {dueOn && `It was due ${showMonthDay(dueOn)}. `}Water service can be disconnected for
        nonpayment. <Pending pendingCents={pendingCents} toPayCents={toPayCents} />
        {toPayCents > 0 && 'SpeedPay or paying in person posts fastest.'}
      </p>
    </Note>
  )
}

/** What is on its way does not count until it is posted. */
const Pending: FC<Omit<Delinquency, 'mustPostCents'>> = ({ pendingCents, toPayCents }) => {
  if (pendingCents === 0) return null
  if (toPayCents === 0)
    return <>All of it is pending: sent, but not posted yet. Do not pay it again. </>
  return (
    <>
      {showMoney(pendingCents)} of it is pending: sent, but not posted yet. {showMoney(toPayCents)}{' '}
      is still to be paid.{' '}
    </>
  )
}
