import type { FC, PropsWithChildren } from 'hono/jsx'
import type { SwitcherAccount } from '../../sql/bill-history.js'
import { addressLine } from '../../src/domain/service-account.js'

/** The section tabs, in this order (ux.md 4.2). */
const sections = [
  ['overview', '/bill-history', 'Overview'],
  ['bills', '/bill-history/bills', 'Bills'],
  ['payments', '/bill-history/payments', 'Payments'],
  ['use', '/bill-history/use', 'Water use'],
] as const

export type Section = (typeof sections)[number][0]

interface FrameProps {
  readonly all: readonly SwitcherAccount[]
  readonly chosen: SwitcherAccount
  readonly section: Section
}

/** Heading, account switcher and section tabs; the tabs keep the account. */
export const Frame: FC<PropsWithChildren<FrameProps>> = ({ all, chosen, section, children }) => {
  const here = sections.find(([key]) => key === section)![1]
  return (
    <>
      <div class="row split ends">
        <h1>Bill History</h1>
        <form
          class="acctpick"
          method="get"
          action={here}
          hx-get={here}
          hx-trigger="change"
          hx-select="#history"
          hx-target="#history"
          hx-swap="outerHTML"
          hx-push-url="true"
        >
          <label class="soft small" for="account">
            Account
          </label>
          <select id="account" name="account">
            {all.map((account) => (
              <option value={account.id} selected={account.id === chosen.id}>
                {switcherName(account)}
              </option>
            ))}
          </select>
          <button class="btn alt" type="submit">
            Show
          </button>
        </form>
      </div>
      <div id="history">
        <nav class="sub sections" aria-label="Bill History">
          {sections.map(([key, href, label]) => (
            <a
              href={`${href}?account=${chosen.id}`}
              aria-current={key === section ? 'page' : undefined}
            >
              {label}
            </a>
          ))}
        </nav>
        {children}
      </div>
    </>
  )
}

/** `Home – 1234 Elm Street` */
const switcherName = (account: SwitcherAccount) =>
  account.nickname ? `${account.nickname} – ${addressLine(account)}` : addressLine(account)

/** The same 24 months for a spreadsheet. */
export const DownloadCsv: FC<{ section: 'bills' | 'payments' | 'use'; account: string }> = ({
  section,
  account,
}) => (
  <a class="quiet" href={`/bill-history/${section}.csv?account=${account}`}>
    Download CSV
  </a>
)

/** Nothing is linked yet. */
export const NoAccounts: FC = () => (
  <div class="stack">
    <h1>Bill History</h1>
    <p class="lede">Link your first bill to see 24 months of bills, payments and water use.</p>
    <a class="btn" href="/accounts/add">
      Link a bill
    </a>
  </div>
)
