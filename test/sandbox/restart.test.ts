import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect } from '../../sql/database.js'
import { freshDatabase } from '../support/database.js'
import { order, type Rig, sandboxRig, settleSeconds } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
let rig: Rig
beforeAll(async () => {
  rig = await sandboxRig(sql.url)
})
afterAll(() => rig.stop())

/** Until all that was pending is overdue, by the database's clock. */
const overdue = () =>
  until(async () => {
    const [row] = await sql<{ all: boolean }[]>`
      select coalesce(max(due_at) < clock_timestamp(), true) as all from sandbox.change`
    return row!.all
  })

test('what became due while the sandbox was away settles when it is back, each with its event', async () => {
  const orders = ['4471', '0001', '9002'].map((last4) => order(last4))
  const refs = []
  for (const wanted of orders) refs.push((await rig.processor().submit(wanted)).ref)
  await rig.restart(overdue)
  await until(() => orders.every(({ key }) => rig.portal.of(key).length > 0))
  await until(() => rig.portal.of(orders[2]!.key).length === 2)
  expect(orders.map(({ key }) => rig.portal.statuses(key))).toEqual([
    ['approved'],
    ['rejected'],
    ['approved', 'returned'],
  ])
  for (const [n, wanted] of orders.entries()) {
    expect((await rig.processor().submit(wanted)).ref).toBe(refs[n])
  }
})

test('an event that was not taken yet is sent after a restart', async () => {
  rig.portal.refuse(1_000)
  const wanted = order()
  await rig.processor().submit(wanted)
  await until(() => rig.portal.refused() > 0)
  await rig.restart(async () => rig.portal.refuse(0))
  await until(() => rig.portal.of(wanted.key).length === 1, { ms: 10_000 })
})

test('a restart ends a mode, and hanging calls', async () => {
  await rig.control({ mode: 'accept_then_hang' })
  const wanted = order()
  const hanging = rig.processor(60_000).submit(wanted)
  const ended = expect(hanging).rejects.toThrow('did not answer')
  await until(() => rig.line(wanted.key))
  await rig.restart()
  await ended
  expect(await rig.processor().submit(wanted)).toMatchObject({ key: wanted.key })
})

test('settling is prompt', async () => {
  const wanted = order()
  await rig.processor().submit(wanted)
  const start = performance.now()
  await until(() => rig.portal.of(wanted.key).length === 1, { every: 5 })
  expect(performance.now() - start).toBeLessThan(settleSeconds * 1000 + 1_000)
})

test('it lives through the loss of its database, says 503 meanwhile, and goes on', async () => {
  const server = connect(inject('databaseUrl'), { max: 1 })
  const name = new URL(sql.url).pathname.slice(1)
  const lend = (yes: boolean) =>
    server.unsafe(`alter database ${name} with allow_connections ${yes}`)
  const wanted = order()
  await rig.processor().submit(wanted)

  await sql`select 1` // this connection stays
  await lend(false)
  await server`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = ${name} and application_name = 'sandbox'`
  await until(async () => (await fetch(`${rig.url()}/control/ledger`)).status === 503)
  await expect(rig.processor().submit(order())).rejects.toThrow('503')
  expect((await fetch(`${rig.url()}/healthz`)).status).toBe(200)
  await overdue()
  await lend(true)

  await until(() => rig.portal.of(wanted.key).length === 1, { ms: 10_000 })
  expect(await rig.processor().submit(wanted)).toMatchObject({ status: 'approved' })
  await server.end()
})
