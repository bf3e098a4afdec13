import type { BankAccountId, PaymentId } from '../src/domain/ids.js'
import { nextUnknownAsk, type PaymentStatus } from '../src/domain/payment.js'
import type { Outcome } from '../src/ports.js'
import type { Db, Sql } from './database.js'
import * as notices from './notices.js'
import { askLater, lock, needsAttention, recordIn } from './payment-outcomes.js'
import { lowerRecurring } from './recurring-claims.js'

/** What the payment's workflow does with its row: look, claim, record (reliability.md 3.2). */

export interface StepRow {
  readonly status: PaymentStatus
  readonly payOn: string
  readonly source: string
  readonly sendAt: Date
  readonly held: boolean
  readonly debitsStopped: boolean
  readonly askAt: Date | null
  readonly submittedAt: Date | null
  readonly unknownTold: boolean
  readonly unapplied: boolean
  /** Of a recurring one: another payment of its bill has no answer yet (I18). */
  readonly otherUnanswered: boolean
  /** The database's now, moved clock included: what a step computes with. */
  readonly now: Date
}

export async function look(sql: Sql, id: PaymentId): Promise<StepRow | undefined> {
  const [row] = await sql<StepRow[]>`
    select status, pay_on, source, send_at, held_at is not null as held,
           exists (select from debit_stop where resumed_at is null) as debits_stopped,
           ask_at, submitted_at, unknown_told_at is not null as unknown_told,
           exists (select from processor_event e where e.payment_id = payment.id and e.applied_at is null) as unapplied,
           source = 'recurring' and exists (${unanswered(sql)}) as other_unanswered,
           portal_now() as now
      from payment where id = ${id}`
  return row
}

/** Other payments of the same bill without an answer: while there is one, no automatic payment starts (I18). */
const unanswered = (db: Db) => db`
  select from payment o
   where o.bill_id = payment.bill_id and o.id <> payment.id
     and o.status in ('submitting', 'unknown', 'needs_attention')`

/** What the processor must be told. */
export interface ClaimedPayment {
  readonly id: PaymentId
  readonly amountCents: number
  readonly feeCents: number
  readonly confirmation: string
  /** Submits begun, this one included; past the first one the processor is asked before it is told. */
  readonly attempts: number
  readonly bankAccountId: BankAccountId
  readonly bankKind: 'checking' | 'savings'
  readonly bankName: string
  readonly sealed: string | null
}

/**
 * Takes a due payment for the processor. It races `cancel` for the same row: one of them wins (I3).
 *
 * @param keyIds Of the vault: a payment whose bank numbers another key sealed stays as it is (reliability.md 5.6).
 * @returns undefined when it is canceled, held, not due, or already answered: then nothing may be sent.
 */
export async function claim(
  sql: Sql,
  id: PaymentId,
  keyIds: readonly string[],
): Promise<ClaimedPayment | undefined> {
  const claimed = await claimIn(sql, id, keyIds)
  if (claimed) return claimed
  return await sql.begin(async (tx) => {
    const lowered = await lowerRecurring(tx, id)
    return lowered === undefined ? undefined : await claimIn(tx, id, keyIds, lowered)
  })
}

/** @param lowered What a recurring payment still takes; its first claim needs it (F6). */
async function claimIn(
  db: Db,
  id: PaymentId,
  keyIds: readonly string[],
  lowered?: number,
): Promise<ClaimedPayment | undefined> {
  const first = lowered === undefined ? db`p.source <> 'recurring'` : db`true`
  const [row] = await db<ClaimedPayment[]>`
    update payment p
       set status = 'submitting', attempts = p.attempts + 1, submitted_at = coalesce(p.submitted_at, portal_now()),
           ask_at = null, amount_cents = ${lowered === undefined ? db`p.amount_cents` : lowered}
      from bank_account b
     where p.id = ${id} and b.id = p.bank_account_id and ${opens(db, keyIds)}
       and (p.status in ('submitting', 'unknown')
            or (p.status = 'scheduled' and ${first} and p.held_at is null and p.send_at <= portal_now()
                and not exists (select from debit_stop where resumed_at is null)))
    returning p.id, p.amount_cents, p.fee_cents, p.confirmation, p.attempts,
              b.id as bank_account_id, b.kind as bank_kind, b.name as bank_name, b.sealed`
  return row
}

