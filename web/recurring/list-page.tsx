import type { FC, PropsWithChildren } from 'hono/jsx'
import type { OwnRecurring, RecurringAccount } from '../../sql/recurring-list.js'
import { showBank } from '../../src/domain/bank-account.js'
import { type CityDay, cityDay, showDay, showMonthDay } from '../../src/domain/city-date.js'
import { setUpState } from '../../src/domain/enrollment.js'
import { showMoney } from '../../src/domain/money.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { showPayRule } from '../../src/domain/recurring-terms.js'
import { returnCode } from '../../src/domain/return-code.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { DoubleDraft } from '../double-draft.js'
import { Note } from '../form.js'
import { Sections } from '../paperless-sections.js'
import { capital } from '../payment.js'
import { othersWords, RecurringTag } from '../recurring-tag.js'
import { isOn } from './facts.js'
import { ScheduledList } from './stays.js'

export const listTitle = 'Recurring Payment'

interface ListProps {
  readonly accounts: readonly RecurringAccount[]
  readonly today: CityDay
  /** Stopped a moment ago, with what still goes out; undefined where the account is gone from the list. */
  readonly stopped: RecurringAccount | 'gone' | undefined
}

/** Every linked account with its recurring payment, and those that go on after they were unlinked (F10). */
export const ListPage: FC<ListProps> = ({ accounts, today, stopped }) => (
  <>
    <h1>{listTitle}</h1>
    <Sections current="recurring" />
    <div class="stack parts">
      {stopped && <Stopped stopped={stopped} />}
      <DoubleDraft />
      {accounts.length === 0 ? (
        <p>
          Link your first bill, then you can set up a recurring payment here.{' '}
          <a href="/accounts/add">Add New Account</a>
        </p>
      ) : (
        <ul class="sheet flush">
          {accounts.map((account) => (
            <li class="acct">
              <Account account={account} today={today} />
            </li>
          ))}
        </ul>
      )}
    </div>
  </>
)

const Stopped: FC<{ stopped: RecurringAccount | 'gone' }> = ({ stopped }) => (
  <Note kind="ok" role="status" focus>
    <p>
      <strong>
        The recurring payment{stopped !== 'gone' && ` for ${accountName(stopped)}`} is stopped.
      </strong>
      {stopped !== 'gone' &&
        stopped.scheduled.map(
          ({ amountCents, payOn }) =>
            ` ${showMoney(amountCents)} will still be taken on ${showMonthDay(payOn)}.`,
        )}
    </p>
  </Note>
)

const Account: FC<{ account: RecurringAccount; today: CityDay }> = ({ account, today }) => {
  const { own, others, scheduled, hold } = account
  const on = own && isOn(own) ? own : undefined
  const autopay = on
    ? ({
        own: true,
        status: on.status === 'paused' ? 'paused' : 'active',
        terms: on.terms,
        bank: on.bank,
      } as const)
    : others
      ? ({ own: false } as const)
      : undefined
  return (
    <div class="stack snug">
      <div class="row split">
        <div>
          <h2 class="name">{accountName(account)}</h2>
          <p class="soft">
            {account.nickname && `${addressLine(account)}, `}
            <span class="num">{showAccountNumber(account.accountNumber)}</span>
            {!account.linked && ', removed from your portal'}
          </p>
        </div>
        <RecurringTag standing={{ ...account, autopay }} />
      </div>
      {on ? <On own={on} /> : <Off account={account} today={today} />}
      {hold && (
        <Note kind="warn" icon="hold">
          <p>
            <strong>
              The bill of {showMoney(hold.amountCents)} is over your{' '}
              {showMoney(hold.thresholdCents)} limit.
            </strong>{' '}
            We have not paid it.{' '}
            <a href={`/payment-activity/${hold.id}/authorize`}>
              Authorize<span class="vh"> {showMoney(hold.amountCents)}</span>
            </a>
          </p>
        </Note>
      )}
      {scheduled.length > 0 && (
        <div>
          <p>{scheduled.length === 1 ? 'Scheduled:' : 'Scheduled, the next one first:'}</p>
          <ScheduledList scheduled={scheduled} />
        </div>
      )}
      <Deeds account={account} on={on !== undefined} />
    </div>
  )
}

const On: FC<{ own: OwnRecurring }> = ({ own }) => {
  const { terms, bank, status, reason } = own
  return (
    <>
      {status === 'paused' && (
        <Note kind="bad">
          <p>
            <strong>Paused until you choose a bank account.</strong>{' '}
            {returnCode(reason ?? undefined).words} Bills that come meanwhile are yours to pay.
          </p>
        </Note>
      )}
      <dl class="facts">
        <Fact term="Day">{capital(showPayRule(terms))}</Fact>
        <Fact term="Limit">
          {terms.thresholdCents === null
            ? 'None, every bill is paid in full'
            : showMoney(terms.thresholdCents)}
        </Fact>
        <Fact term="From">{capital(showBank(bank))}</Fact>
      </dl>
    </>
  )
}

const Fact: FC<PropsWithChildren<{ term: string }>> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)

const Off: FC<{ account: RecurringAccount; today: CityDay }> = ({ account, today }) => {
  const { own } = account
  return (
    <>
      <p>{whyOff(account, today)}</p>
      {own && <p class="soft">{whyStopped(own)}</p>}
    </>
  )
}

function whyOff(account: RecurringAccount, today: CityDay): string {
  switch (setUpState(account)) {
    case 'others':
      return othersWords
    case 'closed':
      return 'A closed account gets no more bills.'
    case 'not enrolled':
      return 'Needs paperless billing and your first electronic bill.'
    case 'waiting':
      return `Opens with your first electronic bill, about ${showMonthDay(expectedBill(account.billedOn ?? undefined, today))}.`
    case 'open':
      return 'You pay each bill yourself.'
  }
}

function whyStopped({ reason, changedAt }: OwnRecurring): string {
  const on = showDay(cityDay(changedAt))
  switch (reason) {
    case 'by_payer':
      return `You stopped your recurring payment on ${on}.`
    case 'by_311':
      return `CharMeck 311 stopped your recurring payment for you on ${on}.`
    case 'account_closed':
      return `Your recurring payment ended on ${on}, after the final bill.`
    default:
      return `Your recurring payment was stopped on ${on}. ${returnCode(reason ?? undefined).words}`
  }
}

const Deeds: FC<{ account: RecurringAccount; on: boolean }> = ({ account, on }) => {
  const page = `/paperless/recurring/${account.id}`
  const name = accountName(account)
  if (on)
    return (
      <div class="row">
        <a class="btn alt" href={page}>
          Change<span class="vh"> the recurring payment for {name}</span>
        </a>
        <a class="quiet stop" href={`${page}/stop`}>
          Stop<span class="vh"> the recurring payment for {name}</span>
        </a>
      </div>
    )
  switch (setUpState(account)) {
    case 'open':
      return (
        <a class="btn" href={page}>
          Set up a recurring payment<span class="vh"> for {name}</span>
        </a>
      )
    case 'not enrolled':
      return (
        <a class="quiet" href={`/paperless/${account.id}/enroll`}>
          ENROLL NOW<span class="vh"> {name}</span>
        </a>
      )
    case 'others':
    case 'closed':
    case 'waiting':
      return null
  }
}
