import { expect, test } from 'vitest'
import { passwordLength, passwordProblem, passwordProblemWords } from '../../src/domain/password.js'

const varied = 'no two of these many words say the same thing, and nobody wrote them down: '.repeat(
  2,
)
const isLeaked = (password: string) => password === 'businessbabe'
const rules = { min: 12, names: ['dwhitfield', 'dana.whitfield@example.com'], isLeaked }

test.each([
  ['twelve are enough', 'twelve chars', undefined],
  ['128 are not too many', varied.slice(0, 128), undefined],
  ['spaces count and stay', '  kqv   bzm  ', undefined],
  ['an emoji is one character', '💧🚰🌊🐟🐸🦆⛵🏊🚿🧊🌧🌈', undefined],
  ['empty', '', { kind: 'empty' }],
  ['eleven are too few', 'eleven char', { kind: 'short', length: 11 }],
  [
    'eleven emoji are too few, though they are 22 units',
    '💧'.repeat(11),
    { kind: 'short', length: 11 },
  ],
  ['129 are refused, not cut', varied.slice(0, 129), { kind: 'long', length: 129 }],
  ['a common one', 'Password1234', { kind: 'common' }],
  ['a leaked one', 'businessbabe', { kind: 'common' }],
  ['a leaked one, however it is written', 'Business-Babe!', { kind: 'common' }],
  ['a common one, before anybody notices whose it is', 'charlotte-2026', { kind: 'common' }],
  ['the username with a year', 'dwhitfield2026', { kind: 'name' }],
  ['parts of the address', 'whitfield.dana.1987', { kind: 'name' }],
  ['a part of the name among other words', 'dana hums to blue tractors', undefined],
  ['the address, in any case', 'Dana.Whitfield@Example.com', { kind: 'name' }],
] as const)('S2: %s', (_, password, expected) => {
  expect(passwordProblem(password, rules)).toEqual(expected)
})

test('S2: the username is no password', () => {
  expect(
    passwordProblem('A-Long-Username', { min: 12, names: ['a-long-username'], isLeaked }),
  ).toEqual({
    kind: 'name',
  })
})

test('S2: the words say how many are missing, by the setting', () => {
  expect(passwordProblemWords({ kind: 'short', length: 9 }, 12)).toBe(
    'Use at least 12 characters. You used 9.',
  )
  expect(passwordProblemWords({ kind: 'short', length: 9 }, 15)).toContain('at least 15')
})

test('S2: a common one is refused in the words of ux.md 3.5', () => {
  expect(passwordProblemWords({ kind: 'common' }, 12)).toBe(
    'This password has appeared in a data leak. Choose another one.',
  )
})

test('what looks the same is counted the same, however it was typed', () => {
  expect(passwordLength('e\u0301')).toBe(passwordLength('é'))
})
