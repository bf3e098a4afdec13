import type { CityDay } from '../src/domain/city-date.js'
import type {
  BankAccountId,
  BillId,
  EnrollmentId,
  HoldId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../src/domain/ids.js'
import type { PaperlessEnrollment } from '../src/domain/paperless.js'
import type { Terms } from '../src/domain/recurring-terms.js'
import type { Place } from '../src/domain/service-account.js'
import type { Sql } from './database.js'

/**
 * Recurring payments as a resident sees them: the payer's own, linked or not (F10); of another portal account's no more
 * than that there is one (F9, F12). Setting up, changing and stopping: recurring-enrollments.ts.
 */

export interface RecurringAccount extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly linked: boolean
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: PaperlessEnrollment | undefined
  /** Day of the newest bill. */
  readonly billedOn: CityDay | null
  /** Another portal account has one on, active or paused. */
  readonly others: boolean
  /** The resident's own: the one that is on, else the last one that was. */
  readonly own: OwnRecurring | undefined
  /** Recurring payments of the resident that are not sent yet, the next one first; also of one that was stopped. */
  readonly scheduled: readonly ScheduledRecurring[]
  readonly hold: OpenHoldRow | undefined
}

export interface OwnRecurring {
  readonly id: EnrollmentId
  readonly status: 'active' | 'paused' | 'stopped'
  /** A return code, or who stopped it. */
  readonly reason: string | null
  readonly changedAt: Date
  /** Begins with the bill that was the newest one then, not with the one after it (F6). */
  readonly paysFirstBill: BillId | null
  /** Agreed to last. */
  readonly terms: Terms
  readonly bank: {
    readonly id: BankAccountId
    readonly kind: 'checking' | 'savings'
    readonly last4: string
    /** Neither removed nor closed by its bank. */
    readonly usable: boolean
  }
}

export interface ScheduledRecurring {
  readonly id: PaymentId
  readonly amountCents: number
  readonly payOn: CityDay
  readonly bankKind: 'checking' | 'savings'
  readonly bankLast4: string
}

export interface OpenHoldRow {
  readonly id: HoldId
  readonly amountCents: number
  readonly thresholdCents: number
  readonly dueOn: CityDay
}

type Row = Omit<RecurringAccount, 'paperless' | 'own' | 'hold'> & {
  readonly enrolled: boolean
  readonly firstBillOn: CityDay | null
  readonly own: (Omit<OwnRecurring, 'changedAt'> & { readonly changedAt: string }) | null
  readonly hold: OpenHoldRow | null
}

/** The linked accounts in their order, then those that only have a recurring payment of the resident still on. */
export async function list(sql: Sql, resident: PortalAccountId): Promise<RecurringAccount[]> {
  const rows = await sql<Row[]>`
    ${accounts(sql, resident)}
     order by l.linked_at nulls last, a.id
     limit 60`
  return rows.map(toAccount)
}

/** @returns undefined when it is neither linked nor has a recurring payment of the resident on (T12). */
export async function find(
  sql: Sql,
  resident: PortalAccountId,
  id: ServiceAccountId,
): Promise<RecurringAccount | undefined> {
  const [row] = await sql<Row[]>`${accounts(sql, resident)} where a.id = ${id}`
  return row && toAccount(row)
}

const accounts = (sql: Sql, resident: PortalAccountId) => sql`
  select a.id, a.account_number, a.street_number, a.street, a.unit, a.status, l.nickname,
         l.portal_account_id is not null as linked, p.id is not null as enrolled, p.first_bill_on,
         (select max(billed_on) from bill where service_account_id = a.id) as billed_on,
         exists (select from recurring_enrollment e
                  where e.service_account_id = a.id and e.status <> 'stopped' and e.payer_id <> ${resident}) as others,
         (select json_build_object('id', e.id, 'status', e.status, 'reason', e.reason, 'changedAt', e.status_changed_at,
                   'paysFirstBill', case when e.pays_first_bill then e.first_bill_id end,
                   'terms', json_build_object('daysBefore', t.days_before, 'thresholdCents', t.threshold_cents),
                   'bank', json_build_object('id', k.id, 'kind', k.kind, 'last4', k.last4,
                     'usable', k.removed_at is null and k.closed_code is null and k.sealed is not null))
            from recurring_enrollment e
            join recurring_terms t on t.id = recurring_terms_at(e.id, 'infinity')
            join bank_account k on k.id = t.bank_account_id
           where e.service_account_id = a.id and e.payer_id = ${resident}
           order by e.status <> 'stopped' desc, e.created_at desc
           limit 1) as own,
         (select coalesce(json_agg(json_build_object('id', o.id, 'amountCents', o.amount_cents, 'payOn', o.pay_on,
                   'bankKind', k.kind, 'bankLast4', k.last4) order by o.send_at, o.id), '[]')
            from payment o
            join bank_account k on k.id = o.bank_account_id
           where o.service_account_id = a.id and o.payer_id = ${resident} and o.source = 'recurring'
             and o.status = 'scheduled') as scheduled,
         (select json_build_object('id', h.id, 'amountCents', h.amount_cents, 'thresholdCents', h.threshold_cents,
                   'dueOn', h.due_on)
            from bill_hold h
           where h.service_account_id = a.id and h.payer_id = ${resident} and h.status = 'open') as hold
    from (select service_account_id as id from account_link where portal_account_id = ${resident}
           union
          select service_account_id from recurring_enrollment
           where payer_id = ${resident} and status <> 'stopped') mine
    join service_account a using (id)
    left join account_link l on l.service_account_id = a.id and l.portal_account_id = ${resident}
    left join paperless_enrollment p on p.service_account_id = a.id and p.ended_at is null`

const toAccount = ({ enrolled, firstBillOn, own, hold, ...row }: Row): RecurringAccount => ({
  ...row,
  paperless: enrolled ? { firstBillOn } : undefined,
  own: own ? { ...own, changedAt: new Date(own.changedAt) } : undefined,
  hold: hold ?? undefined,
})

/** What a form agreed to already, so that the same form again is no news and another one is told apart (I13). */
export interface AgreedForm extends Terms {
  readonly enrollmentId: EnrollmentId
  readonly serviceAccountId: ServiceAccountId
  readonly bankAccountId: BankAccountId
  /** It began the recurring payment; else it changed it. */
  readonly first: boolean
}

export async function ofForm(
  sql: Sql,
  payer: PortalAccountId,
  formId: string,
): Promise<AgreedForm | undefined> {
  const [row] = await sql<AgreedForm[]>`
    select e.id as enrollment_id, e.service_account_id, t.bank_account_id, t.days_before, t.threshold_cents,
           not exists (select from recurring_terms o
                        where o.enrollment_id = e.id and o.agreed_at < t.agreed_at) as first
      from recurring_terms t join recurring_enrollment e on e.id = t.enrollment_id
     where t.form_id = ${formId} and e.payer_id = ${payer}`
  return row
}
