import type { ProcessorEvent } from '../src/ports.js'
import type { Sql } from './database.js'

/**
 * Keeps an event before it is answered; the same event again changes nothing. The nudge rides in the same statement.
 *
 * @returns Whether its key is one of ours: a payment, or what was handed over to the hosted page.
 */
export async function store(sql: Sql, event: ProcessorEvent, raw: string): Promise<boolean> {
  const [row] = await sql<{ known: boolean }[]>`
    with stored as (
      insert into processor_event (id, payment_id, kind, raw)
      values (${event.eventId}, ${event.key}, ${event.status}, ${raw})
      on conflict (id) do nothing
      returning payment_id
    ), nudged as (
      insert into nudge (kind, id) select 'payment', payment_id from stored
    )
    select exists (select from payment where id = ${event.key})
        or exists (select from card_intent where id = ${event.key}) as known`
  return row!.known
}
