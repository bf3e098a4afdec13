import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBillRun } from '../../sql/bill-runs.js'
import type { Sql } from '../../sql/database.js'
import { bytesSource } from '../../src/adapters/bill-file.js'
import { smtpMailer } from '../../src/adapters/mailer-smtp.js'
import { takeBillFile } from '../../src/bill-intake.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import type { Processor } from '../../src/ports.js'
import { workflowId } from '../../workflows/contract.js'
import { account, fileOf, wholeBill } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'
import { smtpSink } from '../support/smtp.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

/** The workflow of a bill run over real rows: it loads, in order, and sends its emails itself. */

let sql: Sql
let sink: Awaited<ReturnType<typeof smtpSink>>
let time: Awaited<ReturnType<typeof timeSkipping>>
let mailer: ReturnType<typeof smtpMailer>

beforeAll(async () => {
  sql = await freshDatabase()
  sink = await smtpSink()
  mailer = smtpMailer(sink.url)
  time = await timeSkipping(sql, { processor: {} as Processor, mailer })
})
afterAll(async () => {
  mailer.close()
  await sink.stop()
})

/** Accepts a file, as the command and the watched folder do. */
async function accept(text: string) {
  await time.setClock() // the server's clock leaps when a workflow ends (temporal.md 0.4)
  const source = bytesSource(Buffer.from(text))
  const intake = await takeBillFile({ sql, seals: await testSeals(), source }, { nudge: true })
  if (intake.outcome === 'refused') throw new Error(JSON.stringify(intake.faults))
  return intake.run
}

const workflow = (run: { id: string }) =>
  time.client.workflow.getHandle(workflowId('bill_run', run.id))

async function ended(run: { id: string }) {
  await until(async () => await workflow(run).describe()) // the nudger starts it in a moment
  await workflow(run).result()
}

/** What Temporal's UI shows as current details. */
const details = async (run: { id: string }) => {
  const told = await workflow(run).query<{ currentDetails?: string }>(
    '__temporal_workflow_metadata',
  )
  return told.currentDetails
}

/** Residents with New Document on, one an account, each enrolled before the bill comes. */
async function enrolled(count: number, runId: string): Promise<{ text: string; emails: string[] }> {
  const accounts = Array.from({ length: count }, () =>
    String(Math.floor(Math.random() * 1e13)).padStart(13, '0'),
  )
  await accept(
    fileOf(
      accounts.map((accountNumber) => account({ accountNumber })),
      `${runId}-a`,
    ),
  )
  await until(async () => (await sql`select 1 from bill_run where status = 'loading'`).length === 0)
  const emails: string[] = []
  for (const accountNumber of accounts) {
    const id = randomUUID()
    emails.push(`${id}@example.com`)
    await sql`
      insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
      values (${id}, ${`r${id.slice(0, 8)}`}, ${`${id}@example.com`}, portal_now(), 'x', 'first_pet', 'x')`
    await sql`insert into notice_preference (portal_account_id, new_document) values (${id}, true)`
    await sql`
      insert into account_link (portal_account_id, service_account_id)
      select ${id}, id from service_account where account_number = ${accountNumber}`
    await sql`
      insert into paperless_enrollment (id, service_account_id, portal_account_id)
      select gen_random_uuid(), id, ${id} from service_account where account_number = ${accountNumber}`
  }
  const bills = accounts.flatMap((accountNumber) =>
    wholeBill({ accountNumber, billNumber: `${runId}-${accountNumber}` }),
  )
  return { text: fileOf(bills, runId), emails }
}

const notices = async (run: { id: string }) =>
  await sql<{ recipient: string; state: string; carried: boolean }[]>`
    select recipient, state, carried from notice where bill_run_id = ${run.id} order by recipient`

test('F17 an accepted file is loaded by its workflow, in portions, and the row says how far', async () => {
  const made = { accounts: 130, months: 24, seed: randomUUID(), runOn: '2026-11-23' }
  const run = await accept([...syntheticFile(made)].join(''))
  await ended(run)
  expect(await findBillRun(sql, { id: run.id })).toMatchObject({
    status: 'loaded',
    loadedBills: 3120,
    loadedLines: run.lines,
  })
  expect(time.deeds.filter((deed) => deed === 'loadBills')).toHaveLength(2)
  expect(await details(run)).toBe('3,120 of 3,120 bills\n\nAt rest')
  const [counts] = await sql`
    select count(*)::int as bills, count(distinct bill_number)::int as names,
           (select count(*)::int from ledger_entry e join bill b on b.id = e.bill_id where b.bill_run_id = ${run.id}) as booked
      from bill where bill_run_id = ${run.id}`
  expect(counts).toEqual({ bills: 3120, names: 3120, booked: 3120 })
})

