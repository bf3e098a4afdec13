import { describe, expect, test } from 'vitest'
import {
  base32,
  codeOf,
  keyOf,
  nextCode,
  otpauth,
  stepNow,
  stepOfCode,
} from '../../web/staff/totp.js'
import { testSeals } from '../support/seals.js'

const key = Buffer.from('12345678901234567890')

describe('one-time codes of staff', () => {
  // RFC 4226, appendix D.
  test.each(
    [
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ].map((code, count) => [count, code] as const),
  )('RFC 4226: of count %i is %s', (count, code) => {
    expect(codeOf(key, count)).toBe(code)
  })

  // RFC 6238, appendix B, SHA-1.
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('RFC 6238: at second %i is %s', (second, code) => {
    expect(codeOf(key, Math.floor(second / 30), 8)).toBe(code)
  })

  test('T23: is taken one step early and one step late, and no further', () => {
    const now = 1_000
    expect([-2, -1, 0, 1, 2].map((off) => stepOfCode(key, codeOf(key, now + off), now))).toEqual([
      undefined,
      999,
      1000,
      1001,
      undefined,
    ])
  })

  test.each(['', '12345', '1234567', 'abcdef', '٣٣٣٣٣٣', '000000\0'])('%j is no code', (typed) => {
    expect(stepOfCode(key, typed, 1_000)).toBeUndefined()
  })

  test('a code typed with a space, as apps show it, is the code', () => {
    const code = codeOf(key, 1_000)
    expect(stepOfCode(key, `${code.slice(0, 3)} ${code.slice(3)}`, 1_000)).toBe(1_000)
  })

  test('the key is 20 bytes of the installation’s own, another one for each enrollment', async () => {
    const seals = await testSeals()
    expect(keyOf(seals, 'a')).toHaveLength(20)
    expect(keyOf(seals, 'a')).toEqual(keyOf(seals, 'a'))
    expect(keyOf(seals, 'a')).not.toEqual(keyOf(seals, 'b'))
  })

  test('the code that signs in next is a used one never, as long as there is another', () => {
    const now = stepNow()
    expect(stepOfCode(key, nextCode(key, 0), now)).toBeGreaterThanOrEqual(now)
    expect(stepOfCode(key, nextCode(key, now), stepNow())).toBeGreaterThan(now)
  })

  // RFC 4648, section 10, without padding.
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('RFC 4648: %j is %s', (text, spelled) => {
    expect(base32(Buffer.from(text))).toBe(spelled)
  })

  test('the link names issuer, person and key', () => {
    expect(otpauth(key, 'mokafor')).toBe(
      'otpauth://totp/311%20Console:mokafor?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=311%20Console',
    )
  })
})
