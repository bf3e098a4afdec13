import type { StaffRole } from '../src/domain/access.js'
import type { StaffId } from '../src/domain/ids.js'
import { maxStaffSessions, staffIdleMinutes, staffLifeHours } from '../src/domain/staff-member.js'
import type { Db, Sql } from './database.js'

/** Sessions of the console. An `id` is the sha256 of a cookie's token, hex; web/staff-session.ts makes them. */

export interface StaffRow {
  readonly id: StaffId
  readonly username: string
  readonly name: string
  readonly roles: readonly StaffRole[]
}

export interface StaffSessionRow extends StaffRow {
  /** Seconds since somebody was seen; a poll is nobody (F18). */
  readonly idleSeconds: number
}

/** One joined look-up a request; nobody who was removed or is to enroll anew. */
export async function read(sql: Sql, id: string): Promise<StaffSessionRow | undefined> {
  const [row] = await sql<StaffSessionRow[]>`
    select m.id, m.username, m.name, m.roles,
           extract(epoch from portal_now() - s.seen_at)::float8 as idle_seconds
      from staff_session s
      join staff m on m.id = s.staff_id
     where s.id = ${id} and m.removed_at is null and m.totp_id is not null
       and s.expires_at > portal_now()
       and s.seen_at > portal_now() - make_interval(mins => ${staffIdleMinutes})`
  return row
}

/** Somebody is there: the idle time begins anew. */
export async function touch(sql: Sql, id: string): Promise<void> {
  await sql`update staff_session set seen_at = portal_now() where id = ${id}`
}

/** Inside the caller's transaction, which has the staff member's row locked. */
export async function add(tx: Db, id: string, owner: StaffId): Promise<void> {
  await tx`
    insert into staff_session (id, staff_id, expires_at)
    values (${id}, ${owner}, portal_now() + make_interval(hours => ${staffLifeHours}))`
  await tx`
    delete from staff_session
     where staff_id = ${owner} and id <> ${id}
       and (expires_at <= portal_now() or id in (
         select id from staff_session where staff_id = ${owner} and id <> ${id}
          order by created_at desc, id offset ${maxStaffSessions - 1}))`
}

export async function end(db: Db, id: string): Promise<void> {
  await db`delete from staff_session where id = ${id}`
}

export async function endAll(db: Db, owner: StaffId): Promise<void> {
  await db`delete from staff_session where staff_id = ${owner}`
}
