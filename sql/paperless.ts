import { randomUUID } from 'node:crypto'
import type { CityDay } from '../src/domain/city-date.js'
import type {
  EnrollmentId,
  PaperlessId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../src/domain/ids.js'
import type { Terms } from '../src/domain/recurring-terms.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { checkNewDocument } from './notice-preferences.js'
import * as notices from './notices.js'

/** Paperless enrollments: one active a service account, whoever enrolled it; any linked resident may end it (F11). */

/** Whose link, to which service account. */
export interface Linked {
  readonly resident: PortalAccountId
  readonly account: ServiceAccountId
}

export interface PaperlessAccount extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly newestBilledOn: CityDay | null
  readonly enrolled: boolean
  readonly firstBillOn: CityDay | null
}

/** One of the resident's linked accounts; another's is not there (T12). */
export async function find(
  sql: Sql,
  { resident, account }: Linked,
): Promise<PaperlessAccount | undefined> {
  const [row] = await sql<PaperlessAccount[]>`
    select a.id, a.account_number, a.street_number, a.street, a.unit, a.status, l.nickname,
           (select max(billed_on) from bill where service_account_id = a.id) as newest_billed_on,
           e.id is not null as enrolled, e.first_bill_on
      from account_link l
      join service_account a on a.id = l.service_account_id
      left join paperless_enrollment e on e.service_account_id = a.id and e.ended_at is null
     where l.portal_account_id = ${resident} and a.id = ${account}`
  return row
}

/**
 * Enrolls a service account and tells everybody linked. The checked box also checks New Document (F13). Twice is once.
 *
 * @returns Whether it is enrolled by now; a closed account can't be (F14).
 */
export async function enroll(
  sql: Sql,
  { resident, account }: Linked,
  { newDocument }: { newDocument: boolean },
): Promise<'enrolled' | 'closed' | 'not linked'> {
  return await sql.begin(async (tx) => {
    // The lock makes enroll, unenroll and link of one account wait for each other.
    const [found] = await tx<{ closed: boolean; enrolled: boolean }[]>`
      select a.status = 'closed' as closed,
             exists (select from paperless_enrollment e
                      where e.service_account_id = a.id and e.ended_at is null) as enrolled
        from service_account a
        join account_link l on l.service_account_id = a.id and l.portal_account_id = ${resident}
       where a.id = ${account}
         for no key update of a`
    if (!found) return 'not linked'
    if (found.closed && !found.enrolled) return 'closed'
    // Whoever enrolls again before a newer bill was loaded keeps the first electronic bill (F2).
    const [made] = await tx<{ id: PaperlessId }[]>`
      insert into paperless_enrollment (id, service_account_id, portal_account_id, first_bill_on)
      select ${randomUUID()}, ${account}, ${resident},
             (select e.first_bill_on
                from paperless_enrollment e
               where e.service_account_id = ${account} and e.first_bill_on is not null
                 and not exists (select from bill b where b.service_account_id = ${account} and b.loaded_at > e.ended_at)
               order by e.ended_at desc limit 1)
          on conflict (service_account_id) where ended_at is null do nothing
      returning id`
    if (made) await tell(tx, { resident, account, enrollment: made.id, now: 'paperless_on' })
    if (newDocument) await checkNewDocument(tx, resident, account)
    return 'enrolled'
  })
}

/**
 * Ends the enrollment and tells everybody linked: paper bills start again. Payments are not touched (S26, F10). Twice
 * is once.
 *
 * @returns Whether the account is linked at all.
 */
export async function unenroll(sql: Sql, { resident, account }: Linked): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const [linked] = await tx`
      select 1
        from service_account a
        join account_link l on l.service_account_id = a.id and l.portal_account_id = ${resident}
       where a.id = ${account}
         for no key update of a`
    if (!linked) return false
    const [ended] = await tx<{ id: PaperlessId }[]>`
      update paperless_enrollment set ended_at = portal_now(), ended_by = ${resident}
       where service_account_id = ${account} and ended_at is null
      returning id`
    if (ended) await tell(tx, { resident, account, enrollment: ended.id, now: 'paperless_off' })
    return true
  })
}

/** The trail, and a mail to every linked portal account with a confirmed address (F11, F13). */
export async function tell(
  tx: Db,
  deed: Linked & { enrollment: PaperlessId; now: 'paperless_on' | 'paperless_off' },
): Promise<void> {
  const { resident, account, enrollment, now } = deed
  await audit(tx, { actor: resident, action: now, subject: account, facts: { enrollment } })
  const everybody = await tx<{ id: PortalAccountId; email: string }[]>`
    select r.id, r.email
      from account_link l
      join portal_account r on r.id = l.portal_account_id
     where l.service_account_id = ${account} and r.email_confirmed_at is not null
     order by l.linked_at, r.id
     limit 100`
  for (const to of everybody) {
    await notices.owe(tx, {
      template: now,
      params: { serviceAccountId: account },
      to,
      dedupe: `${now}/${enrollment}/${to.id}`,
    })
  }
}

export interface RunningPayment {
  readonly kind: 'payment'
  readonly id: PaymentId
  readonly source: 'one_time' | 'recurring' | 'speedpay'
  readonly amountCents: number
  readonly payOn: CityDay
  readonly bankKind: 'checking' | 'savings' | null
  readonly bankLast4: string | null
}

/** The standing wish itself: bills to come are paid too (F10). */
export interface RunningEnrollment extends Terms {
  readonly kind: 'recurring'
  readonly id: EnrollmentId
  readonly account: ServiceAccountId
  /** Bills are left to the resident until a bank account is chosen (F8). */
  readonly paused: boolean
  readonly bankKind: 'checking' | 'savings'
  readonly bankLast4: string
}

export type StillRunning = RunningPayment | RunningEnrollment

/**
 * What goes on for its payer after paperless billing or the link has ended, until the payer stops it (S25, S26, F10): one
 * list, which the red X, UNENROLL, the note afterwards and the mails all read (N3).
 *
 * @returns The recurring payment first, then payments, the next one first.
 */
export async function stillRunning(
  sql: Sql,
  { resident, account }: Linked,
): Promise<StillRunning[]> {
  const [enrollments, payments] = await Promise.all([
    sql<RunningEnrollment[]>`
      select 'recurring' as kind, e.id, e.service_account_id as account, e.status = 'paused' as paused,
             t.days_before, t.threshold_cents, k.kind as bank_kind, k.last4 as bank_last4
        from recurring_enrollment e
       cross join lateral (
             select days_before, threshold_cents, bank_account_id from recurring_terms where enrollment_id = e.id order by agreed_at desc, id limit 1) t
        join bank_account k on k.id = t.bank_account_id
       where e.service_account_id = ${account} and e.payer_id = ${resident} and e.status <> 'stopped'`,
    sql<RunningPayment[]>`
      select 'payment' as kind, p.id, p.source, p.amount_cents, p.pay_on, k.kind as bank_kind, k.last4 as bank_last4
        from payment p
        left join bank_account k on k.id = p.bank_account_id
       where p.service_account_id = ${account} and p.payer_id = ${resident} and p.status = 'scheduled'
       order by p.send_at, p.id
       limit 100`,
  ])
  return [...enrollments, ...payments]
}
