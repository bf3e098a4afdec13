import type { FC } from 'hono/jsx'
import type { HistoryRead, SwitcherAccount } from '../../sql/bill-history.js'
import type { HistoryBill, Settled } from '../../src/domain/bill-history.js'
import { showDay, showShortDay } from '../../src/domain/city-date.js'
import type { BillId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { addUp, showCcf } from '../../src/domain/water-use.js'
import { Note } from '../form.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'

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
  readonly bills: readonly HistoryBill[]
  readonly reads: readonly HistoryRead[]
  readonly settled: ReadonlyMap<BillId, Settled>
  /** How many are shown; undefined for all of them. */
  readonly most?: number
  readonly step?: number
}

/** The bills of 24 months: when, how much, and whether they are paid. The overview begins with six. */
export const BillsSection: FC<BillsProps> = ({
  account,
  bills,
  reads,
  settled,
  most = bills.length,
  step = 0,
}) => {
  if (bills.length === 0) {
    return (
      <p class="sheet" id="bills">
        No bills yet for this account. The first one usually comes within 35 days of starting
        service.
      </p>
    )
  }
  const shown = bills.slice(0, most)
  // Older rows that were just asked for: reading goes on at the first of them.
  const firstNew = most > step && step > 0 ? most - step : -1
  const count = `${shown.length} of ${bills.length} months`
  return (
    <section class="sheet stack" id="bills">
      <FoldTable caption="Bills" columns={account.paperless ? columns : columns.slice(0, -1)}>
        {shown.map((bill, place) => (
          <Row
            bill={bill}
            reads={reads.filter(({ billId }) => billId === bill.id)}
            settled={settled.get(bill.id)!}
            paperless={account.paperless}
            focus={place === firstNew}
          />
        ))}
      </FoldTable>
      {!account.paperless && <ImagesNote account={account.id} />}
      {step > 0 && (
        <div class="row split">
          {shown.length < bills.length && (
            <Older href={`/bill-history?account=${account.id}&months=${most + step}`} />
          )}
          <p class="soft">{count}</p>
          <p id="said" hidden>
            {firstNew >= 0 && `${shown.length - firstNew} more bills shown, ${count}`}
          </p>
        </div>
      )}
    </section>
  )
}

const Older: FC<{ href: string }> = ({ href }) => (
  <a
    class="btn alt"
    href={href}
    hx-get={href}
    hx-select="#bills"
    hx-target="#bills"
    hx-swap="outerHTML"
    hx-select-oob="#said:innerHTML:#live"
  >
    Show older bills
  </a>
)

const Row: FC<{
  bill: HistoryBill
  reads: readonly HistoryRead[]
  settled: Settled
  paperless: boolean
  focus: boolean
}> = ({ bill, reads, settled, paperless, focus }) => (
  <FoldRow>
    <RowHead class="l" focus={focus}>
      {showDay(bill.billedOn)}
    </RowHead>
    <Cell class="l soft" head="Due">
      {showShortDay(bill.dueOn)}
    </Cell>
    <Cell class="r soft g2">{reads.length > 0 ? showCcf(addUp(reads)) : '–'}</Cell>
    <Cell class="r g1">
      <strong>{showMoney(bill.amountDueCents)}</strong>
    </Cell>
    <Cell class="l">
      <SettledTag settled={settled} />
    </Cell>
    {paperless && (
      <Cell class="e">
        <a href={`/bills/${bill.id}`}>
          View<span class="vh"> bill of {showDay(bill.billedOn)}</span>
        </a>
      </Cell>
    )}
  </FoldRow>
)

const SettledTag: FC<{ settled: Settled }> = ({ settled }) => {
  switch (settled.is) {
    case 'paid':
      return <span class="tag ok">Paid {showShortDay(settled.on)}</span>
    case 'scheduled':
      return <span class="tag">Scheduled {showShortDay(settled.on)}</span>
    case 'pending':
      return <span class="tag">Pending</span>
    case 'due':
      return <span class="tag off">Not paid yet</span>
    case 'past due':
      return <span class="tag bad">Past due</span>
    case 'carried over':
      return <span class="tag off">Carried over</span>
    case 'nothing to pay':
      return <span class="tag off">Nothing to pay</span>
  }
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
