import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addBankingDays,
  bankingDayFrom,
  bankingDayUntil,
  isBankingDay,
} from '../../src/domain/banking-day.js'
import { addDays, weekday } from '../../src/domain/city-date.js'

/** The Fed's own table: a holiday on a Saturday leaves the Friday open, one on a Sunday closes the Monday. */
const closed = {
  2024: '01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
  2025: '01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
  2026: '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25', // July 4 is a Saturday
  2027: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25', // June 19 and December 25 are Saturdays
} as const

const holidays = Object.entries(closed).flatMap(([year, days]) =>
  days.split(' ').map((day) => `${year}-${day}`),
)

const day = fc.integer({ min: 0, max: 1460 }).map((days) => addDays('2024-01-01', days))

describe('banking days', () => {
  test('of 2024 to 2027 are all weekdays but the holidays of the Fed', () => {
    const wrong: string[] = []
    for (let today = '2024-01-01'; today < '2028-01-01'; today = addDays(today, 1)) {
      const weekend = weekday(today) === 0 || weekday(today) === 6
      if (isBankingDay(today) === (weekend || holidays.includes(today))) wrong.push(today)
    }
    expect(wrong).toEqual([])
  })

  test.each([
    ['2026-07-03', true, 'the Friday before a Saturday holiday'],
    ['2027-07-05', false, 'the Monday after a Sunday holiday'],
    ['2027-12-24', true, 'the Friday before a Saturday Christmas'],
  ])('%s: %s, %s', (today, open) => {
    expect(isBankingDay(today)).toBe(open)
  })

  test('the one from a day and the one until it stand around it', () => {
    fc.assert(
      fc.property(day, (today) => {
        const from = bankingDayFrom(today)
        const until = bankingDayUntil(today)
        expect(until <= today && today <= from).toBe(true)
        expect(isBankingDay(from) && isBankingDay(until)).toBe(true)
        if (isBankingDay(today)) expect([from, until]).toEqual([today, today])
      }),
    )
  })

  test.each([
    ['2026-11-20', 2, '2026-11-24'],
    ['2026-11-25', 1, '2026-11-27'], // Thanksgiving
    ['2026-11-22', 2, '2026-11-24'],
    ['2026-12-11', 2, '2026-12-15'],
  ])('%s and %i banking days are %s', (from, count, to) => {
    expect(addBankingDays(from, count)).toBe(to)
  })
})
