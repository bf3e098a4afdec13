import { describe, expect, test } from 'vitest'
import { isFoundBy } from '../../src/domain/account-filter.js'

const rental = {
  nickname: 'Rental',
  accountNumber: '0048830119204',
  streetNumber: '57',
  street: 'Mill Lane',
  unit: 'Unit B',
}

describe('an account is found by', () => {
  test.each([
    ['its nickname, in any case', 'rent', true],
    ['its street', '57 mill', true],
    ['its unit', 'unit b', true],
    ['its number as it is shown', '0048830-119204', true],
    ['digits of its number', '119204', true],
    ['spaces around do not count', '  mill ', true],
    ['not by another’s street', 'elm', false],
    ['not by letters that are no digits of a number', '1192o4', false],
    ['not by a hyphen alone', '-', false],
  ])('%s', (_, text, expected) => {
    expect(isFoundBy(text, rental)).toBe(expected)
  })

  test('its street, without a nickname', () => {
    expect(isFoundBy('mill', { ...rental, nickname: null })).toBe(true)
  })
})
