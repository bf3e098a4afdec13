import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as linkRemovals from '../../sql/link-removals.js'
import * as payments from '../../sql/payments.js'
import * as processorEvents from '../../sql/processor-events.js'
import { tableMailer } from '../../src/adapters/mailer-table.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Processor } from '../../src/ports.js'
import { workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { ledgerOf, noticesOf, payer, row, schedule } from '../support/payments.js'
import { type Rig, sandboxRig, secret } from '../support/sandbox.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

let sql: Sql & { url: string }
let rig: Rig
let time: Awaited<ReturnType<typeof timeSkipping>>
let numbers: ReturnType<typeof seals>

beforeAll(async () => {
  sql = await freshDatabase({ max: 20 })
  rig = await sandboxRig((await freshDatabase()).url)
  // Asked anew at each call, and impatient: a hung processor costs a test two seconds.
  const processor: Processor = processorHttp({ url: rig.url(), secret, timeoutMs: 2_000 })
  time = await timeSkipping(sql, { processor, mailer: tableMailer(sql) })
  numbers = seals({ keysDir: time.keysDir })
})
// The server's clock leaps when a workflow ends (temporal.md 0.4); SQL's follows before anything is scheduled.
beforeEach(async () => await time.setClock())
afterEach(async () => {
  await rig.control({ mode: 'normal', events: 'normal', latencyMs: 0 })
})
afterAll(async () => await rig.stop())

const status = async (id: PaymentId) => (await row(sql, id)).status
/** Not by its result: the server would leap over years while that is waited for and no timer runs. */
const ended = (id: PaymentId) =>
  until(
    async () => {
      const { status } = await time.client.workflow.getHandle(workflowId('payment', id)).describe()
      return status.name === 'COMPLETED'
    },
    { ms: 15_000 },
  )
/** Time passes in steps until the row says so, as it would pass for a resident. */
async function skipUntil(id: PaymentId, wanted: string, step = '1 minute') {
  await until(
    async () => {
      if ((await status(id)) === wanted) return true
      await time.skip(step)
      return false
    },
    { ms: 15_000 },
  )
}

describe('scheduledPayment', () => {
  test('S56: a dated payment waits for its day, goes out once, and is approved', async () => {
    const dana = await payer(sql, numbers)
    const id = await schedule(sql, dana, { inSeconds: 10 * 86_400 })
    await time.skip('9 days')
    expect(await status(id)).toBe('scheduled')
    expect(await rig.line(id)).toBeUndefined()
    await time.skip('25 hours')
    await skipUntil(id, 'approved')
    await ended(id)
    expect((await rig.line(id))?.calls).toBe(1)
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
  })

  test('I3: a payment that is canceled while it waits ends without a call to the processor', async () => {
    const dana = await payer(sql, numbers)
    const id = await schedule(sql, dana, { inSeconds: 5 * 86_400 })
    await time.skip('1 day')
    expect(await payments.cancel(sql, id, dana)).toBe(true)
    await ended(id)
    await time.skip('6 days')
    expect(await status(id)).toBe('canceled')
    expect(await rig.line(id)).toBeUndefined()
    expect(await noticesOf(sql, dana.id)).toEqual(['payment_scheduled', 'payment_canceled'])
  })

  test('S25, I11: removing the account cancels nothing: it goes out once; its payer may cancel the other', async () => {
    const dana = await payer(sql, numbers)
    const link = { resident: dana, account: dana.account }
    const goes = await schedule(sql, dana, { inSeconds: 2 * 86_400, amountCents: 50_00 })
    const stopped = await schedule(sql, dana, { inSeconds: 2 * 86_400, amountCents: 10_00 })
    expect(await linkRemovals.remove(sql, link)).toBe('removed')
    expect(await payments.cancel(sql, stopped, dana)).toBe(true)
    await time.skip('49 hours')
    await skipUntil(goes, 'approved')
    await ended(goes)
    expect((await rig.line(goes))?.calls).toBe(1)
    expect(await rig.line(stopped)).toBeUndefined()
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -5000'])
    expect(await noticesOf(sql, dana.id)).toContain('account_removed')
  })

  test('A5: a processor that is away for hours makes it Pending, never Rejected; then it goes out once', async () => {
    const dana = await payer(sql, numbers)
    await rig.control({ mode: 'down', count: 0 })
    const id = await schedule(sql, dana)
    await until(async () => (await status(id)) === 'unknown')
    for (let hour = 0; hour < 5; hour += 1) await time.skip('1 hour')
    expect(await status(id)).toBe('unknown')
    expect(await noticesOf(sql, dana.id)).toContain('payment_unknown')
    await rig.control({ mode: 'normal' })
    await skipUntil(id, 'approved', '5 minutes')
    await ended(id)
    expect((await rig.line(id))?.calls).toBe(1)
    expect(
      (await noticesOf(sql, dana.id)).filter((name) => name === 'payment_unknown'),
    ).toHaveLength(1)
    // Who was told that nobody answers is told the outcome too (F13).
    expect(await noticesOf(sql, dana.id)).toContain('payment_approved')
  })

  test('I1: a payment that was taken without an answer is found by its key, not sent again', async () => {
    const dana = await payer(sql, numbers)
    await rig.control({ mode: 'accept_then_hang', count: 1 })
    const id = await schedule(sql, dana)
    await skipUntil(id, 'approved')
    await ended(id)
    expect((await rig.line(id))?.calls).toBe(1)
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
  })

  test('S56: a bank that refuses makes it Rejected, with the reason and a mail', async () => {
    const dana = await payer(sql, numbers, { bankEnding: '0003' })
    const id = await schedule(sql, dana)
    await skipUntil(id, 'rejected')
    await ended(id)
    expect(await row(sql, id)).toMatchObject({ status: 'rejected', reason: 'R03' })
    expect(await noticesOf(sql, dana.id)).toContain('payment_rejected')
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417'])
  })

  test('A1, I12: what the bank takes back after approval is owed again, and told; the same event twice is one', async () => {
    const dana = await payer(sql, numbers)
    const id = await schedule(sql, dana)
    await skipUntil(id, 'approved')
    await ended(id)
    const line = (await rig.line(id))!
    const event = {
      eventId: `event-${id}`,
      key: id,
      ref: (await row(sql, id)).processorRef!,
      status: 'returned' as const,
      amountCents: line.amountCents,
      feeCents: 0,
      reference: (await sql`select confirmation from payment where id = ${id}`)[0]!
        .confirmation as string,
      reason: 'R01',
    }
    await time.skip('59 days')
    for (let twice = 0; twice < 2; twice += 1)
      await processorEvents.store(sql, event, JSON.stringify(event))
    await until(async () => (await status(id)) === 'returned')
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417', 'return 8417'])
    expect(
      (await noticesOf(sql, dana.id)).filter((name) => name === 'payment_returned'),
    ).toHaveLength(1)
  })

  test('F16: while all debits are stopped nothing goes out; resumed, each goes out once', async () => {
    const dana = await payer(sql, numbers)
    await sql`insert into debit_stop (id, stopped_by, why) values (gen_random_uuid(), 'finance', 'a test')`
    const id = await schedule(sql, dana)
    await time.skip('2 hours')
    expect(await status(id)).toBe('scheduled')
    expect(await rig.line(id)).toBeUndefined()
    await sql`update debit_stop set resumed_at = portal_now(), resumed_by = 'finance'`
    await sql`insert into nudge (kind, id) values ('payment', ${id})`
    await skipUntil(id, 'approved')
    expect((await rig.line(id))?.calls).toBe(1)
  })

  test('I1, reliability 3.2: past 80 % of the key life nothing is sent again; after the last question a person looks', async () => {
    const dana = await payer(sql, numbers)
    await rig.control({ mode: 'down', count: 0 })
    const id = await schedule(sql, dana)
    await until(async () => (await status(id)) === 'unknown')
    // 19.2 of the 24 hours are over; the 230 questions until then were walked in test/domain/payment.test.ts.
    await sql`update payment set submitted_at = submitted_at - interval '19 hours 12 minutes' where id = ${id}`
    await skipUntil(id, 'needs_attention', '12 hours')
    const { attempts } = await row(sql, id)
    await rig.control({ mode: 'normal' })
    await time.skip('2 days')
    expect(await row(sql, id)).toMatchObject({ status: 'needs_attention', attempts })
    expect(await rig.line(id)).toBeUndefined()
    await time.client.workflow.getHandle(workflowId('payment', id)).terminate('the test is over')
  })

  test('I13, I20: nudges that come double or late change nothing', async () => {
    const dana = await payer(sql, numbers)
    const id = await schedule(sql, dana)
    for (let n = 0; n < 20; n += 1)
      await sql`insert into nudge (kind, id) values ('payment', ${id})`
    await skipUntil(id, 'approved')
    for (let n = 0; n < 5; n += 1) await sql`insert into nudge (kind, id) values ('payment', ${id})`
    await until(async () => (await sql`select 1 from nudge`).length === 0)
    expect((await rig.line(id))?.calls).toBe(1)
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
  })
})
