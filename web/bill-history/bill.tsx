import type { FC } from 'hono/jsx'
import type { BillDocument } from '../../sql/bill-documents.js'
import type { BillToKnow } from '../../src/domain/bill-message.js'
import type { BillSheet, SheetLine } from '../../src/domain/bill-sheet.js'
import { showMoney } from '../../src/domain/money.js'
import { bankPayment } from '../../src/domain/paperless.js'
import { accountName, showAccountNumber } from '../../src/domain/service-account.js'
import { addUp, type MonthUse, showCcf } from '../../src/domain/water-use.js'
import { Note } from '../form.js'
import { Mark } from '../icons.js'
import { ImagesNote } from './bills.js'
import { ChartPicture } from './chart.js'
import { YearTable } from './use.js'

interface BillProps {
  readonly bill: BillDocument
  readonly sheet: BillSheet
  readonly know: BillToKnow
  /** Whether the document itself is shown: while enrolled, for 24 months (F2). */
  readonly image: boolean
  readonly months: readonly MonthUse[]
}

/** The bill on screen and in print: the document, else its figures (F2, ux.md 13). */
export const BillPage: FC<BillProps> = (props) => (
  <>
    <div class="row split noprint">
      <a class="quiet" href={`/bill-history?account=${props.bill.accountId}`}>
        Bill History
      </a>
      <div class="row">
        {props.image && (
          <>
            <button class="btn alt" type="button" data-print hidden>
              Print
            </button>
            <a class="btn alt" href={`/bills/${props.bill.id}.pdf`}>
              Download PDF
            </a>
          </>
        )}
        <PayButton {...props} />
      </div>
    </div>
    {props.image ? <Document {...props} /> : <Figures {...props} />}
  </>
)

const PayButton: FC<BillProps> = ({ bill, know }) => {
  if (know.waits)
    return (
      <a class="btn" href={`/payment-activity/${know.waits.hold}/authorize`}>
        Authorize {showMoney(know.waits.payableCents)}
      </a>
    )
  if (know.restCents === 0) return null
  const enrollment = bill.paperless ? { firstBillOn: bill.firstBillOn } : undefined
  const byBank = bankPayment(enrollment) === 'open'
  return (
    <a class="btn" href={byBank ? `/pay/${bill.accountId}/bank` : `/pay?account=${bill.accountId}`}>
      Pay {showMoney(know.restCents)}
    </a>
  )
}

const Document: FC<BillProps> = ({ bill, sheet, months }) => (
  <article class="paper stack">
    <div class="head">
      <div class="stack snug">
        <div class="row issuer">
          <Mark />
          <p class="name">
            {sheet.issuer[0]}
            <span class="plain soft small">{sheet.issuer[1]}</span>
          </p>
        </div>
        <h1 class="vh">{sheet.title}</h1>
        <p class="address">{sheet.to.join('\n')}</p>
      </div>
      <div class="duebox">
        <Lines lines={sheet.box} />
        <p class="soft below">{sheet.amountDue.term}</p>
        <p class="amt">{sheet.amountDue.value}</p>
      </div>
    </div>
    <Message bill={bill} sheet={sheet} />
    <div class="cols">
      <Charges charges={sheet.charges} />
      <div class="stack">
        {[sheet.since, ...sheet.meters].map(({ heading, lines }) => (
          <>
            <h2>{heading}</h2>
            <Lines lines={lines} />
          </>
        ))}
      </div>
    </div>
    {sheet.use && (
      <figure class="chart">
        <h2>{sheet.use.heading}</h2>
        <ChartPicture chart={sheet.use.chart} height={150} />
        <figcaption class="noprint">
          <details>
            <summary>See these numbers in a table</summary>
            <YearTable months={months} />
          </details>
        </figcaption>
      </figure>
    )}
    <div class="stub head">
      <p>
        <strong>{sheet.stub.strong}</strong> {sheet.stub.text}
      </p>
      <Lines lines={sheet.stub.lines} />
    </div>
    <p class="small soft">{sheet.questions}</p>
  </article>
)

const Message: FC<Pick<BillProps, 'bill' | 'sheet'>> = ({ bill, sheet: { message } }) => {
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
    <Note kind={message.kind} {...(message.kind === 'warn' ? { icon: 'hold' as const } : {})}>
      <p>
        <strong>{message.strong}</strong> {message.text}
      </p>
    </Note>
  ) : null
}

const Charges: FC<{ charges: BillSheet['charges'] }> = ({ charges }) => (
  <table>
    <caption>{charges.heading}</caption>
    <thead>
      <tr>
        <th scope="col">{charges.columns[0]}</th>
        <th scope="col" class="r">
          {charges.columns[1]}
        </th>
      </tr>
    </thead>
    <tbody>
      {charges.lines.map(({ term, value }) => (
        <tr>
          <td>{term}</td>
          <td class="r">{value}</td>
        </tr>
      ))}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">{charges.total.term}</th>
        <td class="r">{charges.total.value}</td>
      </tr>
    </tfoot>
  </table>
)

const Lines: FC<{ lines: readonly SheetLine[] }> = ({ lines }) => (
  <dl class="lines">
    {lines.map(({ term, value, strong }) => (
      <div>
        <dt>{term}</dt>
        <dd class="nb">{strong ? <strong>{value}</strong> : value}</dd>
      </div>
    ))}
  </dl>
)

/** Without the document: what the bill says, not what it looks like. */
const Figures: FC<BillProps> = ({ bill, sheet }) => {
  const [, , dueDate, ...pastDue] = sheet.box
  const use = { term: 'Water use', value: showCcf(addUp(bill.reads)) }
  return (
    <article class="stack">
      <h1>{sheet.title}</h1>
      <p class="lede">
        {accountName(bill)}, account{' '}
        <span class="num">{showAccountNumber(bill.accountNumber)}</span>
      </p>
      <Message bill={bill} sheet={sheet} />
      <div class="sheet figures">
        <Lines lines={[dueDate!, ...pastDue, ...(bill.reads.length > 0 ? [use] : [])]} />
        <Lines lines={sheet.since.lines} />
        <dl class="lines">
          <div class="sum">
            <dt>{sheet.amountDue.term}</dt>
            <dd>{sheet.amountDue.value}</dd>
          </div>
        </dl>
      </div>
      {bill.paperless ? (
        <Note kind="info">
          <p>
            Bill images are kept here for 24 months. Amounts and dates of this bill are still here.
          </p>
        </Note>
      ) : (
        <ImagesNote account={bill.accountId} />
      )}
    </article>
  )
}
