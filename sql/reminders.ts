import type { CityDay } from '../src/domain/city-date.js'
import type { BillId } from '../src/domain/ids.js'
import {
  type Coverage,
  dueDatesNear,
  type Reminder,
  reminderDay,
  reminderOf,
  uncovered,
} from '../src/domain/reminder.js'
import type { Db, Sql } from './database.js'

/** Due date reminders and past due notices: one round through the bills a day, from 08:00 city time on (F13). */

export interface Written {
  /** Notices that this batch owes; those that were owed before do not count. */
  readonly owed: number
  /** Whether the day's round goes on behind this batch. */
  readonly more: boolean
}

const nothing: Written = { owed: 0, more: false }

/** Where a round is: behind this bill, in the order of due date and id. */
interface Place {
  readonly dueOn: CityDay
  readonly id: BillId
}

/**
 * Writes the reminders of the next batch of bills. A round begins on each new city day at 08:00, and anew when a bill
 * file was loaded meanwhile; the same reminder to the same resident is one notice, however often a round passes.
 *
 * @param batch Bills looked at, at most.
 */
export async function writeNext(sql: Sql, batch: number): Promise<Written> {
  return await sql.begin(async (tx) => {
    const [round] = await tx<
      {
        now: Date
        day: CityDay | null
        afterDueOn: CityDay | null
        afterId: BillId | null
        done: boolean
        newBills: boolean
      }[]
    >`
      select portal_now() as now, day, after_due_on, after_id, done_at is not null as done,
             exists (select from bill_run where loaded_at > began_at) as new_bills
        from reminder_round
         for update`
    const { now, day, afterDueOn, afterId, done, newBills } = round!
    const today = reminderDay(now)
    if (!today) return nothing
    const begins = day !== today || (done && newBills)
    if (done && !begins) return nothing
    const place = !begins && afterDueOn && afterId ? { dueOn: afterDueOn, id: afterId } : undefined
    const bills = await nextBills(tx, today, place, batch)
    const owed = await owe(
      tx,
      bills.flatMap(({ id, ...bill }) => {
        const template = reminderOf(bill, today)
        return template ? [{ id, template }] : []
      }),
    )
    const more = bills.length === batch
    const last = bills.at(-1)
    await tx`
      update reminder_round
         set day = ${today}, began_at = case when ${begins} then portal_now() else began_at end,
             after_due_on = ${last?.dueOn ?? null}, after_id = ${last?.id ?? null},
             done_at = case when ${more} then null else portal_now() end`
    return { owed, more }
  })
}

interface NearBill extends Place {
  /** Zero for a bill that is not its account's newest, and where nobody is linked. */
  readonly uncoveredCents: number
}

/**
 * The next bills whose due date is near. The batch is cut before anything else is looked at, so that a step costs the
 * same in every city.
 */
async function nextBills(
  tx: Db,
  today: CityDay,
  after: Place | undefined,
  batch: number,
): Promise<NearBill[]> {
  const { from, to } = dueDatesNear(today)
  const rows = await tx<(Place & { [Key in keyof Coverage]: Coverage[Key] | null })[]>`
    with near as materialized (
      select id, due_on, service_account_id
        from bill
       where due_on between ${from} and ${to}
         and ${after ? tx`(due_on, id) > (${after.dueOn}, ${after.id})` : tx`true`}
       order by due_on, id
       limit ${batch}
    )
    select near.id, near.due_on, sums.balance_cents, sums.pending_cents, sums.scheduled_cents
      from near
      left join lateral (
           select coalesce((select sum(amount_cents) from ledger_entry where service_account_id = newest.service_account_id), 0)::bigint
                    as balance_cents,
                  coalesce(open.pending_cents, 0)::bigint as pending_cents,
                  coalesce(open.scheduled_cents, 0)::bigint as scheduled_cents
             from (select b.id, b.service_account_id
                     from bill b
                    where b.service_account_id = near.service_account_id
                      and not exists (select from bill r where r.replaces_id = b.id)
                    order by b.billed_on desc, b.bill_number desc
                    limit 1) newest
            cross join lateral (
                  select sum(amount_cents) filter (where status <> 'scheduled') as pending_cents,
                         sum(amount_cents) filter (where status = 'scheduled') as scheduled_cents
                    from payment
                   where service_account_id = newest.service_account_id
                     and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')) open
            where newest.id = near.id
              and exists (select from account_link where service_account_id = near.service_account_id)) sums on true
     order by near.due_on, near.id`
  return rows.map(({ id, dueOn, balanceCents, pendingCents, scheduledCents }) => ({
    id,
    dueOn,
    uncoveredCents: uncovered({
      balanceCents: balanceCents ?? 0,
      pendingCents: pendingCents ?? 0,
      scheduledCents: scheduledCents ?? 0,
    }),
  }))
}

/** To each linked resident who wants them for this account, at a confirmed address; once per bill and resident. */
async function owe(
  tx: Db,
  reminders: readonly { readonly id: BillId; readonly template: Reminder }[],
): Promise<number> {
  if (reminders.length === 0) return 0
  const { count } = await tx`
    with owed as (
      insert into notice (id, template, portal_account_id, recipient, params, dedupe)
      select gen_random_uuid(), x.template, r.id, r.email, jsonb_build_object('billId', x.id),
             x.template || '/' || x.id || '/' || r.id
        from unnest(${reminders.map(({ id }) => id)}::uuid[], ${reminders.map(({ template }) => template)}::text[])
          as x(id, template)
        join bill b on b.id = x.id
        join account_link k on k.service_account_id = b.service_account_id
        join portal_account r on r.id = k.portal_account_id
       cross join lateral notice_boxes(r.id, b.service_account_id) as box
       where box.due_reminder and r.email_confirmed_at is not null
          on conflict (dedupe) do nothing
      returning id
    )
    insert into nudge (kind, id) select 'notice', id from owed`
  return count
}
