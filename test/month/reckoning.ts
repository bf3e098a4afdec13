import type { Sql } from '../../sql/database.js'
import type { Line } from '../support/sandbox.js'

/** What must be zero when the month is over: SQL against the processor's own books, and against what was agreed to. */
export type Reckoning = Readonly<Record<string, number>>

interface Row {
  readonly id: string
  readonly serviceAccountId: string
  readonly billId: string | null
  readonly source: string
  readonly status: string
  readonly amountCents: number
  readonly due: boolean
}

export async function reckon(sql: Sql, books: readonly Line[]): Promise<Reckoning> {
  const rows = await sql<Row[]>`
    select id, service_account_id, bill_id, source, status, amount_cents, send_at <= portal_now() as due from payment`
  const known = new Map(rows.map((row) => [row.id, row]))
  const lines = new Map<string, Line[]>()
  for (const line of books) lines.set(line.key, [...(lines.get(line.key) ?? []), line])
  const lineOf = (row: Row) => lines.get(row.id)?.[0]
  const count = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length
  const [law] = await sql<Record<string, number>[]>`
    select (select count(*)::int from (
              select bill_id from payment where source = 'recurring' and status <> 'canceled'
               group by bill_id having count(*) > 1) x) as bill_paid_twice,
           (select count(*)::int from payment p
              join recurring_terms t on t.id = p.terms_id join bill b on b.id = p.bill_id
             where b.amount_due_cents > t.threshold_cents
               and not exists (select from payment_authorization z where z.payment_id = p.id and z.amount_cents >= p.amount_cents)) as threshold_breach,
           (select count(*)::int from bill_hold h
             where h.status in ('paid', 'stopped', 'replaced')
               and not exists (select from notice n where n.params->>'holdId' = h.id::text
                                  and n.template in ('threshold_ended', 'threshold_replaced'))) as hold_ended_silently,
           (select count(*)::int from notice where state <> 'sent') as mail_missing,
           (select count(*)::int from nudge) as nudges_undelivered,
           (select count(*)::int from recurring_enrollment e join bill b on b.service_account_id = e.service_account_id
             where e.status = 'active' and covered(e.id, b.id)
               and not exists (select from recurring_decision d where d.bill_id = b.id)) as bill_undecided,
           (select count(*)::int from payment
             where status in ('submitting', 'pending') or (status = 'scheduled' and send_at < portal_now() - interval '10 minutes')) as stuck`
  return {
    lost: count(rows, (row) => row.due && row.status !== 'canceled' && !lineOf(row)),
    doubled: count([...lines.values()], (same) => same.length > 1) + law!.billPaidTwice!,
    phantom: count(books, ({ key }) => !known.has(key)),
    canceled_but_submitted: count(rows, (row) => row.status === 'canceled' && !!lineOf(row)),
    amount_mismatch: count(
      rows,
      (row) => (lineOf(row)?.amountCents ?? row.amountCents) !== row.amountCents,
    ),
    state_mismatch: count(rows, (row) => (lineOf(row)?.status ?? row.status) !== row.status),
    balance_mismatch: await balancesOff(sql, rows, lineOf),
    threshold_breach: law!.thresholdBreach!,
    hold_ended_silently: law!.holdEndedSilently!,
    bill_undecided: law!.billUndecided!,
    mail_missing: law!.mailMissing!,
    nudges_undelivered: law!.nudgesUndelivered!,
    stuck: law!.stuck!,
  }
}

/** A balance is what was billed, minus what the processor's books (not ours) say was taken and kept. */
async function balancesOff(
  sql: Sql,
  rows: readonly Row[],
  lineOf: (row: Row) => Line | undefined,
): Promise<number> {
  const paid = new Map<string, number>()
  for (const row of rows) {
    const line = lineOf(row)
    if (line?.status !== 'approved') continue
    paid.set(row.serviceAccountId, (paid.get(row.serviceAccountId) ?? 0) + line.amountCents)
  }
  const accounts = await sql<{ id: string; balance: number; billed: number }[]>`
    select a.id,
           coalesce((select sum(amount_cents) from ledger_entry where service_account_id = a.id), 0)::bigint as balance,
           coalesce((select sum(current_cents) from bill where service_account_id = a.id), 0)::bigint as billed
      from service_account a`
  return accounts.filter(({ id, balance, billed }) => balance !== billed - (paid.get(id) ?? 0))
    .length
}
