import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type Sql } from '../../sql/database.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'
import { bareWorker } from './bare.js'
import { cpuSeconds } from './cpu.js'

/**
 * Many open recurring enrollments: the worker's memory, and what it takes to decide about a new bill of each, against a
 * bare workflow that takes a signal and runs two local activities. Goal: 1.5 times.
 */
export async function benchRecurring(stack: Stack, { short = false } = {}): Promise<string[]> {
  const count = short ? 100 : 2000
  const sql = connect(stack.run().databaseUrl, { max: 2, statementSeconds: 60 })
  const { pids } = stack.run()
  const worker = pids.worker[0]!
  const empty = residentMb(worker)
  await enroll(sql, count)
  await idle(sql)
  const full = residentMb(worker)
  const cpu = () =>
    cpuSeconds(worker) + cpuSeconds(pids.temporal!) + cpuSeconds(pids.postgres!, { tree: true })

  /** Bills of nothing: the decision alone, without the payment and the mail that others start. */
  const decided = await timed(cpu, async () => {
    await addBills(sql, { number: 1, cents: 0 })
    await all(sql, count)
    await idle(sql)
  })
  const paid = await timed(cpu, async () => {
    await addBills(sql, { number: 2, cents: 50_00 })
    await all(sql, 2 * count)
    await idle(sql)
  })
  await sql.end()

  const bare = await bareWorker(stack)
  const ids = Array.from({ length: count }, () => randomUUID())
  await inTurn(ids, (id) =>
    bare.client.workflow.start('bareEntity', { taskQueue: 'bare', workflowId: id, args: [id] }),
  )
  const baseline = await timed(bare.cpu, async () => {
    await inTurn(ids, (id) => bare.client.workflow.getHandle(id).signal('nudge'))
    await until(() => bare.seconds() >= count, { ms: 300_000, every: 100 })
  })
  await bare.stop()

  const each = (cpuS: number) => `${((cpuS / count) * 1000).toFixed(1)} ms of CPU each`
  return [
    `worker with ${count} open enrollments: ${full} MB, ${empty} MB before them`,
    `${count} decisions about a new bill: ${decided.seconds.toFixed(1)} s, ${each(decided.cpu)}; bare workflow with a signal and 2 local activities ${baseline.seconds.toFixed(1)} s, ${each(baseline.cpu)}, ratio ${(decided.cpu / baseline.cpu).toFixed(2)} (goal 1.5; ours in it with Postgres and its nudger)`,
    `with the payment's workflow and the mail that each starts: ${paid.seconds.toFixed(1)} s, ${each(paid.cpu)}`,
  ]
}

async function timed(cpu: () => number, deed: () => Promise<void>) {
  const [before, began] = [cpu(), performance.now()]
  await deed()
  return { cpu: cpu() - before, seconds: (performance.now() - began) / 1000 }
}

const residentMb = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)

/** Residents, accounts and enrollments by SQL, as the set-up page leaves them. */
async function enroll(sql: Sql, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      create temporary table bench on commit drop as
      select n, gen_random_uuid() as payer, gen_random_uuid() as account, gen_random_uuid() as bank,
             gen_random_uuid() as enrollment from generate_series(1, ${count}) n`
    await tx`
      insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
      select payer, 'bench' || lpad(n::text, 6, '0'), 'bench' || n || '@example.com', portal_now(), 'x', 'first_pet', 'x' from bench`
    await tx`
      insert into service_account (id, account_number, holder_kind, holder_name, street_number, street, city, state, zip, status)
      select account, '98' || lpad(n::text, 11, '0'), 'person', 'A Resident', n::text, 'Bench Street', 'Charlotte', 'NC',
             '28202', 'active' from bench`
    await tx`insert into account_link (portal_account_id, service_account_id) select payer, account from bench`
    await tx`
      insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
      select bank, payer, 'checking', 'A Resident', '4471', 'sealed', bank, true from bench`
    await tx`
      insert into recurring_enrollment (id, service_account_id, payer_id, pays_first_bill)
      select enrollment, account, payer, false from bench`
    await tx`
      insert into recurring_terms (id, enrollment_id, days_before, threshold_cents, bank_account_id, form_id, text_version, text, address)
      select gen_random_uuid(), enrollment, 0, null, bank, gen_random_uuid(), 'bench-1', 'I allow it.', '127.0.0.1' from bench`
    await tx`insert into nudge (kind, id) select 'recurring', enrollment from bench`
  })
}

/** A bill of each account, as a bill run leaves it. */
async function addBills(sql: Sql, { number, cents }: { number: number; cents: number }) {
  await sql.begin(async (tx) => {
    await tx`
      create temporary table bench_bill on commit drop as
      select gen_random_uuid() as id, e.id as enrollment, e.service_account_id as account, row_number() over () as n
        from recurring_enrollment e join service_account a on a.id = e.service_account_id where a.account_number like '98%'`
    await tx`
      insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                        previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents, past_due_cents)
      select b.id, (select id from bill_run limit 1), 'BENCH-' || ${number}::int || '-' || n, account, city_today(), city_today() + 24,
             city_today() - 30, city_today(), 0, 0, 0, ${cents}, ${cents}, 0 from bench_bill b`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id)
      select account, 'bill', ${cents}, city_today(), id from bench_bill`
    await tx`insert into nudge (kind, id) select 'recurring', enrollment from bench_bill`
  })
}

const all = (sql: Sql, decisions: number) =>
  until(
    async () =>
      (
        await sql<{ n: number }[]>`
        select count(*)::int as n from recurring_decision d
          join bill b on b.id = d.bill_id where b.bill_number like 'BENCH-%'`
      )[0]!.n >= decisions,
    { ms: 600_000, every: 100 },
  )

/** Nothing waits, nothing runs: nudges and mails are out. */
const idle = (sql: Sql) =>
  until(
    async () =>
      (await sql`select 1 from nudge limit 1`).length === 0 &&
      (await sql`select 1 from notice where state = 'waiting' limit 1`).length === 0,
    { ms: 600_000, every: 100 },
  )

async function inTurn(ids: readonly string[], deed: (id: string) => Promise<unknown>) {
  const queue = [...ids]
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let id = queue.pop(); id; id = queue.pop()) await deed(id)
    }),
  )
}
