import type { HoldEnd } from '../src/domain/bill-hold.js'
import type { CityDay } from '../src/domain/city-date.js'
import type {
  BillId,
  HoldId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import type { Sql } from './database.js'

/** Holds as their payer sees them, also of an account that is no longer linked (F10); another's is not there (T12). */

export interface Hold extends Place {
  readonly id: HoldId
  readonly status: 'open' | HoldEnd
  readonly endedAt: Date | null
  readonly serviceAccountId: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly linked: boolean
  readonly billId: BillId
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  /** The bill's amount due, as loaded, and the threshold when it came. */
  readonly amountDueCents: number
  readonly thresholdCents: number
  /** Of the terms that it follows. */
  readonly daysBefore: number | null
  /** Sums of the account, for what is still to be taken (F6). */
  readonly balanceCents: number
  readonly pendingCents: number
  readonly scheduledCents: number
  /** Where it would be taken from; null when the bank account is closed and no other was chosen. */
  readonly bank: { readonly kind: 'checking' | 'savings'; readonly last4: string } | null
  readonly paymentId: PaymentId | null
  /** Carried over from the bill before. */
  readonly previousCents: number
  /** Ccf of this bill and of the one before; null where there is none. */
  readonly usage: number | null
  readonly usageBefore: number | null
  /** Of the bill that took its place. */
  readonly next: {
    readonly billedOn: CityDay
    readonly amountDueCents: number
    readonly holdId: HoldId | null
  } | null
  /** The database's now, moved clock included. */
  readonly now: Date
}

const usageOf = (sql: Sql, bill: ReturnType<Sql>) =>
  sql`(select sum(usage_ccf)::float8 from meter_read where bill_id = ${bill})`

const columns = (sql: Sql) => sql`
  h.id, h.status, h.ended_at, h.service_account_id, a.account_number, a.street_number, a.street, a.unit, l.nickname,
  l.portal_account_id is not null as linked, h.bill_id, b.billed_on, h.due_on, h.amount_cents as amount_due_cents,
  h.threshold_cents, t.days_before, h.payment_id, b.previous_cents - b.payments_cents as previous_cents, portal_now() as now,
  coalesce((select sum(amount_cents) from ledger_entry where service_account_id = a.id), 0)::bigint as balance_cents,
  m.pending_cents, m.scheduled_cents,
  (select json_build_object('kind', k.kind, 'last4', k.last4)
     from recurring_terms u
     join bank_account k on k.id = u.bank_account_id and k.removed_at is null and k.closed_code is null and k.sealed is not null
    where u.enrollment_id = h.enrollment_id
    order by u.id = h.terms_id desc, u.agreed_at desc limit 1) as bank,
  ${usageOf(sql, sql`b.id`)} as usage,
  ${usageOf(
    sql,
    sql`(select p.id from bill p where p.service_account_id = a.id and p.billed_on < b.billed_on
                order by p.billed_on desc, p.bill_number desc limit 1)`,
  )} as usage_before,
  (select json_build_object('billedOn', r.billed_on, 'amountDueCents', r.amount_due_cents,
            'holdId', (select n.id from bill_hold n where n.bill_id = r.id and n.payer_id = h.payer_id))
     from bill r where r.id = h.replaced_by_id) as next`

const tables = (sql: Sql) => sql`
  bill_hold h
  join service_account a on a.id = h.service_account_id
  join bill b on b.id = h.bill_id
  join recurring_terms t on t.id = h.terms_id
  left join account_link l on l.service_account_id = a.id and l.portal_account_id = h.payer_id
 cross join lateral (
       select coalesce(sum(amount_cents) filter (where status <> 'scheduled'), 0)::bigint as pending_cents,
              coalesce(sum(amount_cents) filter (where status = 'scheduled' and source = 'one_time'), 0)::bigint as scheduled_cents
         from payment
        where service_account_id = a.id
          and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')) m`

/** @returns undefined when it is not there, or another's. */
export async function find(
  sql: Sql,
  id: HoldId,
  payer: PortalAccountId,
): Promise<Hold | undefined> {
  const [row] = await sql<Hold[]>`
    select ${columns(sql)} from ${tables(sql)} where h.id = ${id} and h.payer_id = ${payer}`
  return row
}

/** Those that wait for the payer's OK, soonest due first. */
export async function open(
  sql: Sql,
  payer: PortalAccountId,
  account?: ServiceAccountId,
): Promise<Hold[]> {
  return await sql<Hold[]>`
    select ${columns(sql)} from ${tables(sql)}
     where h.payer_id = ${payer} and h.status = 'open' ${account ? sql`and h.service_account_id = ${account}` : sql``}
     order by h.due_on, h.id
     limit 30`
}
