import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as cardIntents from '../../sql/card-intents.js'
import * as cardReturns from '../../sql/card-returns.js'
import * as nudges from '../../sql/nudges.js'
import * as steps from '../../sql/payment-steps.js'
import * as events from '../../sql/processor-events.js'
import type { Outcome } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { handOff, said, speedPayOf } from '../support/intents.js'
import { ledgerOf, noticesOf, type Payer, payer } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

/** As the route does: stored, applied later by the workflow. */
async function arrive(outcome: Outcome, eventId: string = randomUUID()): Promise<boolean> {
  return await events.store(sql, { ...outcome, eventId }, JSON.stringify(outcome))
}
const apply = (id: Outcome['key']) =>
  steps.applyEvents(sql, id, (raw) => JSON.parse(raw) as Outcome)
const isOpen = async (id: string) => (await nudges.openOf(sql, 'payment', [id])).has(id)

describe('F15: a hand-off', () => {
  test('is no payment: nothing is listed, nothing is in the ledger, and its workflow is nudged', async () => {
    const intent = await handOff(sql, dana)
    expect(await speedPayOf(sql, intent.id)).toBeUndefined()
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417'])
    expect(
      await sql`select 1 from nudge where kind = 'payment' and id = ${intent.id}`,
    ).toHaveLength(1)
    expect(await isOpen(intent.id)).toBe(true)
  })

  test('I17: paid, it is Approved at once: the payment has its id, the processor’s number, and the fee beside the ledger', async () => {
    const intent = await handOff(sql, dana)
    await steps.record(sql, said(intent, 'approved', { ref: 'WU-30991827' }))
    expect(await speedPayOf(sql, intent.id)).toEqual({
      status: 'approved',
      confirmation: 'WU-30991827',
      amountCents: 84_17,
      feeCents: 1_25,
      payerId: dana.id,
      source: 'speedpay',
    })
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
    expect(await isOpen(intent.id)).toBe(false)
  })

  test('signed out it is nobody’s, and credited all the same', async () => {
    const intent = await handOff(sql, dana, { payerId: null })
    await steps.record(sql, said(intent, 'approved'))
    expect(await speedPayOf(sql, intent.id)).toMatchObject({ status: 'approved', payerId: null })
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
    expect(await noticesOf(sql, dana.id)).toEqual([])
  })

  test('F13: who wants payment updates is mailed, once', async () => {
    await sql`
      insert into notice_preference (portal_account_id, new_document, due_reminder, payment_updates)
      values (${dana.id}, false, false, true)`
    const intent = await handOff(sql, dana)
    for (let twice = 0; twice < 2; twice += 1) await steps.record(sql, said(intent, 'approved'))
    expect(await noticesOf(sql, dana.id)).toEqual(['payment_approved'])
  })

  test.each([
    ['amount', { amountCents: 84_16 }],
    ['fee', { feeCents: 0 }],
    ['currency', { currency: 'CAD' }],
    ['reference', { reference: 'CSS-0000-0000' }],
  ])('T15, I4: with another %s it is held for a person, and not credited', async (_, other) => {
    const intent = await handOff(sql, dana)
    await steps.record(sql, said(intent, 'approved', other))
    expect(await speedPayOf(sql, intent.id)).toMatchObject({
      status: 'needs_attention',
      amountCents: 84_17,
    })
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417'])
    const trail = await sql`select action from audit where subject = ${intent.id} order by seq`
    expect(trail.map(({ action }) => action)).toEqual(['speedpay_handed_off', 'payment_mismatch'])
  })

  test('I1: with a number that another payment has it is held for a person', async () => {
    const [first, second] = [await handOff(sql, dana), await handOff(sql, dana)]
    await steps.record(sql, said(first, 'approved', { ref: 'WU-1' }))
    await steps.record(sql, said(second, 'approved', { ref: 'WU-1' }))
    expect(await speedPayOf(sql, second.id)).toMatchObject({
      status: 'needs_attention',
      confirmation: second.reference,
    })
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
  })

  test('paid after the 60 minutes, it is credited', async () => {
    const intent = await handOff(sql, dana)
    await sql`update clock_offset set seconds = seconds + 3700`
    try {
      expect(await cardIntents.foundNothing(sql, intent.id)).toBe(true)
      expect(await isOpen(intent.id)).toBe(false)
      await arrive(said(intent, 'approved'))
      expect(await isOpen(intent.id)).toBe(true)
      await apply(intent.id)
      expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
    } finally {
      await sql`update clock_offset set seconds = 0`
    }
  })

  test('A5: silence closes nothing, after the 60 minutes neither', async () => {
    const intent = await handOff(sql, dana)
    await sql`update clock_offset set seconds = seconds + 3700`
    try {
      expect(await cardIntents.foundSilence(sql, intent.id)).toBe(true)
      expect(await isOpen(intent.id)).toBe(true)
    } finally {
      await sql`update clock_offset set seconds = 0`
    }
  })

  test('the processor’s number never keeps a payment out that has the same form id', async () => {
    const formId = randomUUID()
    const intent = await handOff(sql, dana, { formId })
    const other = await handOff(sql, dana)
    await steps.record(sql, said(other, 'approved'))
    await steps.record(sql, said(intent, 'approved'))
    const ids = await sql`select form_id from payment where id in ${sql([intent.id, other.id])}`
    expect(ids.map(({ formId: id }) => id)).not.toContain(formId)
  })
})

