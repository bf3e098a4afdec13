import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Sql } from '../../sql/database.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import { type Part, type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** kill -9 of each part in the middle of a bill run: every bill is in once, whole and booked (F17). */

let stack: Stack
let sql: Sql

beforeAll(async () => {
  stack = await startStack()
  sql = connect(stack.run().databaseUrl, { max: 2, statementSeconds: 10 })
})
afterAll(async () => {
  await sql?.end({ timeout: 2 })
  await stack?.stop()
})

/** Some thousand bills of accounts that nobody has yet. */
function someBills(): { file: string; runId: string } {
  const made = { accounts: 3_000, months: 2, seed: randomUUID(), runOn: '2026-11-23' }
  const text = [...syntheticFile(made)].join('')
  const file = join(stack.dataDir, `${made.seed}.csv`)
  writeFileSync(file, text)
  return { file, runId: text.split(',')[2]! }
}

const loaded = async (runId: string) =>
  (
    await sql<{ status: string; loadedBills: number }[]>`
      select status, loaded_bills from check_bill_runs where run_id = ${runId}`
  )[0]

/** What outside checks see of a run: nothing doubled, halved or left out. */
async function figures(runId: string) {
  const [row] = await sql`
    select count(*)::int as bills, count(distinct b.bill_number)::int as numbers,
           count(*) filter (where b.current_cents <> (select sum(l.amount_cents) from bill_line l where l.bill_id = b.id))::int as halves,
           count(*) filter (where (select count(*) from check_ledger e where e.bill_id = b.id) <> 1)::int as unbooked,
           (select count(*)::int from received_payment p where p.bill_run_id = r.id) as payments
      from bill_run r join bill b on b.bill_run_id = r.id
     where r.run_id = ${runId} group by r.id`
  return { ...row }
}

const whole = { bills: 6_000, numbers: 6_000, halves: 0, unbooked: 0, payments: 3_000 }

test.each(['worker', 'postgres', 'temporal'] as const)(
  'F17 kill -9 of %s in the middle of a bill run: it ends by itself, each bill once',
  async (part: Part) => {
    const { file, runId } = someBills()
    const command = stack.portal('bills', 'import', file)
    await until(async () => ((await loaded(runId))?.loadedBills ?? 0) > 0, { ms: 60_000 })
    stack.kill(part)
    await until(async () => (await loaded(runId))?.status === 'loaded', { ms: 120_000, every: 100 })
    expect(await figures(runId)).toEqual(whole)
    const { code, output } = await command
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toContain(
      `imported as run ${runId}: 3,000 accounts, 6,000 bills, 3,000 payments`,
    )
    expect(await stack.portal('bills', 'import', file)).toEqual({
      code: 0,
      output: `already imported as run ${runId}\n`,
    })
    await until(async () => (await sql`select 1 from check_nudges`).length === 0, { ms: 30_000 })
  },
)

test('F17 kill -9 of the command itself, whenever: the file is a run that is loaded, or was never there', async () => {
  for (const moment of [0, 1]) {
    const { file, runId } = someBills()
    const command = stack.portal('bills', 'import', file)
    // Before it can have accepted anything; and as soon as it has.
    if (moment === 1) await until(async () => await loaded(runId), { ms: 60_000 })
    command.kill()
    await command
    if (await loaded(runId)) {
      await until(async () => (await loaded(runId))?.status === 'loaded', { ms: 60_000 })
    } else expect((await stack.portal('bills', 'import', file)).code).toBe(0)
    expect(await figures(runId)).toEqual(whole)
  }
})
