import type { FC } from 'hono/jsx'
import type { OwnRecurring } from '../../sql/recurring-list.js'
import { showMoney } from '../../src/domain/money.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { nextBill, nextBillSentence } from '../../src/domain/recurring-preview.js'
import { showPayRule } from '../../src/domain/recurring-terms.js'
import { Note } from '../form.js'
import { currentOffer, type RecurringFacts } from './facts.js'
import { HoldLine, ScheduledList } from './stays.js'
import { Which } from './which.js'

export const doneTitle = (first: boolean) =>
  first ? 'Recurring payment is on' : 'Recurring payment is changed'

interface DoneProps {
  readonly facts: RecurringFacts
  readonly own: OwnRecurring
  /** Set up just now; else changed. */
  readonly first: boolean
  readonly email: string
  /** The resident came back to a form that was sent already (A6). */
  readonly again: boolean
}

/** What was agreed to, what happens next, and where the copy went. */
export const DonePage: FC<DoneProps> = ({ facts, own, first, email, again }) => {
  const { account, preview, today } = facts
  const page = `/paperless/recurring/${account.id}`
  return (
    <div class="stack airy narrow">
      {again && (
        <Note kind="info" role="status">
          <p>We already have this one. It was not sent twice.</p>
        </Note>
      )}
      <div class="stack">
        <h1>{doneTitle(first)}</h1>
        <Which account={account} />
        <p class="lede">{inShort(own)}</p>
        <p>We emailed this to {maskEmail(email)}.</p>
      </div>
      <div class="sheet stack">
        <h2>What happens next</h2>
        <CurrentBill facts={facts} own={own} />
        {account.scheduled.length > 0 && <ScheduledList scheduled={account.scheduled} />}
        {account.hold && <HoldLine hold={account.hold} />}
        {account.linked && (
          <p>{nextBillSentence(own.terms, nextBill(own.terms, preview.current, today))}</p>
        )}
      </div>
      <div class="row">
        <a class="btn alt" href="/paperless/recurring">
          Recurring Payment
        </a>
        <a class="quiet" href={page}>
          Change
        </a>
        <a class="quiet stop" href={`${page}/stop`}>
          Stop
        </a>
        <a class="quiet" href="/home">
          Home
        </a>
      </div>
    </div>
  )
}

/** `From checking ending 4471, 3 days before the due date, bills up to $150.00.` */
export function inShort({ terms, bank }: OwnRecurring): string {
  const { thresholdCents } = terms
  const range =
    thresholdCents === null ? 'every bill in full' : `bills up to ${showMoney(thresholdCents)}`
  return `From ${bank.kind} ending ${bank.last4}, ${showPayRule(terms)}, ${range}.`
}

/** Chosen to be paid too, and not looked at yet: that takes a moment. */
const CurrentBill: FC<{ facts: RecurringFacts; own: OwnRecurring }> = ({ facts, own }) => {
  const { current } = facts.preview
  if (!current || own.paysFirstBill !== current.id || current.decided) return null
  const offer = currentOffer({ ...facts, changing: undefined }, own.terms)
  return offer && offer !== 'before' ? <p>{offer.sentence}</p> : null
}
