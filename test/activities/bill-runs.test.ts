import { randomUUID } from 'node:crypto'
import { MockActivityEnvironment } from '@temporalio/testing'
import { beforeEach, expect, test } from 'vitest'
import { loadBillRun } from '../../activities/bill-loading.js'
import { billRunActivities } from '../../activities/bill-runs.js'
import { type BillRun, findBillRun } from '../../sql/bill-runs.js'
import { bytesSource } from '../../src/adapters/bill-file.js'
import { takeBillFile } from '../../src/bill-intake.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import type { Mail } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'

/** The deeds of a bill run: at least once each, so twice must be once. */

const sql = await freshDatabase()
const seals = await testSeals()
const mails: Mail[] = []
const activities = billRunActivities({
  sql,
  seals,
  mailer: {
    async send(mail) {
      mails.push(mail)
    },
  },
  origin: 'http://localhost:3000',
  supportPhone: '704-336-7600',
  convenienceFeeCents: 125,
  temporaryPasswordMinutes: 60,
})

let run: BillRun
beforeEach(async () => {
  mails.length = 0
  const made = { accounts: 150, months: 24, seed: randomUUID(), runOn: '2026-11-23' }
  const source = bytesSource(Buffer.from([...syntheticFile(made)].join('')))
  const intake = await takeBillFile({ sql, seals, source }, { nudge: true })
  if (intake.outcome !== 'accepted') throw new Error(intake.outcome)
  run = intake.run
})

const now = async () => (await findBillRun(sql, { id: run.id }))!
const figures = async () => {
  const [row] = await sql`
    select count(*)::int as bills, (select count(*)::int from ledger_entry e join bill b on b.id = e.bill_id
                                     where b.bill_run_id = ${run.id}) as booked,
           (select count(*)::int from bill_line l join bill b on b.id = l.bill_id where b.bill_run_id = ${run.id}) as lines
      from bill where bill_run_id = ${run.id}`
  return { ...row }
}
const whole = { bills: 3600, booked: 3600, lines: 3600 * 3 }

test('F17 a run is loaded a portion a call; the heartbeat says up to which line', async () => {
  const environment = new MockActivityEnvironment()
  const beats: { line: number; bills: number }[] = []
  environment.on('heartbeat', (beat) => beats.push(beat))
  await environment.run(activities.loadBills, run.id)
  expect(await now()).toMatchObject({ status: 'loading', loadedBills: 2500 })
  expect(beats.at(-1)).toEqual({ line: (await now()).loadedLines, bills: 2500 })
  await environment.run(activities.loadBills, run.id)
  await environment.run(activities.loadBills, run.id) // and once more, by a late retry
  expect(await now()).toMatchObject({ status: 'loaded', loadedBills: 3600 })
  expect(await figures()).toEqual(whole)
})

test('F17 two loaders of one run at the same time double nothing and lose nothing', async () => {
  const both = [new MockActivityEnvironment(), new MockActivityEnvironment()]
  while ((await now()).status === 'loading') {
    await Promise.all(both.map((environment) => environment.run(activities.loadBills, run.id)))
  }
  expect(await figures()).toEqual(whole)
  expect((await now()).loadedBills).toBe(3600)
})

test('F17 a worker that is told to stop ends after its batch; the rest is for the next one', async () => {
  const environment = new MockActivityEnvironment()
  environment.on('heartbeat', () => environment.cancel())
  await environment.run(activities.loadBills, run.id)
  expect((await now()).loadedBills).toBe(250)
  await loadBillRun(sql, await now(), () => true)
  expect(await figures()).toEqual(whole)
})

test('F17 a batch that fails half way leaves nothing of itself', async () => {
  await sql`
    create function refuse_a_bill() returns trigger language plpgsql as $$
    begin raise exception 'refused by the test'; end $$`
  await loadBillRun(sql, run, ({ bills }) => bills < 1000)
  const before = await figures()
  await sql`create trigger refuse_lines before insert on meter_read for each row execute function refuse_a_bill()`
  try {
    await expect(loadBillRun(sql, await now(), () => true)).rejects.toThrow('refused by the test')
    expect(await figures()).toEqual(before)
    expect((await now()).loadedBills).toBe(1000)
  } finally {
    await sql`drop trigger refuse_lines on meter_read`
    await sql`drop function refuse_a_bill()`
  }
  await loadBillRun(sql, await now(), () => true)
  expect(await figures()).toEqual(whole)
})

test('F13 its emails are sent once, though the deed is done again', async () => {
  const id = randomUUID()
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
    values (${id}, 'dwhitfield', 'dana@example.com', portal_now(), 'x', 'first_pet', 'x')`
  await loadBillRun(sql, run, () => true)
  await sql`
    insert into notice (id, template, portal_account_id, recipient, params, carried, bill_run_id)
    select gen_random_uuid(), 'new_document', ${id}, 'dana@example.com', jsonb_build_object('billId', b.id), true, ${run.id}
      from bill b where b.bill_run_id = ${run.id} order by b.bill_number limit 20`
  const environment = new MockActivityEnvironment()
  await environment.run(activities.sendBillNotices, run.id)
  await environment.run(activities.sendBillNotices, run.id)
  expect(mails).toHaveLength(20)
  const states = await sql`select distinct state from notice where bill_run_id = ${run.id}`
  expect(states.map(({ state }) => state)).toEqual(['sent'])
})
