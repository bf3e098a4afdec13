import { randomBytes, randomUUID } from 'node:crypto'
import {
  agrees,
  type IntentAnswer,
  intentMinutes,
  mostDeclinesAnHour,
  nextIntentAsk,
} from '../src/domain/card-intent.js'
import {
  confirmationNumber,
  type PaymentId,
  type PortalAccountId,
  type ServiceAccountId,
} from '../src/domain/ids.js'
import type { Outcome } from '../src/ports.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { firstThisHour } from './site-counts.js'
import { type Bucket, take } from './throttles.js'

/** Hand-offs to the processor's own page (F15). Nothing here is a payment until the processor says that it is paid. */

export interface HandOff {
  readonly formId: string
  /** What the form said, digested: the same again is the same hand-off. */
  readonly formDigest: string
  /** null: signed out. */
  readonly payerId: PortalAccountId | null
  readonly serviceAccountId: ServiceAccountId
  readonly amountCents: number
  readonly feeCents: number
  /** Keyed hash of the browser's session or visit. */
  readonly boundTo: string
  /** Of the way back, unless one is open already: taps on the same form share it. */
  readonly nonce: string
  /** A new hand-off takes a place in each (T38); the same form again takes none. */
  readonly limits: readonly (readonly [bucket: Bucket, key: string])[]
}

export interface Intent {
  readonly id: PaymentId
  readonly reference: string
  readonly amountCents: number
  readonly feeCents: number
}

export type HandedOff =
  | { readonly outcome: 'open'; readonly intent: Intent; readonly nonce: string }
  | { readonly outcome: 'paid' | 'other'; readonly id: PaymentId }
  | { readonly outcome: 'over' }
  | { readonly outcome: 'too many' }

const full = new Error('a throttle is full')

/**
 * Writes down what is handed over, with its nudge. The same form again is the same intent with another way back (I13).
 *
 * @returns `other` when that form said something else, `over` when it is too old or another browser's, `too many` when a
 *   limit is reached.
 */
export async function handOff(sql: Sql, given: HandOff): Promise<HandedOff> {
  try {
    return await sql.begin((tx) => handOffIn(tx, given))
  } catch (fault) {
    if (fault === full) return { outcome: 'too many' }
    throw fault
  }
}

async function handOffIn(tx: Db, given: HandOff): Promise<HandedOff> {
  const [made] = await tx<Intent[]>`
    insert into card_intent (id, service_account_id, payer_id, reference, amount_cents, fee_cents, form_id, form_digest,
                             bound_to, state_nonce, expires_at, ask_at)
    values (${randomUUID()}, ${given.serviceAccountId}, ${given.payerId}, ${confirmationNumber(randomBytes(8))},
            ${given.amountCents}, ${given.feeCents}, ${given.formId}, ${given.formDigest}, ${given.boundTo},
            ${given.nonce}, portal_now() + make_interval(mins => ${intentMinutes}),
            portal_now() + interval '1 minute')
    on conflict (form_id) do nothing
    returning id, reference, amount_cents, fee_cents`
  if (!made) return await again(tx, given)
  for (const [bucket, key] of given.limits) if (!(await take(tx, bucket, key))) throw full
  await audit(tx, {
    actor: given.payerId ?? 'signed out',
    action: 'speedpay_handed_off',
    subject: made.id,
    facts: { amountCents: made.amountCents },
  })
  await tx`insert into nudge (kind, id) values ('payment', ${made.id})`
  return { outcome: 'open', intent: made, nonce: given.nonce }
}

async function again(tx: Db, given: HandOff): Promise<HandedOff> {
  const [known] = await tx<
    (Intent & { digest: string; own: boolean; paid: boolean; over: boolean })[]
  >`
    select id, reference, amount_cents, fee_cents, form_digest as digest,
           bound_to = ${given.boundTo} or coalesce(payer_id = ${given.payerId}, false) as own,
           paid_at is not null as paid, closed_at is not null or expires_at <= portal_now() as over
      from card_intent where form_id = ${given.formId} for update`
  if (!known?.own) return { outcome: 'over' }
  const { id, reference, amountCents, feeCents } = known
  if (known.digest !== given.formDigest) return { outcome: 'other', id }
  if (known.paid) return { outcome: 'paid', id }
  if (known.over) return { outcome: 'over' }
  const [back] = await tx<{ nonce: string }[]>`
    update card_intent
       set state_nonce = coalesce(state_nonce, ${given.nonce}), bound_to = ${given.boundTo}, returned_at = null, said = null
     where id = ${id}
    returning state_nonce as nonce`
  return { outcome: 'open', intent: { id, reference, amountCents, feeCents }, ...back! }
}

/** What the workflow looks at. */
export interface IntentRow {
  readonly paid: boolean
  readonly closed: boolean
  readonly declined: boolean
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly askAt: Date
  /** Events that nobody applied yet. */
  readonly unapplied: boolean
  /** The database's now, moved clock included. */
  readonly now: Date
}

