import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { HomeAccount } from '../../sql/homes.js'
import type { Standing } from '../../src/domain/account-standing.js'
import { type CityDay, showMonthDay, showShortDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { bankPayment, expectedBill } from '../../src/domain/paperless.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { asks, rowOf, rowsOf } from '../confirm.js'
import type { PortalEnv } from '../env.js'
import { Note } from '../form.js'
import { Sections } from '../paperless-sections.js'
import { RecurringTag } from '../recurring-tag.js'
import { type RemovalNews, RemovalNote, RemoveLink } from '../removal.js'
import { Cell, type Column, FoldRow, FoldRows, FoldTable, RowHead } from '../table.js'
import { enrollId, unenrollId } from './enrollment.js'
import { type Choices, Notifications } from './notifications.js'

type Shown = HomeAccount & { readonly standing: Standing }

interface PaperlessProps {
  readonly c: Context<PortalEnv>
  readonly accounts: readonly Shown[]
  readonly choices: Choices
  readonly today: CityDay
  /** Unenrolled a moment ago. */
  readonly ended: Shown | undefined
  /** Removed, or brought back, a moment ago. */
  readonly removal: RemovalNews | undefined
  /** The link that asked something and was answered "no": reading goes on there. */
  readonly back: string | undefined
}

const columns: readonly Column[] = [
  { label: 'Account' },
  { label: 'Latest electronic bill' },
  { label: 'Recurring payment' },
  { label: 'Paperless' },
  { label: 'Delete' },
]

/** View/Pay Bill: which accounts are paperless, and the latest electronic bill of each (S31-S34). */
export const PaperlessPage: FC<PaperlessProps> = ({
  c,
  accounts,
  choices,
  today,
  back,
  ...news
}) => (
  <>
    <h1>Paperless Billing</h1>
    <Sections current="list" />
    <div class="stack parts">
      {news.removal && <RemovalNote c={c} news={news.removal} />}
      {news.ended && (
        <Note kind="ok" role="status" focus>
          <p>
            <strong>{accountName(news.ended)} is unenrolled.</strong> Paper bills start again with
            your next bill.
          </p>
        </Note>
      )}
      {accounts.length > 0 && !accounts.some(({ paperless }) => paperless) && (
        <Note kind="info">
          <p>
            <strong>Paperless billing is off.</strong> You need to ENROLL NOW to get bills here;
            registering alone does not do it.
          </p>
        </Note>
      )}
      <Waiting accounts={accounts} today={today} />
      {accounts.length > 0 ? (
        <section class="sheet">
          <FoldTable caption="Your accounts" captionHidden columns={columns} grouped>
            {accounts.map((account) => (
              <FoldRows id={rowsOf(account.id)}>
                <Row account={account} back={back} />
              </FoldRows>
            ))}
          </FoldTable>
        </section>
      ) : (
        <p>
          Link your first bill, then you can enroll it here. You need your account number and your
          street number.
        </p>
      )}
      <a class="btn alt" href="/accounts/add">
        Add New Account
      </a>
    </div>
    <section class="sheet stack far" aria-labelledby="notifications">
      <h2 id="notifications">Notifications and Reminders</h2>
      <Notifications c={c} {...choices} />
    </section>
  </>
)

/** What to expect and how to pay until the first electronic bill is there (S37). */
const Waiting: FC<{ accounts: readonly Shown[]; today: CityDay }> = ({ accounts, today }) => {
  const waiting = accounts.filter(({ paperless }) => bankPayment(paperless) === 'waiting')
  const [first] = waiting
  if (!first) return null
  const days = waiting.map(({ newest }) => expectedBill(newest?.billedOn, today)).sort()
  const about = showMonthDay(days[0]!)
  const one = waiting.length === 1
  return (
    <Note kind="info">
      <p>
        <strong>
          Waiting for your first electronic bill for {one ? accountName(first) : names(waiting)}.
        </strong>{' '}
        {one ? `It should arrive about ${about}.` : `The first should arrive about ${about}.`} Until
        then you can{' '}
        <a href={one ? `/pay/${first.id}/speedpay` : '/pay'}>Pay Now with Western Union SpeedPay</a>
        . Bank account payments start with that first bill.
      </p>
    </Note>
  )
}

/** `Shop and Rental`, `Shop, Rental and Home`; from four on a count. */
function names(accounts: readonly Shown[]): string {
  if (accounts.length > 3) return `${accounts.length} accounts`
  const all = accounts.map(accountName)
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

const Row: FC<{ account: Shown; back: string | undefined }> = ({ account, back }) => {
  const name = accountName(account)
  return (
    <FoldRow id={rowOf(account.id)}>
      <RowHead class="w">
        <span class="name">{name}</span>{' '}
        <span class="plain soft">
          {account.nickname && (
            <>
              {addressLine(account)}
              <br />
            </>
          )}
          <span class="num">{showAccountNumber(account.accountNumber)}</span>
        </span>
      </RowHead>
      <Cell class="w">
        <LatestBill account={account} name={name} />
      </Cell>
      <Cell class="w">
        <Recurring account={account} name={name} />
      </Cell>
      <Cell class="l">
        <Switch account={account} name={name} back={back} />
      </Cell>
      <Cell class="e">
        <RemoveLink account={account} name={name} back={back} />
      </Cell>
    </FoldRow>
  )
}

const LatestBill: FC<{ account: Shown; name: string }> = ({ account, name }) => {
  const { newest, paperless, standing, id, status } = account
  if (!paperless)
    return (
      <span class="soft">{status === 'closed' ? 'Closed account' : 'Paper bills by mail'}</span>
    )
  if (paperless.firstBillOn === null || !newest)
    return <span class="soft">Waiting for the first one</span>
  return (
    <>
      <strong>{showMoney(newest.amountDueCents)}</strong>, billed {showShortDay(newest.billedOn)}{' '}
      <span class="row pair">
        <a href={`/bills/${newest.id}`}>
          View bill<span class="vh"> for {name}</span>
        </a>{' '}
        {standing.restCents > 0 && (
          <a href={`/pay/${id}/bank`}>
            Pay bill<span class="vh"> for {name}</span>
          </a>
        )}
      </span>
    </>
  )
}

/** What there is to do about it stands on its own page, also where it was set up from another portal account (F12). */
const Recurring: FC<{ account: Shown; name: string }> = ({ account, name }) => {
  const { id, autopay, status, paperless } = account
  const page = `/paperless/recurring/${id}`
  const open = status !== 'closed' && bankPayment(paperless) === 'open'
  return (
    <>
      <RecurringTag standing={account} />{' '}
      {autopay && !autopay.own && (
        <span class="plain soft">Set up from another portal account</span>
      )}
      {autopay?.own && (
        <a class="plain" href={page}>
          See or change<span class="vh"> the recurring payment for {name}</span>
        </a>
      )}
      {!autopay && open && (
        <a class="plain" href={page}>
          Set up<span class="vh"> a recurring payment for {name}</span>
        </a>
      )}
    </>
  )
}

const Switch: FC<{ account: Shown; name: string; back: string | undefined }> = ({
  account,
  name,
  back,
}) => {
  // A closed account gets no more bills to show (F14).
  if (!account.paperless && account.status === 'closed') return <span class="soft">Off</span>
  const [look, id, deed, words] = account.paperless
    ? ['quiet', unenrollId(account), 'unenroll', 'UNENROLL']
    : ['btn', enrollId(account), 'enroll', 'ENROLL NOW']
  return (
    <a
      class={look}
      id={id}
      {...asks(account.id, `/paperless/${account.id}/${deed}`)}
      {...(id === back ? { autofocus: true } : {})}
    >
      {words}
      <span class="vh"> {name}</span>
    </a>
  )
}
