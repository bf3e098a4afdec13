import type { PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Sums } from '../src/domain/owed.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Place } from '../src/domain/service-account.js'
import type { Sql } from './database.js'

/**
 * Payments as their payer sees them. A payment belongs to its payer, whether or not the account is still linked
 * (F10); another's is not there (T12, F9).
 */

/** How long a rejected or returned payment stands on top of the page, beside its row among the finished ones. */
export const freshDays = 30
/** Finished payments on one page (ux.md 4.11). */
export const pageSize = 20

/** One change of status, in order: the timeline. */
export interface PaymentMoment {
  readonly status: PaymentStatus
  readonly at: Date
}

export interface Payment extends Place {
  readonly id: PaymentId
  readonly confirmation: string
  readonly source: 'one_time' | 'recurring' | 'speedpay'
  readonly status: PaymentStatus
  readonly statusChangedAt: Date
  readonly amountCents: number
  readonly feeCents: number
  readonly payOn: string
  readonly sendAt: Date
  readonly createdAt: Date
  /** Finance holds it, or all debits are stopped: it stays scheduled past its moment (F16). */
  readonly held: boolean
  /** A return code, or why it was canceled. */
  readonly reason: string | null
  readonly bankKind: 'checking' | 'savings' | null
  readonly bankLast4: string | null
  readonly serviceAccountId: ServiceAccountId
  readonly accountNumber: string
  /** Of the link, as long as there is one. */
  readonly nickname: string | null
  readonly linked: boolean
  /** Due day of the bill it was made for. */
  readonly dueOn: string | null
  /** Of a recurring payment: how its enrollment stands by now. */
  readonly recurring: 'active' | 'paused' | 'stopped' | null
  /** Amount due of that bill. */
  readonly billCents: number | null
  /** The account's sums, where a bank's no asks whether anything is still owed; not of an account that was removed (F10). */
  readonly sums: Sums | null
  readonly story: readonly PaymentMoment[]
  /** The database's now, moved clock included. */
  readonly now: Date
}

/** What the resident agreed to: this payment, or all of a recurring one (S40, A17). */
export interface Authorized {
  readonly text: string
  readonly version: string
  readonly at: Date
}

export interface WholePayment extends Payment {
  readonly authorization: Authorized | undefined
}

export interface Filter {
  readonly account?: ServiceAccountId | undefined
  readonly statuses?: readonly PaymentStatus[] | undefined
}

const columns = (sql: Sql) => sql`
  p.id, p.confirmation, p.source, p.status, p.status_changed_at, p.amount_cents, p.fee_cents, p.pay_on, p.send_at,
  p.created_at, p.reason, p.service_account_id,
  p.held_at is not null or exists (select from debit_stop where resumed_at is null) as held,
  k.kind as bank_kind, k.last4 as bank_last4, a.account_number, a.street_number, a.street, a.unit,
  l.nickname, l.portal_account_id is not null as linked, b.due_on, b.amount_due_cents as bill_cents, portal_now() as now,
  (select e.status from recurring_terms t join recurring_enrollment e on e.id = t.enrollment_id where t.id = p.terms_id) as recurring,
  case when p.status in ('rejected', 'returned') and l.portal_account_id is not null then json_build_object(
    'balanceCents', (select coalesce(sum(e.amount_cents), 0) from ledger_entry e where e.service_account_id = a.id),
    'pendingCents', (select coalesce(sum(o.amount_cents), 0) from payment o where o.service_account_id = a.id
                        and o.status in ('submitting', 'unknown', 'needs_attention', 'pending'))) end as sums,
  (select json_agg(json_build_object('status', e.becomes, 'at', e.at) order by e.version)
     from payment_event e where e.payment_id = p.id) as story`

const tables = (sql: Sql) => sql`
  payment p
  join service_account a on a.id = p.service_account_id
  left join bank_account k on k.id = p.bank_account_id
  left join bill b on b.id = p.bill_id
  left join account_link l on l.service_account_id = p.service_account_id and l.portal_account_id = p.payer_id`

type Row = Omit<Payment, 'story'> & {
  readonly story: readonly { readonly status: PaymentStatus; readonly at: string }[]
}

