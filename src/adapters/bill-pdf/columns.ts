import type { BillSheet, SheetPart } from '../../domain/bill-sheet.js'
import { type Pen, page } from './pen.js'

/** The middle of the bill: what is paid for, what happened since the last bill, and the meters. */

interface Column {
  readonly left: number
  readonly right: number
}
const whole: Column = page
const wide: Column = { left: page.left, right: 332 }
const narrow: Column = { left: 356, right: page.right }

/** Rows of charges stand closer when there are many of them; a line of text is 12 points high. */
const [usualRow, closestRow, textLine] = [17, 13, 12]
const heading = 24
const partRow = 17

/** Side by side, as on the screen; one below the other, over more pages, when there is too much of either. */
export function writeColumns(pen: Pen, sheet: BillSheet, y: number): number {
  const { charges, since, meters, use } = sheet
  const parts = [since, ...meters]
  const rows = rowsOf(charges)
  const space = page.bottom - y
  // What comes below wants its place on this page, too.
  const below = (use ? 150 : 0) + 120
  const row = Math.max(closestRow, Math.min(usualRow, (space - below - heading - 12) / rows.length))
  const left = rows.reduce((sum, cells) => sum + rowHeight(pen, cells, wide, row), heading)
  const right = parts.reduce((sum, { lines }) => sum + heading + 6 + lines.length * partRow, 0)
  if (Math.max(left, right) <= space) {
    const end = writeCharges(pen, charges, wide, y, row)
    return Math.max(end, writeParts(pen, parts, narrow, y)) + 12
  }
  const end = writeCharges(pen, charges, whole, y, closestRow)
  return writeParts(pen, parts, whole, end + 12) + 12
}

interface Cells {
  readonly is: 'head' | 'line' | 'total'
  readonly term: string
  readonly value: string
}

const rowsOf = ({ columns, lines, total }: BillSheet['charges']): Cells[] => [
  { is: 'head', term: columns[0], value: columns[1] },
  ...lines.map(({ term, value }): Cells => ({ is: 'line', term, value })),
  { is: 'total', ...total },
]

const style = ({ is }: Cells) => ({ size: 9.5, strong: is !== 'line' })
/** Beside the amount. */
const termWidth = ({ left, right }: Column) => right - left - 70

function rowHeight(pen: Pen, cells: Cells, column: Column, row: number): number {
  const height = pen.heightOf(cells.term, termWidth(column), style(cells))
  return row + (Math.max(1, Math.round(height / textLine)) - 1) * textLine
}

function writeCharges(
  pen: Pen,
  charges: BillSheet['charges'],
  column: Column,
  top: number,
  row: number,
): number {
  pen.heading(charges.heading, column.left, top)
  const table = pen.tag(pen.root, 'Table')
  let y = top + heading
  for (const cells of rowsOf(charges)) {
    const height = rowHeight(pen, cells, column, row)
    y = pen.room(y, height)
    const { is, term, value } = cells
    const tr = pen.tag(table, 'TR')
    const scope = is === 'head' ? 'Column' : 'Row'
    const write = (type: 'TH' | 'TD', draw: () => void) =>
      pen.tag(tr, type, draw, type === 'TH' ? { scope } : {})
    write(is === 'line' ? 'TD' : 'TH', () =>
      pen.block(term, column.left, y, termWidth(column), style(cells)),
    )
    write(is === 'head' ? 'TH' : 'TD', () => pen.lineTo(value, column.right, y, style(cells)))
    tr.end()
    y += height
    const below = y - (row - textLine) * 0.7
    pen.ruleAt(below, column.left, column.right, is === 'total' ? 1.4 : 0.5)
  }
  table.end()
  return y
}

function writeParts(pen: Pen, parts: readonly SheetPart[], column: Column, top: number): number {
  let y = top
  for (const part of parts) {
    y = pen.room(y, heading + part.lines.length * partRow)
    pen.heading(part.heading, column.left, y)
    y = pen.terms(part.lines, { ...column, top: y + heading }, partRow) + 6
  }
  return y - 6
}
