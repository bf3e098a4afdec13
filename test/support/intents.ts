import { randomUUID } from 'node:crypto'
import * as cardIntents from '../../sql/card-intents.js'
import type { Sql } from '../../sql/database.js'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Outcome } from '../../src/ports.js'
import type { Payer } from './payments.js'

/** Hands over $84.17 and a $1.25 fee for this resident's account. */
export async function handOff(
  sql: Sql,
  from: Payer,
  over: Partial<cardIntents.HandOff> = {},
): Promise<cardIntents.Intent> {
  const done = await cardIntents.handOff(sql, {
    formId: randomUUID(),
    formDigest: 'digest',
    payerId: from.id,
    serviceAccountId: from.account,
    amountCents: from.owesCents,
    feeCents: 1_25,
    boundTo: 'browser',
    nonce: randomUUID(),
    limits: [],
    ...over,
  })
  if (done.outcome !== 'open') throw new Error(`not handed over: ${done.outcome}`)
  return done.intent
}

let refs = 50000001 // the sandbox counts from elsewhere

/** What the processor says of a hand-off; the same number each time it is asked. */
export function said(
  { id, amountCents, feeCents, reference }: cardIntents.Intent,
  status: Outcome['status'],
  over: Partial<Outcome> = {},
): Outcome {
  const known = numbers.get(id) ?? `WU-${refs++}`
  numbers.set(id, known)
  return {
    key: id,
    ref: known,
    status,
    amountCents,
    feeCents,
    reference,
    currency: 'USD',
    ...(status === 'rejected' || status === 'returned' ? { reason: 'R01' } : {}),
    ...over,
  }
}

const numbers = new Map<PaymentId, string>()

/** The payment that a hand-off became; undefined while it is none. */
export async function speedPayOf(sql: Sql, id: PaymentId) {
  const [row] = await sql<
    {
      status: string
      confirmation: string
      amountCents: number
      feeCents: number
      payerId: string | null
      source: string
    }[]
  >`select status, confirmation, amount_cents, fee_cents, payer_id, source from payment where id = ${id}`
  return row
}
