import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../support/database.js'
import { order, type Rig, sandboxRig } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
let rig: Rig
beforeAll(async () => {
  rig = await sandboxRig(sql.url)
})
beforeEach(async () => {
  await rig.control({ mode: 'normal', events: 'normal' })
  rig.portal.refuse(0)
})
afterAll(() => rig.stop())

const submitted = async (last4?: string) => {
  const wanted = order(last4)
  await rig.processor().submit(wanted)
  return wanted.key
}
const atRest = (key: string) =>
  until(async () => (await rig.line(key))?.status !== 'pending', { ms: 5_000 })

test('an event says all that findByKey says', async () => {
  const key = await submitted('0003')
  const { event } = await until(() => rig.portal.of(key)[0])
  const { eventId, ...outcome } = event
  expect(eventId).toBeTypeOf('string')
  expect(outcome).toEqual(await rig.processor().findByKey(key))
})

test('an event is sent again until it was taken, the same each time, freshly signed', async () => {
  rig.portal.refuse(2) // tried again after 1 s, then after 2 s
  const key = await submitted()
  await until(() => rig.portal.of(key).length === 1, { ms: 10_000 })
  expect(rig.portal.refused()).toBe(2)
  const [stored] = await sql`select body, tries from sandbox.event where key = ${key}`
  expect(stored!.tries).toBe(3)
  expect(rig.portal.of(key)[0]!.raw).toBe(stored!.body)
})

test('drop: the outcome stands in the books alone', async () => {
  await rig.control({ events: 'drop' })
  const dropped = await submitted()
  await atRest(dropped)
  await rig.control({ events: 'normal' })
  const next = await submitted()
  await until(() => rig.portal.of(next).length === 1)
  expect(rig.portal.of(dropped)).toEqual([])
  const rows = await sql`select due_at, tries from sandbox.event where key = ${dropped}`
  expect(rows).toEqual([{ dueAt: null, tries: 0 }])
})

test('double: the same event comes twice', async () => {
  await rig.control({ events: 'double' })
  const key = await submitted()
  await until(() => rig.portal.of(key).length === 2)
  const [first, second] = rig.portal.of(key)
  expect(second!.raw).toBe(first!.raw)
})

test('reorder: an event comes after the next one', async () => {
  await rig.control({ events: 'reorder' })
  const key = await submitted('9001')
  await until(() => rig.portal.of(key).length === 2, { ms: 2_500 })
  expect(rig.portal.statuses(key)).toEqual(['returned', 'approved'])
})

test('reorder: an event that no other follows comes all the same', async () => {
  await rig.control({ events: 'reorder' })
  const key = await submitted()
  await atRest(key)
  const [held] = await sql<{ inS: number }[]>`
    select extract(epoch from due_at - clock_timestamp())::float8 as in_s
      from sandbox.event where key = ${key} and held`
  expect(held!.inS).toBeLessThanOrEqual(3)
  await until(() => rig.portal.of(key).length === 1, { ms: 6_000 })
})

test('late: an event is due 30 s later', async () => {
  await rig.control({ events: 'late' })
  const key = await submitted()
  await atRest(key)
  const [late] = await sql<{ inS: number }[]>`
    select extract(epoch from due_at - clock_timestamp())::float8 as in_s
      from sandbox.event where key = ${key}`
  expect(late!.inS).toBeGreaterThan(20)
  // As if the 30 s were over; the sweep was told of nothing and looks again when something else is due.
  await sql`update sandbox.event set due_at = now() where key = ${key}`
  await rig.control({ events: 'normal' })
  await submitted()
  await until(() => rig.portal.of(key).length === 1)
})
