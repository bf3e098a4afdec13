import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Intent } from '../../sql/card-intents.js'
import type { Sql } from '../../sql/database.js'
import * as nudges from '../../sql/nudges.js'
import * as processorEvents from '../../sql/processor-events.js'
import { tableMailer } from '../../src/adapters/mailer-table.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import type { PaymentId } from '../../src/domain/ids.js'
import { workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { onHostedPage } from '../support/hosted.js'
import { handOff, said, speedPayOf } from '../support/intents.js'
import { ledgerOf, type Payer, payer } from '../support/payments.js'
import { type Rig, sandboxRig, secret } from '../support/sandbox.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

let sql: Sql & { url: string }
let rig: Rig
let time: Awaited<ReturnType<typeof timeSkipping>>
let dana: Payer
const alerts: string[] = []
const questions: PaymentId[] = []

beforeAll(async () => {
  sql = await freshDatabase({ max: 20 })
  rig = await sandboxRig((await freshDatabase()).url)
  const real = processorHttp({ url: rig.url(), secret, timeoutMs: 2_000 })
  const processor = {
    ...real,
    findByKey(key: PaymentId) {
      questions.push(key)
      return real.findByKey(key)
    },
  }
  time = await timeSkipping(sql, {
    processor,
    mailer: tableMailer(sql),
    alert: (event) => alerts.push(event),
  })
})
beforeEach(async () => {
  await time.setClock()
  dana = await payer(sql, seals({ keysDir: time.keysDir }))
  alerts.length = 0
})
afterEach(async () => {
  await rig.control({ mode: 'normal', events: 'normal', latencyMs: 0 })
})
afterAll(async () => await rig.stop())

const handle = (id: PaymentId) => time.client.workflow.getHandle(workflowId('payment', id))
const asked = (id: PaymentId) => questions.filter((key) => key === id).length
const credited = ['bill 8417', 'payment -8417']

/** Handed over and paid on the hosted page; the sandbox's events go nowhere here. */
async function paid(way: 'credit' | 'check' | 'decline' | 'abandon'): Promise<Intent> {
  const intent = await handOff(sql, dana)
  const { id: key, amountCents, feeCents, reference } = intent
  const page = await rig.processor().hostedPage({
    key,
    amountCents,
    feeCents,
    reference,
    currency: 'USD',
    description: 'City-County services',
    returnUrl: 'http://localhost:3000/pay/speedpay/return',
  })
  await onHostedPage(page, way)
  return intent
}

const skipUntil = (done: () => Promise<boolean>, step: string) =>
  until(
    async () => {
      if (await done()) return true
      await time.skip(step)
      return false
    },
    { ms: 15_000 },
  )

describe('payment-<id> of a hand-off', () => {
  test('I17: left without paying, it is asked for until the 60 minutes are over, once after, and then it ends', async () => {
    const { id } = await paid('abandon')
    await until(() => handle(id).describe())
    await time.skip('58 minutes')
    const before = asked(id)
    expect(before).toBeGreaterThan(4)
    expect((await handle(id).describe()).status.name).toBe('RUNNING')
    await time.skip('3 minutes')
    await handle(id).result()
    expect(asked(id)).toBe(before + 1)
    await time.skip('1 day')
    expect(asked(id)).toBe(before + 1)
    expect(await speedPayOf(sql, id)).toBeUndefined()
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417'])
  })

  test('I17: paid with the browser closed and no event, it is found by its key and credited once', async () => {
    const { id } = await paid('credit')
    await skipUntil(async () => (await speedPayOf(sql, id))?.status === 'approved', '1 minute')
    await handle(id).result()
    expect(await ledgerOf(sql, dana.account)).toEqual(credited)
  })

  test('I17: paid after the 60 minutes, the event starts it again, and it is credited', async () => {
    const intent = await paid('abandon')
    await time.skip('62 minutes')
    await handle(intent.id).result()
    const event = said(intent, 'approved')
    for (let twice = 0; twice < 2; twice += 1)
      await processorEvents.store(sql, { ...event, eventId: intent.id }, JSON.stringify(event))
    await until(async () => (await speedPayOf(sql, intent.id))?.status === 'approved')
    expect(await ledgerOf(sql, dana.account)).toEqual(credited)
  })

  test('A5: a processor that is away at the expiry is asked until it answers', async () => {
    const { id } = await paid('credit')
    await rig.control({ mode: 'down', count: 0 })
    for (let hour = 0; hour < 3; hour += 1) await time.skip('1 hour')
    expect((await handle(id).describe()).status.name).toBe('RUNNING')
    expect(await speedPayOf(sql, id)).toBeUndefined()
    await rig.control({ mode: 'normal' })
    await skipUntil(async () => (await speedPayOf(sql, id))?.status === 'approved', '5 minutes')
    expect(await ledgerOf(sql, dana.account)).toEqual(credited)
  })

  test('an electronic check that is pending is credited when it is approved', async () => {
    const { id } = await paid('check')
    await skipUntil(async () => (await speedPayOf(sql, id))?.status === 'approved', '1 minute')
    await handle(id).result()
    expect(await ledgerOf(sql, dana.account)).toEqual(credited)
  })

  test('T15: an event of a cent less is held for a person, who is alerted; its workflow waits', async () => {
    const intent = await handOff(sql, dana)
    const event = said(intent, 'approved', { amountCents: 84_16 })
    await processorEvents.store(sql, { ...event, eventId: intent.id }, JSON.stringify(event))
    await until(async () => (await speedPayOf(sql, intent.id))?.status === 'needs_attention')
    await until(() => alerts.includes('payment_needs_attention'))
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417'])
    expect((await handle(intent.id).describe()).status.name).toBe('RUNNING')
    // A person decides.
    await sql`update payment set status = 'canceled' where id = ${intent.id}`
    await sql`insert into nudge (kind, id) values ('payment', ${intent.id})`
    await until(async () => (await handle(intent.id).describe()).status.name === 'COMPLETED')
  })

  test('I14: with Temporal’s store lost, a nudge for every open row brings it back', async () => {
    const { id } = await time.whileAway(async () => {
      const intent = await paid('credit')
      await sql`delete from nudge`
      return intent
    })
    await sql.begin((tx) => nudges.nudgeEverything(tx))
    await skipUntil(async () => (await speedPayOf(sql, id))?.status === 'approved', '1 minute')
    await handle(id).result()
  })

  // The last one: it leaves its workflows waiting.
  test('T38: the eleventh declined hand-off of an hour alerts, the next ones do not', async () => {
    for (let n = 0; n < 13; n += 1) {
      const intent = await handOff(sql, dana)
      const event = said(intent, 'rejected')
      await processorEvents.store(sql, { ...event, eventId: intent.id }, JSON.stringify(event))
    }
    await until(
      async () => (await sql`select 1 from processor_event where applied_at is null`).length === 0,
    )
    await until(() => alerts.length > 0)
    expect(alerts).toEqual(['speedpay_declines'])
  })
})
