import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as notices from '../../sql/notices.js'
import { smtpMailer } from '../../src/adapters/mailer-smtp.js'
import type { NoticeId, PortalAccountId } from '../../src/domain/ids.js'
import type { Processor } from '../../src/ports.js'
import { workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { smtpSink } from '../support/smtp.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

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

async function owe(email: string, id?: PortalAccountId): Promise<NoticeId> {
  await time.setClock() // the server's clock leaps when a workflow ends (temporal.md 0.4)
  const to = { id, email }
  return await sql.begin((tx) =>
    notices.owe(tx, { template: 'confirm_email', params: { token: randomUUID() }, to }),
  )
}
const ended = async (id: NoticeId) => {
  const handle = time.client.workflow.getHandle(workflowId('notice', id))
  await until(async () => await handle.describe()) // the nudger starts it in a moment
  await handle.result()
  return (await notices.find(sql, id))!
}

test('F18: a mail goes out with subject, text, HTML and the portal as sender', async () => {
  const id = await owe('dana@example.com')
  expect(await ended(id)).toMatchObject({ state: 'sent', attempts: 1 })
  const [mail] = sink.mails
  expect(mail!.to).toBe('dana@example.com')
  expect(mail!.raw).toContain('Subject: Confirm your email for Citizen Self Service')
  expect(mail!.raw).toContain('customercare@ci.charlotte.nc.us')
  expect(mail!.raw).toContain('text/html')
})

test('I19: a mail server that is down for an hour delays a mail; it is sent once', async () => {
  sink.refuse(451)
  const id = await owe('later@example.com')
  await until(async () => ((await notices.find(sql, id))?.attempts ?? 0) > 0)
  await time.skip('1 hour')
  expect((await notices.find(sql, id))?.state).toBe('waiting')
  sink.refuse(undefined)
  expect((await ended(id)).state).toBe('sent')
  expect(sink.mails.filter(({ to }) => to === 'later@example.com')).toHaveLength(1)
})

test('S61: an address that is refused for good is not tried again, and marked until mail gets through', async () => {
  const email = 'nobody@example.com'
  const [resident] = await sql<{ id: PortalAccountId }[]>`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
    values (gen_random_uuid(), 'nobody', ${email}, portal_now(), 'x', 'first_pet', 'x') returning id`
  const marked = async () => {
    const [row] = await sql<{ marked: boolean }[]>`
      select email_refused_at is not null as marked from portal_account where id = ${resident!.id}`
    return row!.marked
  }
  sink.refuse(550)
  expect(await ended(await owe(email, resident!.id))).toMatchObject({ state: 'refused' })
  expect(await marked()).toBe(true)
  sink.refuse(undefined)
  expect(await ended(await owe(email, resident!.id))).toMatchObject({ state: 'sent' })
  expect(await marked()).toBe(false)
})

test('reliability 5.6: a mail that nobody takes for a day is given up, and the row says so', async () => {
  sink.refuse(451)
  const id = await owe('never@example.com')
  await until(async () => ((await notices.find(sql, id))?.attempts ?? 0) > 0)
  await time.skip('25 hours')
  expect((await ended(id)).state).toBe('given_up')
  sink.refuse(undefined)
})
