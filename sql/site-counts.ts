import type { HourCounts } from '../src/domain/brake.js'
import type { Sql } from './database.js'

/** What the whole site is counted for (security.md 1.3). */
export type SiteBucket = 'sign-in-fail' | 'link-try' | 'link-fail'

/** One more in this hour. The first of an hour clears away what no comparison needs any more. */
export async function count(sql: Sql, bucket: SiteBucket): Promise<void> {
  const [row] = await sql<{ hits: number }[]>`
    insert into site_count as s (bucket, hour, hits) values (${bucket}, date_trunc('hour', portal_now()), 1)
    on conflict (bucket, hour) do update set hits = s.hits + 1
    returning hits`
  if (row?.hits === 1)
    await sql`delete from site_count where hour < portal_now() - interval '8 days'`
}

/** The counts of these buckets, all of the same moment. */
export async function read<Bucket extends SiteBucket>(
  sql: Sql,
  buckets: readonly Bucket[],
): Promise<Record<Bucket, HourCounts>> {
  const rows = await sql<(HourCounts & { bucket: Bucket })[]>`
    with now as (select portal_now() as moment, date_trunc('hour', portal_now()) as hour)
    select b.bucket,
           extract(epoch from n.moment - n.hour)::float8 / 3600 as hour_part,
           coalesce(sum(s.hits) filter (where s.hour = n.hour), 0)::int as this_hour,
           coalesce(sum(s.hits) filter (where s.hour = n.hour - interval '1 hour'), 0)::int as hour_before,
           coalesce(sum(s.hits) filter (where s.hour < n.hour), 0)::int as week
      from now n
      cross join unnest(${[...buckets]}::text[]) as b (bucket)
      left join site_count s on s.bucket = b.bucket and s.hour >= n.hour - interval '168 hours'
     group by b.bucket, n.moment, n.hour`
  return Object.fromEntries(rows.map(({ bucket, ...counts }) => [bucket, counts])) as Record<
    Bucket,
    HourCounts
  >
}

/** @returns Whether nobody, in any process, said this within the hour. */
export async function firstThisHour(sql: Sql, what: string): Promise<boolean> {
  const rows = await sql`
    insert into site_count (bucket, hour, hits) values (${what}, date_trunc('hour', portal_now()), 1)
    on conflict do nothing returning 1`
  return rows.length > 0
}
