import { showBank } from './bank-account.js'
import { type Hold, historySince, type Ledger, type Settled, settle } from './bill-history.js'
import { type CityDay, showLongDay, showMonthDay } from './city-date.js'
import type { BillId, HoldId } from './ids.js'
import { showMoney } from './money.js'
import { credit, type NewestBill, owed, pastDue } from './owed.js'
import { payableCents } from './recurring-decision.js'

/** What a bill's page adds to the printed figures: one message, and what is still to be paid of it. */

export interface BillMessage {
  readonly kind: 'ok' | 'info' | 'warn' | 'bad'
  readonly strong: string
  readonly text: string
}

export interface BillToKnow {
  readonly message: BillMessage | undefined
  /** Owed and not scheduled; zero for every bill but the newest. */
  readonly restCents: number
  readonly pastDueCents: number
  /** The newest bill waits for an OK of the resident who looks, for so much (F6, F7). */
  readonly waits?: { readonly hold: HoldId; readonly payableCents: number } | undefined
}

export interface BillInQuestion extends NewestBill {
  readonly id: BillId
  readonly billedOn: CityDay
  /** No later bill of the account is there. */
  readonly newest: boolean
}

/**
 * @param ledger Of the bill's account, since {@link historySince}.
 * @param today City day.
 */
export function billToKnow(bill: BillInQuestion, ledger: Ledger, today: CityDay): BillToKnow {
  // The ledger at hand begins later than an older bill: nothing can be said of it.
  const known = bill.newest || bill.billedOn >= historySince(today)
  const settled = known ? settle([bill], ledger, today).get(bill.id) : undefined
  if (!bill.newest) return { message: ofOlder(settled), restCents: 0, pastDueCents: 0 }
  const balanceCents = ledger.lines.reduce(
    (sum, line) => sum + line.amountCents,
    ledger.openingCents,
  )
  const sums = { balanceCents, pendingCents: ledger.pendingCents }
  const owedCents = owed(sums)
  const pastDueCents = pastDue({ newest: bill, owedCents, today })
  const restCents = Math.max(0, owedCents - (ledger.scheduled?.amountCents ?? 0))
  const creditCents = credit(sums)
  const hold = ledger.hold?.billId === bill.id ? ledger.hold : undefined
  const waits = hold && waiting(hold, owedCents)
  return {
    message: ofNewest({
      settled,
      ledger,
      owedCents,
      pastDueCents,
      restCents,
      creditCents,
      hold: waits && hold,
      dueOn: bill.dueOn,
      today,
    }),
    restCents,
    pastDueCents,
    waits,
  }
}

/** An OK is asked for what the payment would take; undefined when nothing is left for it. */
function waiting(hold: Hold, owedCents: number): BillToKnow['waits'] {
  const { id, amountCents: amountDueCents, scheduledCents } = hold
  const cents = payableCents({ amountDueCents }, { owedCents, scheduledCents })
  return cents > 0 ? { hold: id, payableCents: cents } : undefined
}

/** What the bill says of itself, for everybody and for ever: the kept document must not age. */
export function asIssued(bill: Omit<BillInQuestion, 'newest'>): BillToKnow {
  const ledger = { openingCents: bill.amountDueCents, lines: [], pendingCents: 0 }
  return billToKnow({ ...bill, newest: true }, ledger, bill.billedOn)
}

function ofOlder(settled: Settled | undefined): BillMessage | undefined {
  if (settled?.is === 'paid') {
    return { kind: 'ok', strong: `Paid ${showMonthDay(settled.on)}.`, text: '' }
  }
  if (!settled || settled.is === 'nothing to pay') return undefined
  const text = 'What was not paid of this bill is part of the next one.'
  return { kind: 'info', strong: 'Carried over.', text }
}

function ofNewest(facts: {
  settled: Settled | undefined
  ledger: Ledger
  owedCents: number
  pastDueCents: number
  restCents: number
  creditCents: number
  hold: Hold | undefined
  dueOn: CityDay
  today: CityDay
}): BillMessage | undefined {
  const { settled, ledger, owedCents, pastDueCents, restCents, creditCents, hold, dueOn, today } =
    facts
  const strong = 'Do not send a payment.'
  if (creditCents > 0) {
    const text = `You have a ${showMoney(creditCents)} credit. We use it on your next bill.`
    return { kind: 'ok', strong, text }
  }
  if (hold) {
    const over = `This bill is over your ${showMoney(hold.thresholdCents)} limit.`
    return today > dueOn
      ? {
          kind: 'bad',
          strong: over,
          text: 'We have not paid it. It is past due because it was not authorized. Water service can be disconnected for nonpayment.',
        }
      : {
          kind: 'warn',
          strong: over,
          text: `We have not paid it. Authorize it by ${showLongDay(dueOn)} to pay on time.`,
        }
  }
  if (pastDueCents > 0) {
    const text = 'Pay it now. Water service can be disconnected for nonpayment.'
    return { kind: 'bad', strong: `${showMoney(pastDueCents)} is past due.`, text }
  }
  if (owedCents === 0 && ledger.pendingCents > 0) {
    const text = `${showMoney(ledger.pendingCents)} is on its way.`
    return { kind: 'info', strong, text }
  }
  if (settled?.is === 'paid') {
    return { kind: 'ok', strong: `Paid ${showMonthDay(settled.on)}.`, text: strong }
  }
  const { scheduled, autopay } = ledger
  if (scheduled && owedCents > 0 && restCents === 0) {
    const text = `You scheduled ${showMoney(scheduled.amountCents)} for ${showMonthDay(scheduled.payOn)}.`
    return { kind: 'ok', strong, text }
  }
  if (autopay && settled?.is === 'autopay') {
    const takes = `${showMoney(autopay.amountCents)} from ${showBank(autopay.bank)}`
    const text = `Your recurring payment takes ${takes} on ${showMonthDay(autopay.payOn)}.`
    return { kind: 'ok', strong, text }
  }
  return undefined
}
