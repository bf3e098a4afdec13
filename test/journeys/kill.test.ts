import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Sql } from '../../sql/database.js'
import { remoteBrowser } from '../support/remote.js'
import { type Part, type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** kill -9 of each part in the middle of a payment: it ends once, correctly (I1, I2, I20). */

let stack: Stack
let sql: Sql

beforeAll(async () => {
  stack = await startStack({ SETTLE_SECONDS: '1' })
  sql = connect(stack.run().databaseUrl, { max: 2, statementSeconds: 10 })
})
afterAll(async () => {
  await sql?.end({ timeout: 2 })
  await stack?.stop()
})

interface DevResident {
  username: string
  password: string
}

/** Signs in and pays all that is owed, ASAP, from the saved bank account. @returns The payment's id. */
async function pays({ username, password }: DevResident): Promise<string> {
  const browser = remoteBrowser(stack.origin)
  await browser.fill('/sign-in', { username, password }, '/sign-in')
  const home = await browser.get('/home')
  const path = /href="(\/pay\/[0-9a-f-]{36}\/bank)"/.exec(home.html)?.[1]
  if (!path) throw new Error(`nothing to pay at home of ${username}: ${home.text}`)
  const check = await browser.follow(await browser.fill(path, {}))
  const done = await browser.submit(check)
  const id = /payment=([0-9a-f-]{36})/.exec(done.location ?? '')?.[1]
  if (!id) throw new Error(`not paid (${done.status}): ${done.text}`)
  return id
}

const statusOf = async (id: string) =>
  (await sql<{ status: string }[]>`select status from check_payments where id = ${id}`)[0]?.status

test.each(['worker', 'sandbox', 'temporal', 'web', 'postgres'] as const)(
  'kill -9 of %s while a payment is being sent: it is approved, once',
  async (part: Part) => {
    const { residents } = await stack.get<{ residents: DevResident[] }>('/dev.json')
    const nth = ['worker', 'sandbox', 'temporal', 'web', 'postgres'].indexOf(part) + 1
    const someone = residents.find(({ username }) => username === `resident00${nth}`)!
    await stack.control({ latencyMs: 1_000 }) // the window to hit
    const id = await pays(someone)
    await until(async () => (await statusOf(id)) === 'submitting', { ms: 20_000 })
    const before = stack.kill(part)
    await until(async () => (await statusOf(id)) === 'approved', { ms: 90_000, every: 200 })
    // The part runs again, as another process.
    await until(() => ![stack.run().pids[part]].flat().includes(before), { ms: 60_000, every: 200 })
    await stack.control({ latencyMs: 0 })

    const lines = (await stack.ledger()).filter(({ key }) => key === id)
    expect(lines).toMatchObject([{ status: 'approved' }])
    const credits =
      await sql`select 1 from check_ledger where payment_id = ${id} and kind = 'payment'`
    expect(credits).toHaveLength(1)
    await until(async () => (await sql`select 1 from check_nudges`).length === 0, {
      ms: 30_000,
      every: 200,
    })
    await until(async () => (await fetch(stack.origin)).ok, { ms: 30_000, every: 200 })
  },
)
