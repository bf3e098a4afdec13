import { decimalMoney } from './money.js'

/** Files for a resident's own spreadsheet (RFC 4180). The bill file has its own, `bill-file-write.ts`. */

/** A text or a city day as it is; a number is money in whole cents; a quantity has three decimals at most; null is empty. */
export type CsvCell = string | number | { readonly quantity: number } | null

/**
 * A spreadsheet takes a cell that begins so for a formula and runs it (security.md T29); some skip spaces before it, and
 * take the full-width characters too.
 */
const formula = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

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
  if (typeof cell === 'object') return `"${Number(cell.quantity.toFixed(3))}"`
  const safe = formula.test(cell) ? `'${cell}` : cell
  return `"${safe.replaceAll('"', '""')}"`
}
