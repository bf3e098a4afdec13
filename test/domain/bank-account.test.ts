import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bankNumberProblem,
  isRoutingNumber,
  routingProblem,
  showBank,
  withoutGaps,
} from '../../src/domain/bank-account.js'

const weights = [3, 7, 1, 3, 7, 1, 3, 7]
/** Any eight digits of a prefix that can be debited, with the check digit that makes them right. */
const routing = fc
  .tuple(
    fc.constantFrom('01', '05', '12', '21', '26', '32', '61', '67', '72'),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([prefix, rest]) => {
    const eight = `${prefix}${String(rest).padStart(6, '0')}`
    const sum = weights.reduce((total, weight, place) => total + weight * Number(eight[place]), 0)
    return `${eight}${(10 - (sum % 10)) % 10}`
  })

describe('routing numbers (domain.md 1)', () => {
  test.each(['021000021', '053000219', '011401533', '121000358'])('%s is one', (number) => {
    expect(isRoutingNumber(number)).toBe(true)
    expect(routingProblem(number)).toBeUndefined()
  })

  test('every number with the right check digit is one', () => {
    fc.assert(fc.property(routing, isRoutingNumber))
  })

  test('no single wrong digit gets through', () => {
    fc.assert(
      fc.property(
        routing,
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (number, place, step) => {
          const wrong = (Number(number[place]) + step) % 10
          const typed = `${number.slice(0, place)}${wrong}${number.slice(place + 1)}`
          expect(isRoutingNumber(typed)).toBe(false)
        },
      ),
    )
  })

  test.each([
    ['000000000', 'all zeros pass the sum'],
    ['000000518', 'government'],
    ['500000005', 'internal'],
    ['800000002', "traveler's checks"],
    ['990000002', 'no such prefix'],
  ])('%s is none: %s', (number) => {
    expect(isRoutingNumber(number)).toBe(false)
  })

  test.each([
    [
      '53000219',
      'Enter a routing number with 9 digits. You entered 8. If it starts with 0, include the 0.',
    ],
    [
      '',
      'Enter a routing number with 9 digits. You entered 0. If it starts with 0, include the 0.',
    ],
    [
      '05300021900',
      'Enter a routing number with 9 digits. You entered 11. If it starts with 0, include the 0.',
    ],
    ['053000218', 'Check the routing number. One of the digits is not right.'],
    ['05300021O', 'Use digits only'],
    ['٠٥٣٠٠٠٢١٩', 'Use digits only'],
  ])('%s: %s', (number, words) => {
    expect(routingProblem(number)).toBe(words)
  })
})

describe('account numbers', () => {
  test.each(['0000', '0001', '000482913377', '00000000000000001'])(
    'S39: %s keeps its zeros',
    (number) => {
      expect(withoutGaps(number)).toBe(number)
      expect(bankNumberProblem(number)).toBeUndefined()
    },
  )

  test.each([
    ['123', 'Enter an account number with 4 to 17 digits, including zeros at the start'],
    ['', 'Enter an account number with 4 to 17 digits, including zeros at the start'],
    ['1'.repeat(18), 'Enter an account number with 4 to 17 digits, including zeros at the start'],
    ['1234x', 'Use digits only'],
    ['+1234', 'Use digits only'],
  ])('%s: %s', (number, words) => {
    expect(bankNumberProblem(number)).toBe(words)
  })

  test('spaces and dashes of a paste go, nothing else does', () => {
    expect(withoutGaps(' 0004-8291 3377\t')).toBe('000482913377')
    expect(withoutGaps('0004.8291')).toBe('0004.8291')
  })

  test('only kind and last four are shown', () => {
    expect(showBank({ kind: 'checking', last4: '0092' })).toBe('checking ending 0092')
  })
})
