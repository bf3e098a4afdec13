import type { Db, Sql } from './database.js'

/**
 * The kinds of rows that have a workflow (`workflows/contract.ts` says which), each with its rows that are not at
 * rest: their id, and `of`, the id of the row whose workflow must run.
 */
const openRows = {
  payment: (sql: Db) => sql`
    select id, id as of from payment
     where status in ('scheduled', 'submitting', 'unknown', 'pending', 'needs_attention')
     union
    select id, id from card_intent where paid_at is null and closed_at is null
     union
    select payment_id, payment_id from processor_event
     where applied_at is null
       and (payment_id in (select id from payment) or payment_id in (select id from card_intent))`,
  recurring: (sql: Db) => sql`
    select id, id as of from recurring_enrollment where status <> 'stopped'`,
  notice: (sql: Db) => sql`select id, id as of from notice where state = 'waiting' and not carried`,
  lockout: (sql: Db) => sql`select id, id as of from lockout where unlocked_at is null`,
  /** Goes to the workflow of the lockout that it would end. */
  unlock: (sql: Db) => sql`
    select r.id, r.lockout_id as of
      from unlock_request r join lockout l on l.id = r.lockout_id
     where r.applied_at is null and l.unlocked_at is null`,
  password_reset: (sql: Db) => sql`
    select id, id as of from recovery_request where kind = 'password' and done_at is null`,
  username_reminder: (sql: Db) => sql`
    select id, id as of from recovery_request where kind = 'username' and done_at is null`,
  /** No row of its own, and never at rest: one more pass over all the others, beside those of its Schedule. */
  reconciliation: (sql: Db) => sql`
    select '00000000-0000-0000-0000-000000000000'::uuid as id, 'asked' as of`,
  /** Not loaded, or with emails of its own still to send. */
  bill_run: (sql: Db) => sql`
    select id, id as of from bill_run where status = 'loading'
     union
    select bill_run_id, bill_run_id from notice
     where state = 'waiting' and carried and bill_run_id is not null`,
} as const

export type NudgeKind = keyof typeof openRows
const kinds = Object.keys(openRows) as NudgeKind[]

export interface Nudge {
  readonly seq: number
  readonly kind: NudgeKind
  readonly id: string
  readonly attempts: number
}

/**
 * Leases the nudges that are due, for half a minute: no transaction is open while somebody talks to Temporal, and a
 * killed nudger's rows come back by themselves. The lease follows the machine's clock, not the moved one.
 */
export async function lease(sql: Sql, limit: number): Promise<Nudge[]> {
  return await sql<Nudge[]>`
    update nudge set taken_until = clock_timestamp() + interval '30 seconds', attempts = attempts + 1
     where seq in (select seq from nudge where taken_until < clock_timestamp()
                    order by seq limit ${limit} for update skip locked)
    returning seq, kind, id, attempts`
}

/** They were delivered. By key: a nudge that came meanwhile stays. */
export async function done(sql: Sql, seqs: readonly number[]): Promise<void> {
  if (seqs.length > 0) await sql`delete from nudge where seq in ${sql([...seqs])}`
}

/** They could not be delivered: again after 1 s, 2 s, 4 s … 30 s. */
export async function later(sql: Sql, seqs: readonly number[]): Promise<void> {
  if (seqs.length === 0) return
  await sql`
    update nudge set taken_until = clock_timestamp() + make_interval(secs => least(30, power(2, least(attempts, 5) - 1)))
     where seq in ${sql([...seqs])}`
}

/** When the next lease ends, in milliseconds from now; undefined when nothing waits. */
export async function nextDueMs(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ ms: number | null }[]>`
    select (extract(epoch from min(greatest(taken_until, clock_timestamp())) - clock_timestamp()) * 1000)::float8 as ms from nudge`
  return row?.ms ?? undefined
}

/** Which of these rows are not at rest, each with the row whose workflow must run; the others need none. */
export async function openOf(
  sql: Sql,
  kind: NudgeKind,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; of: string }[]>`
    select id, of from (${openRows[kind](sql)}) as open where id in ${sql([...ids])}`
  return new Map(rows.map((row) => [row.id, row.of]))
}

/** An open row, and the row whose workflow must run. */
export interface OpenRow {
  readonly id: string
  readonly of: string
}

/** The kinds that have rows, each of which must have a running workflow while it is open (I8). */
export const rowKinds = kinds.filter((kind) => kind !== 'reconciliation')

/** The next open rows of a kind, in the order of their ids. */
export async function openAfter(
  sql: Sql,
  kind: NudgeKind,
  after: string | undefined,
  limit: number,
): Promise<OpenRow[]> {
  return await sql<OpenRow[]>`
    select id, of from (${openRows[kind](sql)}) as open
     where ${after === undefined ? sql`true` : sql`id > ${after}`}
     order by id limit ${limit}`
}

/** A nudge for each of these rows, unless one is waiting. @returns How many. */
export async function add(sql: Sql, kind: NudgeKind, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { count } = await sql`
    insert into nudge (kind, id)
    select ${kind}, x.id from unnest(${[...ids]}::uuid[]) as x(id)
     where not exists (select from nudge n where n.kind = ${kind} and n.id = x.id)`
  return count
}

/** Minutes after which a payment that should have moved is looked at again (reliability.md 5.3). */
const overdueMinutes = 15

/**
 * A nudge for each payment whose own next moment is long past, unless one is waiting: not sent although it is due, or a
 * question that was not asked. Held ones wait for finance.
 *
 * @returns How many, at most 1,000.
 */
export async function addOverdue(sql: Sql): Promise<number> {
  const { count } = await sql`
    insert into nudge (kind, id)
    select 'payment', p.id
      from payment p
     where p.status in ('scheduled', 'submitting', 'unknown', 'pending')
       and case p.status
             when 'scheduled' then p.send_at
             when 'submitting' then p.status_changed_at
             else coalesce(p.ask_at, p.status_changed_at)
           end < portal_now() - make_interval(mins => ${overdueMinutes})
       and not (p.status = 'scheduled'
                and (p.held_at is not null or exists (select from debit_stop where resumed_at is null)
                     -- A recurring one waits until another payment of its bill has its answer, which wakes it (I18).
                     or (p.source = 'recurring' and exists (
                           select from payment o
                            where o.bill_id = p.bill_id and o.id <> p.id
                              and o.status in ('submitting', 'unknown', 'needs_attention')))))
       and not exists (select from nudge n where n.kind = 'payment' and n.id = p.id)
     order by p.send_at
     limit 1000`
  return count
}

/** A nudge for every open row: after the clock moved, after Temporal's store was lost (I14). Harmless at any time. */
export async function nudgeEverything(tx: Db): Promise<number> {
  let nudged = 0
  for (const kind of kinds) {
    const { count } = await tx`
      insert into nudge (kind, id) select ${kind}, id from (${openRows[kind](tx)}) as open`
    nudged += count
  }
  return nudged
}
