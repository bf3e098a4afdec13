import type { AccountFacts } from '../src/domain/account-standing.js'
import type { Autopay, AutopayPayment, HoldOnHome } from '../src/domain/autopay.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Place } from '../src/domain/service-account.js'
import type { Sql } from './database.js'

/** What Home shows of one linked service account. */
export interface HomeAccount extends AccountFacts, Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
}

export interface HomeFacts {
  /** In the order they were linked. */
  readonly accounts: readonly HomeAccount[]
  /** When the last bill file was loaded: as of then the balances know what was paid elsewhere (N17). */
  readonly loadedAt: Date | undefined
}

interface Row extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly status: AccountFacts['status']
  readonly balanceCents: number
  readonly pendingCents: number
  readonly billId: BillId | null
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly previousDueOn: CityDay | null
  readonly amountDueCents: number
  readonly pastDueCents: number
  readonly scheduledCount: number
  readonly scheduledCents: number
  readonly scheduledOn: CityDay
  readonly scheduledId: PaymentId
  readonly allScheduledCents: number
  readonly autopay: Autopay | null
  readonly autopayPayment: AutopayPayment | null
  readonly hold: HoldOnHome | null
  readonly latestId: PaymentId | null
  readonly latestStatus: PaymentStatus
  readonly latestCents: number
  readonly latestPayOn: CityDay
  readonly latestReason: string | null
  readonly latestChangedOn: CityDay
  readonly paperless: boolean
  readonly firstBillOn: CityDay | null
  readonly loadedAt: Date | null
}

/**
 * Everything Home says, in one round trip: each lateral part is one index range of one account. Of payments of other
 * portal accounts nothing but their pending sum is read (F9).
 */
export async function read(sql: Sql, resident: PortalAccountId): Promise<HomeFacts> {
  const rows = await sql<Row[]>`
    select a.id, a.account_number, a.street_number, a.street, a.unit, a.status, l.nickname,
           g.balance_cents, o.pending_cents,
           o.scheduled_count, o.scheduled_cents, o.scheduled_on, o.scheduled_id, o.all_scheduled_cents,
           r.autopay, r.hold, r.autopay_payment,
           b.id as bill_id, b.billed_on, b.due_on, b.amount_due_cents, b.past_due_cents, b.previous_due_on,
           n.id as latest_id, n.status as latest_status, n.amount_cents as latest_cents,
           n.pay_on as latest_pay_on, n.reason as latest_reason, n.changed_on as latest_changed_on,
           e.id is not null as paperless, e.first_bill_on,
           (select max(loaded_at) from bill_run where status = 'loaded') as loaded_at
      from account_link l
      join service_account a on a.id = l.service_account_id
      left join paperless_enrollment e on e.service_account_id = a.id and e.ended_at is null
     cross join lateral (
           select coalesce(sum(amount_cents), 0)::bigint as balance_cents
             from ledger_entry where service_account_id = a.id) g
     cross join lateral (
           select coalesce(sum(amount_cents) filter (where status <> 'scheduled'), 0)::bigint as pending_cents,
                  coalesce(sum(amount_cents) filter (where status = 'scheduled' and source = 'one_time'), 0)::bigint as all_scheduled_cents,
                  count(*) filter (where own)::int as scheduled_count,
                  sum(amount_cents) filter (where own)::bigint as scheduled_cents,
                  min(pay_on) filter (where own) as scheduled_on,
                  (array_agg(id order by send_at, id) filter (where own))[1] as scheduled_id
             from (select id, status, source, amount_cents, pay_on, send_at,
                          status = 'scheduled' and source = 'one_time' and payer_id = ${resident} as own
                     from payment
                    where service_account_id = a.id
                      and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')) p) o
      left join lateral (${recurring(sql, resident)}) r on true
      left join lateral (
           select id, billed_on, due_on, amount_due_cents, past_due_cents,
                  (select due_on from bill p
                    where p.service_account_id = a.id and p.billed_on < bill.billed_on
                      and not exists (select from bill r where r.replaces_id = p.id)
                    order by p.billed_on desc, p.bill_number desc limit 1) as previous_due_on
             from bill
            where service_account_id = a.id
              and not exists (select from bill r where r.replaces_id = bill.id)
            order by billed_on desc, bill_number desc
            limit 1) b on true
      left join lateral (
           select id, status, amount_cents, pay_on, reason,
                  (status_changed_at at time zone 'America/New_York')::date as changed_on
             from payment
            where service_account_id = a.id and payer_id = ${resident} and status not in ('scheduled', 'canceled')
            order by status in ('unknown', 'needs_attention') desc, status_changed_at desc, id
            limit 1) n on true
     where l.portal_account_id = ${resident}
     order by l.linked_at, a.id
     limit 30`
  return { accounts: rows.map(toAccount), loadedAt: rows[0]?.loadedAt ?? undefined }
}

