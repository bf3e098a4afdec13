import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { smtpMailer } from '../../src/adapters/mailer-smtp.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import { addDays, cityDay, momentOf } from '../../src/domain/city-date.js'
import type { Processor } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { noticesOf, type Payer, payer } from '../support/payments.js'
import { smtpSink } from '../support/smtp.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

/** The pass over all rows (reliability.md 5.3), asked for by a nudge as a moved clock does it (F19). */

let sql: Sql
let sink: Awaited<ReturnType<typeof smtpSink>>
let time: Awaited<ReturnType<typeof timeSkipping>>
let mailer: ReturnType<typeof smtpMailer>
let dana: Payer

beforeAll(async () => {
  sql = await freshDatabase()
  sink = await smtpSink()
  mailer = smtpMailer(sink.url)
  time = await timeSkipping(sql, { processor: {} as Processor, mailer })
  dana = await payer(sql, seals({ keysDir: time.keysDir }))
})
afterAll(async () => {
  mailer.close()
  await sink.stop()
})

/** The plain client: awaiting a result through the environment's own one lets its clock leap (temporal.md 0.4). */
const handle = () =>
  new Client({ connection: time.env.connection }).workflow.getHandle('reconciliation-asked')

/** Asks for a pass and waits for its end. */
async function pass(): Promise<unknown> {
  await time.setClock()
  const before = await runId()
  await sql`insert into nudge (kind, id) values ('reconciliation', '00000000-0000-0000-0000-000000000000')`
  await until(async () => (await runId()) !== before)
  return await handle().result()
}
const runId = async () =>
  await handle()
    .describe()
    .then(
      ({ runId }) => runId,
      () => undefined,
    )

const now = async () => new Date(await time.env.currentTimeMs())
const untilHour = async (hour: number) => {
  const at = await now()
  const tomorrow = momentOf(addDays(cityDay(at), 1), hour)
  await time.skip(`${tomorrow.getTime() - at.getTime()} ms`)
}

test('F13: owes the reminder after 08:00, which is mailed once, however often it passes', async () => {
  await untilHour(7)
  await sql`update bill set due_on = ${addDays(cityDay(await now()), 3)} where id = ${dana.bill}`
  expect(await pass()).toMatchObject({ writeReminders: 0 })
  await time.skip('2 hours')
  expect(await pass()).toMatchObject({ writeReminders: 1 })
  expect(await pass()).toMatchObject({ writeReminders: 0 })
  expect(await noticesOf(sql, dana.id)).toEqual(['due_reminder'])
  const mails = await until(() => {
    const found = sink.mails.filter(({ to }) => to === dana.email)
    return found.length > 0 && found
  })
  expect(mails).toHaveLength(1)
  expect(mails[0]!.raw).toMatch(/Subject: \$84\.17 is due /)
})

test('F18: clears away what nobody confirmed for 7 days', async () => {
  await sql`
    insert into portal_account (id, username, email, password_hash, question, answer_hash)
    values (gen_random_uuid(), 'nobody', 'nobody@example.com', 'x', 'first_pet', 'x')`
  expect(await pass()).toMatchObject({ clearAway: 0 })
  await time.skip('8 days')
  expect(await pass()).toMatchObject({ clearAway: 1 })
})

test('I21: destroys the numbers of a bank account that was removed', async () => {
  await sql`update bank_account set removed_at = portal_now() where id = ${dana.bank}`
  expect(await pass()).toMatchObject({ clearAway: 1 })
  const [row] = await sql`select sealed, last4 from bank_account where id = ${dana.bank}`
  expect(row).toEqual({ sealed: null, last4: '4471' })
})

test('a step that fails keeps no other from being done, and the run says that it failed', async () => {
  await sql`alter table reminder_round rename to elsewhere`
  await sql`
    insert into portal_account (id, username, email, password_hash, question, answer_hash, created_at)
    values (gen_random_uuid(), 'nobody', 'nobody@example.com', 'x', 'first_pet', 'x', portal_now() - interval '8 days')`
  await expect(pass()).rejects.toThrow()
  expect(await sql`select 1 from portal_account where username = 'nobody'`).toHaveLength(0)
  await sql`alter table elsewhere rename to reminder_round`
  expect(await pass()).toMatchObject({ writeReminders: expect.any(Number) })
})
