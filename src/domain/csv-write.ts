import { decimalMoney } from './money.js'

/** Files for a resident's own spreadsheet (RFC 4180). The bill file has its own, `bill-file-write.ts`. */

/** A text or a city day as it is; a number is money in whole cents; null is an empty cell. */
export type CsvCell = string | number | null

/** A spreadsheet takes a cell that begins so for a formula and runs it (security.md T29). */
const formula = /^[=+\-@\t\r\n]/

/**
 * A whole CSV file: UTF-8 with its mark, which spreadsheets need in order to read names right, lines ended by CR LF,
 * every cell quoted.
 *
 * @param header The columns' names.
 * @param rows As many cells each as the header.
 */
export function csvFile(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map(quoted).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

function quoted(cell: CsvCell): string {
  if (cell === null) return '""'
  if (typeof cell === 'number') return `"${decimalMoney(cell)}"`
  const safe = formula.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}
