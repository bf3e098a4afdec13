import { describe, expect, test } from 'vitest'
import { isCommonPassword, partsOfName } from '../../src/domain/common-passwords.js'

describe('ASVS 6.2.4: passwords that many people have', () => {
  test.each([
    ['on the list', 'correct horse battery staple'],
    ['on the list, however it is written', 'May-The-Force-Be-With-You'],
    ['a word and a run of digits', 'password1234'],
    ['disguised', 'P@ssw0rd2026!'],
    ['a season and a year', 'Summer2026!!!'],
    ['a month and a year, twice', 'november2026november2026'],
    ['a word twice', 'welcomewelcome'],
    ['one character', 'aaaaaaaaaaaa'],
    ['one emoji', '💧'.repeat(12)],
    ['a unit again and again', 'xq7xq7xq7xq7xq7'],
    ['a row of the keyboard', 'qwertyuiop[]'],
    ['rows, one after another', 'qwertyasdfgh'],
    ['a row backwards', '098765432109'],
    ['columns', '1qaz2wsx3edc'],
    ['a zigzag', '1q2w3e4r5t6y'],
    ['three words of the list', 'dragon monkey tiger'],
    ['a date behind a name', 'michael19840612'],
    ['a hundred of the same', 'ab'.repeat(50)],
  ])('%s: %s', (_, password) => {
    expect(isCommonPassword(password)).toBe(true)
  })
})

test.each([
  'charlotte2026',
  'waterbill-311',
  'billpay12345',
  'sewer water storm',
  'CityOfCharlotte',
])('ASVS 6.1.2: what everybody here thinks of first: %s', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

test.each([
  'a long enough password',
  'four unrelated words here',
  'blue lamp river nine',
  'kx9vQ2mLp0Ta',
  'hjkqzmvbtrwp',
  '938471620583',
  'my dog is called rex',
  'zwölf Zeichen lang',
  'пароль из слов',
])('nothing that a guesser tries early: %s', (password) => {
  expect(isCommonPassword(password)).toBe(false)
})

test('ASVS 6.1.2: parts of one’s own names count for their owner alone', () => {
  const names = ['dwhitfield', 'dana.whitfield@example.com'].flatMap(partsOfName)
  expect(names).toEqual(['dwhitfield', 'dana', 'whitfield', 'example'])
  expect(isCommonPassword('whitfield-dana-1987', names)).toBe(true)
  expect(isCommonPassword('whitfield-dana-1987')).toBe(false)
})

test('T28: 128 characters take no time that anybody could use', () => {
  const begun = performance.now()
  for (let times = 0; times < 20; times += 1) isCommonPassword('p4ssw0rd'.repeat(16).slice(0, 127))
  expect(performance.now() - begun).toBeLessThan(2_000)
})
