import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { addDays, addMonths, cityDay, showTime } from '../../src/domain/city-date.js'

test.each([
  ['2027-01-31', 1, '2027-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2026-11-23', -24, '2024-11-23'],
  ['2028-02-29', -24, '2026-02-28'],
  ['2026-01-15', -1, '2025-12-15'],
])('%s and %d months are %s', (day, count, expected) => {
  expect(addMonths(day, count)).toBe(expected)
})

test('months are added as the calendar of the polyfill adds them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -20_000, max: 40_000 }),
      fc.integer({ min: -600, max: 600 }),
      (days, months) => {
        const day = addDays('2000-01-01', days)
        const expected = Temporal.PlainDate.from(day).add({ months }).toString()
        expect(addMonths(day, months)).toBe(expected)
      },
    ),
  )
})

test('one moment after the other shows its own time, however often each is asked for', () => {
  const moments = Array.from({ length: 150 }, (_, n) => new Date(Date.UTC(2026, 10, 23, 15, n)))
  const shown = () => moments.map((moment) => `${cityDay(moment)} ${showTime(moment)}`)
  const first = shown()
  expect(first[0]).toBe('2026-11-23 10:00 AM')
  expect(first[149]).toBe('2026-11-23 12:29 PM')
  expect(shown()).toEqual(first)
  expect(new Set(first).size).toBe(150)
})
