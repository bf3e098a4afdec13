import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type HourCounts, lastHour, linkBraked, signInBraked } from '../../src/domain/brake.js'

const counts = (facts: Partial<HourCounts>): HourCounts => ({
  thisHour: 0,
  hourBefore: 0,
  week: 0,
  hourPart: 0.5,
  ...facts,
})

test('the last hour has what is left of the hour before', () => {
  expect(lastHour(counts({ thisHour: 10, hourBefore: 40, hourPart: 0 }))).toBe(50)
  expect(lastHour(counts({ thisHour: 10, hourBefore: 40, hourPart: 0.75 }))).toBe(20)
})

describe('T5: failed sign-ins', () => {
  test.each([
    ['a quiet site at the floor', { thisHour: 200 }, false],
    ['a quiet site past the floor', { thisHour: 201 }, true],
    ['a busy site, ten times its mean of 30', { thisHour: 300, week: 30 * 168 }, false],
    ['a busy site past it', { thisHour: 301, week: 30 * 168 }, true],
    ['a new hour within an attack', { thisHour: 0, hourBefore: 900, hourPart: 0.01 }, true],
    ['an hour after it', { thisHour: 0, hourBefore: 900, hourPart: 0.99 }, false],
  ])('%s', (_, facts, braked) => {
    expect(signInBraked(counts(facts))).toBe(braked)
  })

  test('more fails never release the brake', () => {
    const some = fc.nat(5000)
    fc.assert(
      fc.property(
        some,
        some,
        some,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, more, week, hourPart) => {
          const before = counts({ thisHour: a, week, hourPart })
          const after = { ...before, thisHour: a + more }
          expect(signInBraked(before) && !signInBraked(after)).toBe(false)
        },
      ),
    )
  })
})

describe('T1: failed links', () => {
  test.each([
    ['at a hundred, usual ratio', [500, 100], [8000, 1600], false],
    ['past a hundred', [5000, 101], [800_000, 16_000], true],
    ['six times the usual ratio', [50, 30], [1000, 100], true],
    ['five times the usual ratio', [60, 30], [1000, 100], false],
    ['a few fails alone are no ratio', [19, 19], [1000, 10], false],
    ['no week to compare with', [50, 50], [0, 0], false],
    ['a week without a fail', [50, 20], [1000, 0], true],
  ] as const)('%s', (_, [tries, fails], [triesWeek, failsWeek], braked) => {
    const hour = (thisHour: number, week: number) => counts({ thisHour, week })
    expect(linkBraked(hour(tries, triesWeek), hour(fails, failsWeek))).toBe(braked)
  })
})
