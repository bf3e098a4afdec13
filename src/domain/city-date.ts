import { Temporal } from 'temporal-polyfill'

/**
 * City days are texts of the form `2026-12-14`, which compare as texts; moments are `Date`s.
 * The polyfill's types stay in this file (Node 20 and 22 have no native Temporal).
 */
export type CityDay = string

/** The city's wall clock (architecture.md 5). */
export const cityZone = 'America/New_York'

const months =
  'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const wallClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: cityZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Wall {
  readonly day: CityDay
  readonly hour: number
  readonly minute: string
}

/** The last minutes that were asked for: pages ask for the present one, and the last bill file's, again and again. */
const known = new Map<number, Wall>()
const mostKnown = 100

function wall(moment: Date): Wall {
  const minute = Math.floor(moment.getTime() / 60_000)
  const found = known.get(minute)
  if (found) return found
  const part = Object.fromEntries(wallClock.formatToParts(moment).map((p) => [p.type, p.value]))
  const day = `${part.year}-${part.month}-${part.day}`
  const shown = { day, hour: Number(part.hour), minute: part.minute! }
  if (known.size >= mostKnown) known.clear()
  known.set(minute, shown)
  return shown
}

/** The city day on which a moment falls. */
export function cityDay(moment: Date): CityDay {
  return wall(moment).day
}

/** The moment at which the city's clocks show this hour of this day; in a spring gap, the moment after it. */
export function momentOf(day: CityDay, hour: number): Date {
  const at = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: cityZone,
    plainTime: { hour },
  })
  return new Date(at.epochMilliseconds)
}

/** Whether the text is a real day of the calendar, `yyyy-mm-dd`. */
export function isCityDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

const utc = (day: CityDay) => Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8, 10))

/** @param days May be negative. */
export function addDays(day: CityDay, days: number): CityDay {
  return new Date(utc(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The same day of a later month, or its last day: January 31 plus one month is February 28. */
export function addMonths(day: CityDay, count: number): CityDay {
  // By hand: every page asks, and the polyfill takes longer for this than the page for a table.
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count
  const last = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
  const first = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
  return `${first}-${String(Math.min(dayOf(day), last)).padStart(2, '0')}`
}

/** Whole days from one day to a later one; negative when it is earlier. */
export function daysBetween(from: CityDay, to: CityDay): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000)
}

/** 0 is Sunday. */
export function weekday(day: CityDay): number {
  return new Date(utc(day)).getUTCDay()
}

/** The later of two days. */
export const laterDay = (a: CityDay, b: CityDay): CityDay => (a > b ? a : b)

const monthOf = (day: CityDay) => months[+day.slice(5, 7) - 1]!
const dayOf = (day: CityDay) => +day.slice(8, 10)

/** `Mon, Dec 14`, for days that are near. */
export const showNearDay = (day: CityDay): string =>
  `${weekdays[weekday(day)]!.slice(0, 3)}, ${monthOf(day).slice(0, 3)} ${dayOf(day)}`
/** `Dec 14`, beside a day that tells the year. */
export const showShortDay = (day: CityDay): string => `${monthOf(day).slice(0, 3)} ${dayOf(day)}`
/** `Dec 14, 2026`, for lists and records. */
export const showDay = (day: CityDay): string => `${showShortDay(day)}, ${day.slice(0, 4)}`
/** `December 14`, in a sentence. */
export const showMonthDay = (day: CityDay): string => `${monthOf(day)} ${dayOf(day)}`
/** `December 14, 2026`, in a sentence that must hold for years. */
export const showFullDay = (day: CityDay): string => `${showMonthDay(day)}, ${day.slice(0, 4)}`
/** `Monday, December 14`, in a sentence. */
export const showLongDay = (day: CityDay): string =>
  `${weekdays[weekday(day)]}, ${showMonthDay(day)}`
/** `Dec`, under a chart's bar. */
export const showMonth = (day: CityDay): string => monthOf(day).slice(0, 3)
/** `December`. */
export const showMonthName = (day: CityDay): string => monthOf(day)

/** `10:42 AM` on the city's clocks. */
export function showTime(moment: Date): string {
  const { hour, minute } = wall(moment)
  return `${hour % 12 || 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`
}
