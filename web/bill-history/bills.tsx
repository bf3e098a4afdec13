import { html } from 'hono/html'
import type { FC } from 'hono/jsx'
import type { BillWithUse, SwitcherAccount } from '../../sql/bill-history.js'
import { type Settled, settledWords } from '../../src/domain/bill-history.js'
import { showDay, showShortDay } from '../../src/domain/city-date.js'
import type { BillId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { addUp, showCcf } from '../../src/domain/water-use.js'
import { Note } from '../form.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'
import { DownloadCsv } from './frame.js'

const columns: readonly Column[] = [
  { label: 'Bill date' },
  { label: 'Due' },
  { label: 'Water use', right: true },
  { label: 'Amount', right: true },
  { label: 'Paid' },
  { label: 'Open', hidden: true },
]

interface BillsProps {
  readonly account: SwitcherAccount
  /** Newest first. */
  readonly bills: readonly BillWithUse[]
  readonly settled: ReadonlyMap<BillId, Settled>
}

/** All bills of 24 months: when, how much, and whether they are paid. */
export const BillsSection: FC<BillsProps> = (props) =>
  props.bills.length === 0 ? (
    <NoBills />
  ) : (
    <section class="sheet stack">
      <BillsTable {...props} shown={props.bills} />
      <DownloadCsv section="bills" account={props.account.id} />
    </section>
  )

/** The overview's: the newest ones, and a link to more of them. @param step How many each tap adds (ux.md 4.2). */
export const NewestBills: FC<BillsProps & { most: number; step: number }> = ({
  most,
  step,
  ...props
}) => {
  const { account, bills } = props
  if (bills.length === 0) return <NoBills />
  const shown = bills.slice(0, most)
  // Older rows that were just asked for: reading goes on at the first of them.
  const firstFresh = most > step ? most - step : shown.length
  const count = `${shown.length} of ${bills.length} months`
  return (
    <section class="sheet stack">
      <BillsTable {...props} shown={shown} firstFresh={firstFresh} />
      <div class="row split" id="older">
        {shown.length < bills.length && (
          <Older href={`/bill-history?account=${account.id}&months=${most + step}`} />
        )}
        <p class="soft">{count}</p>
      </div>
      <p id="said" hidden>
        {firstFresh < shown.length && `${shown.length - firstFresh} more bills shown, ${count}`}
      </p>
    </section>
  )
}

const NoBills: FC = () => (
  <p class="sheet">
    No bills yet for this account. The first one usually comes within 35 days of starting service.
  </p>
)

/** With htmx the older rows come below those that are there; without, the link opens the page with all of them. */
const Older: FC<{ href: string }> = ({ href }) => (
  <a
    class="btn alt"
    href={href}
    hx-get={href}
    hx-select="#bills > [data-fresh]"
    hx-target="#bills"
    hx-swap="beforeend"
    hx-select-oob="#older:outerHTML,#said:innerHTML:#live"
  >
    Show older bills
  </a>
)

const BillsTable: FC<
  BillsProps & { shown: readonly BillWithUse[]; firstFresh?: number | undefined }
> = ({ account, settled, shown, firstFresh = shown.length }) => (
  <>
    <FoldTable
      caption="Bills"
      columns={account.paperless ? columns : columns.slice(0, -1)}
      rowsId="bills"
    >
      {shown.map((bill, place) =>
        row(bill, {
          settled: settled.get(bill.id)!,
          paperless: account.paperless,
          fresh: place >= firstFresh,
          focus: place === firstFresh,
        }),
      )}
    </FoldTable>
    {!account.paperless && <ImagesNote account={account.id} />}
  </>
)

/** As calls, not as JSX: there are many rows, and this is the cheaper way to write one (web/table.ts). */
function row(
  bill: BillWithUse,
  is: { settled: Settled; paperless: boolean; fresh: boolean; focus: boolean },
) {
  const day = showDay(bill.billedOn)
  const corrected = bill.corrected ? html`<span class="plain soft small">Corrected</span>` : ''
  const use = bill.reads.length > 0 ? showCcf(addUp(bill.reads)) : '–'
  const paid = html`<span class="${tags[is.settled.is]}">${settledWords(is.settled)}</span>`
  const cells = [
    RowHead({ class: 'l', focus: is.focus, children: [day, corrected] }),
    Cell({ class: 'l soft', head: 'Due', children: showShortDay(bill.dueOn) }),
    Cell({ class: 'r soft g2', children: use }),
    Cell({
      class: 'r g1',
      children: html`<strong>${amountWords(bill.amountDueCents)}</strong>`,
    }),
    Cell({ class: 'l', children: paid }),
  ]
  if (is.paperless) {
    const view = html`<a href="/bills/${bill.id}">View<span class="vh"> bill of ${day}</span></a>`
    cells.push(Cell({ class: 'e', children: view }))
  }
  return FoldRow({ fresh: is.fresh, children: cells })
}

/** A credit is nothing to pay, and is not written as an amount to pay. */
const amountWords = (cents: number) =>
  cents < 0 ? `${showMoney(-cents)} credit` : showMoney(cents)

const tags: Readonly<Record<Settled['is'], string>> = {
  paid: 'tag ok',
  scheduled: 'tag',
  autopay: 'tag',
  pending: 'tag',
  held: 'tag warn',
  due: 'tag off',
  'past due': 'tag bad',
  'carried over': 'tag off',
  'nothing to pay': 'tag off',
}

/** Instead of the View column, while the account is not enrolled (F2). */
export const ImagesNote: FC<{ account: string }> = ({ account }) => (
  <Note kind="info">
    <p>
      Bill images are part of paperless billing. Amounts and dates are here either way.{' '}
      <a href={`/paperless/${account}/enroll`}>ENROLL NOW</a>
    </p>
  </Note>
)
