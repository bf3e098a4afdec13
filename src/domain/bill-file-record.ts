import {
  type AccountRecord,
  type BillFileRecord,
  type BillRecord,
  type HeaderRecord,
  holderKinds,
  keyedTaxId,
  type LineRecord,
  type ReadRecord,
  type ReceivedRecord,
  readKinds,
  receivedChannels,
  serviceStatuses,
  showCell,
  type TrailerRecord,
} from './bill-file.js'
import {
  accountNumber,
  type Column,
  count,
  day,
  decimal,
  isUnfit,
  maybe,
  money,
  oneOf,
  sum,
  text,
  words,
} from './bill-file-column.js'

type Columns<T> = { readonly [K in Exclude<keyof T, 'kind'>]-?: Column<T[K]> }

const billNumber = (name: string) =>
  text(name, /^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$/, 'a bill number')

const header: Columns<HeaderRecord> = {
  version: oneOf('version', ['1']),
  runId: text('run id', /^[0-9A-Za-z][0-9A-Za-z._:-]{0,79}$/, 'a run id'),
  runOn: day('run day'),
  source: words('source name', 80),
}

const account: Columns<AccountRecord> = {
  accountNumber,
  holderKind: oneOf('holder kind', holderKinds),
  holderName: words('holder name', 120),
  taxIdLast4: maybe(
    text('tax id last 4', new RegExp(`^(?:\\d{4}|${keyedTaxId}\\S{20,200})$`), '4 digits'),
  ),
  streetNumber: text('street number', /^[0-9A-Za-z][0-9A-Za-z/ -]{0,9}$/, 'a street number'),
  street: words('street', 100),
  unit: maybe(words('unit', 40)),
  city: words('city', 60),
  state: text('state', /^[A-Z]{2}$/, 'a state of two letters'),
  zip: text('zip', /^\d{5}(?:-\d{4})?$/, 'a zip of 5 or 9 digits'),
  status: oneOf('service status', serviceStatuses),
}

const bill: Columns<BillRecord> = {
  billNumber: billNumber('bill number'),
  accountNumber,
  billedOn: day('bill day'),
  dueOn: day('due day'),
  periodFrom: day('period from'),
  periodTo: day('period to'),
  previousCents: money('previous balance'),
  paymentsCents: money('payments received'),
  adjustmentsCents: money('adjustments'),
  currentCents: money('current charges'),
  amountDueCents: money('amount due'),
  pastDueCents: money('of it past due'),
  replaces: maybe(billNumber('replaces bill number')),
}

const line: Columns<LineRecord> = {
  billNumber: billNumber('bill number'),
  service: text('service', /^[a-z][a-z_]{1,39}$/, 'a service as storm_water'),
  description: words('description', 200),
  quantity: maybe(decimal('quantity', { digits: 11, negative: true })),
  unit: maybe(words('unit', 20)),
  amountCents: money('amount'),
}

const read: Columns<ReadRecord> = {
  billNumber: billNumber('bill number'),
  meterNumber: text('meter number', /^[0-9A-Za-z][0-9A-Za-z-]{0,29}$/, 'a meter number'),
  fromOn: day('from day'),
  toOn: day('to day'),
  previousRead: decimal('previous read', { digits: 11, negative: false }),
  currentRead: decimal('current read', { digits: 11, negative: false }),
  multiplier: decimal('multiplier', { digits: 7, negative: false }),
  usage: decimal('usage in Ccf', { digits: 11, negative: true }),
  readKind: oneOf('kind', readKinds),
}

const received: Columns<ReceivedRecord> = {
  accountNumber,
  receivedOn: day('day'),
  amountCents: money('amount'),
  channel: oneOf('channel', receivedChannels),
  reference: words('reference', 80),
}

const trailer: Columns<TrailerRecord> = {
  accounts: count('count of A'),
  bills: count('count of B'),
  amountDueCents: sum('sum of amount due'),
  payments: count('count of P'),
  paymentsCents: sum('sum of P'),
}

type Kind = BillFileRecord['kind']
type Layout = readonly (readonly [key: string, column: Column<unknown>])[]

const layouts: ReadonlyMap<string, Layout> = new Map<Kind, Layout>([
  ['H', Object.entries(header)],
  ['A', Object.entries(account)],
  ['B', Object.entries(bill)],
  ['L', Object.entries(line)],
  ['R', Object.entries(read)],
  ['P', Object.entries(received)],
  ['T', Object.entries(trailer)],
])

/** Takes one fault: the column as people call it, and what is wrong there. */
export type Complain = (column: string, message: string) => void

/**
 * Reads one line by the types and ranges of its columns; what other lines say of it is looked at elsewhere.
 *
 * @returns undefined after at least one complaint.
 */
export function readRecord(
  cells: readonly string[],
  complain: Complain,
): BillFileRecord | undefined {
  const kind = cells[0] ?? ''
  const layout = layouts.get(kind)
  if (!layout) {
    complain('kind', `${showCell(kind)} is not a kind of record (H, A, B, L, R, P, T)`)
    return undefined
  }
  let right = true
  const values: Record<string, unknown> = { kind }
  for (let place = 0; place < layout.length; place += 1) {
    const [key, column] = layout[place]!
    const cell = cells[place + 1]
    if (cell === undefined) {
      complain(column.name, `is missing; ${kind} has ${layout.length} columns after the kind`)
      return undefined
    }
    const value = column.read(cell)
    if (isUnfit(value)) {
      complain(column.name, value.unfit)
      right = false
    }
    values[key] = value
  }
  if (cells.length > layout.length + 1) {
    complain(
      `${layout.length + 2}`,
      `is one too many; ${kind} has ${layout.length} columns after the kind`,
    )
    return undefined
  }
  // The layouts are typed by their records, column by column; only the loop forgets it.
  return right ? (values as unknown as BillFileRecord) : undefined
}

/** What people call a column, for faults that are found before a line can be read; place 0 is the kind. */
export function columnName(kind: string, place: number): string {
  if (place === 0) return 'kind'
  return layouts.get(kind)?.[place - 1]?.[1].name ?? String(place + 1)
}

/** The names of the columns after the kind, in order. */
export const columnKeys = (kind: Kind): readonly string[] => layouts.get(kind)!.map(([key]) => key)
