import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { ProcessorSilence } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { order, postJson, type Rig, sandboxRig, secret } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
let rig: Rig
beforeAll(async () => {
  rig = await sandboxRig(sql.url)
})
beforeEach(async () => {
  await rig.control({ mode: 'normal', events: 'normal', latencyMs: 0 })
})
afterAll(() => rig.stop())

const words = async (answer: Response) => ((await answer.json()) as { words: string[] }).words

const silent = (timeoutMs?: number) => async (wanted: ReturnType<typeof order>) =>
  expect(rig.processor(timeoutMs).submit(wanted)).rejects.toThrow(ProcessorSilence)

describe('modes', () => {
  test('fail_before_accept takes nothing, for as many calls as it was told', async () => {
    await rig.control({ mode: 'fail_before_accept', count: 2 })
    const wanted = order()
    await silent()(wanted)
    await silent()(wanted)
    expect(await rig.line(wanted.key)).toBeUndefined()
    await rig.processor().submit(wanted)
    expect(await rig.line(wanted.key)).toMatchObject({ calls: 3 })
  })

  test('a count of 0 holds until it is changed', async () => {
    await rig.control({ mode: 'fail_before_accept', count: 0 })
    for (let tries = 0; tries < 4; tries += 1) await silent()(order())
    await rig.control({ mode: 'normal' })
    expect(await rig.processor().submit(order())).toMatchObject({ status: 'pending' })
  })

  test.each(['accept_then_hang', 'accept_then_close'])('%s counts every submit', async (mode) => {
    await rig.control({ mode })
    const wanted = order()
    await silent(300)(wanted)
    await silent(300)(wanted)
    await rig.control({ mode: 'normal' })
    await rig.processor().submit(wanted)
    expect(await rig.line(wanted.key)).toMatchObject({ calls: 3 })
  })

  test('reject refuses at once, with the code and an event', async () => {
    await rig.control({ mode: 'reject', code: 'R16', count: 1 })
    const wanted = order()
    const outcome = await rig.processor().submit(wanted)
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'R16' })
    await until(() => rig.portal.statuses(wanted.key)[0] === 'rejected')
  })

  test('down is every call of the API, but not the control API', async () => {
    await rig.control({ mode: 'down', count: 2 })
    await silent()(order())
    await expect(rig.processor().findByKey(order().key)).rejects.toThrow(ProcessorSilence)
    expect((await fetch(`${rig.url()}/healthz`)).status).toBe(200)
    expect(await rig.processor().findByKey(order().key)).toBeUndefined()
  })

  test('latency is waited for before anything is taken', async () => {
    await rig.control({ latencyMs: 400 })
    const wanted = order()
    await silent(100)(wanted)
    await rig.control({ latencyMs: 0 })
    // The client has gone; the call goes on all the same.
    await until(() => rig.line(wanted.key))
  })
})

describe('returns', () => {
  const takeBack = (key: string, code = 'R10', afterSeconds = 0) =>
    rig.control({ returns: { key, code, afterSeconds } })

  test('an approved payment comes back, with the code', async () => {
    const wanted = order()
    await rig.processor().submit(wanted)
    await until(() => rig.portal.statuses(wanted.key)[0] === 'approved')
    expect((await takeBack(wanted.key)).status).toBe(200)
    const [, back] = await until(
      () => rig.portal.of(wanted.key).length === 2 && rig.portal.of(wanted.key),
    )
    expect(back!.event).toMatchObject({ status: 'returned', reason: 'R10' })
  })

  test('a payment may come back before it was approved, and twice; it never gets better', async () => {
    const wanted = order()
    await rig.processor().submit(wanted)
    await takeBack(wanted.key, 'R01')
    await takeBack(wanted.key, 'R10')
    await until(() => rig.portal.of(wanted.key).length === 2)
    const later = order()
    await rig.processor().submit(later)
    await until(() => rig.portal.of(later.key).length === 1)
    expect(rig.portal.statuses(wanted.key)).toEqual(['returned', 'returned'])
    const found = await rig.processor().findByKey(wanted.key)
    expect(found).toMatchObject({ status: 'returned', reason: 'R01' })
  })

  test('what was never taken, or was rejected, does not come back', async () => {
    expect((await takeBack(randomUUID())).status).toBe(422)
    const wanted = order('0001')
    await rig.processor().submit(wanted)
    await until(() => rig.portal.statuses(wanted.key)[0] === 'rejected')
    expect((await takeBack(wanted.key)).status).toBe(422)
  })
})

