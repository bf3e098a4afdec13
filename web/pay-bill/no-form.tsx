import type { FC } from 'hono/jsx'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { accountName } from '../../src/domain/service-account.js'
import { Note } from '../form.js'
import { BillReceipt } from './bill-receipt.js'
import type { PayFacts } from './facts.js'
import { PayNotes } from './notes.js'

/** Why there is nothing to fill in: paperless billing comes first (S37), or nothing is left to pay (F5). */
export const NoFormPage: FC<{ facts: PayFacts }> = ({ facts }) => {
  const { state, account } = facts
  const lacksPaperless = state === 'not enrolled' || state === 'waiting'
  return (
    <>
      <p>
        <a href={`/pay?account=${account.id}`}>Payment Options</a>
      </p>
      <div class="two below">
        <div class="stack">
          <h1>Pay from a bank account</h1>
          {!lacksPaperless && <PayNotes facts={facts} />}
          <Why facts={facts} />
          <div class="row">
            <a class="btn alt" href={`/pay?account=${account.id}`}>
              Payment Options
            </a>
            <a class="quiet" href="/home">
              Home
            </a>
          </div>
        </div>
        <BillReceipt facts={facts} />
      </div>
    </>
  )
}

const Why: FC<{ facts: PayFacts }> = ({ facts: { state, account, owedCents, today } }) => {
  const name = accountName(account)
  switch (state) {
    case 'not enrolled':
      return (
        <Note kind="info">
          <p>
            A bank payment needs paperless billing and your first electronic bill.{' '}
            <a href={`/paperless/${account.id}/enroll`}>
              ENROLL NOW in paperless billing to use this
            </a>
            . Until then, use <a href={`/pay/${account.id}/speedpay`}>SpeedPay</a>.
          </p>
        </Note>
      )
    case 'waiting':
      return (
        <Note kind="info">
          <p>
            Opens with your first electronic bill, about{' '}
            {showMonthDay(expectedBill(account.billedOn ?? undefined, today))}. Until then, use{' '}
            <a href={`/pay/${account.id}/speedpay`}>SpeedPay</a>.
          </p>
        </Note>
      )
    case 'nothing owed':
      return <p class="lede">Nothing is due for {name} right now.</p>
    case 'all scheduled':
      return (
        <p class="lede">
          All of the {showMoney(owedCents)} owed for {name} is scheduled.
        </p>
      )
    case 'open':
      return null
  }
}
