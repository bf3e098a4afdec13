import type { Outcome } from '../ports.js'
import type { Db, Sql } from './database.js'
import { type EventsMode, recordEvent } from './events.js'
import { columns, type Entry, find } from './ledger.js'

/**
 * How a payment goes on after it was taken: approved or rejected when its time has come, and back again.
 * The times stand in `sandbox.change`, so a sandbox that was away makes up for them when it returns.
 */
export interface Terms {
  readonly settleMs: number
  readonly events: () => EventsMode
}

type Becomes = Exclude<Outcome['status'], 'pending'>

interface Change {
  readonly id: number
  readonly key: string
  readonly becomes: Becomes
  readonly reason: string | null
  readonly dueAt: Date
}

// A payment may come back before it was approved, and be told twice (reliability.md I12).
const from: Record<Becomes, readonly Outcome['status'][]> = {
  approved: ['pending'],
  rejected: ['pending'],
  returned: ['pending', 'approved', 'returned'],
}

const atOnce = 100

/**
 * Makes every change that is due, each with its event.
 *
 * @param settled Called after each step that wrote events.
 * @returns in how many ms the next one is due; undefined when there is none.
 */
export async function settleDue(
  sql: Sql,
  terms: Terms,
  settled: () => void,
): Promise<number | undefined> {
  for (let made = atOnce; made === atOnce; ) {
    made = await sql.begin((tx) => settleSome(tx, terms))
    if (made > 0) settled()
  }
  const [next] = await sql<{ inMs: number | null }[]>`
    select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as in_ms
      from sandbox.change`
  return next?.inMs ?? undefined
}

async function settleSome(tx: Db, terms: Terms): Promise<number> {
  const due = await tx<Change[]>`
    delete from sandbox.change
     where id in (
       select id from sandbox.change where due_at <= clock_timestamp()
        order by due_at, id limit ${atOnce} for update skip locked)
    returning id, key, becomes, reason, due_at`
  const inOrder = due.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id)
  for (const change of inOrder) await settle(tx, change, terms)
  return due.length
}

async function settle(tx: Db, { key, becomes, reason }: Change, terms: Terms): Promise<void> {
  const [entry] = await tx<Entry[]>`
    update sandbox.debit
       set status = ${becomes},
           reason = coalesce(reason, ${reason}),
           approved_at = case when ${becomes !== 'rejected'} then coalesce(approved_at, clock_timestamp()) end,
           returned_at = case when ${becomes === 'returned'} then coalesce(returned_at, clock_timestamp()) end
     where key = ${key} and status = any(${from[becomes]})
    returning ${columns(tx)}`
  if (!entry) return // it came back before its approval was due, or it was rejected
  if (becomes === 'approved' && entry.returnsCode) {
    await comesBack(tx, { key, code: entry.returnsCode, afterMs: terms.settleMs })
  }
  await recordEvent(tx, entry, terms.events())
}

/** @param code Return code. @param afterMs From now. */
export interface Return {
  readonly key: string
  readonly code: string
  readonly afterMs: number
}

/**
 * The bank will take this payment back, approved by then or not.
 *
 * @returns why it can't, in words; undefined when it will.
 */
export async function orderReturn(sql: Sql, order: Return): Promise<string | undefined> {
  const entry = await find(sql, order.key)
  if (!entry) return `returns.key: no payment has the key ${order.key}`
  if (entry.status === 'rejected') return 'returns.key: a rejected payment does not come back'
  await comesBack(sql, order)
  return undefined
}

async function comesBack(db: Db, { key, code, afterMs }: Return): Promise<void> {
  await db`
    insert into sandbox.change (key, becomes, reason, due_at)
    values (${key}, 'returned', ${code}, clock_timestamp() + ${afterMs} * interval '1 millisecond')`
}
