import { type BillFileFault, showCell } from './bill-file.js'
import { splitCsvLine } from './csv-line.js'

/**
 * The list of places where the City's bills may be paid in person (S55): a CSV file in UTF-8 (RFC 4180), one header line,
 * one place a line. It is the whole list, all or nothing.
 */
export interface PaymentPlace {
  readonly name: string
  readonly street: string
  readonly city: string
  readonly state: string
  readonly zip: string // 5 digits, zeros kept
  readonly hours: string | undefined
  readonly phone: string | undefined
}

const columns = ['name', 'street', 'city', 'state', 'zip', 'hours', 'phone'] as const
type Column = (typeof columns)[number]

export const locationHeader = columns.join(',')

export const maxLocations = 2_000
const maxFaults = 100

/** What is wrong with a column's text, or undefined. */
const problems: Record<Column, (text: string) => string | undefined> = {
  name: (text) => needed(text, 80),
  street: (text) => needed(text, 100),
  city: (text) => needed(text, 60),
  state: (text) => (/^[A-Z]{2}$/.test(text) ? undefined : 'a state is two capital letters'),
  zip: (text) => (/^[0-9]{5}$/.test(text) ? undefined : 'a zip code is 5 digits'),
  hours: (text) => optional(text, 120),
  phone: (text) =>
    text === '' || /^[0-9]{3}-[0-9]{3}-[0-9]{4}$/.test(text)
      ? undefined
      : 'a phone number is written 704-336-7600',
}

const needed = (text: string, most: number) => (text === '' ? 'is empty' : optional(text, most))

function optional(text: string, most: number): string | undefined {
  if ([...text].length > most) return `has more than ${most} characters`
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? 'has a character that cannot be seen' : undefined
}

export type LocationFile =
  | { readonly places: readonly PaymentPlace[] }
  | { readonly faults: readonly BillFileFault[] }

/** @returns Every place of the file, or everything that is wrong with it, by line and column. */
export function readLocationFile(bytes: Uint8Array): LocationFile {
  const text = decoded(bytes)
  if (text === undefined) return refused(1, 'name', 'the file is not UTF-8')
  const [header = '', ...rest] = text.split(/\r?\n/)
  if (rest.at(-1) === '') rest.pop()
  if (header !== locationHeader)
    return refused(1, 'name', `the first line must be ${locationHeader}`)
  if (rest.length === 0) return refused(2, 'name', 'there is no place in the file')
  if (rest.length > maxLocations)
    return refused(maxLocations + 2, 'name', `a file has at most ${maxLocations} places`)
  const faults: BillFileFault[] = []
  const places: PaymentPlace[] = []
  const seen = new Map<string, number>()
  for (const [at, line] of rest.entries()) {
    const number = at + 2
    const place = readPlace(line, (column, message) =>
      faults.push({ line: number, column, message }),
    )
    if (!place) continue
    const key = [place.name, place.street, place.zip].join('\n').toLowerCase()
    const before = seen.get(key)
    if (before)
      faults.push({ line: number, column: 'name', message: `stands in line ${before} too` })
    seen.set(key, number)
    places.push(place)
  }
  return faults.length > 0 ? { faults: faults.slice(0, maxFaults) } : { places }
}

function readPlace(
  line: string,
  complain: (column: Column, message: string) => void,
): PaymentPlace | undefined {
  const cells = splitCsvLine(line)
  if (typeof cells === 'number') {
    complain(columns[cells] ?? 'phone', 'the quotation marks are not right')
    return undefined
  }
  if (cells.length !== columns.length) {
    complain(
      columns[Math.min(cells.length, columns.length) - 1] ?? 'name',
      `a line has ${columns.length} columns, this one has ${cells.length}`,
    )
    return undefined
  }
  const trimmed = cells.map((cell) => cell.trim())
  let right = true
  for (const [at, column] of columns.entries()) {
    const cell = trimmed[at]!
    const problem = problems[column](cell)
    if (!problem) continue
    right = false
    complain(column, cell === '' ? problem : `${showCell(cell)} ${problem}`)
  }
  const [name, street, city, state, zip, hours, phone] = trimmed as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return right
    ? { name, street, city, state, zip, hours: hours || undefined, phone: phone || undefined }
    : undefined
}

const refused = (line: number, column: Column, message: string): LocationFile => ({
  faults: [{ line, column, message }],
})

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
