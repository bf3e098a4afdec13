import type { Child, FC } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import { bankPayment } from '../../src/domain/paperless.js'
import type { City } from '../env.js'
import { Link } from '../link.js'
import type { Shown } from './views.js'

/** One primary action that fits the state, and at most one link (D5). */
export const Actions: FC<{ account: Shown; city: City }> = ({ account, city }) => {
  const { standing, newest, scheduled } = account
  const { state, restCents, pastDueCents } = standing
  const paying = <Pay account={account} city={city} />
  const history = <Quiet href={`/bill-history?account=${account.id}`}>Bill history</Quiet>
  const bill = newest ? <Quiet href={`/bills/${newest.id}`}>View bill</Quiet> : history
  switch (state.is) {
    case 'interrupted':
      return (
        <Do>
          {pastDueCents > 0 ? (
            <SpeedPay
              account={account}
              city={city}
              label={`Pay ${showMoney(pastDueCents)} with SpeedPay`}
            />
          ) : (
            <Alt href={`/payment-activity?account=${account.id}`}>View payments</Alt>
          )}
          <Quiet href={`tel:+1${city.supportPhone.replace(/\D/g, '')}`}>Call CharMeck 311</Quiet>
        </Do>
      )
    case 'checking':
      return (
        <Do>
          <Alt href={`/payment-activity/${state.payment.id}`}>View payment</Alt>
        </Do>
      )
    case 'returned':
    case 'rejected':
      return (
        <Do>
          {paying}
          <Quiet href={`/payment-activity/${state.payment.id}`}>See what happened</Quiet>
        </Do>
      )
    case 'past due':
      return (
        <Do>
          {paying}
          <Quiet href={`/pay?account=${account.id}`}>All payment options</Quiet>
        </Do>
      )
    case 'hold':
      return (
        <Do>
          <Link class="btn" href={`/payment-activity/${state.hold.id}/authorize`}>
            Authorize {showMoney(state.payableCents)}
          </Link>
          {bill}
        </Do>
      )
    case 'autopay':
      return (
        <Do>
          {newest && <Alt href={`/bills/${newest.id}`}>View bill</Alt>}
          {bankPayment(account.paperless) === 'open' ? (
            <Quiet href={`/pay/${account.id}/bank`}>Pay early</Quiet>
          ) : (
            <Quiet href={`/payment-activity/${state.payment.id}`}>View payment</Quiet>
          )}
        </Do>
      )
    case 'pending': {
      const see = state.payment && `/payment-activity/${state.payment.id}`
      if (restCents > 0)
        return (
          <Do>
            {paying}
            {see ? <Quiet href={see}>View payment</Quiet> : bill}
          </Do>
        )
      return <Do>{see ? <Alt href={see}>View payment</Alt> : history}</Do>
    }
    case 'scheduled':
      return (
        <Do>
          {restCents > 0 ? paying : newest && <Alt href={`/bills/${newest.id}`}>View bill</Alt>}
          <Quiet
            href={
              scheduled?.count === 1
                ? `/payment-activity/${scheduled.id}`
                : `/payment-activity?account=${account.id}`
            }
          >
            Change or cancel
          </Quiet>
        </Do>
      )
    case 'due':
      return (
        <Do>
          {paying}
          {beside(account, bill, history)}
        </Do>
      )
    case 'closed':
      return (
        <Do>
          {restCents > 0 && paying}
          {history}
        </Do>
      )
    case 'waiting':
    case 'credit':
    case 'nothing due':
      return <Do>{history}</Do>
  }
}

function beside(account: Shown, bill: Child, history: Child): Child {
  switch (bankPayment(account.paperless)) {
    case 'open':
      return bill
    case 'waiting':
      return history
    case 'not enrolled':
      return <Quiet href={`/paperless/${account.id}/enroll`}>ENROLL NOW in paperless billing</Quiet>
  }
}

/** From the bank account where that is open and fast enough, else by SpeedPay. */
const Pay: FC<{ account: Shown; city: City }> = ({ account, city }) => {
  const { restCents, pastDueCents } = account.standing
  if (pastDueCents > 0 || bankPayment(account.paperless) !== 'open')
    return <SpeedPay account={account} city={city} />
  return (
    <Link class="btn" href={`/pay/${account.id}/bank`}>
      Pay {showMoney(restCents)}
    </Link>
  )
}

const SpeedPay: FC<{ account: Shown; city: City; label?: string }> = ({ account, city, label }) => (
  <>
    <Link class="btn" href={`/pay/${account.id}/speedpay`}>
      {label ?? 'Pay Now with Western Union SpeedPay'}
    </Link>
    <p class="hint">{showMoney(city.convenienceFeeCents)} convenience fee</p>
  </>
)

const Do: FC<{ children?: Child }> = ({ children }) => <div class="do">{children}</div>

const Alt: FC<{ href: string; children?: Child }> = ({ href, children }) => (
  <Link class="btn alt" href={href}>
    {children}
  </Link>
)

const Quiet: FC<{ href: string; children?: Child }> = ({ href, children }) => (
  <Link class="quiet" href={href}>
    {children}
  </Link>
)
