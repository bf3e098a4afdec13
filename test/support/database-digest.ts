import type { Sql } from '../../sql/database.js'

/** Counted, or touched, by looking alone; and what the database itself keeps. */
const leftOut: Record<string, readonly string[]> = {
  session: ['seen_at'],
  staff_session: ['seen_at'],
}
const skipped = ['throttle', 'migration']

/** T23: what staff looks at is written down, in the trail and nowhere else. */
export const trail = ['audit', 'audit_waiting'] as const

/**
 * What stands in each table, as one hash: two digests differ at the tables that a deed changed. Rows are compared as
 * texts, whatever their order.
 *
 * @param except Tables that may change.
 */
export async function databaseDigest(
  sql: Sql,
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
  const one = (name: string) => sql`
    select ${name} as name,
           count(*) || ' ' || coalesce(md5(string_agg(r, '|' order by r)), '') as hash
      from (select (to_jsonb(t) - ${[...(leftOut[name] ?? [])]}::text[])::text as r from ${sql(name)} t) rows`
  const [first, ...rest] = tables
    .filter(({ name }) => !skipped.includes(name) && !except.includes(name))
    .map(({ name }) => one(name))
  const all = rest.reduce((before, next) => sql`${before} union all ${next}`, first!)
  const rows = await sql<{ name: string; hash: string }[]>`${all}`
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
}
