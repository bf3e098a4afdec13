import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  accountName,
  addressLine,
  isStreetNumber,
  readAccountNumber,
  readNickname,
  sameStreetNumber,
  showAccountNumber,
} from '../../src/domain/service-account.js'

test.each([
  ['0048291533710', { number: '0048291533710' }],
  ['0048291-533710', { number: '0048291533710' }],
  [' 0048291 533 710 ', { number: '0048291533710' }],
  ['0048291–533710', { number: '0048291533710' }],
  ['', { problem: 'empty' }],
  [' - ', { problem: 'empty' }],
  ['48291-533710', { problem: 'count', count: 11 }],
  ['00482915337100', { problem: 'count', count: 14 }],
  ['004829153371O', { problem: 'letters' }],
  ['٣٣٣٣٣٣٣٣٣٣٣٣٣', { problem: 'letters' }],
] as const)('F1: "%s" reads as %o', (typed, expected) => {
  expect(readAccountNumber(typed)).toEqual(expected)
})

test('F1: what is shown reads back as it was, zeros and all', () => {
  expect(showAccountNumber('0048291533710')).toBe('0048291-533710')
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{13}$/), (number) => {
      expect(readAccountNumber(showAccountNumber(number))).toEqual({ number })
    }),
  )
})

test.each([
  ['1234', '1234', true],
  [' 1234 ', '1234', true],
  ['12-a', '12-A', true],
  ['1234  1/2', '1234 1/2', true],
  ['1234', '1235', false],
  ['1234', '01234', false],
  ['1 1/2', '11/2', false],
  ['', '-', false],
])('S19: "%s" and "%s" are the same house: %s', (a, b, same) => {
  expect(sameStreetNumber(a, b)).toBe(same)
})

test.each([
  ['1234', true],
  ['1234 1/2', true],
  ['12-A', true],
  ['-', false],
  ['', false],
  ['12345678901', false],
  ['12;4', false],
])('"%s" is a street number: %s', (text, is) => {
  expect(isStreetNumber(text)).toBe(is)
})

test('an account is called by its nickname, else by its address', () => {
  const place = { streetNumber: '57', street: 'Mill Lane', unit: 'Unit B' }
  expect(addressLine(place)).toBe('57 Mill Lane, Unit B')
  expect(accountName({ ...place, nickname: null })).toBe('57 Mill Lane, Unit B')
  expect(accountName({ ...place, nickname: 'Rental' })).toBe('Rental')
})

test('a nickname is one line of at most 40 characters, or none', () => {
  expect(readNickname(' My \r\n place\t💧 ')).toEqual({ nickname: 'My place 💧' })
  expect(readNickname('  ')).toEqual({ nickname: null })
  expect(readNickname('💧'.repeat(40))).toEqual({ nickname: '💧'.repeat(40) })
  expect(readNickname('x'.repeat(41))).toEqual({ tooLong: 41 })
})
