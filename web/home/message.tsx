import type { FC } from 'hono/jsx'
import type { ScheduledPayments, Standing } from '../../src/domain/account-standing.js'
import {
  type CityDay,
  showLongDay,
  showMonthDay,
  showNearDay,
  showShortDay,
} from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { usuallyBy } from '../../src/domain/one-time-payment.js'
import { returnCode } from '../../src/domain/return-code.js'
import { DelinquentNote } from '../delinquent.js'
import { Note } from '../form.js'
import type { Shown } from './views.js'

/** The one message above an account's row, when its state has one (ux.md 4.1). */
export const Message: FC<{ account: Shown; today: CityDay }> = ({ account, today }) => {
  const { standing, newest, scheduled } = account
  const { state, owedCents, pastDueCents } = standing
  switch (state.is) {
    case 'interrupted':
      return <DelinquentNote delinquency={standing.delinquency} status="interrupted" />
    case 'checking':
      return (
        <Note kind="warn">
          <p>
            <strong>
              We are still checking your {showMoney(state.payment.amountCents)} payment.
            </strong>{' '}
            Do not pay again. We email you when we know.
          </p>
        </Note>
      )
    case 'past due':
      return (
        <Note kind="bad">
          <p>
            <strong>{showMoney(pastDueCents)} is past due.</strong> {wasDue(standing)}Water service
            can be disconnected for nonpayment. A card payment posts fastest.
            {scheduled && ` ${youScheduled(scheduled)}`}
          </p>
        </Note>
      )
    case 'returned':
    case 'rejected': {
      const money = showMoney(state.payment.amountCents)
      const returned = state.is === 'returned'
      const by = newest && today <= newest.dueOn ? showMonthDay(newest.dueOn) : undefined
      return (
        <Note kind="bad">
          <p>
            <strong>
              {returned ? `Your bank returned ${money}.` : `Your bank did not pay ${money}.`}
            </strong>{' '}
            {returnCode(state.payment.reason ?? undefined).words}{' '}
            {again(returned, pastDueCents > 0 ? undefined : by, wasDue(standing))}
          </p>
        </Note>
      )
    }
    case 'pending': {
      const { payment } = state
      const until = payment && usuallyBy(payment.payOn)
      return (
        <Note kind="info">
          <p>
            {showMoney(account.pendingCents)} is on its way.
            {until && until >= today && ` We know the result by ${showShortDay(until)}.`}
          </p>
        </Note>
      )
    }
    case 'scheduled':
      return (
        <Note kind="info">
          <p>
            {youScheduled(state.scheduled)}
            {state.scheduled.amountCents > owedCents &&
              ` You owe ${owedCents > 0 ? 'less than that' : 'nothing'} now; what is too much becomes a credit.`}
          </p>
        </Note>
      )
    case 'hold': {
      const { hold, late } = state
      return (
        <Note kind={late ? 'bad' : 'warn'} icon="hold">
          <p>
            <strong>This bill is over your {showMoney(hold.thresholdCents)} limit.</strong> We have
            not paid it.{' '}
            {late
              ? 'It is past due because it was not authorized. Water service can be disconnected for nonpayment.'
              : `Authorize it by ${showLongDay(hold.dueOn)} to pay on time.`}
          </p>
        </Note>
      )
    }
    case 'closed':
      return (
        <Note kind="info">
          <p>This account is closed.</p>
        </Note>
      )
    case 'autopay':
    case 'due':
    case 'waiting':
    case 'credit':
    case 'nothing due':
      return null
  }
}

const wasDue = ({ lateSince }: Standing) =>
  lateSince ? `It was due ${showMonthDay(lateSince)}. ` : ''

function again(returned: boolean, by: string | undefined, late: string): string {
  if (returned) return by ? `You owe it again, by ${by}.` : 'You owe it again.'
  return by ? `Pay again by ${by}.` : `${late}A card payment posts fastest.`
}

function youScheduled({ amountCents, count, payOn }: ScheduledPayments): string {
  const money = showMoney(amountCents)
  return count === 1
    ? `You scheduled ${money} for ${showNearDay(payOn)}.`
    : `You scheduled ${money} in ${count} payments, the first for ${showLongDay(payOn)}.`
}
