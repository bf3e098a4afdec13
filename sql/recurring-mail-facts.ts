import type { CityDay } from '../src/domain/city-date.js'
import type { EnrollmentId, HoldId, ServiceAccountId, TermsId } from '../src/domain/ids.js'
import type { Terms } from '../src/domain/recurring-terms.js'
import type { Sql } from './database.js'

/** What mails about recurring payments and holds tell, read when they are written. */

export interface TermsFacts extends Terms {
  readonly serviceAccountId: ServiceAccountId
  readonly bankKind: 'checking' | 'savings'
  readonly bankLast4: string
  /** What was agreed to, and when (A17). */
  readonly text: string
  readonly agreedAt: Date
  /** Due day of the current bill, when that is to be paid too. */
  readonly firstDueOn: CityDay | null
  readonly billedOn: CityDay | null
}

export async function terms(sql: Sql, id: TermsId): Promise<TermsFacts | undefined> {
  const [row] = await sql<TermsFacts[]>`
    select e.service_account_id, t.days_before, t.threshold_cents, k.kind as bank_kind, k.last4 as bank_last4,
           t.text, t.agreed_at, case when e.pays_first_bill then b.due_on end as first_due_on,
           (select max(billed_on) from bill n where n.service_account_id = e.service_account_id) as billed_on
      from recurring_terms t
      join recurring_enrollment e on e.id = t.enrollment_id
      join bank_account k on k.id = t.bank_account_id
      left join bill b on b.id = e.first_bill_id
     where t.id = ${id}`
  return row
}

export interface EnrollmentFacts {
  readonly serviceAccountId: ServiceAccountId
  /** A return code, or who stopped it. */
  readonly reason: string | null
  readonly balanceCents: number
  /** Its payments that still go out, soonest first. */
  readonly running: readonly { readonly amountCents: number; readonly payOn: CityDay }[]
}

export async function enrollment(sql: Sql, id: EnrollmentId): Promise<EnrollmentFacts | undefined> {
  const [row] = await sql<EnrollmentFacts[]>`
    select e.service_account_id, e.reason,
           coalesce((select sum(amount_cents) from ledger_entry where service_account_id = e.service_account_id), 0)::bigint as balance_cents,
           coalesce((select json_agg(json_build_object('amountCents', p.amount_cents, 'payOn', p.pay_on) order by p.pay_on)
              from payment p join recurring_terms t on t.id = p.terms_id
             where t.enrollment_id = e.id and p.status = 'scheduled'), '[]') as running
      from recurring_enrollment e where e.id = ${id}`
  return row
}

export interface HoldFacts {
  readonly id: HoldId
  readonly serviceAccountId: ServiceAccountId
  readonly status: 'open' | 'authorized' | 'paid' | 'replaced' | 'stopped'
  readonly amountCents: number
  readonly thresholdCents: number
  readonly dueOn: CityDay
  readonly balanceCents: number
  /** Of the newer or corrected bill that took its place, and what became of that one. */
  readonly nextBilledOn: CityDay | null
  readonly nextCents: number
  readonly nextDueOn: CityDay
  readonly nextHoldId: HoldId | null
  readonly nextPayOn: CityDay | null
  readonly nextPayCents: number
}

export async function hold(sql: Sql, id: HoldId): Promise<HoldFacts | undefined> {
  const [row] = await sql<HoldFacts[]>`
    select h.id, h.service_account_id, h.status, h.amount_cents, h.threshold_cents, h.due_on,
           coalesce((select sum(amount_cents) from ledger_entry where service_account_id = h.service_account_id), 0)::bigint as balance_cents,
           b.billed_on as next_billed_on, b.amount_due_cents as next_cents, b.due_on as next_due_on, n.id as next_hold_id,
           p.pay_on as next_pay_on, p.amount_cents as next_pay_cents
      from bill_hold h
      left join bill b on b.id = h.replaced_by_id
      left join bill_hold n on n.bill_id = b.id
      left join payment p on p.bill_id = b.id and p.source = 'recurring' and n.id is null
     where h.id = ${id}`
  return row
}
