import { randomUUID } from 'node:crypto'
import * as holds from '../../sql/bill-holds.js'
import type { Sql } from '../../sql/database.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import { cityDay } from '../../src/domain/city-date.js'
import type { BillId, EnrollmentId, HoldId, PaymentId } from '../../src/domain/ids.js'
import { payMoment, type Terms } from '../../src/domain/recurring-terms.js'
import type { Payer } from './payments.js'

/** Recurring payments of a payer, through the real queries. */

export const threeDaysBefore: Terms = { daysBefore: 3, thresholdCents: 150_00 }

const agreed = (bank: Payer['bank'], terms: Terms, formId: string) => ({
  ...terms,
  bankAccountId: bank,
  formId,
  authorization: { version: 'test-1', text: 'I allow it.', address: '127.0.0.1' },
})

/** @param options `current`: the newest bill is to be paid too. */
export async function setUp(
  sql: Sql,
  payer: Payer,
  options: { terms?: Terms; current?: boolean; formId?: string } = {},
): Promise<EnrollmentId> {
  const { terms = threeDaysBefore, current = false, formId = randomUUID() } = options
  const made = await enrollments.setUp(sql, {
    payer,
    serviceAccountId: payer.account,
    currentBillId: current ? (payer.bill as BillId) : undefined,
    terms: agreed(payer.bank, terms, formId),
  })
  if (made.outcome !== 'on') throw new Error(`not set up: ${made.outcome}`)
  return made.id
}

export const change = (
  sql: Sql,
  id: EnrollmentId,
  payer: Payer,
  terms: Terms,
  bank: Payer['bank'] = payer.bank,
) => enrollments.change(sql, id, payer, agreed(bank, terms, randomUUID()))

let numbers = 0

/**
 * A bill as a bill run loads it: its row, its line of the ledger, and the nudge. What is still owed is carried over
 * to it, as the billing system does.
 */
export async function addBill(
  sql: Sql,
  payer: Payer,
  row: { current: number; dueInDays?: number; replaces?: BillId; previous?: number },
): Promise<BillId> {
  const id = randomUUID() as BillId
  numbers += 1
  const { current, dueInDays = 25, replaces = null } = row
  await sql.begin(async (tx) => {
    const [account] = await tx<{ cents: number }[]>`
      select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entry where service_account_id = ${payer.account}`
    const [old] = await tx<{ currentCents: number; previousCents: number }[]>`
      select current_cents, previous_cents from bill where id = ${replaces}`
    const previous = row.previous ?? old?.previousCents ?? account!.cents
    await tx`
      insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                        previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents, past_due_cents,
                        replaces_id)
      select ${id}, bill_run_id, ${`N${String(numbers).padStart(7, '0')}`}, service_account_id, city_today(),
             city_today() + ${dueInDays}::int, city_today() - 30, city_today(), ${previous}, 0, 0, ${current},
             ${previous + current}, 0, ${replaces}
        from bill where id = ${payer.bill}`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id)
      values (${payer.account}, 'bill', ${current - (old?.currentCents ?? 0)}, city_today(), ${id})`
    await tx`
      insert into nudge (kind, id)
      select 'recurring', id from recurring_enrollment where service_account_id = ${payer.account} and status <> 'stopped'`
  })
  return id
}

/** Pays what is owed somewhere else, as the bill file tells it. */
export async function received(sql: Sql, payer: Payer, cents: number): Promise<void> {
  const id = randomUUID()
  await sql.begin(async (tx) => {
    await tx`
      insert into received_payment (id, bill_run_id, service_account_id, received_on, amount_cents, channel, reference)
      select ${id}, bill_run_id, service_account_id, city_today(), ${cents}, 'mail', ${id} from bill where id = ${payer.bill}`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, received_payment_id)
      values (${payer.account}, 'received', ${-cents}, city_today(), ${id})`
    await tx`
      insert into nudge (kind, id)
      select 'recurring', id from recurring_enrollment where service_account_id = ${payer.account} and status <> 'stopped'`
  })
}

export interface RecurringRow {
  readonly id: PaymentId
  readonly billId: BillId
  readonly amountCents: number
  readonly payOn: string
  readonly status: string
  readonly reason: string | null
}

/** The automatic payments of a payer, oldest first. */
export const automatic = (sql: Sql, payer: Payer) => sql<RecurringRow[]>`
  select id, bill_id, amount_cents, pay_on, status, reason from payment
   where payer_id = ${payer.id} and source = 'recurring' order by created_at, id`

export interface HoldRow {
  readonly id: HoldId
  readonly billId: BillId
  readonly status: string
  readonly amountCents: number
  readonly thresholdCents: number
  readonly dueOn: string
}

export const holdsOf = (sql: Sql, payer: Payer) => sql<HoldRow[]>`
  select id, bill_id, status, amount_cents, threshold_cents, due_on from bill_hold
   where payer_id = ${payer.id} order by opened_at, id`

/** What became of each bill, oldest decision first: `scheduled`, `held`, `left nothing_owed`. */
export const decisions = async (sql: Sql, id: EnrollmentId) =>
  (
    await sql<{ outcome: string; why: string | null }[]>`
      select outcome, why from recurring_decision where enrollment_id = ${id} order by decided_at, bill_id`
  ).map(({ outcome, why }) => (why ? `${outcome} ${why}` : outcome))

/** The OK as the page gives it: the amount that is owed and the day of the terms. */
export async function authorize(
  sql: Sql,
  payer: Payer,
  holdId: HoldId,
  as: { amountCents?: number; formId?: string; payOn?: string } = {},
) {
  const [hold] = await sql<
    { amountCents: number; dueOn: string; daysBefore: number | null; now: Date }[]
  >`
    select h.amount_cents, h.due_on, t.days_before, portal_now() as now
      from bill_hold h join recurring_terms t on t.id = h.terms_id where h.id = ${holdId}`
  const { now, dueOn, daysBefore } = hold!
  const { payOn } = payMoment({ daysBefore, thresholdCents: null }, dueOn, cityDay(now), now)
  return await holds.authorize(sql, {
    holdId,
    payer,
    amountCents: as.amountCents ?? hold!.amountCents,
    payOn: as.payOn ?? payOn,
    formId: as.formId ?? randomUUID(),
    text: { version: 'test-1', text: 'I allow this one.', address: '127.0.0.1' },
  })
}
