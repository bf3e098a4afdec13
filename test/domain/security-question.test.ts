import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  answerProblem,
  isSecurityQuestion,
  normalizeAnswer,
  securityQuestions,
} from '../../src/domain/security-question.js'

const names = { username: 'dwhitfield', email: 'dana.w@example.com' }

test('S10: ten questions, whose keys are for ever', () => {
  expect(Object.keys(securityQuestions)).toEqual([
    'first_pet',
    'first_street',
    'childhood_friend',
    'first_teacher',
    'first_job',
    'first_car',
    'meeting_place',
    'favorite_book',
    'dream_job',
    'first_trip',
  ])
  expect(isSecurityQuestion('first_pet')).toBe(true)
  expect(['', 'constructor', '__proto__', 'First_pet'].some(isSecurityQuestion)).toBe(false)
})

test.each([
  [' Blue ', 'blue'],
  ['b-l.u e', 'blue'],
  ['ＢＬＵＥ', 'blue'],
  ['Straße 5', 'strasse5'],
  ['e\u0301tude', 'étude'],
  ['STRAẞE 5', 'strasse5'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['\u1fd2', '\u1fd2'],
  ['\u1fd2'.toUpperCase(), '\u1fd2'],
  ['👩‍👧', ''],
])('T4: "%s" counts as "%s"', (typed, plain) => {
  expect(normalizeAnswer(typed)).toBe(plain)
})

test('T4: normalizing twice changes nothing, and case, spaces and punctuation never count', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), (text) => {
      const plain = normalizeAnswer(text)
      expect(normalizeAnswer(plain)).toBe(plain)
      expect(normalizeAnswer(` ${text}.`)).toBe(plain)
      expect(normalizeAnswer(text.toUpperCase())).toBe(plain)
      expect(plain).toMatch(/^[\p{L}\p{N}]*$/u)
    }),
  )
})

test.each([
  ['three letters are enough', 'Rex', undefined],
  ['64 are not too many', 'ab'.repeat(32), undefined],
  ['punctuation is not counted', 'a.-b!', 'short'],
  ['empty', '', 'empty'],
  ['spaces alone', '   ', 'empty'],
  ['65 are too many', `${'ab'.repeat(32)}c`, 'long'],
  ['a flood', 'A'.repeat(10_000), 'long'],
  ['the username', 'D. Whitfield', 'name'],
  ['the address', 'Dana.W@example.com', 'name'],
  ['its first part', 'dana w', 'name'],
  ['123', '123', 'guessable'],
  ['4567', '4567', 'guessable'],
  ['987', '987', 'guessable'],
  ['one letter over and over', 'aaaa', 'guessable'],
  ['a word that everybody tries', 'Password', 'guessable'],
] as const)('T4: %s', (_, answer, problem) => {
  expect(answerProblem(answer, names)).toBe(problem)
})