/** The account's recurring payment: the resident's own with its hold and its next payment, or that there is another's. */
const recurring = (sql: Sql, resident: PortalAccountId) => sql`
  select case when not s.own then json_build_object('own', false)
              when s.status = 'stopped' then null
              else json_build_object('own', true, 'status', s.status,
                     'terms', json_build_object('daysBefore', t.days_before, 'thresholdCents', t.threshold_cents),
                     'bank', json_build_object('kind', k.kind, 'last4', k.last4)) end as autopay,
         (select json_build_object('id', h.id, 'amountCents', h.amount_cents, 'thresholdCents', h.threshold_cents, 'dueOn', h.due_on)
            from bill_hold h where h.enrollment_id = s.id and s.own and h.status = 'open') as hold,
         (select json_build_object('id', p.id, 'amountCents', p.amount_cents, 'payOn', p.pay_on,
                   'bank', json_build_object('kind', b.kind, 'last4', b.last4))
            from payment p join bank_account b on b.id = p.bank_account_id
           where p.service_account_id = a.id and p.payer_id = ${resident} and p.source = 'recurring' and p.status = 'scheduled'
           order by p.send_at, p.id limit 1) as autopay_payment
    from (select id, status, payer_id = ${resident} as own from recurring_enrollment
           where service_account_id = a.id and (status <> 'stopped' or payer_id = ${resident})
           order by status <> 'stopped' desc, created_at desc limit 1) s
    left join lateral (select days_before, threshold_cents, bank_account_id from recurring_terms
                        where enrollment_id = s.id order by agreed_at desc limit 1) t on true
    left join bank_account k on k.id = t.bank_account_id`

function toAccount(row: Row): HomeAccount {
  return {
    id: row.id,
    accountNumber: row.accountNumber,
    nickname: row.nickname,
    streetNumber: row.streetNumber,
    street: row.street,
    unit: row.unit,
    status: row.status,
    balanceCents: row.balanceCents,
    pendingCents: row.pendingCents,
    newest: row.billId
      ? {
          id: row.billId,
          billedOn: row.billedOn,
          dueOn: row.dueOn,
          previousDueOn: row.previousDueOn,
          amountDueCents: row.amountDueCents,
          pastDueCents: row.pastDueCents,
        }
      : undefined,
    scheduled:
      row.scheduledCount > 0
        ? {
            id: row.scheduledId,
            payOn: row.scheduledOn,
            count: row.scheduledCount,
            amountCents: row.scheduledCents,
          }
        : undefined,
    allScheduledCents: row.allScheduledCents,
    autopay: row.autopay ?? undefined,
    autopayPayment: row.autopayPayment ?? undefined,
    hold: row.hold ?? undefined,
    latest: row.latestId
      ? {
          id: row.latestId,
          status: row.latestStatus,
          amountCents: row.latestCents,
          payOn: row.latestPayOn,
          reason: row.latestReason,
          changedOn: row.latestChangedOn,
        }
      : undefined,
    paperless: row.paperless ? { firstBillOn: row.firstBillOn } : undefined,
  }
}
