import { showCell } from './bill-file.js'
import { type CityDay, isCityDay } from './city-date.js'
import { readThousandths, type Thousandths } from './thousandths.js'

/** Why a cell can't be what its column says. */
export interface Unfit {
  readonly unfit: string
}

/** A column of the bill file: what people call it, and how its cell is read. */
export interface Column<T> {
  readonly name: string
  readonly read: (text: string) => T | Unfit
}

export const isUnfit = (value: unknown): value is Unfit =>
  typeof value === 'object' && value !== null && 'unfit' in value

const maxCents = 1_000_000_000 // ten million dollars: past it an amount is a slip of the file's maker
const maxSumCents = 10_000_000_000_000
const firstDay = '1990-01-01'
const lastDay = '2099-12-31'

const must = (text: string, what: string): Unfit => ({
  unfit: text === '' ? `is empty; it must be ${what}` : `${showCell(text)} is not ${what}`,
})

/** @param pattern Of the whole cell. */
export const text = (name: string, pattern: RegExp, what: string): Column<string> => ({
  name,
  read: (cell) => (pattern.test(cell) ? cell : must(cell, what)),
})

/** Words for people: no control or direction characters, nothing but spaces is nothing. */
export const words = (name: string, most: number): Column<string> => ({
  name,
  read: (cell) =>
    cell.length <= most && /\S/.test(cell) && (ascii.test(cell) || !strange.test(cell))
      ? cell
      : must(cell, `a text of 1 to ${most} characters without control characters`),
})

const ascii = /^[ -~]*$/ // most cells, and many times quicker to tell
const strange = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

export const maybe = <T>(column: Column<T>): Column<T | undefined> => ({
  name: column.name,
  read: (cell) => (cell === '' ? undefined : column.read(cell)),
})

export const oneOf = <const T extends readonly string[]>(
  name: string,
  choices: T,
): Column<T[number]> => ({
  name,
  read: (cell) =>
    choices.find((choice) => choice === cell) ?? must(cell, `one of ${choices.join(', ')}`),
})

/** 13 digits, with or without the hyphen; kept without. */
export const accountNumber: Column<string> = {
  name: 'account number',
  read: (cell) =>
    /^\d{7}-?\d{6}$/.test(cell)
      ? cell.replace('-', '')
      : must(cell, 'an account number of 13 digits'),
}

export const day = (name: string): Column<CityDay> => ({
  name,
  read: (cell) =>
    isDay(cell) ? cell : must(cell, `a day as 2026-12-14, from ${firstDay} to ${lastDay}`),
})

// A file has a million days, but few different ones.
const days = new Set<CityDay>()

function isDay(cell: string): boolean {
  if (days.has(cell)) return true
  if (!isCityDay(cell) || cell < firstDay || cell > lastDay) return false
  if (days.size < 10_000) days.add(cell)
  return true
}

/** Cents. `84.17`, `-84.17`, `84`. */
export const money = (name: string): Column<number> => cents(name, maxCents)

/** Cents of a trailer's sum, which may be large. */
export const sum = (name: string): Column<number> => cents(name, maxSumCents)

function cents(name: string, most: number): Column<number> {
  return {
    name,
    read: (cell) => {
      if (!/^-?\d{1,12}(?:\.\d\d)?$/.test(cell)) return must(cell, 'an amount as 84.17')
      const [whole, places = '00'] = cell.replace('-', '').split('.')
      const size = Number(whole) * 100 + Number(places)
      if (size > most) return { unfit: `${showCell(cell)} is past what one bill file may hold` }
      return cell.startsWith('-') && size !== 0 ? -size : size
    },
  }
}

export const count = (name: string): Column<number> => ({
  name,
  read: (cell) => (/^\d{1,9}$/.test(cell) ? Number(cell) : must(cell, 'a whole number')),
})

/** @param digits Before the decimal point. */
export const decimal = (
  name: string,
  range: { readonly digits: number; readonly negative: boolean },
): Column<Thousandths> => ({
  name,
  read: (cell) => {
    const value = readThousandths(cell)
    const fits =
      value !== undefined &&
      Math.abs(value) < 1000 * 10 ** range.digits &&
      (range.negative || value >= 0)
    return fits
      ? value
      : must(cell, `a ${range.negative ? '' : 'positive '}number of at most 3 decimals`)
  },
})
