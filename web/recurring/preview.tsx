import type { FC } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import {
  countLines,
  everyBillOver,
  nextBill,
  nextBillSentence,
} from '../../src/domain/recurring-preview.js'
import type { Terms } from '../../src/domain/recurring-terms.js'
import { BillDots } from '../bill-dots.js'
import { Note } from '../form.js'
import { currentOffer, type RecurringFacts } from './facts.js'
import { previewTerms } from './form.js'

interface PreviewProps {
  readonly facts: RecurringFacts
  /** The form's fields as they stand. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * "With these choices": beside the form, and swapped into `#preview` when a choice changes. Without JavaScript a button of
 * the form asks for it.
 */
export const PreviewSide: FC<PreviewProps> = (props) => (
  <aside class="stick" aria-labelledby="preview-heading">
    <div class="receipt stack">
      <h2 id="preview-heading">With these choices</h2>
      <div class="stack" id="preview" aria-live="polite">
        <Preview {...props} />
      </div>
      <noscript>
        <button class="btn alt" type="submit" form="recurring" name="preview" value="1">
          Update preview
        </button>
      </noscript>
    </div>
  </aside>
)

export const Preview: FC<PreviewProps> = ({ facts, values }) => {
  const terms = previewTerms(values)
  if ('problem' in terms) return <p>{terms.problem}</p>
  return (
    <>
      <LastBills facts={facts} terms={terms} />
      <Coming facts={facts} terms={terms} />
    </>
  )
}

const LastBills: FC<{ facts: RecurringFacts; terms: Terms }> = ({ facts, terms }) => {
  const { bills } = facts.preview
  const { thresholdCents } = terms
  const warning = everyBillOver(terms, bills)
  if (bills.length === 0) return null
  return (
    <>
      <p>
        Your last {bills.length === 1 ? 'bill' : `${bills.length} bills`}
        {thresholdCents === null ? '' : `, next to a ${showMoney(thresholdCents)} limit`}:
      </p>
      <BillDots terms={terms} bills={bills} />
      <dl class="lines">
        {countLines(terms, bills).map(({ bills: count, what }) => (
          <div>
            <dt>{count}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {warning && (
        <Note kind="warn">
          <p>{warning}</p>
        </Note>
      )}
    </>
  )
}

const Coming: FC<{ facts: RecurringFacts; terms: Terms }> = ({ facts, terms }) => {
  const offer = currentOffer(facts, terms)
  // What a payer who unlinked the account sees of it are bills that are paid, not when the next one comes (F10).
  if (!facts.account.linked) return <p class="small soft">It counts from your next bill.</p>
  return (
    <div class="stack tight small soft">
      {offer && offer !== 'before' && (
        <p>
          If you also pay the current bill: <strong>{offer.sentence}</strong>
        </p>
      )}
      <p>{nextBillSentence(terms, nextBill(terms, facts.preview.current, facts.today))}</p>
    </div>
  )
}
