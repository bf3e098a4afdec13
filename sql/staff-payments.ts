import type { CityDay } from '../src/domain/city-date.js'
import type { PaymentId, PortalAccountId } from '../src/domain/ids.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import { type CallOf, verified } from './caller-checks.js'
import type { Sql } from './database.js'
import { cancelIn } from './payments.js'

/** Payments as 311 and finance find them, and the one deed of 311: canceling for a verified payer (F10). */

export type PaymentSearch =
  | { readonly by: 'confirmation'; readonly confirmation: string }
  | { readonly by: 'day and amount'; readonly day: CityDay; readonly cents: number }

/** What whoever asks knew already, and how it stands. */
export interface FoundPayment {
  readonly id: PaymentId
  readonly confirmation: string
  readonly status: PaymentStatus
  readonly reason: string | null
  readonly amountCents: number
  readonly payOn: CityDay
  readonly payer: PortalAccountId | null
  readonly payerName: string | null
  readonly accountNumber: string
}

const columns = (sql: Sql) => sql`
  p.id, p.confirmation, p.status, p.reason, p.amount_cents, p.pay_on, p.payer_id as payer,
  coalesce(a.name, a.username) as payer_name, s.account_number`
const tables = (sql: Sql) => sql`
  payment p
  join service_account s on s.id = p.service_account_id
  left join portal_account a on a.id = p.payer_id`

export const paymentRows = 20

/** @returns Up to 20, newest first, and how many there are. */
export async function search(
  sql: Sql,
  wanted: PaymentSearch,
): Promise<{ rows: FoundPayment[]; count: number }> {
  const hits =
    wanted.by === 'confirmation'
      ? sql`p.confirmation = ${wanted.confirmation}`
      : sql`p.pay_on = ${wanted.day} and p.amount_cents = ${wanted.cents}`
  const rows = await sql<(FoundPayment & { count: number })[]>`
    select ${columns(sql)}, count(*) over ()::int as count
      from ${tables(sql)} where ${hits} order by p.created_at desc, p.id limit ${paymentRows}`
  return { rows: rows.map(({ count, ...row }) => row), count: rows[0]?.count ?? 0 }
}

export async function find(sql: Sql, id: PaymentId): Promise<FoundPayment | undefined> {
  const [row] = await sql<FoundPayment[]>`
    select ${columns(sql)} from ${tables(sql)} where p.id = ${id}`
  return row
}

/**
 * Cancels a scheduled payment for its payer, who is on the phone and verified; it races the claim for the same row, and
 * one of them wins (I3).
 *
 * @param why What the caller said, for the audit.
 * @returns `too late` when it is on its way, or at rest otherwise than canceled.
 */
export async function cancelFor(
  sql: Sql,
  id: PaymentId,
  of: CallOf,
  why: string,
): Promise<'canceled' | 'not verified' | 'too late'> {
  return await sql.begin(async (tx) => {
    const call = await verified(tx, of)
    if (!call) return 'not verified'
    const [payer] = await tx<{ id: PortalAccountId; email: string }[]>`
      select id, email from portal_account where id = ${of.resident}`
    const facts = { call, why, resident: of.resident }
    const by = { actor: of.staff, reason: 'by_311', facts } as const
    return (await cancelIn(tx, id, payer!, by)) ? 'canceled' : 'too late'
  })
}
