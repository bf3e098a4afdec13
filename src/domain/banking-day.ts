import { allForYear } from '@18f/us-federal-holidays'
import { addDays, type CityDay, weekday } from './city-date.js'

/**
 * Days on which the Federal Reserve settles ACH debits: no weekends, no federal holidays. A holiday
 * on a Saturday leaves the Friday open, one on a Sunday closes the Monday (domain.md 4).
 */
const holidays = new Map<number, Set<CityDay>>()

function holidaysOf(year: number): Set<CityDay> {
  let days = holidays.get(year)
  if (!days) {
    // The library's default closes the Friday before a Saturday holiday; the Fed does not.
    const all = allForYear(year, { shiftSaturdayHolidays: false, shiftSundayHolidays: true })
    days = new Set(all.map((holiday) => holiday.dateString))
    holidays.set(year, days)
  }
  return days
}

/** Whether banks take debits on this day. */
export function isBankingDay(day: CityDay): boolean {
  const which = weekday(day)
  return which !== 0 && which !== 6 && !holidaysOf(Number(day.slice(0, 4))).has(day)
}

/** The day itself, or the first banking day after it. */
export function bankingDayFrom(day: CityDay): CityDay {
  let found = day
  while (!isBankingDay(found)) found = addDays(found, 1)
  return found
}

/** The day itself, or the last banking day before it. */
export function bankingDayUntil(day: CityDay): CityDay {
  let found = day
  while (!isBankingDay(found)) found = addDays(found, -1)
  return found
}

/** The nth banking day after a day; `addBankingDays(friday, 2)` is the Tuesday. */
export function addBankingDays(day: CityDay, count: number): CityDay {
  let found = day
  for (let n = 0; n < count; n += 1) found = bankingDayFrom(addDays(found, 1))
  return found
}
