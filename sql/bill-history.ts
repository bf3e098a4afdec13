import type { HistoryBill, Ledger, LedgerLine } from '../src/domain/bill-history.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import type { ReadKind } from '../src/domain/water-use.js'
import type { Sql } from './database.js'

/** What Bill History reads. Every query joins the resident's link: without it there is nothing to see (T12). */

/** Whose history, of which account, and from which day on. */
export interface Asked {
  readonly resident: PortalAccountId
  readonly account: ServiceAccountId
  readonly since: CityDay
}

export interface SwitcherAccount extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly paperless: boolean
}

/** All linked accounts, in the order they were linked. */
export async function accounts(sql: Sql, resident: PortalAccountId): Promise<SwitcherAccount[]> {
  return await sql<SwitcherAccount[]>`
    select a.id, a.account_number, a.street_number, a.street, a.unit, l.nickname,
           exists (select from paperless_enrollment e
                    where e.service_account_id = a.id and e.ended_at is null) as paperless
      from account_link l
      join service_account a on a.id = l.service_account_id
     where l.portal_account_id = ${resident}
     order by l.linked_at, a.id
     limit 30`
}

/** Newest first; a bill that a corrected one replaces is left out (F14). */
export async function bills(sql: Sql, { resident, account, since }: Asked): Promise<HistoryBill[]> {
  return await sql<HistoryBill[]>`
    select b.id, b.billed_on, b.due_on, b.amount_due_cents
      from bill b
      join account_link l on l.service_account_id = b.service_account_id and l.portal_account_id = ${resident}
     where b.service_account_id = ${account} and b.billed_on >= ${since}
       and not exists (select from bill r where r.replaces_id = b.id)
     order by b.billed_on desc, b.bill_number desc
     limit 100`
}

export interface HistoryRead {
  readonly billId: BillId
  readonly periodTo: CityDay
  readonly fromOn: CityDay
  readonly toOn: CityDay
  readonly usageCcf: number
  readonly kind: ReadKind
}

/** The meter reads of those bills, newest first; a meter exchange gives a bill two. */
export async function reads(sql: Sql, { resident, account, since }: Asked): Promise<HistoryRead[]> {
  return await sql<HistoryRead[]>`
    select b.id as bill_id, b.period_to, r.from_on, r.to_on, r.usage_ccf::float8, r.kind
      from bill b
      join account_link l on l.service_account_id = b.service_account_id and l.portal_account_id = ${resident}
      join meter_read r on r.bill_id = b.id
     where b.service_account_id = ${account} and b.billed_on >= ${since}
       and not exists (select from bill c where c.replaces_id = b.id)
     order by b.billed_on desc, b.bill_number desc, r.position desc
     limit 300`
}

/** The account's book since that day, with the balance before it, and what is under way. */
export async function ledger(sql: Sql, { resident, account, since }: Asked): Promise<Ledger> {
  const [lines, [open]] = await Promise.all([
    sql<(Omit<LedgerLine, 'kind'> & { kind: LedgerLine['kind'] | 'opening' })[]>`
      select kind, amount_cents, on_day
        from (select 'opening' as kind, coalesce(sum(amount_cents), 0)::bigint as amount_cents, ${since}::date as on_day,
                     0::bigint as id
                from ledger_entry where service_account_id = ${account} and on_day < ${since}
               union all
              select kind, amount_cents, on_day, id
                from ledger_entry where service_account_id = ${account} and on_day >= ${since}) line
       where exists (select from account_link where service_account_id = ${account} and portal_account_id = ${resident})
       order by on_day, id
       limit 2000`,
    sql<{ pendingCents: number; scheduledCents: number; scheduledOn: CityDay | null }[]>`
      select coalesce(sum(amount_cents) filter (where status <> 'scheduled'), 0)::bigint as pending_cents,
             coalesce(sum(amount_cents) filter (where status = 'scheduled' and payer_id = ${resident}), 0)::bigint
               as scheduled_cents,
             min(pay_on) filter (where status = 'scheduled' and payer_id = ${resident}) as scheduled_on
        from payment
       where service_account_id = ${account}
         and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')`,
  ])
  const openingCents = lines.find((line) => line.kind === 'opening')?.amountCents ?? 0
  const { pendingCents, scheduledCents, scheduledOn } = open!
  return {
    openingCents,
    lines: lines.filter((line): line is LedgerLine => line.kind !== 'opening'),
    pendingCents,
    scheduled: scheduledOn ? { amountCents: scheduledCents, payOn: scheduledOn } : undefined,
  }
}

export type Channel = 'mail' | 'in_person' | 'bank' | 'city_draft' | 'phone' | 'adjustment'

/** A payment that was received, in the portal or elsewhere; newest first. */
export interface HistoryPayment {
  readonly onDay: CityDay
  readonly amountCents: number
  /** Null: made in the portal. */
  readonly channel: Channel | null
  /** Approved, then taken back by the bank. */
  readonly returned: boolean
  /** The resident's own; of anybody else's, day and amount alone are read (F9). */
  readonly own: {
    readonly id: PaymentId
    readonly confirmation: string
    readonly bank: { readonly kind: string; readonly last4: string } | undefined
  } | null
}

interface PaymentRow extends Omit<HistoryPayment, 'own'> {
  readonly id: PaymentId | null
  readonly confirmation: string | null
  readonly bankKind: string | null
  readonly bankLast4: string | null
}

export async function payments(
  sql: Sql,
  { resident, account, since }: Asked,
): Promise<HistoryPayment[]> {
  const rows = await sql<PaymentRow[]>`
    select on_day, amount_cents, channel, returned, id, confirmation, bank_kind, bank_last4
      from (select received_on as on_day, amount_cents, channel, false as returned, null::uuid as id,
                   null as confirmation, null as bank_kind, null as bank_last4
              from received_payment where service_account_id = ${account} and received_on >= ${since}
             union all
            select p.pay_on, p.amount_cents, null, p.status = 'returned', o.id, o.confirmation, k.kind, k.last4
              from payment p
              left join payment o on o.id = p.id and o.payer_id = ${resident}
              left join bank_account k on k.id = o.bank_account_id
             where p.service_account_id = ${account} and p.status in ('approved', 'returned')
               and p.pay_on >= ${since}) payment
     where exists (select from account_link where service_account_id = ${account} and portal_account_id = ${resident})
     order by on_day desc, amount_cents desc
     limit 1000`
  return rows.map(({ id, confirmation, bankKind, bankLast4, ...row }) => ({
    ...row,
    own: id && {
      id,
      confirmation: confirmation!,
      bank: bankKind && bankLast4 ? { kind: bankKind, last4: bankLast4 } : undefined,
    },
  }))
}
