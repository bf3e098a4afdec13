import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as throttles from '../../sql/throttles.js'
import { freshDatabase } from '../support/database.js'

let sql: Sql
beforeAll(async () => {
  sql = await freshDatabase()
})

const pass = (seconds: number) => sql`update clock_offset set seconds = seconds + ${seconds}`

test('1.3: thirty at once in a bucket of five are five', async () => {
  const bucket = { name: 'five', limit: 5, seconds: 60 }
  const taken = await Promise.all(
    Array.from({ length: 30 }, () => throttles.take(sql, bucket, 'somebody')),
  )
  expect(taken.filter(Boolean)).toHaveLength(5)
  expect(await throttles.take(sql, bucket, 'somebody else')).toBe(true)
})

test('1.3: never more than the limit in a window, over any clock; full is what refuses', async () => {
  const deed = fc.oneof(
    { weight: 6, arbitrary: fc.constant('take' as const) },
    { weight: 1, arbitrary: fc.constant('give back' as const) },
    // So many seconds pass: never to the very end of a window, since the machine's clock runs on meanwhile.
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }).map((tens) => tens * 1000) },
  )
  const buckets = fc.record({
    limit: fc.integer({ min: 1, max: 5 }),
    seconds: fc.integer({ min: 3, max: 12 }).map((tens) => tens * 1000 + 500),
    pauseSeconds: fc.constantFrom(0, 20_500),
  })
  await fc.assert(
    fc.asyncProperty(
      buckets,
      fc.array(deed, { maxLength: 30, size: 'max' }),
      async (shape, deeds) => {
        const bucket = { ...shape, name: randomUUID() }
        let now = 0
        let window = { until: 0, hits: 0 }
        for (const what of deeds) {
          if (typeof what === 'number') {
            now += what
            await pass(what)
          } else if (what === 'give back') {
            await throttles.giveBack(sql, bucket, 'k')
            window.hits = Math.max(0, window.hits - 1)
          } else {
            const opens = now >= window.until
            if (opens) window = { until: now + bucket.seconds, hits: 0 }
            const room = window.hits < bucket.limit
            const full = await throttles.firstFull(sql, [[bucket, 'k']])
            expect(full).toBe(room ? undefined : bucket)
            expect(await throttles.take(sql, bucket, 'k')).toBe(room)
            if (room) window.hits += 1
            if (room && !opens && window.hits === bucket.limit)
              window.until = Math.max(window.until, now + bucket.pauseSeconds)
          }
        }
      },
    ),
    { numRuns: 100 },
  )
})

describe('turns', () => {
  test('whoever takes places in other buckets, or as others, waits for nobody', async () => {
    const [one, two] = ['one', 'two'].map((name) => ({ name, limit: 1, seconds: 60 }))
    const seen: string[] = []
    await sql.begin(async (first) => {
      await throttles.takeTurns(first, [[one!, 'a']])
      await sql.begin(async (second) => {
        await throttles.takeTurns(second, [
          [one!, 'b'],
          [two!, 'a'],
        ])
        seen.push('second')
      })
      seen.push('first')
    })
    expect(seen).toEqual(['second', 'first'])
  })

  test('crossed places do not lock each other out', async () => {
    const [one, two] = ['one', 'two'].map((name) => ({ name, limit: 1, seconds: 60 }))
    const keys = ['a', 'b', 'c']
    await Promise.all(
      Array.from({ length: 60 }, (_, nth) =>
        sql.begin((tx) =>
          throttles.takeTurns(tx, [
            [one!, keys[nth % 3]!],
            [two!, keys[(nth * 2) % 3]!],
          ]),
        ),
      ),
    )
  })
})
