import { expect, test } from 'vitest'
import {
  readTemporaryPassword,
  showTemporaryPassword,
  spellTemporaryPassword,
} from '../../src/domain/temporary-password.js'

const bytes = (fill: (place: number) => number) =>
  Uint8Array.from({ length: 32 }, (_, at) => fill(at))

test('1.5: 120 bits make 24 characters, and each of the bits counts', () => {
  expect(spellTemporaryPassword(bytes(() => 0))).toBe('0'.repeat(24))
  expect(spellTemporaryPassword(bytes(() => 255))).toBe('Z'.repeat(24))
  const spelled = new Set([spellTemporaryPassword(bytes(() => 0))])
  for (let bit = 0; bit < 120; bit += 1)
    spelled.add(spellTemporaryPassword(bytes((at) => (at === bit >> 3 ? 128 >> (bit & 7) : 0))))
  expect(spelled.size).toBe(121)
  expect(() => spellTemporaryPassword(new Uint8Array(14))).toThrow(RangeError)
})

test('S7: the mail shows groups of four, and what is typed may have them or not', () => {
  const secret = spellTemporaryPassword(bytes((at) => at * 7))
  const shown = showTemporaryPassword(secret)
  expect(shown).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  for (const typed of [
    secret,
    shown,
    shown.toLowerCase(),
    ` ${shown.replaceAll('-', ' ')}\n`,
    shown.replaceAll('-', '–'),
    shown.replaceAll('0', 'o').replaceAll('1', 'l'),
  ])
    expect(readTemporaryPassword(typed)).toBe(secret)
})
