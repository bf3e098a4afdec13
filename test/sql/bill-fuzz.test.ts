import { expect, test } from 'vitest'
import { fuzz } from '../fuzz/fuzz.js'
import { mutations } from '../fuzz/mutations.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'

/** The first of the spoiled files that `npm run fuzz` tries by the ten thousand. */
test('F17 a spoiled bill file crashes nothing, comes in whole or not at all, and its refusal names line and column', async () => {
  const sql = await freshDatabase()
  const count = Object.keys(mutations).length * 6
  const { wrong, refused, loaded, ways } = await fuzz(sql, await testSeals(), { seed: '1', count })
  expect(wrong).toEqual([])
  expect(refused + loaded).toBe(count)
  // Both happened, and every way was tried: otherwise nothing is proved.
  expect(Math.min(refused, loaded)).toBeGreaterThan(30)
  expect(Object.keys(ways)).toHaveLength(Object.keys(mutations).length)
}, 60_000)
