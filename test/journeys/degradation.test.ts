import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect, type Sql } from '../../sql/database.js'
import { bankingDayFrom } from '../../src/domain/banking-day.js'
import { addDays, cityDay } from '../../src/domain/city-date.js'
import type { Browser } from '../support/browser.js'
import { remoteBrowser } from '../support/remote.js'
import { smtpSink } from '../support/smtp.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/**
 * Each part away in turn: what residents still do meanwhile, what the pages say, and that all work is done once, soon
 * after the return (reliability.md 5.6). Postgres has a test of its own, test/web/outage.test.ts.
 */

let stack: Stack
let sql: Sql
let mail: Awaited<ReturnType<typeof smtpSink>>
let goOn = () => {}

interface DevResident {
  username: string
  password: string
  email: string
}
let residents: DevResident[]

beforeAll(async () => {
  mail = await smtpSink()
  stack = await startStack({ SETTLE_SECONDS: '2', SMTP_URL: mail.url })
  sql = connect(stack.run().databaseUrl, { max: 2, statementSeconds: 10 })
  residents = (await stack.get<{ residents: DevResident[] }>('/dev.json')).residents
})
afterEach(async () => {
  goOn()
  goOn = () => {}
  mail.refuse(undefined)
  await stack.control({ mode: 'normal', events: 'normal' })
})
afterAll(async () => {
  await sql?.end({ timeout: 2 })
  await stack?.stop()
  await mail?.stop()
})

type Somebody = Browser & { resident: DevResident; form: string }

async function signsIn(nth: number): Promise<Somebody> {
  const resident = residents.find(({ username }) => username === `resident01${nth}`)!
  const { username, password } = resident
  const browser = remoteBrowser(stack.origin)
  const sent = await browser.fill('/sign-in', { username, password }, '/sign-in')
  expect(sent.status).toBe(303)
  const home = await browser.get('/home')
  expect(home.text).toContain('You owe')
  const form = /href="(\/pay\/[0-9a-f-]{36}\/bank)"/.exec(home.html)?.[1]
  if (!form) throw new Error(`nothing to pay: ${home.text}`)
  return Object.assign(browser, { resident, form })
}

/** @param fields More of the form; without any, all that is owed, ASAP. @returns The payment's id. */
async function pays(who: Somebody, fields: Record<string, string> = {}): Promise<string> {
  const check = await who.follow(await who.fill(who.form, fields))
  const done = await who.submit(check)
  const id = /payment=([0-9a-f-]{36})/.exec(done.location ?? '')?.[1]
  if (!id) throw new Error(`not paid (${done.status}): ${done.text}`)
  expect((await who.follow(done)).status).toBe(200)
  return id
}

const later = () => ({
  pay: 'other',
  amount: '5.00',
  when: 'date',
  date: bankingDayFrom(addDays(cityDay(new Date()), 7)),
})

async function cancels(who: Somebody, id: string): Promise<void> {
  const page = await who.follow(await who.fill(`/payment-activity/${id}/cancel`, {}))
  expect(page.html).toContain('data-status="canceled"')
}

const shown = async (who: Somebody, id: string) => (await who.get(`/payment-activity/${id}`)).text
const statusOf = async (id: string) =>
  (await sql<{ status: string }[]>`select status from check_payments where id = ${id}`)[0]?.status
const becomes = (id: string, status: string) =>
  until(async () => (await statusOf(id)) === status, { ms: 60_000, every: 100 })
const mailed = (who: Somebody, words: string) =>
  until(
    () =>
      mail.mails.some(
        ({ to, raw }) => to === who.resident.email && raw.includes(`Subject: ${words}`),
      ),
    { ms: 60_000, every: 100 },
  )

/** In the processor's books once, and credited once. */
async function expectPaidOnce(id: string): Promise<void> {
  await becomes(id, 'approved')
  const lines = (await stack.ledger()).filter(({ key }) => key === id)
  expect(lines).toMatchObject([{ status: 'approved' }])
  expect(await sql`select 1 from check_ledger where payment_id = ${id}`).toHaveLength(1)
}

