import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import * as cardIntents from '../../sql/card-intents.js'
import * as cardReturns from '../../sql/card-returns.js'
import * as steps from '../../sql/payment-steps.js'
import { freshDatabase } from '../support/database.js'
import { handOff, said } from '../support/intents.js'
import { type Payer, payer } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

/** Handed over, and what its browser would come back with. */
async function sent(over: Partial<cardIntents.HandOff> = {}) {
  const nonce = randomUUID()
  const { id } = await handOff(sql, dana, { nonce, ...over })
  return { id, nonce, boundTo: 'browser', resident: undefined }
}

test('T14: the way back is used once, however many come at the same time', async () => {
  const back = await sent()
  const used = await Promise.all(Array.from({ length: 20 }, () => cardReturns.comeBack(sql, back)))
  expect(used.filter(Boolean)).toHaveLength(1)
  expect(await cardReturns.comeBack(sql, back)).toBe(false)
})

test('T14: another browser does not use it, the same resident in a new session does', async () => {
  const back = await sent()
  expect(await cardReturns.comeBack(sql, { ...back, boundTo: 'another' })).toBe(false)
  const stranger = await payer(sql, seals)
  expect(await cardReturns.comeBack(sql, { ...back, boundTo: 'x', resident: stranger.id })).toBe(
    false,
  )
  expect(await cardReturns.comeBack(sql, { ...back, boundTo: 'x', resident: dana.id })).toBe(true)
})

test('T14: signed out, only the browser that was sent uses it', async () => {
  const back = await sent({ payerId: null })
  expect(await cardReturns.comeBack(sql, { ...back, boundTo: 'x', resident: dana.id })).toBe(false)
  expect(await cardReturns.comeBack(sql, back)).toBe(true)
})

test('T14: after 60 minutes it is dead', async () => {
  const back = await sent()
  await sql`update clock_offset set seconds = 3601`
  try {
    expect(await cardReturns.comeBack(sql, back)).toBe(false)
  } finally {
    await sql`update clock_offset set seconds = 0`
  }
})

test('sent again by the same form, the way back that is open stays; a used one is followed by another', async () => {
  const again = (nonce: string) =>
    cardIntents.handOff(sql, {
      formId,
      formDigest: 'digest',
      payerId: dana.id,
      serviceAccountId: dana.account,
      amountCents: dana.owesCents,
      feeCents: 1_25,
      boundTo: 'browser',
      nonce,
      limits: [],
    })
  const formId = randomUUID()
  const first = await sent({ formId })
  expect(await again('second')).toMatchObject({ outcome: 'open', nonce: first.nonce })
  expect(await cardReturns.comeBack(sql, first)).toBe(true)
  expect(await again('third')).toMatchObject({ outcome: 'open', nonce: 'third' })
  expect(await cardReturns.comeBack(sql, first)).toBe(false)
  expect(await cardReturns.comeBack(sql, { ...first, nonce: 'third' })).toBe(true)
})

test('coming back nudges the workflow, credits nothing, and forgets what was heard before', async () => {
  const back = await sent()
  await cardIntents.foundNothing(sql, back.id)
  expect((await cardReturns.find(sql, back.id))?.said).toBe('nothing')
  await sql`delete from nudge where id = ${back.id}`
  await cardReturns.comeBack(sql, back)
  expect(await sql`select 1 from nudge where id = ${back.id}`).toHaveLength(1)
  expect(await cardReturns.find(sql, back.id)).toMatchObject({
    returned: true,
    said: null,
    closed: false,
    payment: undefined,
  })
  expect((await cardIntents.look(sql, back.id))!.askAt.getTime()).toBeGreaterThan(Date.now())
})

test('what became of it: the payment, with the number to quote', async () => {
  const nonce = randomUUID()
  const intent = await handOff(sql, dana, { nonce })
  await steps.record(sql, said(intent, 'approved', { ref: 'WU-30991827' }))
  expect(await cardReturns.find(sql, intent.id)).toMatchObject({
    payerId: dana.id,
    amountCents: 84_17,
    feeCents: 1_25,
    payment: { status: 'approved', confirmation: 'WU-30991827' },
  })
  expect(await cardReturns.find(sql, randomUUID() as never)).toBeUndefined()
})
