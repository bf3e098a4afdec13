import { randomUUID } from 'node:crypto'
import type { Sql } from '../../sql/database.js'
import * as steps from '../../sql/payment-steps.js'
import * as payments from '../../sql/payments.js'
import type {
  BankAccountId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../../src/domain/ids.js'
import type { Seals } from '../../src/ports.js'

/** A resident with a paperless account that owes, and a saved bank account: all that a bank payment needs. */
export async function payer(
  sql: Sql,
  seals: Seals,
  options: { owesCents?: number; bankEnding?: string } = {},
) {
  const id = randomUUID() as PortalAccountId
  const account = randomUUID() as ServiceAccountId
  const bank = randomUUID() as BankAccountId
  const run = randomUUID()
  const bill = randomUUID()
  const username = `payer${id.slice(0, 8)}`
  const owes = options.owesCents ?? 84_17
  const numbers = { routing: '053000219', account: `0004829${options.bankEnding ?? '4471'}` }
  await sql.begin(async (tx) => {
    await tx`
      insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
      values (${id}, ${username}, ${`${username}@example.com`}, portal_now(), 'x', 'first_pet', 'x')`
    await tx`
      insert into service_account (id, account_number, holder_kind, holder_name, street_number, street, city, state, zip, status)
      values (${account}, ${`00${String(Number.parseInt(id.slice(0, 8), 16)).padStart(11, '0')}`}, 'person', 'Dana Whitfield',
              '1234', 'Elm Street', 'Charlotte', 'NC', '28202', 'active')`
    await tx`insert into account_link (portal_account_id, service_account_id, nickname) values (${id}, ${account}, 'Home')`
    await tx`
      insert into bill_run (id, run_id, source, run_on, sha256, lines, accounts, bills, payments, status)
      values (${run}, ${run}, 'test', city_today(), ${run}, 1, 1, 1, 0, 'loaded')`
    await tx`
      insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                        previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents, past_due_cents)
      values (${bill}, ${run}, ${`B${id.slice(0, 8)}`}, ${account}, city_today(), city_today() + 21, city_today() - 30,
              city_today(), 0, 0, 0, ${owes}, ${owes}, 0)`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id)
      values (${account}, 'bill', ${owes}, city_today(), ${bill})`
    await tx`
      insert into paperless_enrollment (id, service_account_id, portal_account_id, first_bill_on)
      values (${randomUUID()}, ${account}, ${id}, city_today())`
    await tx`
      insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
      values (${bank}, ${id}, 'checking', 'Dana Whitfield', ${numbers.account.slice(-4)}, ${seals.seal(numbers, bank)},
              ${seals.fingerprint(numbers)}, true)`
  })
  return { id, email: `${username}@example.com`, account, bank, bill, owesCents: owes }
}

export type Payer = Awaited<ReturnType<typeof payer>>

/** Schedules through the real query. @param inSeconds From SQL's now; the default is at once. */
export async function schedule(
  sql: Sql,
  from: Payer,
  options: { inSeconds?: number; amountCents?: number; formId?: string } = {},
): Promise<PaymentId> {
  const [now] = await sql<{ sendAt: Date; payOn: string }[]>`
    select portal_now() + make_interval(secs => ${options.inSeconds ?? 0}) as send_at,
           ((portal_now() + make_interval(secs => ${options.inSeconds ?? 0})) at time zone 'America/New_York')::date as pay_on`
  const made = await payments.schedule(sql, {
    formId: options.formId ?? randomUUID(),
    formDigest: 'digest',
    payer: { id: from.id, email: from.email },
    serviceAccountId: from.account,
    bankAccountId: from.bank,
    amountCents: options.amountCents ?? from.owesCents,
    payOn: now!.payOn,
    sendAt: now!.sendAt,
    authorization: { version: 'test-1', text: 'I allow it.', address: '127.0.0.1' },
  })
  if (made.outcome !== 'scheduled') throw new Error(`not scheduled: ${made.outcome}`)
  return made.id
}

/** A payment's row as the books have it. */
export async function row(sql: Sql, id: PaymentId) {
  const [found] = await sql<
    { status: string; reason: string | null; attempts: number; processorRef: string | null }[]
  >`
    select status, reason, attempts, processor_ref from payment where id = ${id}`
  return found!
}

export const ledgerOf = async (sql: Sql, account: string) =>
  (
    await sql<{ kind: string; amountCents: number }[]>`
      select kind, amount_cents from ledger_entry where service_account_id = ${account} order by id`
  ).map(({ kind, amountCents }) => `${kind} ${amountCents}`)

export const noticesOf = async (sql: Sql, payerId: string) =>
  (
    await sql<
      { template: string }[]
    >`select template from notice where portal_account_id = ${payerId} order by created_at, template`
  ).map(({ template }) => template)

/** Claims as a worker does that has every key. */
export async function claim(sql: Sql, id: PaymentId) {
  const keys = await sql<{ keyId: string }[]>`
    select distinct split_part(sealed, '.', 2) as key_id from bank_account where sealed is not null`
  return await steps.claim(
    sql,
    id,
    keys.map(({ keyId }) => keyId),
  )
}