test.each([
  ['no json', 'nonsense'],
  ['an unknown mode', { mode: 'broken' }],
  ['reject without a code', { mode: 'reject' }],
  ['a code that is none', { mode: 'reject', code: '01' }],
  ['a negative count', { mode: 'down', count: -1 }],
  ['unknown events', { events: 'lost' }],
  ['a word that is not there', { latency: 5 }],
  ['half a return', { returns: { key: 'x' } }],
])('%s is refused with words and changes nothing', async (_, body) => {
  const answer = await rig.control(body as object)
  expect(answer.status).toBe(422)
  expect((await words(answer))[0]).toBeTypeOf('string')
  const now = await (await fetch(`${rig.url()}/control`)).json()
  expect(now).toMatchObject({ mode: 'normal', events: 'normal', latencyMs: 0, count: 0 })
})

describe('the debit API', () => {
  test('asks for the secret', async () => {
    const wanted = order()
    const given: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: secret },
    ]
    for (const headers of given) {
      expect((await postJson(`${rig.url()}/debits`, wanted, headers)).status).toBe(401)
    }
    expect((await fetch(`${rig.url()}/debits/${wanted.key}`)).status).toBe(401)
    expect((await fetch(`${rig.url()}/settlement/2026-12-14`)).status).toBe(401)
    expect(await rig.line(wanted.key)).toBeUndefined()
  })

  test.each([
    ['a zero amount', { amountCents: 0 }],
    ['half a cent', { amountCents: 0.5 }],
    ['a routing number of 8 digits', { bank: { ...order().bank, routing: '05300021' } }],
    ['a bank account that lost its zeros', { bank: { ...order().bank, account: '471' } }],
  ])('refuses %s with words', async (_, over) => {
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await postJson(`${rig.url()}/debits`, { ...order(), ...over }, headers)
    expect(answer.status).toBe(422)
  })
})

describe('seed', () => {
  const past = (status: string, over: object = {}) => ({
    key: randomUUID() as PaymentId,
    amountCents: 50_00,
    feeCents: 0,
    reference: 'CSS-0000-0001',
    status,
    createdAt: '2026-03-08T23:30:00-05:00',
    ...over,
  })
  const seed = (body: unknown) => postJson(`${rig.url()}/control/seed`, body)
  const refs = async (body: unknown) =>
    (await (await seed(body)).json()) as { key: string; ref: string }[]

  test('puts payments of the past into the books once, and tells nobody', async () => {
    const payments = [
      past('approved'),
      past('returned', { reason: 'R01', returnedAt: '2026-03-11T12:00:00Z' }),
      past('rejected', { reason: 'R03' }),
      past('pending'),
    ]
    const first = await refs(payments)
    const second = await refs(payments.map((p) => ({ ...p, amountCents: 1 })))
    expect(second).toEqual(first)
    for (const { key, status } of payments) {
      const ref = first.find((row) => row.key === key)?.ref
      expect(await rig.processor().findByKey(key)).toMatchObject({
        ref,
        status,
        amountCents: 50_00,
      })
      expect(await rig.line(key)).toMatchObject({
        kind: 'debit',
        calls: 1,
        createdAt: '2026-03-09T04:30:00.000Z',
      })
    }
    expect(rig.portal.received.some(({ event }) => payments.some((p) => p.key === event.key))).toBe(
      false,
    )
  })

  test('counts in the settlement of its city day, on both sides of midnight', async () => {
    const settlement = async (day: string) => {
      const headers = { authorization: `Bearer ${secret}` }
      return (await fetch(`${rig.url()}/settlement/${day}`, { headers })).json()
    }
    await seed([
      past('approved', { createdAt: '2026-11-01T03:59:59Z', amountCents: 1_00 }), // October 31
      past('approved', { createdAt: '2026-11-01T04:00:00Z', amountCents: 2_00 }),
      past('approved', { createdAt: '2026-11-02T04:59:59Z', amountCents: 4_00 }), // 25 hours long
      past('returned', {
        createdAt: '2026-10-30T12:00:00Z',
        returnedAt: '2026-11-01T12:00:00Z',
        amountCents: 8_00,
      }),
    ])
    expect(await settlement('2026-11-01')).toEqual({
      day: '2026-11-01',
      approvedCents: 6_00,
      returnedCents: 8_00,
      count: 3,
    })
    expect(await settlement('2026-10-31')).toMatchObject({ approvedCents: 1_00, count: 1 })
    expect(await settlement('2026-02-30')).toMatchObject({ refusal: 'not-valid' })
  })

  test('refuses what is not a list of payments', async () => {
    expect((await seed({})).status).toBe(422)
    expect((await seed([past('scheduled')])).status).toBe(422)
    expect((await seed([])).status).toBe(200)
  })
})

test('the front page lists the endings and the control API', async () => {
  const page = await (await fetch(rig.url())).text()
  expect(page).toContain('9503')
  expect(page).toContain('accept_then_close')
})