/** Writes down what the processor says; an old word, or the same again, changes nothing (I6, I16). */
export async function record(sql: Sql, outcome: Outcome): Promise<void> {
  await sql.begin((tx) => recordIn(tx, outcome))
}
/**
 * The processor did not answer a send or a question. Silence is no rejection: the row says `unknown`, and when to ask
 * again; past the key's life and the last question a person must look (A5).
 */
export async function silent(sql: Sql, id: PaymentId, keyLifeHours: number): Promise<void> {
  await sql.begin(async (tx) => {
    const payment = await lock(tx, id)
    if (!payment) return
    if (payment.status === 'pending') return await askLater(tx, payment)
    if (payment.status !== 'submitting' && payment.status !== 'unknown') return
    const askAt = nextUnknownAsk(payment, keyLifeHours, payment.now)
    if (!askAt) return await needsAttention(tx, payment, 'the processor did not answer for days')
    await tx`update payment set status = 'unknown', asks = asks + 1, ask_at = ${askAt} where id = ${id}`
  })
}

/** The processor knows no such key: fine before it was told, a matter for a person afterwards. */
export async function notThere(sql: Sql, id: PaymentId, keyLifeHours: number): Promise<void> {
  await sql.begin(async (tx) => {
    const payment = await lock(tx, id)
    if (payment?.status === 'pending')
      await needsAttention(tx, payment, 'the processor no longer knows it')
  })
  await silent(sql, id, keyLifeHours)
}

/** One key, two stories: nothing more is sent, a person looks (I1, I4). */
export async function mismatch(sql: Sql, id: PaymentId): Promise<void> {
  await sql.begin(async (tx) => {
    const payment = await lock(tx, id)
    if (payment) await needsAttention(tx, payment, 'the processor has the key with another amount')
  })
}

/** The sealed numbers did not open: nothing was sent, and a person must look (security.md T19). */
export async function unopened(sql: Sql, id: PaymentId): Promise<void> {
  await sql.begin(async (tx) => {
    const payment = await lock(tx, id)
    if (payment) await needsAttention(tx, payment, 'the bank numbers do not open')
  })
}

/** After an hour without an answer the payer is told, once (F13). */
export async function tellUnknown(sql: Sql, id: PaymentId): Promise<void> {
  await sql.begin(async (tx) => {
    const payment = await lock(tx, id)
    if (payment?.status !== 'unknown' || payment.unknownToldAt) return
    await tx`update payment set unknown_told_at = portal_now() where id = ${id}`
    if (!payment.payerId || !payment.email) return
    await notices.owe(tx, {
      template: 'payment_unknown',
      params: { paymentId: id },
      to: { id: payment.payerId, email: payment.email },
      dedupe: `payment_unknown/${id}`,
    })
  })
}

/** Applies the processor's events of a payment that nobody applied yet, in the order they came (I16). */
export async function applyEvents(
  sql: Sql,
  id: PaymentId,
  read: (raw: string) => Outcome,
): Promise<void> {
  await sql.begin(async (tx) => {
    const events = await tx<{ id: string; raw: string }[]>`
      select id, raw from processor_event where payment_id = ${id} and applied_at is null
       order by received_at, id for update`
    for (const event of events) {
      await recordIn(tx, read(event.raw))
      await tx`update processor_event set applied_at = portal_now() where id = ${event.id}`
    }
  })
}

/** The sealed text names its key in its second part; a destroyed one is a matter for a person, not for a key. */
const opens = (sql: Db, keyIds: readonly string[]) =>
  sql`(b.sealed is null or split_part(b.sealed, '.', 2) in ${sql([...keyIds])})`

/** Whether a payment that was not claimed waits for an unseal key. */
export async function waitsForKey(
  sql: Sql,
  id: PaymentId,
  keyIds: readonly string[],
): Promise<boolean> {
  const [row] = await sql`
    select 1 from payment p join bank_account b on b.id = p.bank_account_id
     where p.id = ${id} and p.status in ('scheduled', 'submitting', 'unknown') and not ${opens(sql, keyIds)}`
  return row !== undefined
}
