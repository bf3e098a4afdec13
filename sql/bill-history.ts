import type {
  BankName,
  HistoryBill,
  Hold,
  Ledger,
  LedgerLine,
  Planned,
} from '../src/domain/bill-history.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillId, PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Channel, PaymentIs } from '../src/domain/payment-history.js'
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

export interface HistoryRead {
  readonly fromOn: CityDay
  readonly toOn: CityDay
  readonly meterNumber: string
  readonly usageCcf: number
  readonly kind: ReadKind
}

/** A bill that no corrected one replaces (F14), with its meter reads; a meter exchange gives it two. */
export interface BillWithUse extends HistoryBill {
  readonly periodTo: CityDay
  /** It replaces another one. */
  readonly corrected: boolean
  readonly reads: readonly HistoryRead[]
}

export interface History {
  /** All linked accounts, in the order they were linked. */
  readonly accounts: readonly SwitcherAccount[]
  /** The one asked for; undefined when it is not linked, or nothing is. */
  readonly account: SwitcherAccount | undefined
  /** Newest first. */
  readonly bills: readonly BillWithUse[]
  readonly ledger: Ledger
}

/** Rows within the row come as tuples: names in each of them would be most of what is sent and read. */
type BillTuple = readonly [
  id: BillId,
  billedOn: CityDay,
  dueOn: CityDay,
  amountDueCents: number,
  periodTo: CityDay,
  corrected: boolean,
  reads: readonly ReadTuple[] | null,
]
type ReadTuple = readonly [
  fromOn: CityDay,
  toOn: CityDay,
  meterNumber: string,
  usageCcf: number,
  kind: ReadKind,
]

const toBill = (bill: BillTuple): BillWithUse => {
  const [id, billedOn, dueOn, amountDueCents, periodTo, corrected, reads] = bill
  return {
    id,
    billedOn,
    dueOn,
    amountDueCents,
    periodTo,
    corrected,
    reads: (reads ?? []).map(([fromOn, toOn, meterNumber, usageCcf, kind]) => ({
      fromOn,
      toOn,
      meterNumber,
      usageCcf,
      kind,
    })),
  }
}

interface Row {
  readonly accounts: readonly SwitcherAccount[] | null
  readonly accountId: ServiceAccountId | null
  readonly bills: readonly BillTuple[] | null
  readonly openingCents: number
  readonly lines: readonly (readonly [LedgerLine['kind'], number, CityDay])[] | null
  readonly pendingCents: number
  readonly scheduled: { readonly amountCents: number | null; readonly payOn: CityDay }
  readonly autopay: (Planned & { readonly bank: BankName }) | null
  readonly hold: Hold | null
}

/**
 * Accounts, bills, water use and the account's book in one round trip: a page needs all of them, and each further
 * query would cost the web process more than the rows in it.
 *
 * @param asked `account` undefined: the first one that was linked. The book begins on `since`, with the balance before.
 */
