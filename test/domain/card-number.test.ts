import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeCard } from '../../src/domain/card-number.js'

describe('a card number', () => {
  test.each([
    ['4111111111111111', 'Visa'],
    ['4111 1111 1111 1111', 'with spaces'],
    ['4111-1111-1111-1111', 'with hyphens'],
    ['5555555555554444', 'Mastercard'],
    ['2223003122003222', 'Mastercard of the newer range'],
    ['378282246310005', 'American Express'],
    ['6011111111111117', 'Discover'],
    ['my card is 4111111111111111, thanks', 'in a sentence'],
  ])('S36: %s is seen (%s)', (text) => {
    expect(looksLikeCard(text)).toBe(true)
  })

  test.each([
    ['4111111111111112', 'a wrong check digit'],
    ['053000219', 'a routing number'],
    ['0048291533710', 'an account number of the city'],
    ['000482913377', 'a bank account'],
    ['00000000000000001', 'seventeen digits'],
    ['1111111111111111', 'no network begins with 1'],
    ['', 'nothing'],
  ])('%s is none: %s', (text) => {
    expect(looksLikeCard(text)).toBe(false)
  })

  test('one of our own ids is none, though its digits may pass for one', () => {
    expect(looksLikeCard('45678901-1111-4111-8111-111111111111')).toBe(false)
    expect(looksLikeCard('aaaaaaaa-bbbb-4111-8111-11111112aaaa')).toBe(false)
    fc.assert(fc.property(fc.uuid({ version: 4 }), (id) => !looksLikeCard(id)))
    expect(looksLikeCard(`${randomUUID()} 4111111111111111`)).toBe(true)
  })
})
