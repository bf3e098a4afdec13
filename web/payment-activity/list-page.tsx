import type { FC } from 'hono/jsx'
import type { Hold } from '../../sql/bill-holds-list.js'
import type { ActivityAccount, Payment } from '../../sql/payment-activity.js'
import { cityDay, showDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { accountName, addressLine } from '../../src/domain/service-account.js'
import { PaymentSheet, StatusTag, shortFrom } from '../payment.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'
import { filterWords } from './filter.js'
import { HoldSheet } from './hold-sheet.js'

/** What the page is narrowed to, as its address says it. */
export interface Chosen {
  readonly account: string | undefined
  /** The word that a resident reads, in small letters. */
  readonly status: string | undefined
}

interface ListProps {
  readonly accounts: readonly ActivityAccount[]
  readonly chosen: Chosen
  readonly holds: readonly Hold[]
  readonly open: readonly Payment[]
  readonly finished: readonly Payment[]
  readonly page: number
  readonly more: boolean
}

/** What is open first, each with its timeline; then what is over, as a table (ux.md 4.11). */
export const ActivityPage: FC<ListProps> = ({
  accounts,
  chosen,
  holds,
  open,
  finished,
  page,
  more,
}) => (
  <>
    <div class="row split ends">
      <h1>Payment Activity</h1>
      <Narrowing accounts={accounts} chosen={chosen} />
    </div>
    <div class="stack far payments">
      {page === 1 && holds.map((hold) => <HoldSheet hold={hold} />)}
      {page === 1 && open.map((payment) => <PaymentSheet payment={payment} />)}
      {finished.length > 0 && (
        <section class="sheet stack">
          <FoldTable caption="Finished payments" columns={columns}>
            {finished.map((payment) => (
              <FinishedRow payment={payment} />
            ))}
          </FoldTable>
          <Paging chosen={chosen} page={page} more={more} />
        </section>
      )}
      {holds.length + open.length + finished.length === 0 && (
        <Nothing page={page} chosen={chosen} />
      )}
      {open.length + finished.length > 0 && (
        <a class="quiet" href={address(chosen, 1, '.csv')}>
          Download 24 months (CSV)
        </a>
      )}
      <p class="soft">
        Something wrong with a payment? <a href="/help/dispute">How to dispute a payment</a>
      </p>
    </div>
  </>
)

const Nothing: FC<{ page: number; chosen: Chosen }> = ({ page, chosen }) => (
  <section class="sheet stack">
    {page > 1 ? (
      <>
        <p>No older payments.</p>
        <a href={address(chosen, 1)}>Newest payments</a>
      </>
    ) : chosen.status ? (
      <>
        <p>No payment is {chosen.status} here.</p>
        <a href={address({ ...chosen, status: undefined }, 1)}>Show all payments</a>
      </>
    ) : (
      <>
        <p>No payments yet. Payments you schedule or make show here.</p>
        <a href="/pay">Pay Bill</a>
      </>
    )}
  </section>
)

const address = ({ account, status }: Chosen, page: number, ending = ''): string => {
  const query = new URLSearchParams({
    ...(account && { account }),
    ...(status && { status }),
    ...(page > 1 && { page: String(page) }),
  }).toString()
  return `/payment-activity${ending}${query && `?${query}`}`
}

const Narrowing: FC<{ accounts: readonly ActivityAccount[]; chosen: Chosen }> = ({
  accounts,
  chosen,
}) => (
  <form class="narrowing noprint" method="get" action="/payment-activity">
    {accounts.length > 1 && (
      <div>
        <label class="soft small" for="account-choice">
          Account
        </label>
        <select id="account-choice" name="account">
          <option value="">All {accounts.length} accounts</option>
          {accounts.map((account) => (
            <option value={account.id} selected={account.id === chosen.account}>
              {choiceOf(account)}
            </option>
          ))}
        </select>
      </div>
    )}
    <div>
      <label class="soft small" for="status-choice">
        Status
      </label>
      <select id="status-choice" name="status">
        <option value="">All</option>
        {filterWords.map((word) => (
          <option value={word.toLowerCase()} selected={word.toLowerCase() === chosen.status}>
            {word}
          </option>
        ))}
      </select>
    </div>
    <button class="btn alt" type="submit">
      Show
    </button>
  </form>
)

function choiceOf(account: ActivityAccount): string {
  const place = addressLine(account)
  if (!account.linked) return `${place} (removed)`
  return account.nickname ? `${account.nickname} – ${place}` : place
}

const columns: readonly Column[] = [
  { label: 'Date' },
  { label: 'Account' },
  { label: 'Paid from' },
  { label: 'Confirmation' },
  { label: 'Status' },
  { label: 'Amount', right: true },
]

const FinishedRow: FC<{ payment: Payment }> = ({ payment }) => {
  const day = cityDay(payment.statusChangedAt)
  return (
    <FoldRow>
      <Cell class="l">
        <time datetime={day}>{showDay(day)}</time>
      </Cell>
      <RowHead class="l">{accountName(payment)}</RowHead>
      <Cell class="l soft">{shortFrom(payment)}</Cell>
      <Cell class="l num">
        <a href={`/payment-activity/${payment.id}`}>{payment.confirmation}</a>
      </Cell>
      <Cell class="e g1">
        <StatusTag status={payment.status} />
      </Cell>
      <Cell class="r g2">
        <strong>{showMoney(payment.amountCents)}</strong>
      </Cell>
    </FoldRow>
  )
}

const Paging: FC<{ chosen: Chosen; page: number; more: boolean }> = ({ chosen, page, more }) => {
  if (page === 1 && !more) return null
  return (
    <nav class="row" aria-label="Pages of finished payments">
      {page > 1 && (
        <a class="quiet" href={address(chosen, page - 1)} rel="prev">
          Newer payments
        </a>
      )}
      <span class="soft">Page {page}</span>
      {more && (
        <a class="quiet" href={address(chosen, page + 1)} rel="next">
          Older payments
        </a>
      )}
    </nav>
  )
}
