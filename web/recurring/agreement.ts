import { createHash } from 'node:crypto'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { nextBill, nextBillSentence } from '../../src/domain/recurring-preview.js'
import { standingAuthorization } from '../../src/domain/recurring-terms.js'
import type { Choices } from './choices.js'
import { type CurrentOffer, currentOffer, type RecurringFacts } from './facts.js'

/** What the check page shows and the resident agrees to, made once for the page and once more for its answer. */
export interface Agreement {
  readonly button: string
  readonly offer: CurrentOffer | 'before' | undefined
  readonly next: string
  /** The standing authorization, when the current bill is to be paid too, and when not (S44, A17). */
  readonly withCurrent: string | undefined
  readonly withNext: string
  /** Of all that: another one means that something changed since the page was made. */
  readonly seen: string
}

export function agreementOf(
  facts: RecurringFacts,
  choices: Choices,
  bank: BankAccountRow,
): Agreement {
  const button = facts.changing ? 'Change recurring payment' : 'Start recurring payment'
  const offer = currentOffer(facts, choices)
  const text = (from: { dueOn: string } | undefined) =>
    standingAuthorization(choices, { bank, from, button })
  const shown = {
    button,
    offer,
    next: nextBillSentence(choices, nextBill(choices, facts.preview.current, facts.today)),
    withCurrent: offer && offer !== 'before' ? text(offer.bill) : undefined,
    withNext: text(undefined),
  }
  const said = [
    shown.next,
    shown.withCurrent,
    shown.withNext,
    offer && offer !== 'before' ? offer.sentence : offer,
  ]
  return { ...shown, seen: createHash('sha256').update(JSON.stringify(said)).digest('hex') }
}
