import type { Db, Sql } from './database.js'

/** A kind of row that has a workflow; `workflows/contract.ts` says which. */
export type NudgeKind = 'payment' | 'notice'

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

/** Which of these rows are not at rest: their workflow must run; the others need none. */
export async function openIds(
  sql: Sql,
  kind: NudgeKind,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = kind === 'payment' ? await openPayments(sql, ids) : await waitingNotices(sql, ids)
  return new Set(rows.map((row) => row.id))
}

const openPayments = (sql: Sql, ids: readonly string[]) => sql<{ id: string }[]>`
  select p.id from payment p
   where p.id in ${sql([...ids])}
     and (p.status in ('scheduled', 'submitting', 'unknown', 'pending', 'needs_attention')
          or exists (select from processor_event e where e.payment_id = p.id and e.applied_at is null))`

const waitingNotices = (sql: Sql, ids: readonly string[]) => sql<{ id: string }[]>`
  select id from notice where id in ${sql([...ids])} and state = 'waiting'`

/** A nudge for every open row: after the clock moved, after Temporal's store was lost (I14). Harmless at any time. */
export async function nudgeEverything(tx: Db): Promise<number> {
  const { count } = await tx`
    insert into nudge (kind, id)
    select 'payment', id from payment
     where status in ('scheduled', 'submitting', 'unknown', 'pending', 'needs_attention')
    union all
    select 'payment', payment_id from processor_event
     where applied_at is null and payment_id in (select id from payment)
    union all
    select 'notice', id from notice where state = 'waiting'`
  return count
}
