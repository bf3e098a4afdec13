import type { FC } from 'hono/jsx'
import type { Channel, HistoryPayment } from '../../sql/bill-history.js'
import { showBank } from '../../src/domain/bank-account.js'
import { showDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'

const columns: readonly Column[] = [
  { label: 'Date' },
  { label: 'How' },
  { label: 'Status' },
  { label: 'Amount', right: true },
]

/** How a payment reached the city, as the bill file tells it. */
const channels: Record<Channel, string> = {
  mail: 'By mail',
  in_person: 'In person',
  bank: 'Your bank’s bill pay',
  city_draft: 'Automatic bank draft with the City',
  phone: 'By phone',
  adjustment: 'Adjustment by the City',
}

/** What was received in 24 months, in the portal and elsewhere. */
export const PaymentsSection: FC<{ payments: readonly HistoryPayment[] }> = ({ payments }) => {
  if (payments.length === 0)
    return <p class="sheet">No payments in the last 24 months. Payments show here once received.</p>
  return (
    <section class="sheet stack">
      <FoldTable caption="Payments received" columns={columns}>
        {payments.map((payment) => (
          <FoldRow>
            <RowHead class="l">{showDay(payment.onDay)}</RowHead>
            <Cell class="l">
              <How payment={payment} />
            </Cell>
            <Cell class="e">
              {payment.returned ? (
                <span class="tag bad">Returned</span>
              ) : (
                <span class="tag ok">Received</span>
              )}
            </Cell>
            <Cell class="r g1">
              <strong>{showMoney(payment.amountCents)}</strong>
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
    </section>
  )
}

const How: FC<{ payment: HistoryPayment }> = ({ payment: { channel, own } }) => {
  if (channel) return <>{channels[channel]}</>
  // Of another portal account's payment, day and amount alone are shown (F9).
  if (!own) return <>In this portal</>
  return (
    <>
      {own.bank ? `From ${showBank(own.bank)}` : 'Western Union SpeedPay'},{' '}
      <a class="nb" href={`/payment-activity/${own.id}`}>
        {own.confirmation}
      </a>
    </>
  )
}
