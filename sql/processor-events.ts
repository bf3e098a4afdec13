import type { ProcessorEvent } from '../src/ports.js'
import type { Sql } from './database.js'

/** Keeps an event before it is answered; the same event again changes nothing. The nudge rides in the same statement. */
export async function store(sql: Sql, event: ProcessorEvent, raw: string): Promise<void> {
  await sql`
    with stored as (
      insert into processor_event (id, payment_id, kind, raw)
      values (${event.eventId}, ${event.key}, ${event.status}, ${raw})
      on conflict (id) do nothing
      returning payment_id
    )
    insert into nudge (kind, id) select 'payment', payment_id from stored`
}
