import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { createLoadingOrder } from '../domain/bill-file-batch.js'
import { columnKeys, columnName } from '../domain/bill-file-record.js'
import { csvLine, splitCsvLine } from '../domain/csv-line.js'

/**
 * From the bytes of a bill file to its lines' cells, a megabyte at a time. `csv-parse` was measured at 64 s for the
 * million lines of 100,000 bills where this takes two (src/domain/csv-line.ts says what it leaves out).
 */

/** A bill file that can be read several times, each time in portions of any size. */
export interface BillFileSource {
  readonly open: () => AsyncIterable<Uint8Array>
}

/** A line divided into its cells; or why it can't be. Empty lines are passed over. */
export type BillFileRow =
  | { readonly line: number; readonly cells: string[] }
  | {
      readonly line: number
      readonly cells: undefined
      readonly column: string
      readonly message: string
    }

const portion = 256 * 1024
const longestLine = 65_536
const mark = [0xef, 0xbb, 0xbf] // byte order mark, as spreadsheets write it
const [newline, carriageReturn, quote, letterA] = [10, 13, 34, 65]

/** @throws By reading: the faults of the file system. */
export const fileSource = (path: string): BillFileSource => ({
  open: () => createReadStream(path, { highWaterMark: portion }),
})

export const bytesSource = (bytes: Uint8Array): BillFileSource => ({
  async *open() {
    for (let at = 0; at < bytes.length; at += portion) yield bytes.subarray(at, at + portion)
  },
})

/**
 * The same bytes in portions of whole lines, without the byte order mark. A line that is longer than any may be is
 * cut, so that a file without line ends takes no memory; {@link billFileReader} tells its fault.
 */
export async function* wholeLines(portions: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  let begun = false
  let cutting = false
  const next = (block: Buffer) => {
    const first = !begun
    begun = true
    return first ? unmarked(block) : block
  }
  for await (const given of portions) {
    let more: Buffer = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
    if (cutting) {
      const at = more.indexOf(newline)
      if (at < 0) continue
      more = more.subarray(at)
      cutting = false
    }
    const all = held.length > 0 ? Buffer.concat([held, more]) : more
    const end = all.lastIndexOf(newline) + 1
    if (end > 0) yield next(all.subarray(0, end))
    held = all.subarray(end)
    if (held.length <= longestLine) continue
    held = Buffer.from(held.subarray(0, longestLine + 1))
    cutting = true
  }
  if (held.length > 0) yield next(held)
}

/** The beginning of a file without the byte order mark. */
export const unmarked = (block: Buffer): Buffer =>
  mark.every((byte, place) => block[place] === byte) ? block.subarray(mark.length) : block

/** @returns Reads one portion of whole lines after the other, lazily. CRLF and LF may be mixed. */
export function billFileReader(): (block: Buffer) => Generator<BillFileRow> {
  let line = 0
  return function* rows(block) {
    const allUtf8 = isUtf8(block)
    for (const { start, end } of linesOf(block)) {
      line += 1
      if (start === end) continue
      if (end - start > longestLine) {
        const message = `the line is longer than ${longestLine} bytes`
        yield { line, cells: undefined, column: '1', message }
      } else if (!allUtf8 && !isUtf8(block.subarray(start, end))) {
        const before = block.toString('utf8', start, end).split('\ufffd', 1)[0]!
        const column = columnName(before.charAt(0), before.split(',').length - 1)
        yield { line, cells: undefined, column, message: 'is not UTF-8' }
      } else {
        yield readRow(line, block.toString('utf8', start, end))
      }
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
 * A portion as it is kept with its run: the same, but that in its A lines the last four digits of SSN or Federal Tax
 * ID have become their keyed hash. Ten thousand values would be no secret in a stolen database (security.md 1.1).
 *
 * @param block Whole lines of a file that was found right.
 * @param keyed Makes the cell from the digits and the account number as the file writes it.
 */
export function keptCopy(
  block: Buffer,
  keyed: (last4: string, accountNumber: string) => string,
): { readonly bytes: Buffer; readonly lines: number } {
  const place = columnKeys('A').indexOf('taxIdLast4') + 1
  const parts: Buffer[] = []
  let from = 0
  let lines = 0
  for (const { start, end } of linesOf(block)) {
    if (start === end) continue
    lines += 1
    if (block[start] !== letterA && block[start] !== quote) continue
    const cells = splitCsvLine(block.toString('utf8', start, end))
    if (typeof cells === 'number' || cells[0] !== 'A' || !cells[place]) continue
    parts.push(
      block.subarray(from, start),
      Buffer.from(csvLine(cells.with(place, keyed(cells[place], cells[1]!)))),
    )
    from = end
  }
  parts.push(block.subarray(from))
  return { bytes: Buffer.concat(parts), lines }
}

/**
 * The lines of a right file in the order of loading, in portions again. It holds the file's bytes and a number a line,
 * so it is for the rare file that is not in this order already.
 */
export async function* inLoadingOrder(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const held: Buffer[] = []
  for await (const block of blocks) held.push(block)
  const file = Buffer.concat(held)
  const order = createLoadingOrder()
  const lines: { start: number; end: number }[] = []
  for (const line of linesOf(file)) {
    const { start, end } = line
    const cells = splitCsvLine(file.toString('utf8', start, end))
    if (start === end || typeof cells === 'number') continue
    order.line(lines.length, cells)
    lines.push(line)
  }
  let parts: Buffer[] = []
  let size = 0
  for (const place of order.places()) {
    const { start, end } = lines[place]!
    parts.push(file.subarray(start, end), Buffer.of(newline))
    size += end - start + 1
    if (size < portion) continue
    yield Buffer.concat(parts)
    parts = []
    size = 0
  }
  yield Buffer.concat(parts)
}

/** @returns Of each line the place where it begins and ends; `end` is before the line's end. */
function* linesOf(block: Buffer): Generator<{ start: number; end: number }> {
  for (let start = 0; start < block.length; ) {
    const found = block.indexOf(newline, start)
    const next = found < 0 ? block.length : found
    yield { start, end: next > start && block[next - 1] === carriageReturn ? next - 1 : next }
    start = next + 1
  }
}
