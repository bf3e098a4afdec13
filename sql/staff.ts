import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { StaffRole } from '../src/domain/access.js'
import type { StaffId } from '../src/domain/ids.js'
import { enrollmentHours } from '../src/domain/staff-member.js'
import {
  readTemporaryPassword,
  showTemporaryPassword,
  spellTemporaryPassword,
} from '../src/domain/temporary-password.js'
import { audit } from './audit.js'
import { type Db, isTaken, type Sql } from './database.js'
import * as notices from './notices.js'
import * as staffSessions from './staff-sessions.js'

/** Who works in the console: added, enrolled, signed in, removed. */

export interface NewStaff {
  readonly username: string
  readonly name: string
  readonly email: string | null
  readonly roles: readonly StaffRole[]
}

/**
 * Adds a staff member, who can do nothing until the code is used.
 *
 * @param by A staff id, or the program.
 * @returns The enrollment code, shown once; undefined when the username is somebody's.
 */
export async function add(sql: Sql, staff: NewStaff, by: string): Promise<string | undefined> {
  const { username, name, email, roles } = staff
  const id = randomUUID() as StaffId
  try {
    return await sql.begin(async (tx) => {
      await tx`
        insert into staff (id, username, name, email, roles)
        values (${id}, ${username}, ${name}, ${email}, ${[...roles]})`
      const facts = { username, roles: roles.join(' ') }
      await audit(tx, { actor: by, action: 'staff_added', subject: id, facts })
      return await newCode(tx, id, by)
    })
  } catch (fault) {
    if (isTaken(fault, 'staff_username')) return undefined
    throw fault
  }
}

/** The rows of the code keep its sha256; 120 bits need no more. */
const hashOf = (typed: string): string =>
  createHash('sha256').update(readTemporaryPassword(typed)).digest('hex')

async function newCode(tx: Db, id: StaffId, by: string): Promise<string> {
  const code = spellTemporaryPassword(randomBytes(16))
  await tx`update staff_enrollment set ended_at = portal_now() where staff_id = ${id} and ended_at is null`
  await tx`
    insert into staff_enrollment (hash, staff_id, totp_id, made_by, expires_at)
    values (${hashOf(code)}, ${id}, ${randomUUID()}, ${by}, portal_now() + make_interval(hours => ${enrollmentHours}))`
  return showTemporaryPassword(code)
}

/**
 * Lets somebody enroll anew who lost the phone with the one-time codes (6.4.4): what they had opens nothing from now on,
 * and they are mailed.
 *
 * @returns The new code; undefined when nobody works here under this id.
 */
export async function enrollAnew(sql: Sql, id: StaffId, by: string): Promise<string | undefined> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<{ email: string | null }[]>`
      update staff set password_hash = null, totp_id = null, enrolled_at = null
       where id = ${id} and removed_at is null
      returning email`
    if (!row) return undefined
    await staffSessions.endAll(tx, id)
    await endCalls(tx, id)
    await audit(tx, { actor: by, action: 'staff_enrolls_anew', subject: id })
    if (row.email)
      await notices.owe(tx, {
        template: 'staff_enrolls_anew',
        params: {},
        to: { email: row.email },
      })
    return await newCode(tx, id, by)
  })
}

