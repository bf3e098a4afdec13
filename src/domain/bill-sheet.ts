import { type BillFigures, sinceLastBill } from './bill-history.js'
import type { BillInQuestion, BillMessage } from './bill-message.js'
import { type CityDay, daysBetween, showDay, showFullDay, showShortDay } from './city-date.js'
import { showMoney } from './money.js'
import { addressLine, type Place, showAccountNumber } from './service-account.js'
import type { UseChart } from './use-chart.js'
import { gallonsPerCcf, type ReadKind, showCcf, showNumber } from './water-use.js'

/** The words of a bill, in the order in which screen, paper and PDF say them: they can't differ (ux.md 13). */

export interface BillFacts extends Omit<BillInQuestion, 'newest'>, BillFigures, Place {
  readonly accountNumber: string
  readonly holderName: string
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly periodTo: CityDay
  readonly lastBilledOn: CityDay | null
  /** Payments that came between the last bill and this one, oldest first. */
  readonly credits: readonly { readonly onDay: CityDay; readonly amountCents: number }[]
  readonly lines: readonly { readonly description: string; readonly amountCents: number }[]
  readonly reads: readonly MeterRead[]
}

export interface MeterRead {
  readonly meterNumber: string
  readonly fromOn: CityDay
  readonly toOn: CityDay
  readonly previousRead: number
  readonly currentRead: number
  readonly usageCcf: number
  readonly kind: ReadKind
}

export interface SheetLine {
  readonly term: string
  readonly value: string
  /** What the eye should find first. */
  readonly strong?: true
}

export interface SheetPart {
  readonly heading: string
  readonly lines: readonly SheetLine[]
}

export interface BillSheet {
  readonly title: string
  readonly issuer: readonly [name: string, place: string]
  readonly to: readonly string[]
  readonly box: readonly SheetLine[]
  readonly amountDue: SheetLine
  readonly message: BillMessage | undefined
  readonly charges: SheetPart & {
    readonly columns: readonly [string, string]
    readonly total: SheetLine
  }
  readonly since: SheetPart
  readonly meters: readonly SheetPart[]
  readonly use: { readonly heading: string; readonly chart: UseChart } | undefined
  readonly stub: {
    readonly strong: string
    readonly text: string
    readonly lines: readonly SheetLine[]
  }
  readonly questions: string
}

interface Beside {
  readonly message: BillMessage | undefined
  readonly pastDueCents: number
  readonly chart: UseChart | undefined
  readonly supportPhone: string
}

export function billSheet(bill: BillFacts, beside: Beside): BillSheet {
  const account = showAccountNumber(bill.accountNumber)
  const amount = showMoney(toPay(bill))
  const due = showDay(bill.dueOn)
  const { message, pastDueCents, chart, supportPhone } = beside
  return {
    title: billTitle(bill),
    issuer: ['City-County Services Bill', 'Charlotte-Mecklenburg'],
    to: [bill.holderName, addressLine(bill), `${bill.city}, ${bill.state} ${bill.zip}`],
    box: [
      { term: 'Account', value: account, strong: true },
      { term: 'Bill date', value: showDay(bill.billedOn) },
      { term: 'Due date', value: due, strong: true },
      ...pastDueLine(pastDueCents),
    ],
    amountDue: { term: 'Amount due', value: amount, strong: true },
    message,
    charges: {
      heading: 'What you are paying for',
      columns: ['Charge', 'Amount'],
      lines: chargeLines(bill),
      total: { term: `Amount due ${showShortDay(bill.dueOn)}`, value: amount, strong: true },
    },
    since: { heading: 'Since your last bill', lines: sinceLines(bill) },
    meters: bill.reads.map(meterPart),
    use: chart && { heading: 'Water use, this year and last (Ccf)', chart },
    stub: {
      strong: 'Paying by mail?',
      text: 'Send this part with your check. Mail can post late, so allow 7 days. Make the check out to City of Charlotte and write your account number on it.',
      lines: [
        { term: 'Account number', value: account },
        { term: `Due ${due}`, value: amount },
        { term: 'Amount enclosed', value: '$ ______' },
      ],
    },
    questions: `Questions? Call CharMeck 311 (dial 311), or ${supportPhone} outside Mecklenburg County. 1\u00a0Ccf is 100 cubic feet, or ${gallonsPerCcf} gallons.`,
  }
}

/** `Bill of November 20, 2026` */
export const billTitle = ({ billedOn }: Pick<BillFacts, 'billedOn'>): string =>
  `Bill of ${showFullDay(billedOn)}`

/** `city-bill-2026-11-20-ending-3710.pdf` */
export const billFileName = (bill: Pick<BillFacts, 'billedOn' | 'accountNumber'>): string =>
  `city-bill-${bill.billedOn}-ending-${bill.accountNumber.slice(-4)}.pdf`

/** A credit asks for nothing. */
const toPay = ({ amountDueCents }: Pick<BillFacts, 'amountDueCents'>) => Math.max(0, amountDueCents)

export const pastDueLine = (cents: number): SheetLine[] =>
  cents > 0 ? [{ term: 'Past due, pay now', value: showMoney(cents), strong: true }] : []

/** They add up to the amount due, whatever was carried over, and whatever is kept for the next bill. */
function chargeLines(bill: BillFacts): SheetLine[] {
  const credit = toPay(bill) - bill.amountDueCents
  const line = (term: string, cents: number) => (cents ? [{ term, value: showMoney(cents) }] : [])
  return [
    ...bill.lines.map(({ description, amountCents }) => ({
      term: description,
      value: showMoney(amountCents),
    })),
    ...line('Carried over from your last bill', bill.amountDueCents - bill.currentCents),
    ...line('Credit, kept for your next bill', credit),
  ]
}

const whatWords = {
  'last bill': 'Last bill',
  payment: 'Payment',
  adjustments: 'Adjustments',
  'new charges': 'New charges',
} as const

export const sinceLines = (bill: BillFacts): SheetLine[] =>
  sinceLastBill(bill, bill.lastBilledOn ?? undefined, bill.credits).map(({ what, on, cents }) => ({
    term: on ? `${whatWords[what]}, ${showShortDay(on)}` : whatWords[what],
    value: showMoney(cents),
  }))

const meterPart = (read: MeterRead): SheetPart => ({
  heading: `Meter ${read.meterNumber}`,
  lines: [
    { term: `${showShortDay(read.fromOn)} reading`, value: showNumber(read.previousRead) },
    {
      term: `${showShortDay(read.toOn)} reading${read.kind === 'actual' ? '' : `, ${read.kind}`}`,
      value: showNumber(read.currentRead),
    },
    {
      term: `Used in ${daysBetween(read.fromOn, read.toOn)} days`,
      value: showCcf(read.usageCcf),
    },
  ],
})
