import { randomBytes } from 'node:crypto'
import { addDays, type CityDay, momentOf } from '../domain/city-date.js'
import type { Outcome } from '../ports.js'
import type { Db, Sql } from './database.js'
import { type EventsMode, recordEvent } from './events.js'
import type { Ending } from './magic.js'

/**
 * The sandbox's books: what it took under which key, and how often it was asked to. A key is taken once,
 * however many submits of it come at the same time; another amount, fee or reference under it is refused.
 */
export interface Entry extends Omit<Outcome, 'key' | 'reason' | 'currency'> {
  readonly key: string
  readonly currency: string | null
  readonly reason: string | null
  readonly returnsCode: string | null
}

/** What is asked for under a key; the bank's numbers have done their part in the {@link Ending}. */
export interface Wanted {
  readonly key: string
  readonly amountCents: number
  readonly feeCents: number
  readonly reference: string
}

/** How a submit is met: the bank account's ending, and what the control mode makes of it. */
export interface Manner {
  readonly ending: Ending
  readonly accept: boolean
  /** Refused in the answer itself, with this return code. */
  readonly refuse?: string | undefined
  readonly settleMs: number
  readonly events: EventsMode
}

export type Taken =
  | { readonly did: 'take'; readonly entry: Entry; readonly first: boolean }
  | { readonly did: 'mismatch' }
  | { readonly did: 'not take' }

/** One submit, counted and met; durable when it comes back. */
export async function take(sql: Sql, wanted: Wanted, manner: Manner): Promise<Taken> {
  return await sql.begin(async (tx): Promise<Taken> => {
    const calls = await countSubmit(tx, wanted.key)
    if (!manner.accept) return { did: 'not take' }
    const known = await find(tx, wanted.key)
    if (known) return same(known, wanted) ? { did: 'take', entry: known, first: false } : mismatch
    if (calls <= (manner.ending.unavailable ?? 0)) return { did: 'not take' }
    return { did: 'take', entry: await enter(tx, wanted, manner), first: true }
  })
}

/** This row's lock puts all submits of the key in a line. @returns How many there were, this one included. */
export async function countSubmit(tx: Db, key: string): Promise<number> {
  const [submit] = await tx<{ calls: number }[]>`
    insert into sandbox.submit (key, calls) values (${key}, 1)
    on conflict (key) do update set calls = sandbox.submit.calls + 1
    returning calls`
  return submit!.calls
}

const mismatch: Taken = { did: 'mismatch' }

const same = (entry: Entry, wanted: Wanted) =>
  entry.amountCents === wanted.amountCents &&
  entry.feeCents === wanted.feeCents &&
  entry.reference === wanted.reference

async function enter(tx: Db, wanted: Wanted, manner: Manner): Promise<Entry> {
  const { ending, refuse } = manner
  const [entry] = await tx<Entry[]>`
    insert into sandbox.debit
      (key, ref, amount_cents, fee_cents, reference, status, reason, returns_code)
    values (${wanted.key}, ${newRef()}, ${wanted.amountCents}, ${wanted.feeCents}, ${wanted.reference},
      ${refuse ? 'rejected' : 'pending'}, ${refuse ?? null}, ${ending.returns ?? null})
    returning ${columns(tx)}`
  if (refuse) await recordEvent(tx, entry!, manner.events)
  else {
    await tx`
      insert into sandbox.change (key, becomes, reason, due_at)
      values (${wanted.key}, ${ending.becomes}, ${ending.reason ?? null},
        clock_timestamp() + ${manner.settleMs} * interval '1 millisecond')`
  }
  return entry!
}

const newRef = () => `SB-${randomBytes(6).toString('hex').toUpperCase()}`

/** What every answer and every event is made of. */
export const columns = (db: Db) =>
  db`key, ref, status, amount_cents, fee_cents, reference, currency, reason, returns_code`

/** What the books say of a key; undefined when it was never taken. */
export async function find(db: Db, key: string): Promise<Entry | undefined> {
  const [entry] = await db<Entry[]>`
    select ${columns(db)} from sandbox.debit where key = ${key}`
  return entry
}

/** One line of `GET /control/ledger`; outside checks read it. */
export interface Line {
  readonly key: string
  readonly kind: string
  readonly amountCents: number
  readonly feeCents: number
  readonly status: Outcome['status']
  /** Every submit of the key, answered or not. */
  readonly calls: number
  readonly createdAt: Date
}

/** The whole books, oldest first. */
export async function lines(sql: Sql): Promise<Line[]> {
  return await sql<Line[]>`
    select key, kind, amount_cents, fee_cents, status, calls, created_at, ref, reference, reason
      from sandbox.debit join sandbox.submit using (key)
     order by created_at, key`
}

/** A payment of the past, for the sample city; it stays as it is and nobody is told of it. */
export interface Historic extends Wanted {
  readonly status: Outcome['status']
  readonly reason?: string | undefined
  /** ISO with zone, like the two that follow; these are `createdAt` unless given. */
  readonly createdAt: string
  readonly approvedAt?: string | undefined
  readonly returnedAt?: string | undefined
}

/** Puts payments into the books that are not there yet. @returns the ref of each. */
export async function seed(
  sql: Sql,
  payments: readonly Historic[],
): Promise<{ key: string; ref: string }[]> {
  const rows = payments.map((payment) => ({ ...payment, ref: newRef() }))
  return await sql.begin(async (tx) => {
    await tx`
      insert into sandbox.submit (key, calls)
      select key, 1 from jsonb_to_recordset(${tx.json(rows)}) as r(key text)
      on conflict (key) do nothing`
    await tx`
      insert into sandbox.debit (key, ref, amount_cents, fee_cents, reference, status, reason,
        created_at, approved_at, returned_at)
      select key, ref, "amountCents", "feeCents", reference, status, reason, "createdAt",
        case when status in ('approved', 'returned') then coalesce("approvedAt", "createdAt") end,
        case when status = 'returned' then coalesce("returnedAt", "createdAt") end
        from jsonb_to_recordset(${tx.json(rows)}) as r(key text, ref text, "amountCents" integer,
          "feeCents" integer, reference text, status text, reason text, "createdAt" timestamptz,
          "approvedAt" timestamptz, "returnedAt" timestamptz)
      on conflict (key) do nothing`
    return await tx<{ key: string; ref: string }[]>`
      select key, ref from sandbox.debit
       where key = any(${rows.map((row) => row.key)}) order by created_at, key`
  })
}

/** What a city day moved, in cents without fees; `count` is of both together. */
export interface Settlement {
  readonly day: CityDay
  readonly approvedCents: number
  readonly returnedCents: number
  readonly count: number
}

/** @param day Its bounds are the city's midnights; moments are the machine's. */
export async function settlementOf(sql: Sql, day: CityDay): Promise<Settlement> {
  const [from, until] = [momentOf(day, 0), momentOf(addDays(day, 1), 0)]
  const [sums] = await sql<Omit<Settlement, 'day'>[]>`
    with moved as (
      select amount_cents as approved_cents, 0 as returned_cents from sandbox.debit
       where approved_at >= ${from} and approved_at < ${until}
      union all
      select 0, amount_cents from sandbox.debit
       where returned_at >= ${from} and returned_at < ${until}
    )
    select coalesce(sum(approved_cents), 0)::bigint as approved_cents,
           coalesce(sum(returned_cents), 0)::bigint as returned_cents,
           count(*)::bigint as count
      from moved`
  return { day, ...sums! }
}
