import { type BillFileRecord, type HeaderRecord, showCell } from './bill-file.js'
import { columnKeys } from './bill-file-record.js'
import { csvLine } from './csv-line.js'
import { decimalMoney } from './money.js'
import { showThousandths } from './thousandths.js'

const thousandths = new Set(['quantity', 'previousRead', 'currentRead', 'multiplier', 'usage'])

/** @returns The cells of a record's line, the kind first; what {@link readRecord} reads back. */
export function writeRecord(record: BillFileRecord): string[] {
  const values = new Map<string, unknown>(Object.entries(record))
  return [record.kind, ...columnKeys(record.kind).map((key) => writeCell(key, values.get(key)))]
}

function writeCell(key: string, value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value !== 'number')
    throw new TypeError(`${key} has no text: ${showCell(String(value))}`)
  if (key.endsWith('Cents')) return decimalMoney(value)
  return thousandths.has(key) ? showThousandths(value) : String(value)
}

/**
 * A whole file, line by line (each with its end): the header, the records in the order given, and the trailer that
 * fits them. It never holds more than one line.
 */
export function* writeBillFile(
  header: Omit<HeaderRecord, 'kind' | 'version'>,
  records: Iterable<Exclude<BillFileRecord, { kind: 'H' | 'T' }>>,
): Generator<string> {
  const trailer = {
    kind: 'T' as const,
    accounts: 0,
    bills: 0,
    amountDueCents: 0,
    payments: 0,
    paymentsCents: 0,
  }
  const line = (record: BillFileRecord) => `${csvLine(writeRecord(record))}\n`
  yield line({ kind: 'H', version: '1', ...header })
  for (const record of records) {
    if (record.kind === 'A') trailer.accounts += 1
    if (record.kind === 'B') {
      trailer.bills += 1
      trailer.amountDueCents += record.amountDueCents
    }
    if (record.kind === 'P') {
      trailer.payments += 1
      trailer.paymentsCents += record.amountCents
    }
    yield line(record)
  }
  yield line(trailer)
}
