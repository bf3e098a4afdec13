import type { BillId, PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { PaperlessEnrollment } from '../src/domain/paperless.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Place } from '../src/domain/service-account.js'
import * as balances from './balances.js'
import type { Sql } from './database.js'

/** What a resident needs to know of a service account in order to pay it. Only linked ones; another's is none. */

/** A service account as a choice: what it is called, and whether a bank may pay it (S37). */
export interface AccountChoice extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: PaperlessEnrollment | undefined
  /** Day of the newest bill, from which the next one's is guessed. */
  readonly billedOn: string | null
}

type ChoiceRow = Omit<AccountChoice, 'paperless'> & {
  readonly enrolled: boolean
  readonly firstBillOn: string | null
}

const choice = (sql: Sql) => sql`
  a.id, a.account_number, a.street_number, a.street, a.unit, a.status, l.nickname,
  p.id is not null as enrolled, p.first_bill_on,
  (select max(b.billed_on) from bill b where b.service_account_id = a.id) as billed_on`

const linked = (sql: Sql) => sql`
  account_link l
  join service_account a on a.id = l.service_account_id
  left join paperless_enrollment p on p.service_account_id = a.id and p.ended_at is null`

/** The resident's linked accounts, in the order they were linked. */
export async function list(sql: Sql, resident: PortalAccountId): Promise<AccountChoice[]> {
  const rows = await sql<ChoiceRow[]>`
    select ${choice(sql)}
      from ${linked(sql)}
     where l.portal_account_id = ${resident}
     order by l.linked_at, a.id
     limit 30`
  return rows.map(toChoice)
}

const toChoice = ({ enrolled, firstBillOn, ...row }: ChoiceRow): AccountChoice => ({
  ...row,
  paperless: enrolled ? { firstBillOn } : undefined,
})

export interface NewestBillRow {
  readonly id: BillId
  readonly billedOn: string
  readonly dueOn: string
  /** Of the bill before; null when there is none. */
  readonly previousDueOn: string | null
  readonly amountDueCents: number
  readonly pastDueCents: number
  readonly previousCents: number
  readonly paymentsCents: number
  readonly adjustmentsCents: number
  /** Current charges by kind of service, in the bill's order. */
  readonly services: readonly { readonly label: string; readonly cents: number }[]
}

/** A payment of this resident that is not decided yet. */
export interface OpenPayment {
  readonly id: PaymentId
  readonly status: PaymentStatus
  readonly source: string
  readonly amountCents: number
  readonly payOn: string
}

export interface PayableAccount extends AccountChoice {
  readonly bill: NewestBillRow | undefined
  readonly sums: balances.Balance
  readonly openPayments: readonly OpenPayment[]
}

/** @returns undefined when it is not there, or not linked to this resident: nobody can tell which (T12). */
export async function find(
  sql: Sql,
  resident: PortalAccountId,
  id: ServiceAccountId,
): Promise<PayableAccount | undefined> {
  const [[account], [bill], sums, openPayments] = await Promise.all([
    sql<ChoiceRow[]>`
      select ${choice(sql)} from ${linked(sql)} where l.portal_account_id = ${resident} and a.id = ${id}`,
    newestBill(sql, id),
    balances.read(sql, id, resident),
    ownOpen(sql, id, resident),
  ])
  return account && { ...toChoice(account), bill, sums, openPayments }
}

/** A corrected bill replaces the one it corrects. */
const newestBill = (sql: Sql, account: ServiceAccountId) => sql<NewestBillRow[]>`
  select b.id, b.billed_on, b.due_on, b.amount_due_cents, b.past_due_cents, b.previous_cents, b.payments_cents,
         b.adjustments_cents,
         (select p.due_on from bill p
           where p.service_account_id = ${account} and p.billed_on < b.billed_on
             and not exists (select from bill r where r.replaces_id = p.id)
           order by p.billed_on desc, p.bill_number desc limit 1) as previous_due_on,
         coalesce((select json_agg(json_build_object('label', s.label, 'cents', s.cents) order by s.position)
            from (select k.label, sum(l.amount_cents)::integer as cents, min(l.position) as position
                    from bill_line l join service_kind k on k.code = l.service
                   where l.bill_id = b.id group by k.label) s), '[]') as services
    from bill b
   where b.service_account_id = ${account}
     and not exists (select from bill r where r.replaces_id = b.id)
   order by b.billed_on desc, b.bill_number desc
   limit 1`

/** Of others' payments a resident sees day and amount alone, and not here (F9). */
const ownOpen = (sql: Sql, account: ServiceAccountId, payer: PortalAccountId) => sql<OpenPayment[]>`
  select id, status, source, amount_cents, pay_on
    from payment
   where service_account_id = ${account} and payer_id = ${payer}
     and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')
   order by pay_on, created_at, id
   limit 50`

/**
 * Whether the newest bills were paid by the City's automatic bank draft or the bank's own bill pay, as far as the bill
 * file tells: an automatic payment that could pay the same bill once more (S49).
 */
export async function draftedElsewhere(sql: Sql, account: ServiceAccountId): Promise<boolean> {
  const [row] = await sql`
    select 1 from received_payment
     where service_account_id = ${account} and channel in ('bank', 'city_draft')
       and received_on > city_today() - 45
     limit 1`
  return row !== undefined
}
