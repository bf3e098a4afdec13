import { expect, test } from 'vitest'
import { capitalNumberWord, counted, numberWord, showCount } from '../../src/domain/number-word.js'

test.each([
  [1, 'one'],
  [3, 'three'],
  [12, 'twelve'],
  [13, '13'],
  [30, '30'],
])('%i is said as "%s"', (count, word) => {
  expect(numberWord(count)).toBe(word)
})

test('a sentence begins with a capital', () => {
  expect([1, 13].map(capitalNumberWord)).toEqual(['One', '13'])
})

test.each([
  [0, '0'],
  [999, '999'],
  [12_500, '12,500'],
  [1_000_000, '1,000,000'],
])('a count of %d is shown as %s', (count, shown) => {
  expect(showCount(count)).toBe(shown)
})

test('one of a thing is told in the singular', () => {
  expect([0, 1, 1200].map((count) => counted(count, 'bill'))).toEqual([
    '0 bills',
    '1 bill',
    '1,200 bills',
  ])
})
