import type { CityDay } from './city-date.js'
import { csvLine } from './csv-line.js'
import { decimalMoney } from './money.js'

/**
 * The export (domain.md 11): what the billing system is told of the portal's payments, paperless enrollments and links.
 * The conventions are the bill file's.
 */

/** A payment that was approved; or returned after that, which takes the amount back. */
export interface ExportedPayment {
  readonly accountNumber: string
  readonly confirmation: string
  /** The day that the resident chose, whenever the processor was ready (I25). */
  readonly payOn: CityDay
  readonly amountCents: number
  readonly source: 'one_time' | 'recurring' | 'speedpay'
  readonly says: 'approved' | 'returned'
}

export interface ExportedChange<Says extends string> {
  readonly accountNumber: string
  readonly at: Date
  readonly says: Says
}

export interface Exported {
  readonly payments: readonly ExportedPayment[]
  readonly paperless: readonly ExportedChange<'on' | 'off'>[]
  readonly links: readonly ExportedChange<'linked' | 'removed'>[]
}

/** What a payment adds to the account's credits: a returned one takes them back, as in the bill file's P. */
const credit = ({ says, amountCents }: ExportedPayment): number =>
  says === 'approved' ? amountCents : -amountCents

/** The sum of the amounts as they stand in the file. */
export const exportedCents = ({ payments }: Exported): number =>
  payments.reduce((sum, payment) => sum + credit(payment), 0)

/**
 * A whole file, line by line (each with its end): H, then C, E and K in the order given, then T with the counts of
 * each and the sum of C.
 */
export function* writeExport(
  header: { readonly runId: string; readonly runOn: CityDay },
  exported: Exported,
): Generator<string> {
  const line = (...cells: (string | number)[]) => `${csvLine(cells.map(String))}\n`
  const { payments, paperless, links } = exported
  yield line('H', 1, header.runId, header.runOn, 'Citizen Self Service')
  for (const payment of payments) {
    const { accountNumber, confirmation, payOn, source, says } = payment
    yield line('C', accountNumber, confirmation, payOn, decimalMoney(credit(payment)), source, says)
  }
  for (const { accountNumber, at, says } of paperless) {
    yield line('E', accountNumber, at.toISOString(), says)
  }
  for (const { accountNumber, at, says } of links) {
    yield line('K', accountNumber, at.toISOString(), says)
  }
  const sum = decimalMoney(exportedCents(exported))
  yield line('T', payments.length, paperless.length, links.length, sum)
}
