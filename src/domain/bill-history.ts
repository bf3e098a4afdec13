import { addMonths, type CityDay, laterDay, showShortDay } from './city-date.js'
import type { BillId, HoldId } from './ids.js'

/** Which bill was paid when, told from the ledger alone: payments cover the oldest first (F3, F14). */

/** How far back bills, payments and water use are shown (S27). */
export const historyMonths = 24

/** The first day of the history, seen from today. */
export const historySince = (today: CityDay): CityDay => addMonths(today, -historyMonths)

/** A bill that no corrected one replaces. */
export interface HistoryBill {
  readonly id: BillId
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly amountDueCents: number
}

/** One line of the service account's book: charges are positive, credits negative. */
export interface LedgerLine {
  readonly kind: 'bill' | 'received' | 'payment' | 'return'
  readonly amountCents: number
  readonly onDay: CityDay
}

export interface Ledger {
  /** The balance before the first of the lines. */
  readonly openingCents: number
  /** In the order of their days. */
  readonly lines: readonly LedgerLine[]
  readonly pendingCents: number
  /** One-time payments of the resident who looks, not sent yet. */
  readonly scheduled?: Planned | undefined
  /** What the recurring payment of the resident who looks takes, not sent yet. */
  readonly autopay?: (Planned & { readonly bank: BankName }) | undefined
  /** A bill over the limit of the resident who looks, which waits for their OK (S46). */
  readonly hold?: Hold | undefined
}

export interface Hold {
  readonly id: HoldId
  readonly billId: BillId
  readonly amountCents: number
  readonly thresholdCents: number
  /** One-time payments of the account that are still scheduled, by anybody (F6). */
  readonly scheduledCents: number
}

export interface BankName {
  readonly kind: string
  readonly last4: string
}

export interface Planned {
  readonly amountCents: number
  readonly payOn: CityDay
}

export type Settled =
  | { readonly is: 'paid'; readonly on: CityDay }
  | { readonly is: 'scheduled' | 'autopay'; readonly on: CityDay }
  | { readonly is: 'carried over' | 'nothing to pay' | 'pending' | 'held' | 'due' | 'past due' }

const words: Readonly<Record<Settled['is'], string>> = {
  paid: 'Paid',
  scheduled: 'Scheduled',
  autopay: 'Autopay',
  pending: 'Pending',
  held: 'Waiting for your OK',
  due: 'Not paid yet',
  'past due': 'Past due',
  'carried over': 'Carried over',
  'nothing to pay': 'Nothing to pay',
}

/** How a bill stands, in one word, and since or on which day. */
export const settledWord = ({ is }: Settled): string => words[is]
export const settledOn = (settled: Settled): CityDay | undefined =>
  'on' in settled ? settled.on : undefined

/** `Paid Nov 12` */
export function settledWords(settled: Settled): string {
  const on = settledOn(settled)
  return on ? `${settledWord(settled)} ${showShortDay(on)}` : settledWord(settled)
}

/**
 * How each bill stands. A bill is paid on the day from which on the credits cover it and everything before it; a
 * return may uncover it again. What a newer bill took over unpaid is "carried over".
 *
 * @param bills Oldest first; a replaced bill is not among them, its ledger line is.
 * @param today City day.
 */
export function settle(
  bills: readonly HistoryBill[],
  ledger: Ledger,
  today: CityDay,
): Map<BillId, Settled> {
  const settled = new Map<BillId, Settled>()
  for (const [place, bill] of bills.entries()) {
    const on = coveredOn(bill, ledger)
    if (bill.amountDueCents <= 0) settled.set(bill.id, { is: 'nothing to pay' })
    else if (on !== undefined) settled.set(bill.id, { is: 'paid', on })
    else if (place < bills.length - 1) settled.set(bill.id, { is: 'carried over' })
    else settled.set(bill.id, open(bill, ledger, today))
  }
  return settled
}

/** The day since when the credits reach what was charged up to this bill; undefined when they do not. */
function coveredOn(bill: HistoryBill, { openingCents, lines }: Ledger): CityDay | undefined {
  let uncovered = openingCents
  for (const line of lines) {
    // By day, not by bill: so the line of a bill that this one corrects counts too.
    if (line.kind === 'bill' && line.onDay <= bill.billedOn) uncovered += line.amountCents
  }
  let since = uncovered <= 0 ? bill.billedOn : undefined
  for (const line of lines) {
    if (line.kind === 'bill') continue
    uncovered += line.amountCents
    since = uncovered <= 0 ? (since ?? laterDay(line.onDay, bill.billedOn)) : undefined
  }
  return since
}

function open(bill: HistoryBill, ledger: Ledger, today: CityDay): Settled {
  const { openingCents, lines, pendingCents, scheduled, autopay, hold } = ledger
  const balance = lines.reduce((sum, line) => sum + line.amountCents, openingCents)
  const owedCents = balance - pendingCents
  if (pendingCents > 0 && owedCents <= 0) return { is: 'pending' }
  if (today > bill.dueOn) return { is: 'past due' }
  const scheduledCents = scheduled?.amountCents ?? 0
  if (scheduled && scheduledCents >= owedCents) return { is: 'scheduled', on: scheduled.payOn }
  // It takes what one-time payments leave (F6).
  if (autopay && scheduledCents + autopay.amountCents >= owedCents)
    return { is: 'autopay', on: autopay.payOn }
  return { is: hold?.billId === bill.id ? 'held' : 'due' }
}

export interface BillFigures {
  readonly previousCents: number
  readonly paymentsCents: number
  readonly adjustmentsCents: number
  readonly currentCents: number
}

/** "Since your last bill": what led from the last bill to this one, each with its day where it is known. */
export function sinceLastBill(
  figures: BillFigures,
  lastBilledOn: CityDay | undefined,
  received: readonly { readonly onDay: CityDay; readonly amountCents: number }[],
): {
  what: 'last bill' | 'payment' | 'adjustments' | 'new charges'
  on?: CityDay
  cents: number
}[] {
  const { previousCents, paymentsCents, adjustmentsCents, currentCents } = figures
  const known = received.reduce((sum, one) => sum + one.amountCents, 0)
  // The bill's own figure is the word; single payments are shown only when they explain it.
  const payments =
    known === paymentsCents && received.length <= mostPayments
      ? received.map((one) => ({
          what: 'payment' as const,
          on: one.onDay,
          cents: -one.amountCents,
        }))
      : [{ what: 'payment' as const, cents: -paymentsCents }]
  return [
    {
      what: 'last bill',
      ...(lastBilledOn ? { on: lastBilledOn } : {}),
      cents: previousCents,
    } as const,
    ...payments.filter(({ cents }) => cents !== 0),
    { what: 'adjustments', cents: adjustmentsCents } as const,
    { what: 'new charges', cents: currentCents } as const,
  ].filter(({ what, cents }) => what !== 'adjustments' || cents !== 0)
}

/** More lines than this would push the bill past its one printed page. */
const mostPayments = 3
