import type { CityDay } from '../src/domain/city-date.js'
import type { PortalAccountId, ServiceAccountId, StaffId } from '../src/domain/ids.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Place } from '../src/domain/service-account.js'
import * as callerChecks from './caller-checks.js'
import type { Sql } from './database.js'

/** A service account as the console shows it: bills, payments, and who is linked. */

export interface ConsoleAccount extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly holderName: string
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: boolean
  readonly balanceCents: number
}

export async function find(sql: Sql, id: ServiceAccountId): Promise<ConsoleAccount | undefined> {
  const [row] = await sql<ConsoleAccount[]>`
    select a.id, a.account_number, a.holder_name, a.street_number, a.street, a.unit, a.city, a.state, a.zip, a.status,
           exists (select from paperless_enrollment e
                    where e.service_account_id = a.id and e.ended_at is null) as paperless,
           coalesce((select sum(amount_cents) from ledger_entry l where l.service_account_id = a.id), 0)::bigint
             as balance_cents
      from service_account a
     where a.id = ${id}`
  return row
}

export interface LinkedResident {
  readonly id: PortalAccountId
  readonly name: string | null
  readonly username: string
  readonly linkedAt: Date
}

/** Who sees it, in the order in which they linked it. */
export async function linked(sql: Sql, id: ServiceAccountId): Promise<LinkedResident[]> {
  return await sql<LinkedResident[]>`
    select a.id, a.name, a.username, l.linked_at
      from account_link l
      join portal_account a on a.id = l.portal_account_id
     where l.service_account_id = ${id}
     order by l.linked_at, a.id limit 100`
}

/**
 * The call whose caller was verified as somebody who sees this account, or paid for it.
 *
 * @returns undefined when there is none: then the page has no bills and no money.
 */
export async function callFor(
  sql: Sql,
  staff: StaffId,
  account: ServiceAccountId,
): Promise<callerChecks.Call | undefined> {
  const [row] = await sql<{ resident: PortalAccountId }[]>`
    select k.portal_account_id as resident
      from caller_check k
     where k.staff_id = ${staff} and k.ended_at is null and k.verified_at is not null
       and (exists (select from account_link l
                     where l.portal_account_id = k.portal_account_id and l.service_account_id = ${account})
            or exists (select from payment p
                        where p.payer_id = k.portal_account_id and p.service_account_id = ${account}))`
  const call = row && (await callerChecks.current(sql, { staff, resident: row.resident }))
  return call?.verifiedAt ? call : undefined
}

export interface AccountBill {
  readonly id: string
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly amountDueCents: number
  readonly pastDueCents: number
}

/** The newest bills; a corrected one is replaced by its correction. */
export async function bills(sql: Sql, id: ServiceAccountId): Promise<AccountBill[]> {
  return await sql<AccountBill[]>`
    select b.id, b.billed_on, b.due_on, b.amount_due_cents, b.past_due_cents
      from bill b
     where b.service_account_id = ${id} and not exists (select from bill r where r.replaces_id = b.id)
     order by b.billed_on desc, b.bill_number desc limit 24`
}

/** A payment of the portal, or one that was made elsewhere. */
export interface AccountPayment {
  readonly id: string
  readonly day: CityDay
  readonly cents: number
  /** Of the portal: its payer's page has it. */
  readonly confirmation: string | null
  readonly status: PaymentStatus | null
  /** Elsewhere: how it came in. */
  readonly channel: string | null
}

export async function payments(sql: Sql, id: ServiceAccountId): Promise<AccountPayment[]> {
  return await sql<AccountPayment[]>`
    select id, pay_on as day, amount_cents as cents, confirmation, status, null as channel
      from (select id, pay_on, amount_cents, confirmation, status from payment
             where service_account_id = ${id} order by created_at desc limit 24) p
     union all
    select id, received_on, amount_cents, null, null, channel
      from (select id, received_on, amount_cents, channel from received_payment
             where service_account_id = ${id} order by received_on desc limit 24) r
     order by day desc, id limit 24`
}
