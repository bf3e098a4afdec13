import { isUtf8 } from 'node:buffer'
import { columnKeys, columnName } from '../domain/bill-file-record.js'
import { csvLine, splitCsvLine } from '../domain/csv-line.js'

/**
 * From the bytes of a bill file to its lines' cells. One pass holds one line; `csv-parse` was measured at 64 s for the
 * million lines of 100,000 bills where this takes two (src/domain/csv-line.ts says what it leaves out).
 */

/** A line divided into its cells; or why it can't be. Empty lines are passed over. */
export type BillFileRow =
  | { readonly line: number; readonly cells: string[] }
  | {
      readonly line: number
      readonly cells: undefined
      readonly column: string
      readonly message: string
    }

const longestLine = 65_536
const mark = [0xef, 0xbb, 0xbf] // byte order mark, as spreadsheets write it
const [newline, carriageReturn, quote, letterA] = [10, 13, 34, 65]

/** Reads the whole file, lazily. CRLF and LF may be mixed. */
export function* readBillFile(bytes: Uint8Array): Generator<BillFileRow> {
  const file = bufferOf(bytes)
  const allUtf8 = isUtf8(file)
  for (const { line, start, end } of linesOf(file)) {
    if (start === end) continue
    if (end - start > longestLine) {
      const message = `the line is longer than ${longestLine} bytes`
      yield { line, cells: undefined, column: '1', message }
    } else if (!allUtf8 && !isUtf8(file.subarray(start, end))) {
      const before = file.toString('utf8', start, end).split('\ufffd', 1)[0]!
      const column = columnName(before.charAt(0), before.split(',').length - 1)
      yield { line, cells: undefined, column, message: 'is not UTF-8' }
    } else {
      yield readRow(line, file.toString('utf8', start, end))
    }
  }
}

function readRow(line: number, text: string): BillFileRow {
  const cells = splitCsvLine(text)
  if (typeof cells !== 'number') return { line, cells }
  const message = 'has quotation marks that are not closed on this line, or not doubled'
  return { line, cells: undefined, column: columnName(text.charAt(0), cells), message }
}

/**
 * The file as it is kept with its run: the same, but that in its A lines the last four digits of SSN or Federal Tax
 * ID have become their keyed hash. Ten thousand values would be no secret in a stolen database (security.md 1.1).
 *
 * @param keyed Makes the cell from the digits and the account number as the file writes it.
 */
export function* keptCopy(
  bytes: Uint8Array,
  keyed: (last4: string, accountNumber: string) => string,
): Generator<Uint8Array> {
  const file = bufferOf(bytes)
  const place = columnKeys('A').indexOf('taxIdLast4') + 1
  let from = 0
  for (const { start, end } of linesOf(file)) {
    if (file[start] !== letterA && file[start] !== quote) continue
    const cells = splitCsvLine(file.toString('utf8', start, end))
    if (typeof cells === 'number' || cells[0] !== 'A' || !cells[place]) continue
    yield file.subarray(from, start)
    yield Buffer.from(csvLine(cells.with(place, keyed(cells[place], cells[1]!))))
    from = end
  }
  yield file.subarray(from)
}

function bufferOf(bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return mark.every((byte, place) => file[place] === byte) ? file.subarray(mark.length) : file
}

/** @returns Line numbers from 1; `end` is before the line's end. */
function* linesOf(file: Buffer): Generator<{ line: number; start: number; end: number }> {
  for (let line = 1, start = 0; start < file.length; line += 1) {
    const found = file.indexOf(newline, start)
    const next = found < 0 ? file.length : found
    const end = next > start && file[next - 1] === carriageReturn ? next - 1 : next
    yield { line, start, end }
    start = next + 1
  }
}
