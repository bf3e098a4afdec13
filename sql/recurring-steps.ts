import { type CityDay, cityDay } from '../src/domain/city-date.js'
import type { Enrollment } from '../src/domain/enrollment.js'
import type { EnrollmentId, HoldId, PortalAccountId } from '../src/domain/ids.js'
import { expectedBill } from '../src/domain/paperless.js'
import { endHold } from './bill-holds.js'
import type { Sql } from './database.js'
import * as notices from './notices.js'
import { stopIn } from './recurring-enrollments.js'

/** What the enrollment's workflow asks and does, one atomic step each. What becomes of a bill: recurring-decisions.ts. */

interface Row extends Omit<Enrollment, 'hold' | 'nextBillOn'> {
  readonly holdId: HoldId | null
  readonly dueOn: CityDay
  readonly openedAt: Date
  readonly remindedOn: CityDay | null
  readonly billedOn: CityDay | null
  readonly now: Date
}

/** The enrollment with its account's newest bill. */
export async function look(
  sql: Sql,
  id: EnrollmentId,
): Promise<{ enrollment: Enrollment; now: Date } | undefined> {
  const [row] = await sql<Row[]>`
    select e.status, b.billed_on, portal_now() as now,
           case when b.id is not null and d.bill_id is null and covered(e.id, b.id) then b.id end as undecided_bill_id,
           h.id as hold_id, h.due_on, h.opened_at, h.reminded_on,
           coalesce((select sum(amount_cents) from ledger_entry where service_account_id = e.service_account_id), 0)::bigint as balance_cents,
           coalesce(a.status = 'closed' and b.loaded_at >= a.closed_at, false) as final_bill_done,
           (select min(p.pay_on) from payment p join recurring_terms t on t.id = p.terms_id
             where t.enrollment_id = e.id and p.service_account_id = e.service_account_id and p.status = 'scheduled') as next_pay_on
      from recurring_enrollment e
      join service_account a on a.id = e.service_account_id
      left join bill_hold h on h.enrollment_id = e.id and h.status = 'open'
      left join lateral (
           select id, billed_on, loaded_at from bill
            where service_account_id = e.service_account_id
              and not exists (select from bill r where r.replaces_id = bill.id)
            order by billed_on desc, bill_number desc limit 1) b on true
      left join recurring_decision d on d.bill_id = b.id
     where e.id = ${id}`
  if (!row) return undefined
  const { holdId, dueOn, openedAt, remindedOn, billedOn, now, ...rest } = row
  const hold = holdId && { id: holdId, dueOn, openedOn: cityDay(openedAt), remindedOn }
  const nextBillOn = expectedBill(billedOn ?? undefined, cityDay(now))
  return { enrollment: { ...rest, hold, nextBillOn }, now }
}

/** Reminds the payer of a hold, at most once a day. */
export async function remind(sql: Sql, holdId: HoldId): Promise<void> {
  await sql.begin(async (tx) => {
    const [reminded] = await tx<{ payerId: PortalAccountId; email: string; on: CityDay }[]>`
      update bill_hold h set reminded_on = city_today()
        from portal_account a
       where h.id = ${holdId} and a.id = h.payer_id and h.status = 'open'
         and h.reminded_on is distinct from city_today()
      returning h.payer_id, a.email, h.reminded_on as on`
    if (!reminded) return
    await notices.owe(tx, {
      template: 'threshold_needed',
      params: { holdId, reminder: true },
      to: { id: reminded.payerId, email: reminded.email },
      dedupe: `threshold_needed/${holdId}/${reminded.on}`,
    })
  })
}

/** The bill was paid another way: nothing is owed any more (F7). */
export async function endPaidHold(sql: Sql, holdId: HoldId): Promise<void> {
  await sql.begin(async (tx) => {
    const [account] = await tx<{ id: string }[]>`
      select id from service_account
       where id = (select service_account_id from bill_hold where id = ${holdId}) for update`
    if (!account) return
    const [sum] = await tx<{ cents: number }[]>`
      select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entry where service_account_id = ${account.id}`
    if (sum!.cents <= 0) await endHold(tx, { holdId }, { end: 'paid' })
  })
}

/** After the final bill of a closed account nothing is left to pay (F14). */
export async function finish(sql: Sql, id: EnrollmentId): Promise<void> {
  await sql.begin(async (tx) => {
    const [payer] = await tx<{ id: PortalAccountId; email: string }[]>`
      select a.id, a.email from recurring_enrollment e join portal_account a on a.id = e.payer_id
       where e.id = ${id} and e.status <> 'stopped' for update of e`
    if (payer) await stopIn(tx, { id, to: payer, reason: 'account_closed', actor: 'worker' })
  })
}