test.each([
  ['Temporal', 'temporal', 0],
  ['the worker', 'worker', 1],
] as const)(
  '%s is away: residents sign in, look, schedule, cancel and pay as ever; the work is done once afterwards',
  async (_, part, nth) => {
    goOn = stack.pause(part)
    const who = await signsIn(nth)
    expect((await who.get('/bill-history')).status).toBe(200)
    const canceled = await pays(who, later())
    await cancels(who, canceled)
    const asap = await pays(who, { pay: 'other', amount: '6.00', when: 'asap' })
    expect(await shown(who, asap)).toMatch(
      /Scheduled (We are sending it now|We will send it shortly)/,
    )
    const forgot = await remoteBrowser(stack.origin).fill('/forgot-username', {
      email: who.resident.email,
    })
    expect(forgot.location).toBe('/forgot-username/sent')
    expect(await statusOf(asap)).toBe('scheduled')
    goOn()
    await expectPaidOnce(asap)
    expect((await stack.ledger()).filter(({ key }) => key === canceled)).toEqual([])
    for (const words of ['Scheduled: $5.00', 'Canceled: $5.00', 'Your username'])
      await mailed(who, words)
  },
)

test('the worker is away: the processor’s events are stored, and applied when it is back', async () => {
  const who = await signsIn(2)
  const id = await pays(who, { pay: 'other', amount: '7.00', when: 'asap' })
  await becomes(id, 'pending')
  goOn = stack.pause('worker')
  await until(
    async () =>
      (await sql`select 1 from processor_event where payment_id = ${id} and applied_at is null`)
        .length > 0,
    { ms: 20_000, every: 50 },
  )
  expect(await shown(who, id)).toContain('Pending Sent to the payment processor')
  goOn()
  await expectPaidOnce(id)
})

test('A5: the processor is away: pending, never rejected; then it is sent once', async () => {
  await stack.control({ mode: 'down', count: 0 })
  const who = await signsIn(3)
  const id = await pays(who, { pay: 'other', amount: '8.00', when: 'asap' })
  await becomes(id, 'unknown')
  const page = await shown(who, id)
  expect(page).toContain('We are still checking. Do not pay again.')
  expect(page).not.toContain('Rejected')
  const dated = await pays(who, later())
  await cancels(who, dated)
  await stack.control({ mode: 'normal' })
  await expectPaidOnce(id)
})

test('SMTP is away: everything goes on, and the mail comes later, once', async () => {
  mail.refuse(451)
  const who = await signsIn(4)
  const id = await pays(who, later())
  await until(
    async () =>
      (
        await sql`
          select 1 from notice where state = 'waiting' and attempts > 0 and params->>'paymentId' = ${id}`
      ).length > 0,
    { ms: 30_000, every: 100 },
  )
  await cancels(who, id)
  mail.refuse(undefined)
  await mailed(who, 'Scheduled: $5.00')
  await mailed(who, 'Canceled: $5.00')
  const own = mail.mails.filter(({ to }) => to === who.resident.email)
  expect(own).toHaveLength(2)
})

test('only the processor’s events are lost: pending, until the portal asks by itself', async () => {
  await stack.control({ events: 'drop' })
  const who = await signsIn(5)
  const id = await pays(who, { pay: 'other', amount: '9.00', when: 'asap' })
  await until(
    async () =>
      (await stack.ledger()).some(({ key, status }) => key === id && status === 'approved'),
    { ms: 20_000, every: 100 },
  )
  expect(await statusOf(id)).toBe('pending')
  expect(await shown(who, id)).toContain('Pending Sent to the payment processor')
  expect(await stack.portal('clock', 'advance', '2m')).toMatchObject({ code: 0 })
  await expectPaidOnce(id)
})
