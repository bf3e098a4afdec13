import type { Sql } from './database.js'

/** One more wrong password for this name. @returns How many in a row it is. */
export async function fail(sql: Sql, nameKey: string): Promise<number> {
  const [door] = await sql<{ failures: number }[]>`
    insert into sign_in_door as d (name_key, failures) values (${nameKey}, 1)
    on conflict (name_key) do update
       set failures = least(d.failures + 1, 1000000), failed_at = portal_now()
    returning failures`
  return door!.failures
}

/** A right password: the count begins anew. */
export async function reset(sql: Sql, nameKey: string): Promise<void> {
  await sql`delete from sign_in_door where name_key = ${nameKey}`
}
