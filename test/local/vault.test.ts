import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { seals, vault } from '../../src/adapters/vault-sealed.js'
import type { BankAccountId } from '../../src/domain/ids.js'
import { makeKeys } from '../../src/local/keys.js'

const keysDir = join(mkdtempSync(join(tmpdir(), 'portal-keys-')), 'keys')
afterAll(() => rmSync(join(keysDir, '..'), { recursive: true }))
await makeKeys(keysDir)
const web = seals({ keysDir })
const worker = vault({ keysDir })

const digits = (minLength: number, maxLength: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${minLength},${maxLength}}$`))
const numbers = fc.record({ routing: digits(9, 9), account: digits(4, 17) })
const someId = fc.uuid().map((id) => id as BankAccountId)
const [here, there] = ['a', 'b'].map((end) => `00000000-0000-4000-8000-00000000000${end}`) as [
  BankAccountId,
  BankAccountId,
]

test('what was sealed opens in its row', () => {
  fc.assert(
    fc.property(numbers, someId, (bank, id) => {
      expect(worker.open(web.seal(bank, id), id)).toEqual(bank)
    }),
    { numRuns: 50 },
  )
})

test('no sealed text tells the numbers, nor that two are the same', () => {
  const bank = { routing: '021000021', account: '123456789' }
  expect(web.seal(bank, here)).not.toBe(web.seal(bank, here))
  expect(web.seal(bank, here)).not.toContain('123456789')
})

test('any changed letter makes it fail to open', () => {
  const sealed = web.seal({ routing: '021000021', account: '000123456789' }, here)
  const at = fc.integer({ min: 0, max: sealed.length - 1 })
  const letter = fc.constantFrom(...'ABCXYZabcxyz0189-_.=')
  fc.assert(
    fc.property(at, letter, (position, other) => {
      fc.pre(sealed[position] !== other)
      const changed = sealed.slice(0, position) + other + sealed.slice(position + 1)
      expect(() => worker.open(changed, here)).toThrow()
    }),
    { numRuns: 300 },
  )
})

test('any flipped bit of any part makes it fail to open', () => {
  const sealed = web.seal({ routing: '021000021', account: '000123456789' }, here)
  const parts = sealed.split('.')
  const flip = fc.record({ part: fc.integer({ min: 2, max: 4 }), bit: fc.nat() })
  fc.assert(
    fc.property(flip, ({ part, bit }) => {
      const bytes = Buffer.from(parts[part]!, 'base64url')
      const place = Math.floor(bit / 8) % bytes.length
      bytes[place] = bytes[place]! ^ (1 << (bit % 8))
      const changed = parts.with(part, bytes.toString('base64url')).join('.')
      expect(() => worker.open(changed, here)).toThrow()
    }),
    { numRuns: 300 },
  )
})

test('a cut text, and one with a short tag, do not open', () => {
  const sealed = web.seal({ routing: '021000021', account: '000123456789' }, here)
  for (let length = 0; length < sealed.length; length += 7) {
    expect(() => worker.open(sealed.slice(0, length), here)).toThrow()
  }
})

test('moved to another row it does not open', () => {
  const sealed = web.seal({ routing: '021000021', account: '123456789' }, here)
  expect(() => worker.open(sealed, there)).toThrow()
})

test('hashes differ by purpose, by account and by key', async () => {
  const texts = [
    web.mac('csrf', '1234'),
    web.mac('name', '1234'),
    web.mac('form', '1234'),
    web.taxId('1234', '100'),
    web.taxId('1234', '101'),
    web.fingerprint({ routing: '021000021', account: '1234' }),
    web.fingerprint({ routing: '021000021', account: '12345' }),
  ]
  expect(new Set(texts).size).toBe(texts.length)
  expect(texts.every((text) => /^[\w-]{43}$/.test(text))).toBe(true)
  expect(seals({ keysDir }).mac('csrf', '1234')).toBe(texts[0])
  const others = join(keysDir, '..', 'others')
  await makeKeys(others)
  expect(seals({ keysDir: others }).mac('csrf', '1234')).not.toBe(texts[0])
  const sealed = web.seal({ routing: '021000021', account: '1234' }, here)
  expect(() => vault({ keysDir: others }).open(sealed, here)).toThrow(/which is not here/)
})

test('keys are made once, for our eyes alone, and one that others may read is refused', async () => {
  const text = readFileSync(join(keysDir, 'seal.key.pem'), 'utf8')
  await makeKeys(keysDir)
  expect(readFileSync(join(keysDir, 'seal.key.pem'), 'utf8')).toBe(text)
  expect(readdirSync(keysDir).sort()).toEqual(['hmac.key', 'seal.key.pem', 'seal.pub.pem'])
  expect(statSync(keysDir).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(keysDir)) {
    expect(statSync(join(keysDir, name)).mode & 0o777).toBe(0o600)
  }
  const open = join(keysDir, '..', 'open')
  await makeKeys(open)
  chmodSync(join(open, 'hmac.key'), 0o644)
  expect(() => seals({ keysDir: open })).toThrow(/chmod 600/)
})
