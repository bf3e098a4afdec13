import type { FC } from 'hono/jsx'
import type { BillDocument, BillRead } from '../../sql/bill-documents.js'
import type { sinceLastBill } from '../../src/domain/bill-history.js'
import type { BillToKnow } from '../../src/domain/bill-message.js'
import { daysBetween, showDay, showFullDay, showShortDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { bankPayment } from '../../src/domain/paperless.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { addUp, gallonsPerCcf, showCcf, showNumber } from '../../src/domain/water-use.js'
import type { City } from '../env.js'
import { Note } from '../form.js'
import { Mark } from '../icons.js'
import { ImagesNote } from './bills.js'

type Since = ReturnType<typeof sinceLastBill>

interface BillProps {
  readonly bill: BillDocument
  readonly since: Since
  readonly know: BillToKnow
  readonly city: City
}

/** The bill on screen and in print: the document while enrolled, else its figures (F2, ux.md 13). */
export const BillPage: FC<BillProps> = (props) => (
  <>
    <div class="row split noprint">
      <a class="quiet" href={`/bill-history?account=${props.bill.accountId}`}>
        Bill History
      </a>
      <PayButton {...props} />
    </div>
    {props.bill.paperless ? <Document {...props} /> : <Figures {...props} />}
  </>
)

const PayButton: FC<BillProps> = ({ bill, know }) => {
  if (know.restCents === 0) return null
  const enrollment = bill.paperless ? { firstBillOn: bill.firstBillOn } : undefined
  const byBank = bankPayment(enrollment) === 'open'
  return (
    <a class="btn" href={byBank ? `/pay/${bill.accountId}/bank` : `/pay?account=${bill.accountId}`}>
      Pay {showMoney(know.restCents)}
    </a>
  )
}

const Document: FC<BillProps> = ({ bill, since, know, city }) => (
  <article class="paper stack">
    <div class="head">
      <div class="stack snug">
        <div class="row issuer">
          <Mark />
          <p class="name">
            City-County Services Bill
            <span class="plain soft small">Charlotte-Mecklenburg</span>
          </p>
        </div>
        <h1 class="vh">Bill of {showFullDay(bill.billedOn)}</h1>
        <p>
          {bill.holderName}
          <br />
          {addressLine(bill)}
          <br />
          {bill.city}, {bill.state} {bill.zip}
        </p>
      </div>
      <DueBox bill={bill} know={know} />
    </div>
    <Message bill={bill} know={know} />
    <div class="cols">
      <Charges bill={bill} />
      <div class="stack">
        <h2>Since your last bill</h2>
        <SinceLines since={since} />
        {bill.reads.map((read) => (
          <Meter read={read} />
        ))}
      </div>
    </div>
    <div class="stub">
      <div class="head">
        <p>
          <strong>Paying by mail?</strong> Send this part with your check. Mail can post late, so
          allow 7 days. Make the check out to City of Charlotte and write your account number on it.
        </p>
        <dl class="lines">
          <Line term="Account number">{showAccountNumber(bill.accountNumber)}</Line>
          <Line term={`Due ${showDay(bill.dueOn)}`}>{showMoney(toPay(bill))}</Line>
          <Line term="Amount enclosed">$ ______</Line>
        </dl>
      </div>
    </div>
    <p class="small soft">
      Questions? Call CharMeck 311 (dial 311), or {city.supportPhone} outside Mecklenburg County. 1
      Ccf is 100 cubic feet, or {gallonsPerCcf} gallons.
    </p>
  </article>
)

/** A credit asks for nothing. */
const toPay = ({ amountDueCents }: BillDocument) => Math.max(0, amountDueCents)

const DueBox: FC<{ bill: BillDocument; know: BillToKnow }> = ({ bill, know }) => (
  <div class="duebox">
    <dl class="lines">
      <Line term="Account">
        <strong>{showAccountNumber(bill.accountNumber)}</strong>
      </Line>
      <Line term="Bill date">{showDay(bill.billedOn)}</Line>
      <Line term="Due date">
        <strong>{showDay(bill.dueOn)}</strong>
      </Line>
      {know.pastDueCents > 0 && (
        <Line term="Past due, pay now">
          <strong>{showMoney(know.pastDueCents)}</strong>
        </Line>
      )}
    </dl>
    <p class="soft below">Amount due</p>
    <p class="amt">{showMoney(toPay(bill))}</p>
  </div>
)

const Message: FC<{ bill: BillDocument; know: BillToKnow }> = ({ bill, know: { message } }) => {
  if (bill.replacedById)
    return (
      <Note kind="info">
        <p>
          <strong>This bill was corrected.</strong>{' '}
          <a href={`/bills/${bill.replacedById}`}>See the corrected bill</a>
        </p>
      </Note>
    )
  return message ? (
    <Note kind={message.kind}>
      <p>
        <strong>{message.strong}</strong> {message.text}
      </p>
    </Note>
  ) : null
}

const Charges: FC<{ bill: BillDocument }> = ({ bill }) => (
  <table>
    <caption>What you are paying for</caption>
    <thead>
      <tr>
        <th scope="col">Charge</th>
        <th scope="col" class="r">
          Amount
        </th>
      </tr>
    </thead>
    <tbody>
      {bill.lines.map((line) => (
        <tr>
          <td>{line.description}</td>
          <td class="r">{showMoney(line.amountCents)}</td>
        </tr>
      ))}
      {bill.amountDueCents !== bill.currentCents && (
        <tr>
          <td>Carried over from your last bill</td>
          <td class="r">{showMoney(bill.amountDueCents - bill.currentCents)}</td>
        </tr>
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">Amount due {showShortDay(bill.dueOn)}</th>
        <td class="r">{showMoney(toPay(bill))}</td>
      </tr>
    </tfoot>
  </table>
)

const whatWords = {
  'last bill': 'Last bill',
  payment: 'Payment',
  adjustments: 'Adjustments',
  'new charges': 'New charges',
} as const

const SinceLines: FC<{ since: Since }> = ({ since }) => (
  <dl class="lines">
    {since.map(({ what, on, cents }) => (
      <Line term={on ? `${whatWords[what]}, ${showShortDay(on)}` : whatWords[what]}>
        {showMoney(cents)}
      </Line>
    ))}
  </dl>
)

const Meter: FC<{ read: BillRead }> = ({ read }) => (
  <>
    <h2>Meter {read.meterNumber}</h2>
    <dl class="lines">
      <Line term={`${showShortDay(read.fromOn)} reading`}>{showNumber(read.previousRead)}</Line>
      <Line
        term={`${showShortDay(read.toOn)} reading${read.kind === 'actual' ? '' : `, ${read.kind}`}`}
      >
        {showNumber(read.currentRead)}
      </Line>
      <Line term={`Used in ${daysBetween(read.fromOn, read.toOn)} days`}>
        {showCcf(read.usageCcf)}
      </Line>
    </dl>
  </>
)

const Line: FC<{ term: string; children?: unknown }> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd class="nb">{children}</dd>
  </div>
)

/** Without paperless billing: what the bill says, not what it looks like. */
const Figures: FC<BillProps> = ({ bill, since, know }) => (
  <article class="stack">
    <h1>Bill of {showFullDay(bill.billedOn)}</h1>
    <p class="lede">
      {accountName(bill)}, account <span class="num">{showAccountNumber(bill.accountNumber)}</span>
    </p>
    <Message bill={bill} know={know} />
    <div class="sheet figures">
      <dl class="lines">
        <Line term="Due date">{showDay(bill.dueOn)}</Line>
        {know.pastDueCents > 0 && (
          <Line term="Past due, pay now">{showMoney(know.pastDueCents)}</Line>
        )}
        {bill.reads.length > 0 && <Line term="Water use">{showCcf(addUp(bill.reads))}</Line>}
      </dl>
      <SinceLines since={since} />
      <dl class="lines">
        <div class="sum">
          <dt>Amount due</dt>
          <dd>{showMoney(toPay(bill))}</dd>
        </div>
      </dl>
    </div>
    <ImagesNote account={bill.accountId} />
  </article>
)
