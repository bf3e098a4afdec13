import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { CardReturn } from '../../sql/card-returns.js'
import { decimalMoney, showMoney } from '../../src/domain/money.js'
import { DelinquentNote } from '../delinquent.js'
import type { PortalEnv } from '../env.js'
import { Note } from '../form.js'
import { HelpLine } from '../page.js'
import type { SpeedPayFacts } from './facts.js'
import { Receipt } from './receipt.js'

/** What is known of a hand-off (ux.md 3.8). */
export type Known = 'approved' | 'checking' | 'undone' | 'waiting' | 'not finished'

export function knownOf({ payment, said, returned, closed }: CardReturn): Known {
  switch (payment?.status) {
    case undefined:
      break
    case 'approved':
      return 'approved'
    case 'rejected':
    case 'returned':
    case 'canceled':
      return 'undone'
    default:
      return 'checking'
  }
  // An answer from before the browser came back is none: the person may have paid since.
  if (closed || (returned && (said === 'nothing' || said === 'declined'))) return 'not finished'
  return 'waiting'
}

export function titleOf(known: Known, { amountCents }: CardReturn): string {
  return known === 'approved' ? `Approved: ${showMoney(amountCents)}` : backTitle
}

const backTitle = 'Back from Western Union SpeedPay'

interface Props {
  readonly c: Context<PortalEnv>
  readonly card: CardReturn
  readonly known: Known
  /** Of the resident's own account, as it is now. */
  readonly facts: SpeedPayFacts | undefined
  /** The resident came back to a form that was paid already (A6). */
  readonly again: boolean
}

export const ReturnPage: FC<Props> = ({ again, ...props }) => (
  <div class="stack airy">
    {again && (
      <Note kind="info" role="status">
        <p>We already have this one. It was not sent twice.</p>
      </Note>
    )}
    <Outcome {...props} />
  </div>
)

/**
 * What came of it. Until that is known it asks for itself at each `poll`, and is answered with this same part; the last
 * answer no longer asks.
 */
export const Outcome: FC<Omit<Props, 'again'>> = ({ c, card, known, facts }) => (
  <div class="two below" id="outcome" {...(known === 'waiting' ? poll(card) : {})}>
    <div class="stack">
      <h1>{titleOf(known, card)}</h1>
      <Said c={c} card={card} known={known} facts={facts} />
      <Ways c={c} card={card} known={known} />
    </div>
    <Receipt card={card} approved={known === 'approved'} />
  </div>
)

const poll = ({ id }: CardReturn) => ({
  'hx-get': `/pay/speedpay/return?payment=${id}&poll=1`,
  'hx-trigger': 'poll',
  'hx-swap': 'outerHTML',
})

const Said: FC<Omit<Props, 'again'>> = ({ c, card, known, facts }) => {
  const money = showMoney(card.amountCents)
  const own = card.payerId !== null
  switch (known) {
    case 'approved':
      return (
        <>
          <p>
            Confirmation number
            <br />
            <strong class="big num">{card.payment?.confirmation}</strong>
          </p>
          <p>
            {money} is on the account now.
            {facts && ` You owe ${showMoney(facts.owedCents)}.`}
            {!own && ' Keep this number: it is your receipt.'}
          </p>
          {facts && <Afterwards facts={facts} />}
        </>
      )
    case 'waiting':
      return (
        <Note kind="warn">
          <p>
            <strong>SpeedPay has not told us yet.</strong>{' '}
            {own ? 'It shows in Payment Activity when it does.' : 'This page says so when it does.'}{' '}
            Do not pay again.
          </p>
        </Note>
      )
    case 'not finished':
      return (
        <Note kind="info">
          <p>
            <strong>You did not finish.</strong> Nothing was charged.
            {card.said === 'declined' &&
              ' SpeedPay declined the card or the bank account. Try another one.'}
          </p>
        </Note>
      )
    case 'checking':
      return (
        <Note kind="warn">
          <p>
            <strong>We are still checking your {money} payment.</strong> Do not pay again.{' '}
            <HelpLine phone={c.get('deps').city.supportPhone} /> Have the confirmation number ready:{' '}
            <span class="num">{card.payment?.confirmation}</span>.
          </p>
        </Note>
      )
    case 'undone':
      return (
        <Note kind="bad">
          <p>
            <strong>This payment did not last: {money} is owed again.</strong>{' '}
            <HelpLine phone={c.get('deps').city.supportPhone} />
          </p>
        </Note>
      )
  }
}

/** What is still late, or that what kept the water off is posted (S30). */
const Afterwards: FC<{ facts: SpeedPayFacts }> = ({ facts }) => {
  const { account, delinquency, lateSince } = facts
  if (account.status === 'interrupted' && delinquency.mustPostCents === 0)
    return (
      <Note kind="ok">
        <p>
          <strong>The full past due amount is posted.</strong> Water service can be restored. To ask
          when, call CharMeck 311.
        </p>
      </Note>
    )
  return <DelinquentNote delinquency={delinquency} status={account.status} dueOn={lateSince} />
}

/** Where to go from here. */
const Ways: FC<Pick<Props, 'c' | 'card' | 'known'>> = ({ c, card, known }) => {
  const own = card.payerId !== null
  const amount = `?amount=${decimalMoney(card.amountCents)}`
  return (
    <div class="row">
      {known === 'not finished' && (
        <a
          class="btn"
          href={own ? `/pay/${card.serviceAccountId}/speedpay${amount}` : '/pay/speedpay'}
        >
          Try SpeedPay again
        </a>
      )}
      {known === 'not finished' && own && (
        <a class="quiet" href={`/pay?account=${card.serviceAccountId}`}>
          All payment options
        </a>
      )}
      {known === 'waiting' && (
        <noscript>
          <a class="quiet" href={`/pay/speedpay/return?payment=${card.id}`}>
            Refresh
          </a>
        </noscript>
      )}
      {own && known !== 'not finished' && (
        <a class="quiet" href={card.payment ? `/payment-activity/${card.id}` : '/payment-activity'}>
          Payment Activity
        </a>
      )}
      <a class="quiet" href={c.get('visitor') ? '/home' : '/'}>
        Home
      </a>
    </div>
  )
}

/** Not this browser's, or nobody's: the same words, so that nothing is learned. */
export const ElsewherePage: FC<{ c: Context<PortalEnv> }> = ({ c }) => (
  <div class="stack narrow">
    <h1>{backTitle}</h1>
    <p class="lede">
      We cannot show this payment here. If you paid, it counts all the same: do not pay again. A
      payment that you began signed in shows in Payment Activity.
    </p>
    <div class="row">
      <a class="btn" href="/payment-activity">
        {c.get('visitor') ? 'Payment Activity' : 'Sign in'}
      </a>
      <a class="quiet" href={c.get('visitor') ? '/home' : '/'}>
        Home
      </a>
    </div>
  </div>
)