/** A leaver: can't sign in, is signed out, and stays in the audit. @returns Whether this call removed them. */
export async function remove(sql: Sql, id: StaffId, by: string): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update staff set removed_at = portal_now(), password_hash = null, totp_id = null
       where id = ${id} and removed_at is null`
    if (count === 0) return false
    await tx`update staff_enrollment set ended_at = portal_now() where staff_id = ${id} and ended_at is null`
    await staffSessions.endAll(tx, id)
    await endCalls(tx, id)
    await audit(tx, { actor: by, action: 'staff_removed', subject: id })
    return true
  })
}

const endCalls = async (tx: Db, id: StaffId) =>
  void (await tx`
    update caller_check set ended_at = portal_now() where staff_id = ${id} and ended_at is null`)

export interface Enrollment {
  readonly id: StaffId
  readonly username: string
  readonly name: string
  readonly totpId: string
}

/** Whom a code enrolls; undefined when it was used, superseded, or is older than a day. */
export async function findEnrollment(sql: Sql, code: string): Promise<Enrollment | undefined> {
  const [row] = await sql<Enrollment[]>`
    select m.id, m.username, m.name, e.totp_id
      from staff_enrollment e
      join staff m on m.id = e.staff_id
     where e.hash = ${hashOf(code)} and e.ended_at is null and e.expires_at > portal_now()
       and m.removed_at is null`
  return row
}

/**
 * Uses a code up: from now on this password and the codes of this key sign in.
 *
 * @param step Of the one-time code that was typed, which is used with it.
 * @returns Whether this call did; of two at once, one.
 */
export async function enroll(
  sql: Sql,
  code: string,
  { passwordHash, step }: { readonly passwordHash: string; readonly step: number },
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const [used] = await tx<{ id: StaffId; totpId: string }[]>`
      update staff_enrollment set ended_at = portal_now()
       where hash = ${hashOf(code)} and ended_at is null and expires_at > portal_now()
      returning staff_id as id, totp_id`
    if (!used) return false
    const { count } = await tx`
      update staff set password_hash = ${passwordHash}, totp_id = ${used.totpId}, totp_step = ${step},
                       enrolled_at = portal_now()
       where id = ${used.id} and removed_at is null`
    if (count === 0) return false
    await staffSessions.endAll(tx, used.id)
    await audit(tx, { actor: used.id, action: 'staff_enrolled', subject: used.id })
    return true
  })
}

export interface StaffSignIn {
  readonly id: StaffId
  readonly passwordHash: string
  readonly totpId: string
  readonly roles: readonly StaffRole[]
}

export async function findForSignIn(sql: Sql, username: string): Promise<StaffSignIn | undefined> {
  const [row] = await sql<StaffSignIn[]>`
    select id, password_hash, totp_id, roles
      from staff
     where username = ${username} and removed_at is null and password_hash is not null`
  return row
}

/**
 * Signs in with a code of this step, which is used up with it (6.5.1).
 *
 * @param session The new session's id.
 * @returns false when this code, or a later one, was used before, or the person enrolled anew meanwhile.
 */
export async function signIn(
  sql: Sql,
  { id, totpId }: Pick<StaffSignIn, 'id' | 'totpId'>,
  { step, session }: { readonly step: number; readonly session: string },
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update staff set totp_step = ${step}
       where id = ${id} and totp_id = ${totpId} and totp_step < ${step} and removed_at is null`
    if (count === 0) return false
    await staffSessions.add(tx, session, id)
    await audit(tx, { actor: id, action: 'staff_signed_in', subject: id })
    return true
  })
}

/** Ends the session, and the call that was on. */
export async function signOut(sql: Sql, id: StaffId, session: string): Promise<void> {
  await sql.begin(async (tx) => {
    await staffSessions.end(tx, session)
    await endCalls(tx, id)
    await audit(tx, { actor: id, action: 'staff_signed_out', subject: id })
  })
}

export interface StaffMember {
  readonly id: StaffId
  readonly username: string
  readonly name: string
  readonly email: string | null
  readonly roles: readonly StaffRole[]
  readonly enrolledAt: Date | null
  readonly removedAt: Date | null
  readonly totpId: string | null
  readonly totpStep: number
}

/** Who works here, by name; then the leavers. */
export async function list(sql: Sql): Promise<StaffMember[]> {
  return await sql<StaffMember[]>`
    select id, username, name, email, roles, enrolled_at, removed_at, totp_id, totp_step
      from staff order by removed_at is not null, lower(name), id limit 1000`
}

/** Addresses of those with this role. */
export async function mailable(db: Db, role: StaffRole): Promise<string[]> {
  const rows = await db<{ email: string }[]>`
    select distinct email from staff
     where ${role} = any(roles) and removed_at is null and email is not null order by email limit 100`
  return rows.map(({ email }) => email)
}
