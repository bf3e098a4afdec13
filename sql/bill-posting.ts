import type { PostedBill, PostedPayment, Posting } from '../src/domain/bill-posting.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, BillRunId } from '../src/domain/ids.js'
import type { Db } from './database.js'

/** What follows from loaded bills and payments received elsewhere: steps of `loadBatch`'s transaction. */

/** The bill day of the first bill ever loaded, for those of the service accounts that have one. */
export async function firstBillDays(
  tx: Db,
  accounts: readonly string[],
): Promise<Map<string, CityDay>> {
  // Materialized, so that it always goes by account: by kind it would read half the ledger.
  const rows = await tx<{ serviceAccountId: string; onDay: CityDay }[]>`
    with line as materialized (
      select id, service_account_id, kind, on_day
        from ledger_entry where service_account_id = any(${accounts}::uuid[])
    )
    select distinct on (service_account_id) service_account_id, on_day
      from line
     where kind = 'bill'
     order by service_account_id, id`
  return new Map(rows.map((row) => [row.serviceAccountId, row.onDay]))
}

/** Payments that came before any bill of these service accounts and wait for their first one. */
export async function waitingPayments(
  tx: Db,
  accounts: readonly string[],
): Promise<PostedPayment[]> {
  if (accounts.length === 0) return []
  return await tx<PostedPayment[]>`
    select p.id, p.service_account_id, p.received_on, p.amount_cents
      from received_payment p
     where p.service_account_id = any(${accounts}::uuid[])
     order by p.received_on, p.id`
}

/** Adds lines to the ledger, in the order given: the first bill of an account is the one with the lowest id. */
export async function addPostings(tx: Db, lines: readonly Posting[]): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map((line, place) => ({
    place,
    service_account_id: line.serviceAccountId,
    kind: line.kind,
    amount_cents: line.amountCents,
    on_day: line.onDay,
    bill_id: line.billId ?? null,
    received_payment_id: line.receivedPaymentId ?? null,
  }))
  await tx`
    insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id, received_payment_id)
    select x.service_account_id, x.kind, x.amount_cents, x.on_day, x.bill_id, x.received_payment_id
      from jsonb_to_recordset(${tx.json(rows)})
        as x(place integer, service_account_id uuid, kind text, amount_cents integer, on_day date, bill_id uuid,
             received_payment_id uuid)
     order by x.place`
}

/** The first bill loaded while an account is enrolled is its first electronic bill (F2). */
export async function markFirstElectronicBills(
  tx: Db,
  bills: readonly PostedBill[],
): Promise<void> {
  await tx`
    update paperless_enrollment e
       set first_bill_on = first.billed_on
      from (select service_account_id, min(billed_on) as billed_on
              from unnest(${bills.map((bill) => bill.serviceAccountId)}::uuid[],
                          ${bills.map((bill) => bill.billedOn)}::date[]) as x(service_account_id, billed_on)
             group by service_account_id) first
     where e.service_account_id = first.service_account_id and e.ended_at is null and e.first_bill_on is null`
}

/**
 * New Document (F13): to each linked resident with the box on for this account and a confirmed address; once per bill.
 * The run carries them: its workflow sends them in portions.
 */
export async function oweNewDocuments(
  tx: Db,
  runId: BillRunId,
  bills: readonly { readonly id: BillId; readonly serviceAccountId: string }[],
): Promise<void> {
  await tx`
    insert into notice (id, template, portal_account_id, recipient, params, dedupe, carried, bill_run_id)
    select gen_random_uuid(), 'new_document', r.id, r.email, jsonb_build_object('billId', b.id),
           'new_document/' || b.id || '/' || r.id, true, ${runId}
      from unnest(${bills.map(({ id }) => id)}::uuid[],
                  ${bills.map((bill) => bill.serviceAccountId)}::uuid[]) as b(id, service_account_id)
      join paperless_enrollment e on e.service_account_id = b.service_account_id and e.ended_at is null
      join account_link k on k.service_account_id = b.service_account_id
      join portal_account r on r.id = k.portal_account_id
     cross join lateral notice_boxes(r.id, b.service_account_id) as box
     where box.new_document and r.email_confirmed_at is not null
        on conflict (dedupe) do nothing`
}
