import type { FC } from 'hono/jsx'
import type { HomeAccount } from '../../sql/homes.js'
import type { Standing } from '../../src/domain/account-standing.js'
import { autopayFact } from '../../src/domain/autopay.js'
import { type CityDay, cityDay, showNearDay, showTime } from '../../src/domain/city-date.js'
import { homeSentence } from '../../src/domain/home-sentence.js'
import { showMoney } from '../../src/domain/money.js'
import { expectedBill } from '../../src/domain/paperless.js'
import {
  accountName,
  addressLine,
  maxLinks,
  showAccountNumber,
} from '../../src/domain/service-account.js'
import type { City } from '../env.js'
import { Link, useReadOnly } from '../link.js'
import { Actions } from './actions.js'
import { Message } from './message.js'

/** A linked account with how it stands today. */
export type Shown = HomeAccount & { readonly standing: Standing }

/** From so many accounts on, fact lines fold into one and a filter appears (ux.md 4.1). */
const manyAccounts = 7

interface HomeProps {
  readonly all: readonly Shown[]
  readonly found: readonly Shown[]
  readonly find: string
  readonly today: CityDay
  readonly loadedAt: Date | undefined
  readonly city: City
}

export const HomePage: FC<HomeProps> = ({ all, found, find, today, loadedAt, city }) => {
  const { heading, lede } = homeSentence(all, today)
  const many = all.length >= manyAccounts
  const readOnly = useReadOnly()
  return (
    <>
      <div class="stack">
        <h1>{heading}</h1>
        {lede && <p class="lede">{lede}</p>}
        {loadedAt && <Freshness at={loadedAt} today={today} />}
      </div>
      {many && !readOnly && <Filter find={find} found={found.length} />}
      <ul class="sheet flush accounts" id="accounts">
        {found.map((account) => (
          <Account account={account} today={today} city={city} folded={many} />
        ))}
        {found.length === 0 && (
          <li class="acct">
            <p>
              No account matches “{find.trim()}”. <a href="/home">Show all accounts</a>
            </p>
          </li>
        )}
      </ul>
      <div class="row split">
        <Link class="btn alt" href="/accounts/add">
          Add New Account
        </Link>
        <p class="soft">
          {all.length} of {maxLinks} accounts linked
        </p>
      </div>
    </>
  )
}

/** Nobody has linked anything yet: the one thing to do. */
export const EmptyHome: FC = () => {
  const { heading, lede } = homeSentence([], '')
  return (
    <div class="stack">
      <h1>{heading}</h1>
      <p class="lede">{lede}</p>
      <Link class="btn" href="/accounts/add">
        Link a bill
      </Link>
    </div>
  )
}

/** What the balances include, and as of when (N17). */
const Freshness: FC<{ at: Date; today: CityDay }> = ({ at, today }) => {
  const day = cityDay(at)
  return (
    <p class="soft small">
      Balances as of{' '}
      <time datetime={at.toISOString()}>
        {showTime(at)} {day === today ? 'today' : `on ${showNearDay(day)}`}
      </time>
      . Payments made elsewhere can take a business day to show.
    </p>
  )
}

const Filter: FC<{ find: string; found: number }> = ({ find, found }) => (
  <form
    class="acctpick far"
    method="get"
    action="/home"
    hx-get="/home"
    hx-trigger="input changed delay:300ms, submit"
    hx-select="#accounts"
    hx-target="#accounts"
    hx-swap="outerHTML"
    hx-select-oob="#found:innerHTML"
    hx-sync="this:replace"
  >
    <label class="soft small" for="find">
      Find an account by name, street or number
    </label>
    <input id="find" name="find" type="search" value={find} autocomplete="off" maxlength={60} />
    <button class="btn alt" type="submit">
      Filter
    </button>
    <p id="found" class="vh" role="status">
      {find.trim() && `${found} ${found === 1 ? 'account' : 'accounts'} found`}
    </p>
  </form>
)

const Account: FC<{ account: Shown; today: CityDay; city: City; folded: boolean }> = ({
  account,
  today,
  city,
  folded,
}) => (
  <li class="acct">
    <Message account={account} today={today} />
    <div class="grid">
      <div>
        <h2>{accountName(account)}</h2>
        <p class="soft">
          {account.nickname && (
            <>
              {addressLine(account)}
              <br />
            </>
          )}
          Account <span class="num">{showAccountNumber(account.accountNumber)}</span>
        </p>
      </div>
      <Due account={account} />
      {folded ? (
        <p class="facts soft">
          Autopay: <AutopayLine account={account} /> · Paperless {account.paperless ? 'on' : 'off'}
        </p>
      ) : (
        <dl class="facts">
          <div>
            <dt>Autopay</dt>
            <dd>
              <AutopayLine account={account} />
            </dd>
          </div>
          <div>
            <dt>Paperless</dt>
            <dd>
              <Paperless account={account} today={today} />
            </dd>
          </div>
        </dl>
      )}
      <Actions account={account} city={city} />
    </div>
  </li>
)

const AutopayLine: FC<{ account: Shown }> = ({ account }) => {
  const fact = autopayFact(account)
  if ('says' in fact) return <>{fact.says}</>
  return (
    <>
      Pays <Day day={fact.payOn} /> from {fact.from}
    </>
  )
}

const Paperless: FC<{ account: Shown; today: CityDay }> = ({ account, today }) => {
  if (!account.paperless)
    return <>{account.status === 'closed' ? 'Off' : 'Off – you get paper bills'}</>
  if (account.paperless.firstBillOn !== null || account.status === 'closed') return <>On</>
  return (
    <>
      On – first electronic bill expected about{' '}
      <Day day={expectedBill(account.newest?.billedOn, today)} />
    </>
  )
}

const Day: FC<{ day: CityDay }> = ({ day }) => (
  <time datetime={day} class="nb">
    {showNearDay(day)}
  </time>
)

/** The amount and its lines: what is late, what is due when, what is on its way. */
const Due: FC<{ account: Shown }> = ({ account }) => {
  const { standing, newest, pendingCents } = account
  const { owedCents, pastDueCents, creditCents, state } = standing
  const onTimeCents = owedCents - pastDueCents
  const whole = pastDueCents === 0 && pendingCents === 0
  return (
    <div class="due">
      <p class="amt">{showMoney(owedCents + pendingCents - overpaying(account))}</p>
      <p>
        {pendingCents > 0 && (
          <>
            {state.is === 'checking'
              ? `${showMoney(pendingCents)} being checked`
              : `less ${showMoney(pendingCents)} pending`}
            <br />
          </>
        )}
        {pastDueCents > 0 && (
          <>
            {showMoney(pastDueCents)} past due
            <br />
          </>
        )}
        {onTimeCents > 0 && newest && (
          <>
            {whole ? 'Due' : `${showMoney(onTimeCents)} due`} <Day day={newest.dueOn} />
          </>
        )}
        {owedCents === 0 && pendingCents === 0 && 'Nothing due'}
        {creditCents > 0 && (
          <>
            <br />
            {showMoney(creditCents)} credit for your next bill
          </>
        )}
      </p>
    </div>
  )
}

/** How much more is on its way than the balance asks for; the amount shown is never more than the balance. */
const overpaying = ({ balanceCents, pendingCents }: Shown) =>
  Math.min(pendingCents, Math.max(0, pendingCents - Math.max(0, balanceCents)))
