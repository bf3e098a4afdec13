import type { FC } from 'hono/jsx'
import type { HistoryPayment } from '../../sql/bill-history.js'
import { showDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { howWords, statusWord } from '../../src/domain/payment-history.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'
import { DownloadCsv } from './frame.js'

const columns: readonly Column[] = [
  { label: 'Date' },
  { label: 'How' },
  { label: 'Status' },
  { label: 'Amount', right: true },
]

const tags = {
  received: 'tag ok',
  pending: 'tag',
  approved: 'tag ok',
  returned: 'tag bad',
} as const

/** What is on its way or was received in 24 months, in the portal and elsewhere. */
export const PaymentsSection: FC<{ payments: readonly HistoryPayment[]; account: string }> = ({
  payments,
  account,
}) => {
  if (payments.length === 0)
    return <p class="sheet">No payments in the last 24 months. Payments show here once received.</p>
  return (
    <section class="sheet stack">
      <FoldTable caption="Payments" columns={columns}>
        {payments.map((payment) => (
          <FoldRow>
            <RowHead class="l">{showDay(payment.onDay)}</RowHead>
            <Cell class="l">
              <How payment={payment} />
            </Cell>
            <Cell class="e">
              <span class={tags[payment.is]}>{statusWord(payment)}</span>
            </Cell>
            <Cell class="r g1">
              <strong>{showMoney(payment.amountCents)}</strong>
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
      <DownloadCsv section="payments" account={account} />
    </section>
  )
}

const How: FC<{ payment: HistoryPayment }> = ({ payment }) => {
  const { own } = payment
  if (!own) return <>{howWords(payment)}</>
  return (
    <>
      {howWords(payment)},{' '}
      <a class="nb" href={`/payment-activity/${own.id}`}>
        {own.confirmation}
      </a>
    </>
  )
}
