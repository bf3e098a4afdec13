import type { CityDay } from './city-date.js'
import { showMonth, showMonthName } from './city-date.js'
import { numberWord } from './number-word.js'

/** Water use by month, from the meter reads of the bills (S27, ux.md 4.2 and 12). One Ccf is 100 cubic feet. */

export const gallonsPerCcf = 748

export type ReadKind = 'actual' | 'estimated' | 'corrected'

/** As pages and files say them. */
export const readKinds: Readonly<Record<ReadKind, string>> = {
  actual: 'Actual',
  estimated: 'Estimated',
  corrected: 'Corrected',
}

export interface Read {
  readonly usageCcf: number
  readonly kind: ReadKind
}

/** A bill with its meter reads; a meter exchange gives it two. */
export interface BilledUse {
  /** The last day of the bill's period; its month is the month of the use. */
  readonly periodTo: CityDay
  readonly reads: readonly Read[]
}

export interface MonthUse {
  /** `2026-11` */
  readonly month: string
  readonly ccf: number
  /** One of its reads was. */
  readonly estimated: boolean
}

/** Oldest first. All reads of a month add up: of a bill with two meters, and of two bills. */
export function useByMonth(bills: readonly BilledUse[]): MonthUse[] {
  const months = new Map<string, MonthUse>()
  for (const { periodTo, reads } of bills) {
    if (reads.length === 0) continue // a bill without a meter says nothing of water
    const month = periodTo.slice(0, 7)
    const before = months.get(month)
    months.set(month, {
      month,
      ccf: toThousandths((before?.ccf ?? 0) + addUp(reads)),
      estimated: before?.estimated === true || reads.some(({ kind }) => kind === 'estimated'),
    })
  }
  return [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1))
}

/** All reads of one bill. */
export const addUp = (reads: readonly Pick<Read, 'usageCcf'>[]): number =>
  toThousandths(reads.reduce((sum, { usageCcf }) => sum + usageCcf, 0))

const toThousandths = (ccf: number) => Math.round(ccf * 1000) / 1000

export interface YearRow {
  /** Of the newer year: `2026-11` */
  readonly month: string
  /** `Nov` */
  readonly name: string
  /** Undefined: no bill in that month. */
  readonly before: MonthUse | undefined
  readonly latest: MonthUse | undefined
}

/** Twelve rows that end with the newest month, each beside the same month a year before. */
export function yearBesideYear(months: readonly MonthUse[]): YearRow[] {
  const newest = months.at(-1)
  if (!newest) return []
  const byMonth = new Map(months.map((month) => [month.month, month]))
  return Array.from({ length: 12 }, (_, place) => {
    const month = monthBefore(newest.month, 11 - place)
    return {
      month,
      name: showMonth(`${month}-01`),
      before: byMonth.get(monthBefore(month, 12)),
      latest: byMonth.get(month),
    }
  })
}

/** The month so many months before. @param month `2026-11` */
export function monthBefore(month: string, count: number): string {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 - count
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}

/** `You used 6 Ccf, one more than last November` */
export function useHeading(months: readonly MonthUse[]): string | undefined {
  const newest = months.at(-1)
  if (!newest) return undefined
  const used = `You used ${showCcf(newest.ccf)}`
  const name = showMonthName(`${newest.month}-01`)
  const before = sameMonthLastYear(months, newest)
  if (!before) return `${used} in ${name}`
  const more = toThousandths(newest.ccf - before.ccf)
  if (more === 0) return `${used}, the same as last ${name}`
  return `${used}, ${difference(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than last ${name}`
}

const difference = (ccf: number) => (Number.isInteger(ccf) ? numberWord(ccf) : showNumber(ccf))

const sameMonthLastYear = (months: readonly MonthUse[], newest: MonthUse) =>
  months.find(({ month }) => month === monthBefore(newest.month, 12))

/** Said when the newest month's use is over twice that of a year ago; an estimate proves nothing. */
export function leakHint(months: readonly MonthUse[]): string | undefined {
  const newest = months.at(-1)
  const before = newest && sameMonthLastYear(months, newest)
  if (!newest || !before || newest.estimated || newest.ccf <= before.ccf * 2) return undefined
  const name = showMonthName(`${newest.month}-01`)
  return `This is more than twice last ${name}. A running toilet can use 200 gallons a day.`
}

/** Made once: a format costs more than all that is written with it on a page. */
const figures = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** `1,842`, with up to three decimals. */
export const showNumber = (number: number): string =>
  Number.isInteger(number) && number >= 0 && number < 1000 ? String(number) : figures.format(number)

/** `6 Ccf` */
export const showCcf = (ccf: number): string => `${showNumber(ccf)} Ccf`

/** `4,488` */
export const showGallons = (ccf: number): string => showNumber(Math.round(ccf * gallonsPerCcf))
