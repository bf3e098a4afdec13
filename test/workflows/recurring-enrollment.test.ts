import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as payments from '../../sql/payments.js'
import { stop } from '../../sql/recurring-enrollments.js'
import { tableMailer } from '../../src/adapters/mailer-table.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import type { EnrollmentId } from '../../src/domain/ids.js'
import { workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { ledgerOf, noticesOf, payer } from '../support/payments.js'
import {
  addBill,
  authorize,
  automatic,
  change,
  decisions,
  holdsOf,
  received,
  setUp,
  threeDaysBefore,
} from '../support/recurring.js'
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
  const processor = processorHttp({ url: rig.url(), secret, timeoutMs: 2_000 })
  time = await timeSkipping(sql, { processor, mailer: tableMailer(sql) })
  numbers = seals({ keysDir: time.keysDir })
})
beforeEach(async () => await time.setClock())
afterAll(async () => await rig.stop())

type Dana = Awaited<ReturnType<typeof payer>>
const dana = (options: Parameters<typeof payer>[2] = {}) => payer(sql, numbers, options)
const statusOf = async (who: Dana) => (await automatic(sql, who)).map(({ status }) => status)
const decided = (id: EnrollmentId, count: number) =>
  until(async () => (await decisions(sql, id)).length === count)
const ends = async (id: EnrollmentId, who: Dana) => {
  await stop(sql, id, who)
  await ended(id)
}
/** Not by its result: the server's clock would leap past its timers while that is awaited. */
const ended = (id: EnrollmentId) =>
  until(async () => {
    const { status } = await time.client.workflow.getHandle(workflowId('recurring', id)).describe()
    return status.name === 'COMPLETED'
  })
/** Time passes in steps until all automatic payments are there. */
async function skipUntil(who: Dana, wanted: readonly string[], step = '1 minute') {
  await until(
    async () => {
      if (JSON.stringify(await statusOf(who)) === JSON.stringify(wanted)) return true
      await time.skip(step)
      return false
    },
    { ms: 15_000 },
  )
}

