import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalMoney, readMoney, showMoney } from '../../src/domain/money.js'

const cents = fc.integer({ min: 0, max: 1_000_000_000 })

describe('money', () => {
  test('what is shown reads back as the same cents', () => {
    fc.assert(
      fc.property(cents, (amount) => {
        expect(readMoney(showMoney(amount))).toBe(amount)
        expect(readMoney(decimalMoney(amount))).toBe(amount)
      }),
    )
  })

  test.each([
    [0, '$0.00'],
    [5, '$0.05'],
    [84_17, '$84.17'],
    [1_234_56, '$1,234.56'],
    [1_234_567_89, '$1,234,567.89'],
    [-12_40, '–$12.40'],
  ])('%i cents are shown as %s', (amount, shown) => {
    expect(showMoney(amount)).toBe(shown)
  })

  test.each([
    ['84.17', 84_17],
    ['84', 84_00],
    ['$84.17', 84_17],
    ['$ 84.17', 84_17],
    ['1,234.56', 1_234_56],
    ['0.01', 1],
    ['  84.17 ', 84_17],
  ])('%s is read', (text, amount) => {
    expect(readMoney(text)).toBe(amount)
  })

  test.each([
    '',
    ' ',
    '1e3',
    '1,00',
    '.5',
    '5.',
    '-1',
    '+1',
    '1.005',
    '1.5',
    '84.17.1',
    '１２',
    '٣',
    '0x10',
    'NaN',
    'Infinity',
    '1e309',
    '$',
    '1 234',
    '999999999999',
  ])('%j is no amount', (text) => {
    expect(readMoney(text)).toBeUndefined()
  })
})
