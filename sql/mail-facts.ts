import type {
  BillId,
  LinkRemovalId,
  LockoutId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../src/domain/ids.js'
import type { Terms } from '../src/domain/recurring-terms.js'
import type { Coverage } from '../src/domain/reminder.js'
import type { LockWhy } from '../src/domain/sign-in.js'
import type { Sql } from './database.js'

/** What a mail tells, read when it is written. */

export interface Addressee {
  readonly username: string
  readonly name: string | null
}

export async function addressee(sql: Sql, id: PortalAccountId): Promise<Addressee | undefined> {
  const [row] = await sql<Addressee[]>`select username, name from portal_account where id = ${id}`
  return row
}

export interface LockFacts {
  readonly lockedAt: Date
  readonly why: LockWhy
  /** Wrong passwords at the door that locked, while it is locked. */
  readonly failures: number | null
  readonly unlockedAt: Date | null
}

export async function lockout(sql: Sql, id: LockoutId): Promise<LockFacts | undefined> {
  const [row] = await sql<LockFacts[]>`
    select l.locked_at, l.why, l.unlocked_at, d.failures
      from lockout l
      left join sign_in_door d on d.name_key = l.name_key and d.state = 'locked'
     where l.id = ${id}
     order by d.changed_at
     limit 1`
  return row
}

export interface AccountFacts {
  readonly id: ServiceAccountId
  readonly nickname: string | null
  readonly accountNumber: string
  readonly streetNumber: string
  readonly street: string
  readonly unit: string | null
  /** The newest bill's day, from which the next one's is guessed. */
  readonly billedOn: string | null
}

/** As this portal account knows the service account, also after it was unlinked. */
export async function serviceAccount(
  sql: Sql,
  id: ServiceAccountId,
  reader: PortalAccountId | null,
): Promise<AccountFacts | undefined> {
  const [row] = await sql<AccountFacts[]>`
    select s.id, l.nickname, s.account_number, s.street_number, s.street, s.unit,
           (select max(billed_on) from bill b where b.service_account_id = s.id) as billed_on
      from service_account s
      left join account_link l on l.service_account_id = s.id and l.portal_account_id = ${reader}
     where s.id = ${id}`
  return row
}

export interface RemovalFacts extends AccountFacts {
  /** Paperless billing ended with the link. */
  readonly paperlessEnded: boolean
  /** CharMeck 311 took it away, because it was linked wrongly. */
  readonly byStaff: boolean
}

/** A service account that its reader removed, under the name it had. */
export async function removal(sql: Sql, id: LinkRemovalId): Promise<RemovalFacts | undefined> {
  const [row] = await sql<RemovalFacts[]>`
    select s.id, r.nickname, s.account_number, s.street_number, s.street, s.unit, null::date as billed_on,
           r.paperless_id is not null as paperless_ended, r.by_staff
      from link_removal r join service_account s on s.id = r.service_account_id
     where r.id = ${id}`
  return row
}

export interface BillFacts {
  readonly id: BillId
  readonly serviceAccountId: ServiceAccountId
  readonly amountDueCents: number
  readonly dueOn: string
}

export async function bill(sql: Sql, id: BillId): Promise<BillFacts | undefined> {
  const [row] = await sql<BillFacts[]>`
    select id, service_account_id, amount_due_cents, due_on from bill where id = ${id}`
  return row
}

/** What takes a bill by itself, from whose bank account. */
export interface RecurringFacts {
  readonly payOn: string
  readonly bankKind: 'checking' | 'savings'
  readonly bankLast4: string
}

/** The reader's own recurring payment of a bill; nobody learns of another's (F9). */
export async function recurring(
  sql: Sql,
  bill: BillId,
  reader: PortalAccountId | null,
): Promise<RecurringFacts | undefined> {
  const [row] = await sql<RecurringFacts[]>`
    select p.pay_on, k.kind as bank_kind, k.last4 as bank_last4
      from payment p
      join bank_account k on k.id = p.bank_account_id
     where p.bill_id = ${bill} and p.payer_id = ${reader} and p.source = 'recurring'
       and p.status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')`
  return row
}

/** How a bill stands by now, to whom it was to be reminded of. */
export interface ReminderFacts extends Coverage {
  readonly serviceAccountId: ServiceAccountId
  readonly dueOn: string
  /** The reader's own payments that are not sent yet: the only scheduled ones that may be told (F9). */
  readonly ownScheduledCents: number
  /** Another portal account sees the service account too, and may have scheduled something. */
  readonly shared: boolean
}

/** @returns undefined when a newer or corrected bill has taken its place: that one is reminded of. */
export async function reminder(
  sql: Sql,
  id: BillId,
  reader: PortalAccountId | null,
): Promise<ReminderFacts | undefined> {
  const [row] = await sql<ReminderFacts[]>`
    select b.service_account_id, b.due_on,
           coalesce((select sum(amount_cents) from ledger_entry e where e.service_account_id = b.service_account_id), 0)::bigint
             as balance_cents,
           coalesce(open.pending_cents, 0)::bigint as pending_cents,
           coalesce(open.scheduled_cents, 0)::bigint as scheduled_cents,
           coalesce(open.own_scheduled_cents, 0)::bigint as own_scheduled_cents,
           exists (select from account_link l
                    where l.service_account_id = b.service_account_id
                      and l.portal_account_id is distinct from ${reader}) as shared
      from bill b
     cross join lateral (
           select sum(amount_cents) filter (where status <> 'scheduled') as pending_cents,
                  sum(amount_cents) filter (where status = 'scheduled') as scheduled_cents,
                  sum(amount_cents) filter (where status = 'scheduled' and payer_id = ${reader}) as own_scheduled_cents
             from payment
            where service_account_id = b.service_account_id
              and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')) open
     where b.id = ${id}
       and b.id = (select n.id from bill n
                    where n.service_account_id = b.service_account_id
                      and not exists (select from bill r where r.replaces_id = n.id)
                    order by n.billed_on desc, n.bill_number desc
                    limit 1)`
  return row
}

export interface PaymentFacts extends AccountFacts {
  readonly paymentId: PaymentId
  readonly confirmation: string
  readonly amountCents: number
  readonly feeCents: number
  readonly payOn: string
  readonly bankKind: 'checking' | 'savings' | null
  readonly bankLast4: string | null
  readonly reason: string | null
  readonly statusChangedAt: Date
  readonly dueOn: string | null
  readonly authorization: string | null
  readonly authorizedAt: Date | null
  readonly balanceCents: number
  readonly createdAt: Date
  readonly sendAt: Date
  /** Of a recurring payment under the threshold: by which terms it is paid. */
  readonly plan: Terms | null
  /** Of a recurring payment: how the enrollment stands by now. */
  readonly recurring: 'active' | 'paused' | 'stopped' | null
  /** Day of the bill that replaced the one it was for. */
  readonly nextBilledOn: string | null
  readonly now: Date
}

/** A payment as its payer knows it, with what the account owes by now. */
export async function payment(sql: Sql, id: PaymentId): Promise<PaymentFacts | undefined> {
  const [row] = await sql<PaymentFacts[]>`
    select p.id as payment_id, p.confirmation, p.amount_cents, p.fee_cents, p.pay_on, k.kind as bank_kind, k.last4 as bank_last4,
           p.reason, p.status_changed_at, b.due_on, p.created_at, p.send_at,
           coalesce(z.text, t.text) as authorization, coalesce(z.at, t.agreed_at) as authorized_at,
           case when t.id is not null and z.id is null
                then json_build_object('daysBefore', t.days_before, 'thresholdCents', t.threshold_cents) end as plan,
           e.status as recurring, (select r.billed_on from bill r where r.replaces_id = b.id) as next_billed_on,
           coalesce((select sum(amount_cents) from ledger_entry e where e.service_account_id = s.id), 0)::bigint as balance_cents,
           portal_now() as now,
           s.id, l.nickname, s.account_number, s.street_number, s.street, s.unit, null::date as billed_on
      from payment p
      join service_account s on s.id = p.service_account_id
      left join account_link l on l.service_account_id = s.id and l.portal_account_id = p.payer_id
      left join bank_account k on k.id = p.bank_account_id
      left join bill b on b.id = p.bill_id
      left join payment_authorization z on z.payment_id = p.id
      left join recurring_terms t on t.id = p.terms_id
      left join recurring_enrollment e on e.id = t.enrollment_id
     where p.id = ${id}`
  return row
}
