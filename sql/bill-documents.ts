import { createHash } from 'node:crypto'
import type { BillFacts } from '../src/domain/bill-sheet.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Sql } from './database.js'

/** One bill with all that stands on it, for whoever is linked to its account; and its PDF. */

export interface BillDocument extends BillFacts {
  readonly accountId: ServiceAccountId
  readonly nickname: string | null
  /** The corrected bill that stands in its place, if there is one. */
  readonly replacedById: BillId | null
  readonly newest: boolean
  readonly paperless: boolean
  readonly firstBillOn: CityDay | null
}

/** @returns undefined when it is another's, or not there: nobody can tell which (T12). */
export async function find(
  sql: Sql,
  resident: PortalAccountId,
  id: BillId,
): Promise<BillDocument | undefined> {
  const [bill] = await sql<BillDocument[]>`
    select b.id, a.id as account_id, a.account_number, l.nickname, a.holder_name, a.street_number, a.street, a.unit,
           a.city, a.state, a.zip, b.billed_on, b.due_on, b.period_to, b.previous_cents, b.payments_cents,
           b.adjustments_cents, b.current_cents, b.amount_due_cents, b.past_due_cents, r.id as replaced_by_id,
           r.id is null and not exists (
             select from bill n
              where n.service_account_id = a.id and (n.billed_on, n.bill_number) > (b.billed_on, b.bill_number)
                and not exists (select from bill c where c.replaces_id = n.id)) as newest,
           last.billed_on as last_billed_on, e.id is not null as paperless, e.first_bill_on,
           (select coalesce(json_agg(json_build_object('onDay', on_day, 'amountCents', amount_cents)), '[]')
              from (select g.on_day, -g.amount_cents as amount_cents
                      from ledger_entry g
                      left join received_payment p on p.id = g.received_payment_id
                     where g.service_account_id = a.id and g.on_day > last.billed_on and g.on_day <= b.billed_on
                       and g.kind in ('payment', 'received') and p.channel is distinct from 'adjustment'
                     order by g.on_day, g.id
                     limit 20) credit) as credits,
           (select coalesce(json_agg(json_build_object('description', description, 'amountCents', amount_cents)), '[]')
              from (select * from bill_line where bill_id = b.id order by position limit 200) line) as lines,
           (select coalesce(json_agg(json_build_object(
                     'meterNumber', meter_number, 'fromOn', from_on, 'toOn', to_on,
                     'previousRead', previous_read::float8, 'currentRead', current_read::float8,
                     'usageCcf', usage_ccf::float8, 'kind', kind)), '[]')
              from (select * from meter_read where bill_id = b.id order by position limit 50) read) as reads
      from bill b
      join account_link l on l.service_account_id = b.service_account_id and l.portal_account_id = ${resident}
      join service_account a on a.id = b.service_account_id
      left join bill r on r.replaces_id = b.id
      left join paperless_enrollment e on e.service_account_id = a.id and e.ended_at is null
      left join lateral (
           select billed_on from bill p
            where p.service_account_id = a.id and p.billed_on < b.billed_on
              and not exists (select from bill c where c.replaces_id = p.id)
            order by billed_on desc limit 1) last on true
     where b.id = ${id}`
  return bill
}

/** The bill's document, as it was made when it was first asked for (F17). */
export async function kept(sql: Sql, bill: BillId): Promise<Uint8Array | undefined> {
  const [row] = await sql<{ bytes: Uint8Array }[]>`
    select bytes from bill_document where bill_id = ${bill}`
  return row?.bytes
}

/**
 * Keeps a bill's document for ever. Of two that were made at once, the first stays.
 *
 * @returns The one that is kept.
 */
export async function keep(sql: Sql, bill: BillId, bytes: Uint8Array): Promise<Uint8Array> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await sql`
    insert into bill_document (bill_id, bytes, sha256) values (${bill}, ${Buffer.from(bytes)}, ${sha256})
    on conflict (bill_id) do nothing`
  return (await kept(sql, bill))!
}
