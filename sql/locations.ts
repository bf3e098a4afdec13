import { randomUUID } from 'node:crypto'
import type { PaymentPlace } from '../src/domain/location-file.js'
import { audit } from './audit.js'
import type { Sql } from './database.js'

/** Where the City's bills may be paid in person (S55). */

/** Puts this list in place of the one before. @returns How many there were. */
export async function replaceAll(
  sql: Sql,
  places: readonly PaymentPlace[],
  actor: string,
): Promise<number> {
  const rows = places.map(({ hours, phone, ...place }) => ({
    id: randomUUID(),
    ...place,
    hours: hours ?? null,
    phone: phone ?? null,
  }))
  return await sql.begin(async (tx) => {
    await tx`lock table location in exclusive mode` // two imports at once: the later list, whole
    const { count: before } = await tx`delete from location`
    await tx`
      insert into location (id, name, street, city, state, zip, hours, phone)
      select id, name, street, city, state, zip, hours, phone
        from jsonb_to_recordset(${tx.json(rows)}) as r(id uuid, name text, street text, city text, state text, zip text,
             hours text, phone text)`
    await audit(tx, { actor, action: 'locations_imported', facts: { places: rows.length, before } })
    return before
  })
}

export interface LocationRow {
  readonly id: string
  readonly name: string
  readonly street: string
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly hours: string | null
  readonly phone: string | null
}

export const mostShown = 200

/** @param find Beginning of a town's name or of a zip code; empty finds all. */
export async function find(sql: Sql, find: string): Promise<LocationRow[]> {
  return await sql<LocationRow[]>`
    select id, name, street, city, state, zip, hours, phone
      from location
     where starts_with(lower(city), lower(${find})) or starts_with(zip, ${find})
     order by city, zip, name, id
     limit ${mostShown}`
}