/** Every order of up to three of these words, each word at most twice. */
function orders(words: readonly Outcome['status'][]): Outcome['status'][][] {
  const all: Outcome['status'][][] = [[]]
  for (let length = 0; length < 3; length += 1)
    for (const order of all.filter((order) => order.length === length))
      for (const word of words) all.push([...order, word])
  return all.slice(1)
}

describe('I16: events in any order and any number', () => {
  test.each(
    orders(['pending', 'approved', 'rejected', 'returned']).map(
      (order) => [order.join(', '), order] as const,
    ),
  )('%s: credited exactly once or not at all', async (_, order) => {
    const intent = await handOff(sql, dana)
    // Some one by one, as they come; the others together, as after an outage.
    for (const [place, word] of order.entries()) {
      const eventId = randomUUID()
      await arrive(said(intent, word), eventId)
      await arrive(said(intent, word), eventId)
      if (place % 2 === 0) await apply(intent.id)
    }
    await apply(intent.id)
    const credited = order.includes('approved') || order.includes('returned')
    const back = order.includes('returned')
    expect(await ledgerOf(sql, dana.account)).toEqual([
      'bill 8417',
      ...(credited ? ['payment -8417'] : []),
      ...(back ? ['return 8417'] : []),
    ])
    expect((await speedPayOf(sql, intent.id))?.status).toBe(
      back ? 'returned' : credited ? 'approved' : undefined,
    )
    expect(
      await sql`select 1 from processor_event where payment_id = ${intent.id} and applied_at is null`,
    ).toEqual([])
  })

  test('fifty at the same time, by event and by question, are one credit', async () => {
    const intent = await handOff(sql, dana)
    await arrive(said(intent, 'approved'))
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        n % 2 ? apply(intent.id) : cardReturns.record(sql, said(intent, 'approved')),
      ),
    )
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
  })

  test('an event of an unknown key is kept, said to be nobody’s, and credits nothing', async () => {
    const stranger = said({ ...(await handOff(sql, dana)), id: randomUUID() as never }, 'approved')
    expect(await arrive(stranger)).toBe(false)
    await apply(stranger.key)
    expect(await isOpen(stranger.key)).toBe(false)
    expect(await sql`select 1 from payment where id = ${stranger.key}`).toEqual([])
    expect(
      await sql`select 1 from processor_event where payment_id = ${stranger.key}`,
    ).toHaveLength(1)
    expect(await arrive(said(await handOff(sql, dana), 'approved'))).toBe(true)
  })
})

