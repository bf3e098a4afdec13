import { expect, test } from 'vitest'
import { passwordLength, passwordProblem, passwordProblemWords } from '../../src/domain/password.js'

const rules = { min: 12, names: ['dwhitfield', 'dana.whitfield@example.com'] }

test.each([
  ['twelve are enough', 'twelve chars', undefined],
  ['128 are not too many', 'x'.repeat(128), undefined],
  ['spaces count and stay', '   a   b    ', undefined],
  ['an emoji is one character', '💧'.repeat(12), undefined],
  ['empty', '', { kind: 'empty' }],
  ['eleven are too few', 'eleven char', { kind: 'short', length: 11 }],
  [
    'eleven emoji are too few, though they are 22 units',
    '💧'.repeat(11),
    { kind: 'short', length: 11 },
  ],
  ['129 are refused, not cut', 'x'.repeat(129), { kind: 'long', length: 129 }],
  ['the address, in any case', 'Dana.Whitfield@Example.com', { kind: 'name' }],
] as const)('S2: %s', (_, password, expected) => {
  expect(passwordProblem(password, rules)).toEqual(expected)
})

test('S2: the username is no password', () => {
  expect(passwordProblem('A-Long-Username', { min: 12, names: ['a-long-username'] })).toEqual({
    kind: 'name',
  })
})

test('S2: the words say how many are missing, by the setting', () => {
  expect(passwordProblemWords({ kind: 'short', length: 9 }, 12)).toBe(
    'Use at least 12 characters. You used 9.',
  )
  expect(passwordProblemWords({ kind: 'short', length: 9 }, 15)).toContain('at least 15')
})

test('what looks the same is counted the same, however it was typed', () => {
  expect(passwordLength('e\u0301')).toBe(passwordLength('é'))
})
