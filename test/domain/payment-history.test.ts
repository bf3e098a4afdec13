import { describe, expect, test } from 'vitest'
import { howWords, statusWord } from '../../src/domain/payment-history.js'

describe('a payment’s words', () => {
  test.each([
    ['By mail', { channel: 'mail', own: null }],
    ['Automatic bank draft with the City', { channel: 'city_draft', own: null }],
    ['In this portal', { channel: null, own: null }],
    ['Western Union SpeedPay', { channel: null, own: { bank: undefined } }],
    [
      'From savings ending 0092',
      { channel: null, own: { bank: { kind: 'savings', last4: '0092' } } },
    ],
  ] as const)('%s', (words, payment) => {
    expect(howWords(payment)).toBe(words)
  })

  test('the status words of every page', () => {
    expect(
      (['received', 'pending', 'approved', 'returned'] as const).map((is) => statusWord({ is })),
    ).toEqual(['Received', 'Pending', 'Approved', 'Returned'])
  })
})
