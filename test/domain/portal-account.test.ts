import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isEmail,
  maskEmail,
  readName,
  readPhone,
  usernameProblem,
  usernameSuggestions,
} from '../../src/domain/portal-account.js'

test.each([
  ['dwhitfield', undefined],
  ['D.whit-field_2', undefined],
  ['abcdef', undefined],
  [`a${'b'.repeat(29)}`, undefined],
  ['', 'empty'],
  ['abcde', 'shape'],
  [`a${'b'.repeat(30)}`, 'shape'],
  ['1abcdef', 'shape'],
  ['.abcdef', 'shape'],
  ['dana whitfield', 'shape'],
  ['danä-whitfield', 'shape'],
  ['dana@example.com', 'address'],
  ['@dana', 'address'],
] as const)('S4: the username "%s": %s', (username, problem) => {
  expect(usernameProblem(username)).toBe(problem)
})

test.each([
  'name@example.com',
  'first.last+tag@sub.example.co.uk',
  "o'brien@example.org",
  'a@b-c.museum',
])('S2: %s is an address', (email) => {
  expect(isEmail(email)).toBe(true)
})

test.each([
  '',
  'name',
  '@example.com',
  'name@',
  'name@example',
  'a@b.com,c@d.com',
  'a@b.com c@d.com',
  'a@b.com;c@d.com',
  '"x"@example.com',
  '<a@b.com>',
  'a@b@c.com',
  '.a@example.com',
  'a..b@example.com',
  'a@example..com',
  'a@-example.com',
  'a\r\nBcc: x@example.com',
  'ä@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.com`,
])('T30: "%s" is not one plain address', (email) => {
  expect(isEmail(email)).toBe(false)
})

test.each([
  ['dana.whitfield@example.com', 'd•••••d@example.com'],
  ['abc@example.com', 'a•••••c@example.com'],
  ['ab@example.com', 'a•••••@example.com'],
  ['a@example.com', 'a•••••@example.com'],
])('%s is shown as %s', (email, shown) => {
  expect(maskEmail(email)).toBe(shown)
})

test('S5: a taken name has others near it, all of them legal', () => {
  const near = usernameSuggestions('dwhitfield', 'dana.whitfield@example.com')
  expect(near.slice(0, 2)).toEqual(['dwhitfield2', 'dana-whitfield'])
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{5,29}$/),
      fc.emailAddress(),
      (taken, email) => {
        const names = usernameSuggestions(taken, email)
        expect(names.length).toBeGreaterThanOrEqual(2)
        expect(names.map(usernameProblem).every((problem) => problem === undefined)).toBe(true)
        expect(names.map((name) => name.toLowerCase())).not.toContain(taken.toLowerCase())
      },
    ),
  )
})

test.each([
  ['704-555-0142', '704-555-0142'],
  ['(704) 555 0142', '704-555-0142'],
  ['+1 704.555.0142', '704-555-0142'],
  ['', null],
  ['  ', null],
  ['555-0142', undefined],
  ['104-555-0142', undefined],
  ['704-555-0142 ext 5', undefined],
  ['٧٠٤٥٥٥٠١٤٢', undefined],
])('the phone number "%s" is kept as %s', (typed, kept) => {
  expect(readPhone(typed)).toBe(kept)
})

test('a name is one line of at most 100 characters', () => {
  expect(readName(' Dana \r\n Whitfield ')).toEqual({ name: 'Dana Whitfield' })
  expect(readName(' ')).toEqual({ name: null })
  expect(readName('x'.repeat(100))).toEqual({ name: 'x'.repeat(100) })
  expect(readName('x'.repeat(101))).toEqual({ tooLong: 101 })
})
