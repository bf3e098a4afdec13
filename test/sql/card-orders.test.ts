import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as cardIntents from '../../sql/card-intents.js'
import * as cardReturns from '../../sql/card-returns.js'
import * as steps from '../../sql/payment-steps.js'
import * as events from '../../sql/processor-events.js'
import type { Outcome } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { handOff, said, speedPayOf } from '../support/intents.js'
import { ledgerOf, noticesOf, type Payer, payer } from '../support/payments.js'
import { permutations } from '../support/permutations.js'
import { testSeals } from '../support/seals.js'

/** All that happens around one hand-off, in every order: the money is credited exactly once, or not at all. */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
  await sql`
    insert into notice_preference (portal_account_id, new_document, due_reminder, payment_updates)
    values (${dana.id}, false, false, true)`
})

interface Sent {
  readonly intent: cardIntents.Intent
  readonly nonce: string
}

async function arrive(outcome: Outcome, eventId: string): Promise<void> {
  await events.store(sql, { ...outcome, eventId }, JSON.stringify(outcome))
}
const apply = ({ intent }: Sent) =>
  steps.applyEvents(sql, intent.id, (raw) => JSON.parse(raw) as Outcome)
const back = ({ intent, nonce }: Sent, boundTo: string) =>
  cardReturns.comeBack(sql, { id: intent.id, nonce, boundTo, resident: undefined })

/** One thing that happens; each may happen at any time, and some of them twice. */
const deeds = {
  'a pending event': (sent: Sent) => arrive(said(sent.intent, 'pending'), `p ${sent.intent.id}`),
  'an approved event': (sent: Sent) => arrive(said(sent.intent, 'approved'), `a ${sent.intent.id}`),
  'the approved event once more': (sent: Sent) =>
    arrive(said(sent.intent, 'approved'), `a ${sent.intent.id}`),
  'a declined event of the card before': (sent: Sent) =>
    arrive(said(sent.intent, 'rejected'), `r ${sent.intent.id}`),
  'the browser comes back': (sent: Sent) => back(sent, 'browser'),
  'another browser comes back': (sent: Sent) => back(sent, 'another'),
  'a forged way back': (sent: Sent) => back({ ...sent, nonce: 'forged' }, 'browser'),
  'the answer that it is paid': (sent: Sent) =>
    cardReturns.record(sql, said(sent.intent, 'approved')),
  'the answer that there is nothing': ({ intent }: Sent) =>
    cardIntents.foundNothing(sql, intent.id),
  silence: ({ intent }: Sent) => cardIntents.foundSilence(sql, intent.id),
  'the 60 minutes are over': async () => {
    await sql`update clock_offset set seconds = 3700`
  },
} as const satisfies Record<string, (sent: Sent) => Promise<unknown>>
type Deed = keyof typeof deeds

/** @returns What is left after these, in this order; events are applied as they come, or all at the end. */
async function after(order: readonly Deed[], atOnce: boolean) {
  const from = await payer(sql, seals)
  const nonce = randomUUID()
  const sent = { intent: await handOff(sql, from, { nonce }), nonce }
  try {
    for (const deed of order) {
      await deeds[deed](sent)
      if (atOnce) await apply(sent)
    }
    await Promise.all([apply(sent), apply(sent)])
  } finally {
    await sql`update clock_offset set seconds = 0`
  }
  return {
    ledger: await ledgerOf(sql, from.account),
    status: (await speedPayOf(sql, sent.intent.id))?.status,
  }
}

const credited = { ledger: ['bill 8417', 'payment -8417'], status: 'approved' }
const uncredited = { ledger: ['bill 8417'], status: undefined }

describe('I16, I17: in every order', () => {
  test.each<[string, readonly Deed[], typeof credited | typeof uncredited]>([
    [
      'paid, the browser closed, after the 60 minutes',
      [
        'a pending event',
        'an approved event',
        'the approved event once more',
        'the answer that there is nothing',
        'the 60 minutes are over',
      ],
      credited,
    ],
    [
      'declined, then paid with another card, asked and told',
      [
        'a declined event of the card before',
        'an approved event',
        'the browser comes back',
        'the answer that it is paid',
        'silence',
      ],
      credited,
    ],
    [
      'found by its key alone',
      [
        'the browser comes back',
        'the answer that there is nothing',
        'the answer that it is paid',
        'the 60 minutes are over',
        'a forged way back',
      ],
      credited,
    ],
    [
      'nobody paid, and browsers come back as they like',
      [
        'the browser comes back',
        'another browser comes back',
        'a forged way back',
        'the answer that there is nothing',
        'the 60 minutes are over',
      ],
      uncredited,
    ],
    [
      'declined and pending are no payment',
      [
        'a pending event',
        'a declined event of the card before',
        'the browser comes back',
        'silence',
        'the 60 minutes are over',
      ],
      uncredited,
    ],
  ])('%s', async (_, happens, left) => {
    for (const [place, order] of permutations(happens).entries())
      expect(await after(order, place % 2 === 0), order.join(', ')).toEqual(left)
  })

  test('all of it at the same moment is one credit and one mail', async () => {
    const nonce = randomUUID()
    const sent = { intent: await handOff(sql, dana, { nonce }), nonce }
    const all = (Object.keys(deeds) as Deed[]).filter((deed) => deed !== 'the 60 minutes are over')
    await Promise.all(
      [...all, ...all].map(async (deed) => {
        await deeds[deed](sent)
        await apply(sent)
      }),
    )
    expect(await ledgerOf(sql, dana.account)).toEqual(credited.ledger)
    expect(await noticesOf(sql, dana.id)).toEqual(['payment_approved'])
  })
})