const withStory = <T extends Row>(row: T) => ({
  ...row,
  story: row.story.map(({ status, at }) => ({ status, at: new Date(at) })),
})

/** @returns undefined when it is not there, or another's. */
export async function find(
  sql: Sql,
  id: PaymentId,
  payer: PortalAccountId,
): Promise<WholePayment | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from ${tables(sql)} where p.id = ${id} and p.payer_id = ${payer}`
  return row && { ...withStory(row), authorization: await authorized(sql, id) }
}

async function authorized(sql: Sql, id: PaymentId): Promise<Authorized | undefined> {
  const [row] = await sql<Authorized[]>`
    select coalesce(z.text, t.text) as text, coalesce(z.text_version, t.text_version) as version, coalesce(z.at, t.agreed_at) as at
      from payment p
      left join payment_authorization z on z.payment_id = p.id
      left join recurring_terms t on t.id = p.terms_id
     where p.id = ${id} and (z.id is not null or t.id is not null)`
  return row
}

/** What is not decided yet, soonest first, and above it what was refused of late. */
export async function open(
  sql: Sql,
  payer: PortalAccountId,
  filter: Filter = {},
): Promise<Payment[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)}
      from ${tables(sql)}
     where p.payer_id = ${payer} ${narrowed(sql, filter)}
       and (p.status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')
            or (p.status in ('rejected', 'returned')
                and p.status_changed_at > portal_now() - make_interval(days => ${freshDays})))
     order by p.status in ('rejected', 'returned'), p.pay_on, p.created_at, p.id
     limit 100`
  return rows.map(withStory)
}

/**
 * What has come to rest in the last 24 months, newest first.
 *
 * @param page From 1.
 * @returns Up to 20 of them, and whether there are older ones.
 */
export async function finished(
  sql: Sql,
  payer: PortalAccountId,
  filter: Filter = {},
  page = 1,
): Promise<{ payments: Payment[]; more: boolean }> {
  const rows = await sql<Row[]>`
    select ${columns(sql)}
      from ${tables(sql)}
     where p.payer_id = ${payer} ${narrowed(sql, filter)}
       and p.status in ('approved', 'rejected', 'canceled', 'returned')
       and p.status_changed_at > portal_now() - interval '24 months'
     order by p.status_changed_at desc, p.id
     limit ${pageSize + 1} offset ${(page - 1) * pageSize}`
  return { payments: rows.slice(0, pageSize).map(withStory), more: rows.length > pageSize }
}

/**
 * Everything of the last 24 months, newest pay date first, for a file.
 *
 * @returns At most 5,000.
 */
export async function all(
  sql: Sql,
  payer: PortalAccountId,
  filter: Filter = {},
): Promise<Payment[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)}
      from ${tables(sql)}
     where p.payer_id = ${payer} ${narrowed(sql, filter)}
       and (p.status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')
            or p.status_changed_at > portal_now() - interval '24 months')
     order by p.pay_on desc, p.created_at desc, p.id
     limit 5000`
  return rows.map(withStory)
}

const narrowed = (sql: Sql, { account, statuses }: Filter) => sql`
  ${account ? sql`and p.service_account_id = ${account}` : sql``}
  ${statuses ? sql`and p.status in ${sql([...statuses])}` : sql``}`

/** An account to look at: linked, or paid for before it was unlinked. */
export interface ActivityAccount extends Place {
  readonly id: ServiceAccountId
  readonly nickname: string | null
  readonly linked: boolean
}

/** The accounts of the switcher: the linked ones in their order, then those that only have payments. */
export async function accounts(sql: Sql, payer: PortalAccountId): Promise<ActivityAccount[]> {
  return await sql<ActivityAccount[]>`
    select a.id, l.nickname, a.street_number, a.street, a.unit,
           l.portal_account_id is not null as linked
      from service_account a
      left join account_link l on l.service_account_id = a.id and l.portal_account_id = ${payer}
     where l.portal_account_id is not null
        or a.id in (select p.service_account_id from payment p where p.payer_id = ${payer})
     order by l.linked_at nulls last, a.id
     limit 100`
}