describe('I13: the form of a hand-off', () => {
  const again = (over: Partial<cardIntents.HandOff>) =>
    cardIntents.handOff(sql, {
      formId: randomUUID(),
      formDigest: 'digest',
      payerId: dana.id,
      serviceAccountId: dana.account,
      amountCents: dana.owesCents,
      feeCents: 1_25,
      boundTo: 'browser',
      nonce: randomUUID(),
      limits: [],
      ...over,
    })

  test('fifty taps are one hand-off', async () => {
    const formId = randomUUID()
    const all = await Promise.all(Array.from({ length: 50 }, () => again({ formId })))
    expect(all.every(({ outcome }) => outcome === 'open')).toBe(true)
    expect(await sql`select 1 from card_intent where form_id = ${formId}`).toHaveLength(1)
  })

  test('with another answer it is refused; once paid it leads to the payment; too old it is over', async () => {
    const formId = randomUUID()
    const intent = await handOff(sql, dana, { formId })
    expect(await again({ formId, formDigest: 'other' })).toEqual({
      outcome: 'other',
      id: intent.id,
    })
    await steps.record(sql, said(intent, 'approved'))
    expect(await again({ formId })).toEqual({ outcome: 'paid', id: intent.id })
    const late = randomUUID()
    await handOff(sql, dana, { formId: late })
    await sql`update clock_offset set seconds = seconds + 3700`
    try {
      expect(await again({ formId: late })).toEqual({ outcome: 'over' })
    } finally {
      await sql`update clock_offset set seconds = 0`
    }
  })

  test('another browser’s form is over, whoever it is', async () => {
    const formId = randomUUID()
    await handOff(sql, dana, { formId, payerId: null })
    expect(await again({ formId, payerId: null, boundTo: 'another' })).toEqual({ outcome: 'over' })
  })
})

describe('T38: declined hand-offs', () => {
  test('more than 10 in an hour are told once an hour; one that is declined twice counts once', async () => {
    const decline = async () => {
      const intent = await handOff(sql, dana)
      for (let twice = 0; twice < 2; twice += 1) await steps.record(sql, said(intent, 'rejected'))
    }
    // Two hours on, what other tests declined is no more among the last hour's.
    await sql`update clock_offset set seconds = 7200`
    try {
      for (let n = 0; n < 10; n += 1) await decline()
      expect(await cardIntents.tooManyDeclines(sql)).toBeUndefined()
      await decline()
      expect(await cardIntents.tooManyDeclines(sql)).toBe(11)
      expect(await cardIntents.tooManyDeclines(sql)).toBeUndefined()
    } finally {
      await sql`update clock_offset set seconds = 0`
    }
  })
})

describe('the law of the database', () => {
  test('a SpeedPay payment begins as its intent, approved or for a person, and as nothing else', async () => {
    const intent = await handOff(sql, dana)
    const insert = (status: string, cents: number, id: string = intent.id) => sql`
      insert into payment (id, confirmation, payer_id, service_account_id, source, amount_cents, fee_cents, pay_on, send_at,
                           form_id, form_digest, status)
      values (${id}, ${`WU-${randomUUID()}`}, ${dana.id}, ${dana.account}, 'speedpay', ${cents}, 125, city_today(),
              portal_now(), gen_random_uuid(), 'x', ${status})`
    for (const status of ['scheduled', 'pending', 'submitting', 'rejected', 'returned'])
      await expect(insert(status, 84_17)).rejects.toMatchObject({ code: 'CSS04' })
    await expect(insert('needs_attention', 84_16)).rejects.toMatchObject({ code: 'CSS05' })
    await expect(insert('needs_attention', 84_17, randomUUID())).rejects.toMatchObject({
      code: 'CSS05',
    })
    // An approval without its credit (I7).
    await expect(insert('approved', 84_17)).rejects.toMatchObject({ code: 'CSS06' })
    await expect(insert('needs_attention', 84_17)).resolves.toBeDefined()
  })

  test.each([
    ['amount_cents', '100'],
    ['fee_cents', '0'],
    ['payer_id', 'null'],
    ['reference', "'CSS-0000-0000'"],
    ['expires_at', "expires_at + interval '1 hour'"],
    ['form_id', 'gen_random_uuid()'],
  ])('an intent keeps its %s', async (column, value) => {
    const { id } = await handOff(sql, dana)
    await expect(
      sql.unsafe(`update card_intent set ${column} = ${value} where id = '${id}'`),
    ).rejects.toMatchObject({ code: 'CSS05' })
  })

  test('no intent is ever deleted, and its amount is what SpeedPay takes (F5)', async () => {
    await expect(sql`delete from card_intent`).rejects.toMatchObject({ code: 'CSS01' })
    for (const amountCents of [99, 10_000_00])
      await expect(handOff(sql, dana, { amountCents })).rejects.toMatchObject({ code: '23514' })
  })
})