export async function read(
  sql: Sql,
  asked: Omit<Asked, 'account'> & { readonly account: ServiceAccountId | undefined },
): Promise<History> {
  const { resident, account = null, since } = asked
  const [row] = await sql<[Row]>`
    with mine as (
      select a.id, a.account_number, a.street_number, a.street, a.unit, l.nickname, l.linked_at,
             exists (select from paperless_enrollment e
                      where e.service_account_id = a.id and e.ended_at is null) as paperless
        from account_link l
        join service_account a on a.id = l.service_account_id
       where l.portal_account_id = ${resident}
       order by l.linked_at, a.id
       limit 30),
    chosen as (
      select id from mine where ${account}::uuid is null or id = ${account}::uuid order by linked_at, id limit 1)
    select all_mine.accounts, c.id as account_id, b.bills, g.opening_cents, g.lines,
           p.pending_cents, p.scheduled, p.autopay,
           (select json_build_object(
                     'id', id, 'billId', bill_id, 'amountCents', amount_cents, 'thresholdCents', threshold_cents,
                     'scheduledCents', p.one_time_cents)
              from bill_hold where service_account_id = c.id and payer_id = ${resident} and status = 'open' limit 1) as hold
      from (select json_agg(json_build_object(
                     'id', id, 'accountNumber', account_number, 'streetNumber', street_number, 'street', street,
                     'unit', unit, 'nickname', nickname, 'paperless', paperless) order by linked_at, id) as accounts
              from mine) all_mine
      left join chosen c on true
     cross join lateral (
           select json_agg(json_build_array(
                    bill.id, billed_on, due_on, amount_due_cents, period_to, replaces_id is not null,
                    (select json_agg(json_build_array(from_on, to_on, meter_number, usage_ccf::float8, kind) order by position)
                       from meter_read where bill_id = bill.id))
                  order by billed_on desc, bill_number desc) as bills
             from (select * from bill
                    where service_account_id = c.id and billed_on >= ${since}
                      and not exists (select from bill r where r.replaces_id = bill.id)
                    order by billed_on desc, bill_number desc
                    limit 100) bill) b
     cross join lateral (
           select coalesce(sum(amount_cents) filter (where on_day < ${since}), 0)::bigint as opening_cents,
                  json_agg(json_build_array(kind, amount_cents, on_day) order by on_day, id)
                    filter (where on_day >= ${since}) as lines
             from ledger_entry where service_account_id = c.id) g
     cross join lateral (
           select coalesce(sum(amount_cents) filter (where status <> 'scheduled'), 0)::bigint as pending_cents,
                  coalesce(sum(amount_cents) filter (where status = 'scheduled' and source = 'one_time'), 0)::bigint as one_time_cents,
                  json_build_object(
                    'amountCents', sum(amount_cents) filter (where own and source = 'one_time'),
                    'payOn', min(pay_on) filter (where own and source = 'one_time')) as scheduled,
                  (json_agg(json_build_object(
                     'amountCents', amount_cents, 'payOn', pay_on, 'bank', bank) order by pay_on)
                    filter (where own and source = 'recurring'))->0 as autopay
             from (select status, source, amount_cents, pay_on,
                          status = 'scheduled' and payer_id = ${resident} as own,
                          (select json_build_object('kind', kind, 'last4', last4)
                             from bank_account where id = payment.bank_account_id) as bank
                     from payment
                    where service_account_id = c.id
                      and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')) open) p`
  const { scheduled } = row
  const accounts = row.accounts ?? []
  return {
    accounts,
    account: accounts.find(({ id }) => id === row.accountId),
    bills: (row.bills ?? []).map(toBill),
    ledger: {
      openingCents: row.openingCents,
      lines: (row.lines ?? []).map(([kind, amountCents, onDay]) => ({ kind, amountCents, onDay })),
      pendingCents: row.pendingCents,
      scheduled: scheduled.amountCents
        ? { amountCents: scheduled.amountCents, payOn: scheduled.payOn }
        : undefined,
      autopay: row.autopay ?? undefined,
      hold: row.hold ?? undefined,
    },
  }
}

/** A payment on its way or received, in the portal or elsewhere; newest first. */
export interface HistoryPayment {
  readonly onDay: CityDay
  readonly amountCents: number
  /** Null: made in the portal. */
  readonly channel: Channel | null
  readonly is: PaymentIs
  /** The resident's own; of anybody else's, day and amount alone are read (F9). */
  readonly own: {
    readonly id: PaymentId
    readonly confirmation: string
    readonly bank: BankName | undefined
  } | null
}

interface PaymentRow extends Omit<HistoryPayment, 'own'> {
  readonly id: PaymentId | null
  readonly confirmation: string | null
  readonly bankKind: string | null
  readonly bankLast4: string | null
}

/** Pending, approved and returned ones of everybody (F9), and what came to the city another way. */
export async function payments(
  sql: Sql,
  { resident, account, since }: Asked,
): Promise<HistoryPayment[]> {
  const rows = await sql<PaymentRow[]>`
    select on_day, amount_cents, channel, "is", id, confirmation, bank_kind, bank_last4
      from (select received_on as on_day, amount_cents, channel, 'received' as "is", null::uuid as id,
                   null as confirmation, null as bank_kind, null as bank_last4
              from received_payment where service_account_id = ${account} and received_on >= ${since}
             union all
            select p.pay_on, p.amount_cents, null,
                   case when p.status in ('approved', 'returned') then p.status else 'pending' end,
                   o.id, o.confirmation, k.kind, k.last4
              from payment p
              left join payment o on o.id = p.id and o.payer_id = ${resident}
              left join bank_account k on k.id = o.bank_account_id
             where p.service_account_id = ${account} and p.pay_on >= ${since}
               and p.status in ('submitting', 'unknown', 'needs_attention', 'pending', 'approved', 'returned')) payment
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