export async function look(sql: Sql, id: PaymentId): Promise<IntentRow | undefined> {
  const [row] = await sql<IntentRow[]>`
    select paid_at is not null as paid, closed_at is not null as closed, declined_at is not null as declined,
           created_at, expires_at, ask_at, portal_now() as now,
           exists (select from processor_event e where e.payment_id = i.id and e.applied_at is null) as unapplied
      from card_intent i where id = ${id}`
  return row
}

interface LockedIntent extends Intent {
  readonly paid: boolean
  readonly expiresAt: Date
  readonly asks: number
  readonly now: Date
}

async function lock(tx: Db, id: PaymentId): Promise<LockedIntent | undefined> {
  const [row] = await tx<LockedIntent[]>`
    select id, reference, amount_cents, fee_cents, paid_at is not null as paid, expires_at, asks, portal_now() as now
      from card_intent where id = ${id} for update`
  return row
}

/**
 * Makes the payment of an intent when the processor says that it is paid, at any time: approved, or `needs_attention`
 * when it speaks of another amount, fee, currency or reference. Any other word is written down on the intent.
 *
 * @returns `begun` when this call made the row, whose ledger line and mail the caller owes; `there` when it is made
 *   by now; undefined when there is none.
 */
export async function begin(tx: Db, outcome: Outcome): Promise<'begun' | 'there' | undefined> {
  const intent = await lock(tx, outcome.key)
  if (!intent) return undefined
  if (intent.paid) return 'there'
  if (outcome.status === 'pending' || outcome.status === 'rejected') {
    await hear(tx, intent, outcome.status === 'pending' ? 'pending' : 'declined')
    return undefined
  }
  const [taken] = await tx`
    select 1 from payment where processor_ref = ${outcome.ref} or confirmation = ${outcome.ref}`
  if (taken) {
    const why = 'the processor’s number is another payment’s'
    await audit(tx, {
      actor: 'processor',
      action: 'payment_mismatch',
      subject: intent.id,
      facts: { why },
    })
  }
  // A form id of its own: the form's was typed by a browser, and another payment may have it.
  await tx`
    insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, amount_cents, fee_cents, pay_on,
                         send_at, form_id, form_digest, status, processor_ref)
    select i.id, ${taken ? intent.reference : outcome.ref}, i.payer_id, i.service_account_id,
           (select b.id from bill b where b.service_account_id = i.service_account_id
               and not exists (select from bill r where r.replaces_id = b.id)
             order by b.billed_on desc, b.bill_number desc limit 1),
           'speedpay', i.amount_cents, i.fee_cents, (i.created_at at time zone 'America/New_York')::date, i.created_at,
           gen_random_uuid(), i.form_digest, ${!taken && agrees(outcome, intent) ? 'approved' : 'needs_attention'},
           ${taken ? null : outcome.ref}
      from card_intent i where i.id = ${intent.id}`
  await tx`update card_intent set paid_at = portal_now(), closed_at = null where id = ${intent.id}`
  return 'begun'
}

/** The processor has nothing under its key. @returns Whether it is an intent that is not paid. */
export const foundNothing = (sql: Sql, id: PaymentId) => answered(sql, id, 'nothing')

/** The processor did not answer, which says nothing. @returns Whether it is an intent that is not paid. */
export const foundSilence = (sql: Sql, id: PaymentId) => answered(sql, id, 'silence')

const answered = (sql: Sql, id: PaymentId, answer: IntentAnswer | 'silence'): Promise<boolean> =>
  sql.begin(async (tx) => {
    const intent = await lock(tx, id)
    if (!intent || intent.paid) return false
    await hear(tx, intent, answer)
    return true
  })

async function hear(tx: Db, intent: LockedIntent, answer: IntentAnswer | 'silence'): Promise<void> {
  const askAt = nextIntentAsk(intent, answer, intent.now)
  await tx`
    update card_intent
       set said = ${answer === 'silence' ? tx`said` : answer},
           declined_at = ${answer === 'declined' ? tx`coalesce(declined_at, portal_now())` : tx`declined_at`},
           asks = asks + 1,
           ask_at = ${askAt ?? tx`ask_at`},
           closed_at = ${askAt ? null : tx`portal_now()`}
     where id = ${intent.id}`
}

/**
 * Somebody may be trying out stolen cards (T38).
 *
 * @returns How many hand-offs were declined in the last hour, when they are too many and nobody said so this hour.
 */
export async function tooManyDeclines(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ declined: number }[]>`
    select count(*)::int as declined from card_intent where declined_at > portal_now() - interval '1 hour'`
  if (row!.declined <= mostDeclinesAnHour) return undefined
  return (await firstThisHour(sql, 'speedpay-declined')) ? row!.declined : undefined
}

/** The service account of a number that somebody typed, signed out; nothing of it is shown (F15). */
export async function accountOf(
  sql: Sql,
  accountNumber: string,
): Promise<ServiceAccountId | undefined> {
  const [row] = await sql<{ id: ServiceAccountId }[]>`
    select id from service_account where account_number = ${accountNumber}`
  return row?.id
}