test('F14 runs are loaded in the order in which they were accepted, so the second may replace a bill of the first', async () => {
  const accountNumber = '0048291533710'
  const [first, second] = await time.whileAway(async () => {
    const one = await accept(fileOf([account({ accountNumber }), ...wholeBill()], 'first'))
    const corrected = wholeBill({ billNumber: 'B-1b', currentCents: 7000, replaces: 'B-1' })
    const two = await accept(fileOf(corrected, 'second'))
    // The later one is told of first.
    await sql`delete from nudge where id = ${one.id}`
    return [one, two]
  })
  await until(async () => /earlier bill runs/.test((await details(second!)) ?? ''))
  expect((await findBillRun(sql, { id: second!.id }))?.loadedBills).toBe(0)
  await sql`insert into nudge (kind, id) values ('bill_run', ${first!.id})`
  await until(async () => (await findBillRun(sql, { id: second!.id }))?.status === 'loaded')
  await ended(second!)
  const [sum] = await sql<{ cents: number }[]>`
    select sum(l.amount_cents)::int as cents
      from ledger_entry l join service_account a on a.id = l.service_account_id
     where a.account_number = ${accountNumber}`
  expect(sum).toEqual({ cents: 7000 })
})

test('F13 a run sends its emails itself, once per resident and bill, and starts no workflow for each', async () => {
  const { text, emails } = await enrolled(12, 'mails')
  const run = await accept(text)
  await ended(run)
  expect(sink.mails.map(({ to }) => to).toSorted()).toEqual(emails.toSorted())
  expect(sink.mails[0]!.raw).toMatch(/Subject: .*\$84\.17/)
  expect((await notices(run)).map(({ state }) => state)).toEqual(Array(12).fill('sent'))
  expect(time.deeds).not.toContain('sendNotice')
  await sql`insert into nudge (kind, id) values ('bill_run', ${run.id})` // late, or twice: nothing more
  await until(async () => (await sql`select 1 from nudge`).length === 0)
  expect(sink.mails).toHaveLength(12)
})

test('F13 what the mail server does not take becomes an ordinary notice; the others are sent', async () => {
  const { text, emails } = await enrolled(12, 'some')
  const [later] = emails
  sink.mails.length = 0
  sink.refuse(451, (address) => address === later)
  const run = await accept(text)
  await ended(run)
  const states = await notices(run)
  expect(states.filter(({ state }) => state === 'sent')).toHaveLength(11)
  expect(states.find(({ recipient }) => recipient === later)).toMatchObject({
    state: 'waiting',
    carried: false,
  })
  sink.refuse(undefined)
  await time.skip('1 hour')
  await until(async () => (await notices(run)).every(({ state }) => state === 'sent'))
  expect(sink.mails.map(({ to }) => to).toSorted()).toEqual(emails.toSorted())
})

test('reliability 5.6 a mail server that is away for hours makes no workflows; the emails go out when it is back', async () => {
  const { text, emails } = await enrolled(7, 'away')
  sink.mails.length = 0
  sink.refuse(451)
  const run = await accept(text)
  await until(async () => (await findBillRun(sql, { id: run.id }))?.status === 'loaded')
  await until(async () => (await details(run))?.endsWith('7 emails to send'))
  await time.skip('2 hours')
  expect((await notices(run)).map(({ state, carried }) => [state, carried])).toEqual(
    Array(7).fill(['waiting', true]),
  )
  expect(await details(run)).toBe('7 of 7 bills, 7 emails to send')
  sink.refuse(undefined)
  await ended(run)
  expect(sink.mails.map(({ to }) => to).toSorted()).toEqual(emails.toSorted())
})

test('S61 an address that is refused for good is marked, and the run ends', async () => {
  const { text } = await enrolled(1, 'refused')
  sink.refuse(550)
  const run = await accept(text)
  await ended(run)
  sink.refuse(undefined)
  expect(await notices(run)).toMatchObject([{ state: 'refused' }])
})