describe('recurringEnrollment', () => {
  test('S44, S47: each bill is scheduled when it arrives, visible at once, and paid on its day without further action', async () => {
    const who = await dana({ owesCents: 40_00 })
    const id = await setUp(sql, who)
    for (const month of [1, 2, 3]) {
      await addBill(sql, who, { current: 80_00 })
      await decided(id, month)
      expect((await automatic(sql, who)).at(-1)).toMatchObject({ status: 'scheduled' })
      await time.skip('26 days')
      await skipUntil(who, Array(month).fill('approved'))
    }
    // The first one took what was owed from before as well: its bill said so.
    expect(await ledgerOf(sql, who.account)).toEqual([
      'bill 4000',
      'bill 8000',
      'payment -12000',
      'bill 8000',
      'payment -8000',
      'bill 8000',
      'payment -8000',
    ])
    await ends(id, who)
  })

  test('F6: it begins with the next bill; with the current one when that was chosen', async () => {
    const [next, both] = [await dana(), await dana()]
    const [a, b] = [await setUp(sql, next), await setUp(sql, both, { current: true })]
    await decided(b, 1)
    expect(await statusOf(both)).toEqual(['scheduled'])
    await time.skip('1 day')
    expect(await decisions(sql, a)).toEqual([])
    await ends(a, next)
    await ends(b, both)
  })

  test('S46, F7: a bill over the threshold is never paid by itself; it is asked about, reminded of twice, and paid when authorized', async () => {
    const who = await dana({ owesCents: 10_00 })
    const id = await setUp(sql, who)
    await addBill(sql, who, { current: 158_92 })
    await decided(id, 1)
    const [hold] = await holdsOf(sql, who)
    expect(hold).toMatchObject({ status: 'open', amountCents: 168_92, thresholdCents: 150_00 })
    await time.skip('21 days')
    expect((await noticesOf(sql, who.id)).filter((name) => name === 'threshold_needed')).toEqual([
      'threshold_needed',
    ])
    await time.skip('2 days')
    await time.skip('3 days')
    expect(
      (await noticesOf(sql, who.id)).filter((name) => name === 'threshold_needed'),
    ).toHaveLength(3)
    await time.skip('30 days')
    expect(await statusOf(who)).toEqual([])
    const [first, second] = await Promise.all([
      authorize(sql, who, hold!.id),
      authorize(sql, who, hold!.id),
    ])
    expect([first.outcome, second.outcome].sort()).toEqual(['already', 'authorized'])
    await skipUntil(who, ['approved'])
    expect((await holdsOf(sql, who)).map(({ status }) => status)).toEqual(['authorized'])
    await ends(id, who)
  })

  test('F7: a newer bill replaces the hold of the older one and is asked about anew', async () => {
    const who = await dana({ owesCents: 1 })
    const id = await setUp(sql, who)
    await addBill(sql, who, { current: 160_00 })
    await decided(id, 1)
    await time.skip('27 days')
    await addBill(sql, who, { current: 90_00 })
    await decided(id, 2)
    expect(
      (await holdsOf(sql, who)).map(({ status, amountCents }) => [status, amountCents]),
    ).toEqual([
      ['replaced', 160_01],
      ['open', 250_01],
    ])
    expect(await noticesOf(sql, who.id)).toContain('threshold_replaced')
    await ends(id, who)
    expect((await holdsOf(sql, who)).at(-1)).toMatchObject({ status: 'stopped' })
    expect(await noticesOf(sql, who.id)).toContain('threshold_ended')
  })

  test('F7: a hold ends when the bill was paid another way', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who)
    await addBill(sql, who, { current: 160_00 })
    await decided(id, 1)
    await received(sql, who, 161_00)
    await until(async () => (await holdsOf(sql, who))[0]!.status === 'paid')
    expect(await noticesOf(sql, who.id)).toContain('threshold_ended')
    await ends(id, who)
  })

  test('F6, I24: what was paid by hand meanwhile is not taken again; with nothing owed it is canceled by itself', async () => {
    const [part, all] = [await dana({ owesCents: 1_00 }), await dana({ owesCents: 1_00 })]
    const [a, b] = [await setUp(sql, part), await setUp(sql, all)]
    for (const who of [part, all]) await addBill(sql, who, { current: 79_00 })
    await decided(a, 1)
    await decided(b, 1)
    await received(sql, part, 30_00)
    await received(sql, all, 80_00)
    await time.skip('25 days')
    await skipUntil(part, ['approved'])
    await skipUntil(all, ['canceled'])
    expect((await automatic(sql, part))[0]).toMatchObject({ amountCents: 50_00 })
    expect((await automatic(sql, all))[0]).toMatchObject({ reason: 'nothing_owed' })
    expect(await rig.line((await automatic(sql, all))[0]!.id)).toBeUndefined()
    expect(await noticesOf(sql, all.id)).toContain('payment_canceled')
    await ends(a, part)
    await ends(b, all)
  })

  test('F6: canceling one leaves that bill to the resident; the enrollment goes on', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who)
    await addBill(sql, who, { current: 79_00 })
    await decided(id, 1)
    expect(await payments.cancel(sql, (await automatic(sql, who))[0]!.id, who)).toBe(true)
    await time.skip('27 days')
    expect(await statusOf(who)).toEqual(['canceled'])
    await addBill(sql, who, { current: 50_00 })
    await decided(id, 2)
    await time.skip('26 days')
    await skipUntil(who, ['canceled', 'approved'])
    expect((await automatic(sql, who))[1]).toMatchObject({ amountCents: 130_00 })
    await ends(id, who)
  })

  test('S25: it survives UNENROLL and the red X until it is stopped', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who)
    await sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account}`
    await sql`delete from account_link where service_account_id = ${who.account}`
    await addBill(sql, who, { current: 79_00 })
    await decided(id, 1)
    await time.skip('26 days')
    await skipUntil(who, ['approved'])
    await ends(id, who)
    await addBill(sql, who, { current: 20_00 })
    await time.skip('2 days')
    expect(await decisions(sql, id)).toHaveLength(1)
  })

  test('F8: a closed bank account pauses it until another one is chosen; meanwhile bills are left to the resident', async () => {
    const who = await dana({ owesCents: 1_00, bankEnding: '0002' })
    const id = await setUp(sql, who, { terms: { daysBefore: null, thresholdCents: null } })
    await addBill(sql, who, { current: 79_00 })
    await decided(id, 1)
    await skipUntil(who, ['rejected'])
    await until(async () => (await noticesOf(sql, who.id)).includes('recurring_paused'))
    await addBill(sql, who, { current: 20_00 })
    await decided(id, 2)
    expect(await decisions(sql, id)).toEqual(['scheduled', 'left paused'])
    const other = await dana()
    await sql`update bank_account set portal_account_id = ${who.id} where id = ${other.bank}`
    expect(await change(sql, id, who, threeDaysBefore, other.bank)).toEqual({ outcome: 'changed' })
    await addBill(sql, who, { current: 20_00 })
    await decided(id, 3)
    expect((await automatic(sql, who)).at(-1)).toMatchObject({ status: 'scheduled' })
    await ends(id, who)
  })

  test('F14: after the final bill of a closed account it ends, by mail', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who)
    await sql`update service_account set status = 'closed' where id = ${who.account}`
    await addBill(sql, who, { current: 30_00 })
    await ended(id)
    expect(await decisions(sql, id)).toEqual(['scheduled'])
    expect(await noticesOf(sql, who.id)).toContain('recurring_stopped')
  })

  test('operators see what it waits for and until when, and find holds and pay days; never who it is', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who)
    const handle = time.client.workflow.getHandle(workflowId('recurring', id))
    const says = async (words: RegExp) =>
      await until(async () => {
        const told = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')
        return words.test(told.currentDetails)
      })
    await says(/^Waits for: the next bill, expected about \d{4}-\d{2}-\d{2}$/)
    await addBill(sql, who, { current: 79_00 })
    await says(/the last one is paid on \d{4}-\d{2}-\d{2}$/)
    const found = async () => (await handle.describe()).searchAttributes
    expect(await found()).toMatchObject({ PayOn: [expect.any(Date)] })
    await addBill(sql, who, { current: 200_00 })
    await says(/^Waits for: authorization of the bill due \d{4}-\d{2}-\d{2}$/)
    expect(await found()).toMatchObject({
      HoldReason: ['over threshold'],
      HoldDue: [expect.any(Date)],
    })
    await received(sql, who, 300_00)
    await says(/the next bill/)
    expect((await found()).HoldReason?.[0] ?? null).toBeNull()
    const history = JSON.stringify(await handle.fetchHistory())
    for (const personal of [who.email, 'Whitfield', '4471', 'Elm Street'])
      expect(history).not.toContain(personal)
    await ends(id, who)
  })

  test('it continues as new every 12 bills, and forgets none', async () => {
    const who = await dana({ owesCents: 1_00 })
    const id = await setUp(sql, who, { terms: { daysBefore: null, thresholdCents: null } })
    for (let month = 1; month <= 14; month += 1) {
      await addBill(sql, who, { current: 10_00 })
      await decided(id, month)
      await time.skip('10 minutes')
    }
    await skipUntil(who, Array(14).fill('approved'))
    const { historyLength } = await time.client.workflow
      .getHandle(workflowId('recurring', id))
      .describe()
    expect(historyLength).toBeLessThan(60)
    await ends(id, who)
  })
})
