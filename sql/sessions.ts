import type { PortalAccountId } from '../src/domain/ids.js'
import type { Db, Sql } from './database.js'

/** Sessions. An `id` is the sha256 of a cookie's token, hex; web/session.ts makes them. */

export interface SessionRow {
  readonly resident: {
    readonly id: PortalAccountId
    readonly username: string
    readonly name: string | null
    readonly email: string
    /** The mail server refuses that address for good. */
    readonly emailRefused: boolean
  }
  /** Opened by a temporary password: good for Choose a new password and nothing else. */
  readonly restricted: boolean
  readonly expiresAt: Date
  /** Seconds since somebody was seen; a poll is nobody (F18). */
  readonly idleSeconds: number
}

/** At most this many at once; the oldest ends (security.md 7.1.2). */
const maxSessions = 10

/** One joined look-up a request. */
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
      emailRefused: boolean
      restricted: boolean
      expiresAt: Date
      idleSeconds: number
    }[]
  >`
    select a.id, a.username, a.name, a.email, a.email_refused_at is not null as email_refused, s.restricted, s.expires_at,
           extract(epoch from portal_now() - s.seen_at)::float8 as idle_seconds
      from session s
      join portal_account a on a.id = s.portal_account_id
     where s.id = ${id} and s.expires_at > portal_now()
       and s.seen_at > portal_now() - make_interval(mins => ${idleMinutes})`
  if (!row) return undefined
  const { restricted, expiresAt, idleSeconds, ...resident } = row
  return { resident, restricted, expiresAt, idleSeconds }
}

/** Somebody is there: the idle time begins anew. */
export async function touch(sql: Sql, id: string): Promise<void> {
  await sql`update session set seen_at = portal_now() where id = ${id}`
}

export interface NewSession {
  readonly id: string
  readonly owner: PortalAccountId
  readonly expiresAt: Date
  readonly restricted: boolean
  readonly label: string
  readonly deviceNonce: string | null
}

/**
 * Begins a session, unless everything of its owner is locked: a sign-in that was right a moment before the lock must not
 * outlive it (security.md 1.4). Both take the owner's row, so that one of them sees the other.
 *
 * @returns Whether it began.
 */
export async function add(
  sql: Sql,
  { id, owner, expiresAt, restricted, label, deviceNonce }: NewSession,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    // Sign-ins of one resident come one after the other, too: each sees the sessions of the others.
    await tx`select 1 from portal_account where id = ${owner} for no key update`
    const { count } = await tx`
      insert into session (id, portal_account_id, expires_at, restricted, label, device_nonce)
      select ${id}, ${owner}, ${expiresAt}, ${restricted}, ${label}, ${deviceNonce}
       where not exists (select from lockout
                          where portal_account_id = ${owner} and unlocked_at is null and scope = 'everything')`
    if (count === 0) return false
    await tx`
      delete from session
       where portal_account_id = ${owner} and id <> ${id}
         and (expires_at <= portal_now() or id in (
           select id from session where portal_account_id = ${owner} and id <> ${id}
            order by created_at desc, id offset ${maxSessions - 1}))`
    return true
  })
}

/** The same session under another token; its label, its list place and its end stay. @returns Whether it was there. */
export async function rename(tx: Db, from: string, to: string): Promise<boolean> {
  const { count } =
    await tx`update session set id = ${to}, seen_at = portal_now() where id = ${from}`
  return count === 1
}

export async function end(sql: Db, id: string): Promise<void> {
  await sql`delete from session where id = ${id}`
}

export async function endAll(sql: Db, owner: PortalAccountId): Promise<void> {
  await sql`delete from session where portal_account_id = ${owner}`
}

/** Ends all sessions of a resident but this one. */
export async function endOthers(tx: Db, owner: PortalAccountId, id: string): Promise<void> {
  await tx`delete from session where portal_account_id = ${owner} and id <> ${id}`
}

/** Ends the session that the list calls so, if it is the resident's. @returns Whether it was there. */
export async function endOne(tx: Db, owner: PortalAccountId, publicId: string): Promise<boolean> {
  const { count } =
    await tx`delete from session where portal_account_id = ${owner} and public_id::text = ${publicId}`
  return count === 1
}

export interface ListedSession {
  readonly publicId: string
  readonly label: string
  readonly createdAt: Date
  readonly seenAt: Date
  /** The one that asks. */
  readonly current: boolean
}

/** The live sessions of a resident: the asking one first, then the last seen. */
export async function list(
  sql: Sql,
  owner: PortalAccountId,
  id: string,
  idleMinutes: number,
): Promise<ListedSession[]> {
  return await sql<ListedSession[]>`
    select public_id, label, created_at, seen_at, id = ${id} as current
      from session
     where portal_account_id = ${owner} and expires_at > portal_now()
       and seen_at > portal_now() - make_interval(mins => ${idleMinutes})
     order by current desc, seen_at desc, id`
}

/** @returns How many. */
export async function removeExpired(sql: Sql): Promise<number> {
  const { count } = await sql`delete from session where expires_at < portal_now()`
  return count
}
