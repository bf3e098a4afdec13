import { randomUUID } from 'node:crypto'
import type { PortalAccountId, RecoveryRequestId } from '../src/domain/ids.js'
import { lockedMailHours } from '../src/domain/lockout.js'
import type { Recovery, RecoveryKind } from '../src/domain/recovery.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import * as devices from './devices.js'
import { owe } from './notices.js'
import { owePasswordChanged } from './profiles.js'
import * as sessions from './sessions.js'
import { supersedeAll } from './temporary-passwords.js'

/** Requests of "Forgot Username?" and "Forgot Password?", and what becomes of them. */

/**
 * Writes a request down with the nudge that answers it: the same two rows for every address. Inside the caller's
 * transaction, when there is one.
 */
export async function request(
  sql: Db,
  kind: RecoveryKind,
  email: string,
): Promise<RecoveryRequestId> {
  const id = randomUUID() as RecoveryRequestId
  await sql`
    with asked as (
      insert into recovery_request (id, kind, email) values (${id}, ${kind}, ${email}) returning id
    )
    insert into nudge (kind, id) select ${nudgeKind[kind]}, id from asked`
  return id
}

const nudgeKind = { username: 'username_reminder', password: 'password_reset' } as const

export interface RecoveryRow extends Recovery {
  /** The database's now, moved clock included. */
  readonly now: Date
}

export async function find(sql: Sql, id: RecoveryRequestId): Promise<RecoveryRow | undefined> {
  const [row] = await sql<RecoveryRow[]>`
    select r.kind, r.done_at is not null as done, r.notice_id, n.state as notice_state,
           t.id is null or t.used_at is not null or t.superseded_at is not null or t.expired_at is not null as over,
           t.expires_at, portal_now() as now
      from recovery_request r
      left join notice n on n.id = r.notice_id
      left join temporary_password t on t.id = r.id
     where r.id = ${id}`
  return row
}

/**
 * Decides whom a request answers, and with what, once: nobody; the owner of the address, with the username or a new
 * temporary password, which supersedes the older ones; or, where a lock is open, with the mail about the lock.
 *
 * @param hash Of the temporary password that the request's id gives. The secret is not kept: the mail derives it again.
 */
export async function answer(sql: Sql, id: RecoveryRequestId, hash: string): Promise<void> {
  await sql.begin(async (tx) => {
    const [asked] = await tx<{ kind: RecoveryKind; email: string }[]>`
      select kind, email from recovery_request
       where id = ${id} and done_at is null and notice_id is null
         for update`
    if (!asked) return // an earlier attempt answered
    // Locked: of two requests for one portal account, the later one supersedes.
    const [owner] = await tx<{ id: PortalAccountId; email: string }[]>`
      select id, email from portal_account
       where lower(email) = lower(${asked.email}) and email_confirmed_at is not null
         for no key update`
    if (!owner) return await close(tx, id)
    if (asked.kind === 'username')
      return await mailBy(tx, id, { template: 'username_reminder', params: {}, to: owner })
    if (await tellLocked(tx, owner)) return await close(tx, id)
    await supersedeAll(tx, owner.id)
    await tx`insert into temporary_password (id, portal_account_id, hash) values (${id}, ${owner.id}, ${hash})`
    await mailBy(tx, id, { template: 'temporary_password', params: { requestId: id }, to: owner })
    await audit(tx, { actor: 'worker', action: 'temporary_password_made', subject: owner.id })
  })
}

const close = async (tx: Db, id: RecoveryRequestId) =>
  void (await tx`update recovery_request set done_at = portal_now() where id = ${id}`)

/** The request's own workflow sends this mail, so that what follows the send follows it there. */
async function mailBy(
  tx: Db,
  id: RecoveryRequestId,
  notice: Parameters<typeof owe<'username_reminder' | 'temporary_password'>>[1],
): Promise<void> {
  const noticeId = await owe(tx, { ...notice, nudge: false })
  await tx`update recovery_request set notice_id = ${noticeId} where id = ${id}`
}

/** @returns Whether the portal account is locked; then its owner hears so, at most once a day (security.md 1.4). */
async function tellLocked(tx: Db, owner: { id: PortalAccountId; email: string }): Promise<boolean> {
  const [lock] = await tx<{ id: string; told: boolean }[]>`
    select l.id, l.told_at is null -- the lockout's own mail is on its way
                 or exists (select from notice n
                          where n.portal_account_id = ${owner.id} and n.template = 'locked'
                            and n.created_at > portal_now() - make_interval(hours => ${lockedMailHours})) as told
      from lockout l
     where l.portal_account_id = ${owner.id} and l.unlocked_at is null`
  if (lock && !lock.told)
    await owe(tx, { template: 'locked', params: { lockoutId: lock.id }, to: owner })
  return lock !== undefined
}

/** Its mail is out: the temporary password lives so many minutes from the send on. Twice is once. */
export async function startLife(sql: Sql, id: RecoveryRequestId, minutes: number): Promise<void> {
  await sql`
    update temporary_password t set expires_at = n.sent_at + make_interval(mins => ${minutes})
      from recovery_request r
      join notice n on n.id = r.notice_id
     where t.id = ${id} and r.id = ${id} and t.expires_at is null and n.state = 'sent'`
}

/** The request comes to rest, and what is left of its temporary password with it. */
export async function finish(sql: Sql, id: RecoveryRequestId): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      update temporary_password
         set expired_at = case when expires_at <= portal_now() then portal_now() end,
             superseded_at = case when expires_at <= portal_now() then null else portal_now() end
       where id = ${id} and used_at is null and superseded_at is null and expired_at is null`
    await tx`
      update notice set state = 'given_up', problem = 'what it tells of is gone'
       where id = (select notice_id from recovery_request where id = ${id}) and state = 'waiting'`
    await tx`update recovery_request set done_at = portal_now() where id = ${id} and done_at is null`
  })
}

/** Whether the temporary password of this request may still be mailed. */
export async function isLive(sql: Sql, id: RecoveryRequestId): Promise<boolean> {
  const [row] = await sql`
    select 1 from temporary_password
     where id = ${id} and used_at is null and superseded_at is null and expired_at is null`
  return row !== undefined
}

/**
 * Chooses the password that a temporary one was sent for, in one transaction: the new hash; no session, known browser
 * or temporary password from before opens anything; and the owner hears of it.
 *
 * @param session The restricted session's id; it ends with this.
 * @returns Whether it was still there: of two at once, one chooses.
 */
export async function choosePassword(
  sql: Sql,
  owner: { readonly id: PortalAccountId; readonly email: string },
  { session, passwordHash }: { session: string; passwordHash: string },
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      delete from session where id = ${session} and portal_account_id = ${owner.id} and restricted`
    if (count === 0) return false
    await tx`
      update portal_account set password_hash = ${passwordHash}, password_changed_at = portal_now()
       where id = ${owner.id}`
    await supersedeAll(tx, owner.id)
    await sessions.endAll(tx, owner.id)
    await devices.revokeAll(tx, owner.id)
    await owePasswordChanged(tx, owner)
    await audit(tx, { actor: owner.id, action: 'password_chosen', subject: owner.id })
    await audit(tx, { actor: owner.id, action: 'signed_in', subject: owner.id })
    return true
  })
}
