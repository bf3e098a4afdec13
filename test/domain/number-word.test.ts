import { expect, test } from 'vitest'
import { capitalNumberWord, numberWord } from '../../src/domain/number-word.js'

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
