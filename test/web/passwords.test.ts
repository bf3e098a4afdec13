import { expect, test } from 'vitest'
import { Refusal } from '../../src/domain/refusal.js'
import { hashSecret, matches } from '../../web/passwords.js'

test('S2: a secret matches its hash, however its letters were composed', async () => {
  const kept = await hashSecret('Café with spaces ')
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await matches(kept, 'Cafe\u0301 with spaces ')).toBe(true)
  expect(await matches(kept, 'café with spaces ')).toBe(false)
  expect(await matches(kept, 'Café with spaces')).toBe(false)
  expect(await matches(undefined, 'Café with spaces ')).toBe(false)
})

test('129 characters never match, not even their first 128', async () => {
  const kept = await hashSecret('x'.repeat(128))
  expect(await matches(kept, 'x'.repeat(128))).toBe(true)
  expect(await matches(kept, 'x'.repeat(129))).toBe(false)
})

test('T28: two run, 32 wait, the rest is refused; then there is room again', async () => {
  const kept = await hashSecret('the right one')
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, () => matches(kept, 'the right one')),
  )
  const refused = tries.filter((one) => one.status === 'rejected')
  expect(tries.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(34)
  expect(refused).toHaveLength(16)
  expect(refused.every(({ reason }) => reason instanceof Refusal)).toBe(true)
  expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['too-busy']))
  expect(await matches(kept, 'the right one')).toBe(true)
})

test('T5: in the slow lane each waits two seconds and for the others; the fast one stays fast', async () => {
  const kept = await hashSecret('the right one')
  const from = performance.now()
  const took = async (work: Promise<boolean>) => {
    expect(await work).toBe(true)
    return performance.now() - from
  }
  const braked = Array.from({ length: 32 }, () =>
    took(matches(kept, 'the right one', { braked: true })),
  )
  await expect(matches(kept, 'the right one', { braked: true })).rejects.toThrow('too-busy')
  const fast = await took(matches(kept, 'the right one'))
  const slow = Math.min(...(await Promise.all(braked)))
  expect(slow).toBeGreaterThanOrEqual(1_990)
  expect(fast).toBeLessThan(slow)
  expect(await matches(kept, 'a wrong one', { braked: true })).toBe(false)
})
