import type { Sql } from './database.js'

/** A bucket of security.md 1.3: at most `limit` in `seconds`, counted from the first. */
export interface Bucket {
  readonly name: string
  readonly limit: number
  readonly seconds: number
}

/**
 * Takes one place in the bucket; counted before the deed, so that parallel tries can't slip through together.
 *
 * @returns Whether there was a place. When there was none, nothing changed.
 */
export async function take(sql: Sql, bucket: Bucket, key: string): Promise<boolean> {
  const [row] = await sql<{ hits: number }[]>`
    insert into throttle as t (bucket, key, expires_at, hits)
    values (${bucket.name}, ${key}, portal_now() + make_interval(secs => ${bucket.seconds}), 1)
    on conflict (bucket, key) do update
       set hits = case when t.expires_at <= portal_now() then 1 else t.hits + 1 end,
           expires_at = case when t.expires_at <= portal_now() then excluded.expires_at else t.expires_at end
     where t.expires_at <= portal_now() or t.hits < ${bucket.limit}
    returning hits`
  return row !== undefined
}

/** Gives a place back: the try was right, so it does not count. */
export async function giveBack(sql: Sql, bucket: Bucket, key: string): Promise<void> {
  await sql`update throttle set hits = hits - 1 where bucket = ${bucket.name} and key = ${key} and hits > 0`
}

/** Whether the bucket is full, without taking a place. */
export async function isFull(sql: Sql, bucket: Bucket, key: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from throttle
     where bucket = ${bucket.name} and key = ${key} and expires_at > portal_now() and hits >= ${bucket.limit}`
  return row !== undefined
}
