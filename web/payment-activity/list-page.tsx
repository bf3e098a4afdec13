import type { FC } from 'hono/jsx'
import type { ActivityAccount, Payment } from '../../sql/payment-activity.js'
import { cityDay, showDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { accountName, addressLine } from '../../src/domain/service-account.js'
import { PaymentSheet, StatusTag } from '../payment.js'

interface ListProps {
  readonly accounts: readonly ActivityAccount[]
  readonly chosen: string | undefined
  readonly open: readonly Payment[]
  readonly finished: readonly Payment[]
  readonly page: number
  readonly more: boolean
}

/** What is open first, each with its timeline; then what is over, as a table (ux.md 4.11). */
export const ActivityPage: FC<ListProps> = ({ accounts, chosen, open, finished, page, more }) => (
  <>
    <div class="row split ends">
      <h1>Payment Activity</h1>
      <AccountPicker accounts={accounts} chosen={chosen} />
    </div>
    <div class="stack far payments">
      {page === 1 && open.map((payment) => <PaymentSheet payment={payment} />)}
      {finished.length > 0 && (
        <section class="sheet stack">
          <FinishedTable payments={finished} />
          <Paging chosen={chosen} page={page} more={more} />
        </section>
      )}
      {open.length + finished.length === 0 && <Nothing page={page} chosen={chosen} />}
      <p class="soft">
        Something wrong with a payment? Open it here: it says what to tell CharMeck 311.
      </p>
    </div>
  </>
)

const Nothing: FC<{ page: number; chosen: string | undefined }> = ({ page, chosen }) => (
  <section class="sheet stack">
    {page > 1 ? (
      <>
        <p>No older payments.</p>
        <a href={address(chosen, 1)}>Newest payments</a>
      </>
    ) : (
      <>
        <p>No payments yet. Payments you schedule or make show here.</p>
        <a href="/pay">Pay Bill</a>
      </>
    )}
  </section>
)

const address = (account: string | undefined, page: number): string => {
  const query = new URLSearchParams({
    ...(account && { account }),
    ...(page > 1 && { page: String(page) }),
  }).toString()
  return `/payment-activity${query && `?${query}`}`
}

const AccountPicker: FC<{
  accounts: readonly ActivityAccount[]
  chosen: string | undefined
}> = ({ accounts, chosen }) => {
  if (accounts.length < 2) return null
  return (
    <form class="acctpick" method="get" action="/payment-activity">
      <label class="soft small" for="account-choice">
        Account
      </label>
      <select id="account-choice" name="account">
        <option value="">All {accounts.length} accounts</option>
        {accounts.map((account) => (
          <option value={account.id} selected={account.id === chosen}>
            {choiceOf(account)}
          </option>
        ))}
      </select>
      <button class="btn alt" type="submit">
        Show
      </button>
    </form>
  )
}

function choiceOf(account: ActivityAccount): string {
  const place = addressLine(account)
  if (!account.linked) return `${place} (removed)`
  return account.nickname ? `${account.nickname} – ${place}` : place
}

const columns = ['Date', 'Account', 'Paid from', 'Confirmation', 'Status'] as const

/** The roles say again what the tags mean: `display: grid` on a phone drops it in some browsers (ux.md 8.10). */
const FinishedTable: FC<{ payments: readonly Payment[] }> = ({ payments }) => (
  // biome-ignore-start lint/a11y/noRedundantRoles: not redundant once the table is stacked.
  <table role="table" class="fold">
    <caption>Finished payments</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((name) => (
          <th role="columnheader" scope="col">
            {name}
          </th>
        ))}
        <th role="columnheader" scope="col" class="r">
          Amount
        </th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      {payments.map((payment) => (
        <FinishedRow payment={payment} />
      ))}
    </tbody>
  </table>
  // biome-ignore-end lint/a11y/noRedundantRoles: not redundant once the table is stacked.
)

const FinishedRow: FC<{ payment: Payment }> = ({ payment }) => {
  const day = cityDay(payment.statusChangedAt)
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: not redundant once the table is stacked.
    <tr role="row">
      <td role="cell" class="l">
        <time datetime={day}>{showDay(day)}</time>
      </td>
      <th role="rowheader" scope="row" class="l">
        {accountName(payment)}
      </th>
      <td role="cell" class="l soft">
        {shortFrom(payment)}
      </td>
      <td role="cell" class="l num">
        <a href={`/payment-activity/${payment.id}`}>{payment.confirmation}</a>
      </td>
      <td role="cell" class="e g1">
        <StatusTag status={payment.status} />
      </td>
      <td role="cell" class="r g2">
        <strong>{showMoney(payment.amountCents)}</strong>
      </td>
    </tr>
    // biome-ignore-end lint/a11y/noRedundantRoles: not redundant once the table is stacked.
  )
}

/** `Checking 4471`, as there is room for in a column. */
function shortFrom({ bankKind, bankLast4 }: Payment): string {
  if (!bankKind) return 'SpeedPay'
  return `${bankKind === 'checking' ? 'Checking' : 'Savings'} ${bankLast4}`
}

const Paging: FC<{ chosen: string | undefined; page: number; more: boolean }> = ({
  chosen,
  page,
  more,
}) => {
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
