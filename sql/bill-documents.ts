import type { BillFigures } from '../src/domain/bill-history.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import type { ReadKind } from '../src/domain/water-use.js'
import type { Sql } from './database.js'

/** One bill with all that stands on it, for whoever is linked to its account. */

export interface BillDocument extends BillFigures, Place {
  readonly id: BillId
  readonly accountId: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly holderName: string
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly amountDueCents: number
  readonly pastDueCents: number
  /** The corrected bill that stands in its place, if there is one. */
  readonly replacedById: BillId | null
  readonly newest: boolean
  readonly lastBilledOn: CityDay | null
  readonly paperless: boolean
  readonly firstBillOn: CityDay | null
  readonly lines: readonly BillLine[]
  readonly reads: readonly BillRead[]
}

export interface BillLine {
  readonly description: string
  readonly amountCents: number
}

export interface BillRead {
  readonly meterNumber: string
  readonly fromOn: CityDay
  readonly toOn: CityDay
  readonly previousRead: number
  readonly currentRead: number
  readonly multiplier: number
  readonly usageCcf: number
  readonly kind: ReadKind
}

/** @returns undefined when it is another's, or not there: nobody can tell which (T12). */
export async function find(
  sql: Sql,
  resident: PortalAccountId,
  id: BillId,
): Promise<BillDocument | undefined> {
  const [[bill], lines, reads] = await Promise.all([
    sql<Omit<BillDocument, 'lines' | 'reads'>[]>`
      select b.id, a.id as account_id, a.account_number, l.nickname, a.holder_name, a.street_number, a.street, a.unit,
             a.city, a.state, a.zip, b.billed_on, b.due_on, b.previous_cents, b.payments_cents, b.adjustments_cents,
             b.current_cents, b.amount_due_cents, b.past_due_cents, r.id as replaced_by_id,
             r.id is null and not exists (
               select from bill n
                where n.service_account_id = a.id and (n.billed_on, n.bill_number) > (b.billed_on, b.bill_number)
                  and not exists (select from bill c where c.replaces_id = n.id)) as newest,
             (select p.billed_on from bill p
               where p.service_account_id = a.id and p.billed_on < b.billed_on
                 and not exists (select from bill c where c.replaces_id = p.id)
               order by p.billed_on desc limit 1) as last_billed_on,
             e.id is not null as paperless, e.first_bill_on
        from bill b
        join account_link l on l.service_account_id = b.service_account_id and l.portal_account_id = ${resident}
        join service_account a on a.id = b.service_account_id
        left join bill r on r.replaces_id = b.id
        left join paperless_enrollment e on e.service_account_id = a.id and e.ended_at is null
       where b.id = ${id}`,
    sql<BillLine[]>`
      select description, amount_cents from bill_line where bill_id = ${id} order by position limit 200`,
    sql<BillRead[]>`
      select meter_number, from_on, to_on, previous_read::float8, current_read::float8, multiplier::float8,
             usage_ccf::float8, kind
        from meter_read where bill_id = ${id}
       order by position
       limit 50`,
  ])
  return bill && { ...bill, lines, reads }
}

/** Credits of the account between two bills, oldest first: what "Since your last bill" names by day. */
export async function creditsBetween(
  sql: Sql,
  account: ServiceAccountId,
  after: CityDay,
  until: CityDay,
): Promise<{ onDay: CityDay; amountCents: number }[]> {
  return await sql<{ onDay: CityDay; amountCents: number }[]>`
    select l.on_day, -l.amount_cents as amount_cents
      from ledger_entry l
      left join received_payment r on r.id = l.received_payment_id
     where l.service_account_id = ${account} and l.on_day > ${after} and l.on_day <= ${until}
       and l.kind in ('payment', 'received') and r.channel is distinct from 'adjustment'
     order by l.on_day, l.id
     limit 20`
}
