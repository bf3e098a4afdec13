import type { Db, Sql } from './database.js'

/** A bucket of security.md 1.3: at most `limit` in `seconds`, counted from the first. */
export interface Bucket {
  readonly name: string
  readonly limit: number
  readonly seconds: number
  /** How long it stays full from its last place on, where that is longer than the rest of its window. */
  readonly pauseSeconds?: number
}

/** A bucket and whose place in it. */
export type Place = readonly [bucket: Bucket, key: string]

/**
 * Takes one place in the bucket; counted before the deed, so that parallel tries can't slip through together.
 *
 * @returns Whether there was a place. When there was none, nothing changed.
 */
export async function take(sql: Db, bucket: Bucket, key: string): Promise<boolean> {
  const [row] = await sql<{ hits: number }[]>`
    insert into throttle as t (bucket, key, expires_at, hits)
    values (${bucket.name}, ${key}, portal_now() + make_interval(secs => ${bucket.seconds}), 1)
    on conflict (bucket, key) do update
       set hits = case when t.expires_at <= portal_now() then 1 else t.hits + 1 end,
           expires_at = case when t.expires_at <= portal_now() then excluded.expires_at
                             when t.hits + 1 < ${bucket.limit} then t.expires_at
                             else greatest(t.expires_at, portal_now() + make_interval(secs => ${bucket.pauseSeconds ?? 0})) end
     where t.expires_at <= portal_now() or t.hits < ${bucket.limit}
    returning hits`
  return row !== undefined
}

/** Gives a place back: the try was right, so it does not count. */
export async function giveBack(sql: Sql, bucket: Bucket, key: string): Promise<void> {
  await sql`update throttle set hits = hits - 1 where bucket = ${bucket.name} and key = ${key} and hits > 0`
}

/**
 * What takes these places comes one after the other until the transaction's end, whoever looks first. All who take
 * several name the buckets in the same order, so that nobody waits in a ring.
 */
export async function takeTurns(tx: Db, places: readonly Place[]): Promise<void> {
  const keys = places.map(([bucket, key]) => `${bucket.name} ${key}`)
  for (const key of keys) await tx`select pg_advisory_xact_lock(hashtextextended(${key}, 5))`
}

/** The first of these buckets that is full, without taking a place. */
export async function firstFull(tx: Db, places: readonly Place[]): Promise<Bucket | undefined> {
  const rows = await tx<{ bucket: string }[]>`
    select t.bucket
      from unnest(${places.map(([bucket]) => bucket.name)}::text[], ${places.map(([, key]) => key)}::text[],
                  ${places.map(([bucket]) => bucket.limit)}::int[]) as p (bucket, key, most)
      join throttle t on t.bucket = p.bucket and t.key = p.key
     where t.expires_at > portal_now() and t.hits >= p.most`
  const full = new Set(rows.map(({ bucket }) => bucket))
  return places.find(([bucket]) => full.has(bucket.name))?.[0]
}

/** A bucket as all web processes together have filled it. */
export interface Total {
  readonly key: string
  readonly hits: number
  readonly expiresAt: Date
}

/**
 * Adds what one process counted in its memory, many keys in one statement. It goes on counting past the limit.
 *
 * @returns The totals of these keys.
 */
export async function add(
  sql: Sql,
  bucket: Bucket,
  hits: ReadonlyMap<string, number>,
): Promise<Total[]> {
  // In the order of the keys, so that two processes that add at once wait for each other and never in a ring.
  return await sql<Total[]>`
    insert into throttle as t (bucket, key, expires_at, hits)
    select ${bucket.name}, u.key, portal_now() + make_interval(secs => ${bucket.seconds}), u.hits
      from unnest(${[...hits.keys()]}::text[], ${[...hits.values()]}::int[]) as u (key, hits)
     order by u.key
    on conflict (bucket, key) do update
       set hits = case when t.expires_at <= portal_now() then excluded.hits
                       else least(t.hits + excluded.hits, 1000000) end,
           expires_at = case when t.expires_at <= portal_now() then excluded.expires_at else t.expires_at end
    returning key, hits, expires_at`
}

/** Takes away windows that ended, one for each address that ever came. Rows in use at this moment stay. */
export async function removeExpired(sql: Sql): Promise<void> {
  await sql`
    delete from throttle where (bucket, key) in (
      select bucket, key from throttle where expires_at <= portal_now() limit 10000 for update skip locked)`
}
