import { statSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Sql } from '../../sql/database.js'
import { median } from '../support/cpu-time.js'
import { remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { cpuSeconds, endedSeconds, forgetPeak, peakMegabytes } from './cpu.js'
import { round } from './pages.js'

const fewAccounts = 1_000
const billsEach = 24
const rounds = 5

/** What Home costs in a small city and in a large one. */
export async function benchCity(
  stack: Stack,
  { accounts }: { accounts: number },
): Promise<string[]> {
  const sql = connect(stack.run().databaseUrl, { max: 1, statementSeconds: 3600 })
  try {
    await fill(sql, fewAccounts)
    const few = await home(stack)
    await fill(sql, accounts)
    const many = await home(stack)
    return [
      `Home: ${few.toFixed(0)} µs of web’s and Postgres’ CPU a request with ${fewAccounts} accounts of ${billsEach} bills, ${many.toFixed(0)} µs with ${accounts}, ratio ${(many / few).toFixed(2)} (goal 1.2)`,
    ]
  } finally {
    await sql.end()
  }
}

/** A bill file of a city, from the command to the last bill that is in. */
export async function benchBills(stack: Stack, { short = false } = {}): Promise<string[]> {
  const bills = short ? 5_000 : 100_000
  const file = join(stack.dataDir, 'bench.csv')
  await ok(stack.portal('bills', 'make', '--accounts', String(bills), file))
  const { pids } = stack.run()
  const worker = pids.worker[0]!
  const cpu = () => ({
    command: endedSeconds(),
    worker: cpuSeconds(worker),
    Postgres: cpuSeconds(pids.postgres!, { tree: true }),
    Temporal: cpuSeconds(pids.temporal!),
  })
  forgetPeak(worker)
  const before = cpu()
  const began = performance.now()
  await ok(stack.portal('bills', 'import', file))
  const seconds = (performance.now() - began) / 1000
  const after = cpu()
  const parts = Object.entries(after).map(
    ([part, value]) => `${part} ${(value - before[part as keyof typeof before]).toFixed(1)}`,
  )
  const size = statSync(file).size / 1_000_000
  return [
    `${bills} bills (${size.toFixed(0)} MB): checked and loaded in ${seconds.toFixed(1)} s (goal 60), CPU s: ${parts.join(', ')}; worker’s peak ${peakMegabytes(worker).toFixed(0)} MB (goal 512)`,
  ]
}

async function ok(command: ReturnType<Stack['portal']>): Promise<void> {
  const { code, output } = await command
  if (code !== 0 || /queued/.test(output)) throw new Error(output)
}

/** CPU microseconds a request of web and Postgres together, signed in. */
async function home(stack: Stack): Promise<number> {
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const { username, password } = residents.find((one) => one.username === 'dwhitfield')!
  const browser = remoteBrowser(stack.origin)
  await browser.fill('/sign-in', { username, password }, '/sign-in')
  const cookie = `sid=${browser.cookies.get('sid')}`
  const { pids } = stack.run()
  const cpu = () => cpuSeconds(pids.web[0]!) + cpuSeconds(pids.postgres!, { tree: true })
  const url = `${stack.origin}/home`
  await round(url, cookie, cpu) // warm
  const all: number[] = []
  for (let n = 0; n < rounds; n += 1) all.push(await round(url, cookie, cpu))
  return median(all)
}

/** Accounts with their bills and ledger lines, until there are so many: rows alone, as an import leaves them. */
async function fill(sql: Sql, accounts: number): Promise<void> {
  const [count] = await sql<{ there: number }[]>`select count(*)::int as there from service_account`
  const portion = 5_000
  for (let from = count!.there; from < accounts; from += portion) {
    const to = Math.min(accounts, from + portion)
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica` // foreign keys are right by making
      await tx`
        create temporary table made on commit drop as
        select gen_random_uuid() as id, '8' || lpad(n::text, 12, '0') as account_number
          from generate_series(${from + 1}::int, ${to}::int) as n`
      await tx`
        insert into service_account (id, account_number, holder_kind, holder_name, street_number, street, city, state,
                                     zip, status)
        select id, account_number, 'person', 'Bench', '1', 'Bench Street', 'Charlotte', 'NC', '28202', 'active' from made`
      await tx`
        with bills as (
          insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                            previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents,
                            past_due_cents)
          select gen_random_uuid(), (select id from bill_run limit 1), account_number || '-' || month, id,
                 city_today() - month * 30, city_today() - month * 30 + 24, city_today() - month * 30 - 30,
                 city_today() - month * 30 - 1, 0, 0, 0, 8417, 8417, 0
            from made cross join generate_series(1, ${billsEach}::int) as month
          returning id, service_account_id, billed_on
        )
        insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id)
        select service_account_id, 'bill', 8417, billed_on, id from bills`
    })
  }
  await sql`vacuum analyze`
  await sql`checkpoint`
}
