import { createHmac, randomUUID } from 'node:crypto'
import type { Db, Sql } from './database.js'
import type { Entry } from './ledger.js'
import { outcomeOf } from './shapes.js'

/**
 * Tells the portal what became of a payment: stored with the change, then sent, signed, until a 2xx says
 * that the portal has it. `events` of the control API spoils that on purpose.
 */
export type EventsMode = (typeof eventsModes)[number]
export const eventsModes = ['normal', 'drop', 'double', 'reorder', 'late'] as const

export interface Delivery {
  /** Where the portal takes events. */
  readonly url: string
  readonly secret: string
  /** Ends what is under way when the sandbox stops. */
  readonly stopping: AbortSignal
  readonly report: (fault: unknown) => void
}

const lateMs = 30_000
const holdMs = 3_000
const answerWithinMs = 10_000
const leaseMs = 15_000 // longer than an answer may take: nobody else sends the same try
const longestBackoffMs = 30_000
const atOnce = 10

/** Writes the event of what an entry is now, in the transaction that changed it. */
export async function recordEvent(db: Db, entry: Entry, mode: EventsMode): Promise<void> {
  const body = JSON.stringify({ eventId: randomUUID(), ...outcomeOf(entry) })
  const waitMs = mode === 'late' ? lateMs : 0
  // One is held until the next one went out, which therefore is not held itself.
  await db`
    insert into sandbox.event (key, body, copies, held, due_at)
    select ${entry.key}, ${body}, ${mode === 'double' ? 2 : 1}, hold,
           case when ${mode !== 'drop'} then clock_timestamp() +
             (case when hold then ${holdMs}::float8 else ${waitMs}::float8 end) * interval '1 millisecond' end
      from (select ${mode === 'reorder'} and not exists (
              select from sandbox.event where held and due_at is not null) as hold) as one`
}

interface Due {
  readonly id: number
  readonly body: string
  readonly copies: number
  readonly tries: number
}

/**
 * Sends every event that is due.
 *
 * @returns in how many ms the next try is due; undefined when there is none.
 */
export async function deliverDue(sql: Sql, delivery: Delivery): Promise<number | undefined> {
  for (let sent = atOnce; sent > 0 && !delivery.stopping.aborted; ) {
    const due = await sql<Due[]>`
      update sandbox.event
         set due_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
             held = false,
             tries = tries + 1
       where id in (
         select id from sandbox.event where due_at <= clock_timestamp()
          order by due_at, id limit ${atOnce} for update skip locked)
      returning id, body, copies, tries`
    await Promise.all(due.map((event) => deliver(sql, event, delivery)))
    sent = due.length
  }
  const [next] = await sql<{ inMs: number | null }[]>`
    select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as in_ms
      from sandbox.event where due_at is not null`
  return next?.inMs ?? undefined
}

async function deliver(sql: Sql, event: Due, delivery: Delivery): Promise<void> {
  try {
    for (let copy = 0; copy < event.copies; copy += 1) await post(event.body, delivery)
  } catch (fault) {
    if (!delivery.stopping.aborted) delivery.report(fault)
    const backoffMs = Math.min(longestBackoffMs, 1_000 * 2 ** Math.min(event.tries - 1, 10))
    await sql`
      update sandbox.event set due_at = clock_timestamp() + ${backoffMs} * interval '1 millisecond'
       where id = ${event.id}`
    return
  }
  await sql`
    update sandbox.event set sent_at = clock_timestamp(), due_at = null where id = ${event.id}`
  await sql`
    update sandbox.event set due_at = clock_timestamp(), held = false
     where held and due_at is not null and id < ${event.id}`
}

/** @throws When it was not answered with 2xx in time. */
async function post(body: string, { url, secret, stopping }: Delivery): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      // Fresh at each try: the portal refuses what is older than 300 s (F19: the machine's clock).
      'processor-signature': signature(body, secret, Math.floor(Date.now() / 1000)),
    },
    redirect: 'error',
    signal: AbortSignal.any([stopping, AbortSignal.timeout(answerWithinMs)]),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`the portal answered an event with ${answer.status}`)
}

/** @param at Unix seconds. @returns `t=…,v1=…`, the HMAC-SHA256 of `t.body` in hex. */
function signature(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`
}
