import type { PortalAccountId } from '../src/domain/ids.js'
import type { Sql } from './database.js'

export interface SessionRow {
  readonly resident: {
    readonly id: PortalAccountId
    readonly username: string
    readonly name: string | null
    readonly email: string
  }
  readonly expiresAt: Date
  /** Last seen more than a minute ago: worth a write. */
  readonly stale: boolean
}

/** At most this many at once; the oldest ends (security.md 7.1.2). */
const maxSessions = 10

/**
 * One joined look-up a request.
 *
 * @param id sha256 of the cookie's token, hex.
 */
export async function read(
  sql: Sql,
  id: string,
  idleMinutes: number,
): Promise<SessionRow | undefined> {
  const [row] = await sql<
    {
      id: PortalAccountId
      username: string
      name: string | null
      email: string
      expiresAt: Date
      stale: boolean
    }[]
  >`
    select a.id, a.username, a.name, a.email, s.expires_at,
           s.seen_at < portal_now() - interval '1 minute' as stale
      from session s
      join portal_account a on a.id = s.portal_account_id
     where s.id = ${id} and s.expires_at > portal_now()
       and s.seen_at > portal_now() - make_interval(mins => ${idleMinutes})`
  if (!row) return undefined
  const { expiresAt, stale, ...resident } = row
  return { resident, expiresAt, stale }
}

/** Somebody is there: the idle time begins anew. */
export async function touch(sql: Sql, id: string): Promise<void> {
  await sql`update session set seen_at = portal_now() where id = ${id}`
}

export async function add(
  sql: Sql,
  id: string,
  owner: PortalAccountId,
  expiresAt: Date,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`insert into session (id, portal_account_id, expires_at) values (${id}, ${owner}, ${expiresAt})`
    await tx`
      delete from session where id in (
        select id from session where portal_account_id = ${owner}
         order by created_at desc, id offset ${maxSessions})`
  })
}

export async function end(sql: Sql, id: string): Promise<void> {
  await sql`delete from session where id = ${id}`
}

export async function endAll(sql: Sql, owner: PortalAccountId): Promise<void> {
  await sql`delete from session where portal_account_id = ${owner}`
}

export async function removeExpired(sql: Sql): Promise<void> {
  await sql`delete from session where expires_at < portal_now()`
}
