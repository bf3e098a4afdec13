import { describe, expect, test } from 'vitest'
import { isReturnCode, returnCode, returnCodes } from '../../src/domain/return-code.js'

/** The codes for which a rule says this, in order. */
const codesWith = (part: Partial<(typeof returnCodes)[number]>) =>
  returnCodes
    .filter((row) => Object.entries(part).every(([name, value]) => Object(row)[name] === value))
    .map((row) => row.code)

describe('return codes', () => {
  test('are R01 to R29, each once and in order', () => {
    const numbers = Array.from({ length: 29 }, (_, n) => `R${String(n + 1).padStart(2, '0')}`)
    expect(returnCodes.map((row) => row.code)).toEqual(numbers)
  })

  test('R92 is none of them, so that savings 0092 of the sample city is approved (F20)', () => {
    expect(isReturnCode('R92')).toBe(false)
    expect(isReturnCode('R00')).toBe(false)
    expect(isReturnCode('R01')).toBe(true)
  })

  // F8, as it is written there.
  test.each([
    ['goes on', 'R01 R09'],
    ['stops', 'R05 R07 R10 R11 R14 R15 R29'],
  ] as const)('the recurring payment %s after %s', (recurring, codes) => {
    expect(codesWith({ recurring })).toEqual(codes.split(' '))
  })

  test('the recurring payment pauses after all others', () => {
    expect(codesWith({ recurring: 'pauses' })).toHaveLength(29 - 2 - 7)
  })

  test('seven of them close the bank account to new payments', () => {
    expect(codesWith({ bankAccount: 'closed' })).toEqual('R02 R03 R04 R12 R13 R16 R20'.split(' '))
  })

  // ux.md 4.11, as it is written there.
  test.each([
    ['R01 R09', 'There was not enough money in the account. Make sure there is, then pay again.'],
    ['R02', 'This bank account is closed. Use another account.'],
    [
      'R03 R04',
      'Your bank could not find the account. Check the routing and account numbers, including any zeros at the start, then pay again.',
    ],
    [
      'R07 R10 R29',
      'Your bank says this payment was not authorized. Call CharMeck 311 before you pay again.',
    ],
    ['R08', 'You or someone on the account stopped this payment at the bank.'],
    [
      'R16 R20',
      'This account cannot be used for bill payments. Use a checking or regular savings account.',
    ],
  ])('%s has its own words', (codes, words) => {
    expect(codesWith({ words })).toEqual(codes.split(' '))
  })

  test.each(['R06', 'R99', 'nonsense', '', undefined])('%s has the words for "other"', (code) => {
    expect(returnCode(code)).toEqual({
      code: code ?? '',
      words: 'Your bank did not approve this payment. Ask your bank why, or use another account.',
      bankAccount: 'usable',
      recurring: 'pauses',
    })
  })
})
