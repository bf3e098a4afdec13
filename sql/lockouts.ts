import { randomUUID } from 'node:crypto'
import type {
  CallId,
  LockoutId,
  NoticeId,
  PortalAccountId,
  UnlockRequestId,
} from '../src/domain/ids.js'
import { type Lockout, lockedMailHours } from '../src/domain/lockout.js'
import { audit } from './audit.js'
import { vouch } from './caller-checks.js'
import type { Db, Sql } from './database.js'
import * as notices from './notices.js'
import * as sessions from './sessions.js'
import { mailable } from './staff.js'

/** Locks of portal accounts: made by a door, told and held by their workflow, ended by CharMeck 311. */

export interface NewLockout {
  readonly account: PortalAccountId
  /** Of the doors that an unlock resets. */
  readonly nameKey: string
  readonly scope: Lockout['scope']
  readonly why: Lockout['why']
}

/**
 * Locks inside the caller's transaction, or widens the lock that is there. A lock of everything ends the sessions: who
 * made it sat at the resident's own browser.
 */
export async function lock(tx: Db, { account, nameKey, scope, why }: NewLockout): Promise<void> {
  // Before the lock is there to be seen: a sign-in that is right at this moment comes before it or after (sessions.add).
  if (scope === 'everything')
    await tx`select 1 from portal_account where id = ${account} for no key update`
  await tx`
    with locked as (
      insert into lockout as l (id, portal_account_id, name_key, scope, why)
      values (${randomUUID()}, ${account}, ${nameKey}, ${scope}, ${why})
      on conflict (portal_account_id) where unlocked_at is null
      do update set scope = excluded.scope where excluded.scope = 'everything' and l.scope = 'strangers'
      returning id
    )
    insert into nudge (kind, id) select 'lockout', id from locked`
  if (scope === 'everything') await sessions.endAll(tx, account)
}

export interface LockoutRow extends Lockout {
  /** The database's now, moved clock included: what a step computes with. */
  readonly now: Date
}

export async function find(sql: Sql, id: LockoutId): Promise<LockoutRow | undefined> {
  const [row] = await sql<LockoutRow[]>`
    select l.scope, l.why, l.locked_at, l.told_at, l.reminded_at, l.unlocked_at, portal_now() as now,
           case when n.state = 'waiting' then n.id end as waiting_notice_id
      from lockout l
      left join notice n on n.id = l.notice_id
     where l.id = ${id}`
  return row
}

/**
 * Owes the owner the mail about the lock, unless one went out within a day, or the address was never confirmed (F13).
 * The lock's own workflow sends it. Twice is once.
 */
export async function tell(sql: Sql, id: LockoutId): Promise<void> {
  await sql.begin(async (tx) => {
    const [owner] = await tx<{ id: PortalAccountId; email: string; mail: boolean }[]>`
      select a.id, a.email,
             a.email_confirmed_at is not null
             and not exists (select from notice n
                              where n.portal_account_id = a.id and n.template = 'locked'
                                and n.created_at > portal_now() - make_interval(hours => ${lockedMailHours})) as mail
        from lockout l
        join portal_account a on a.id = l.portal_account_id
       where l.id = ${id} and l.told_at is null
         for update of l`
    if (!owner) return
    const noticeId = owner.mail ? await oweLocked(tx, owner, id) : null
    await tx`update lockout set told_at = portal_now(), notice_id = ${noticeId} where id = ${id}`
  })
}

const oweLocked = (
  tx: Db,
  to: { id: PortalAccountId; email: string },
  id: LockoutId,
): Promise<NoticeId> =>
  notices.owe(tx, {
    template: 'locked',
    params: { lockoutId: id },
    to,
    dedupe: `locked/${id}`,
    nudge: false,
  })

/** Nobody ended it for a day: the supervisors are mailed, once. @returns Whether this call wrote that down. */
export async function remind(sql: Sql, id: LockoutId): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update lockout set reminded_at = portal_now()
       where id = ${id} and reminded_at is null and unlocked_at is null`
    if (count === 0) return false
    await audit(tx, { actor: 'worker', action: 'lock_waits', subject: id })
    for (const email of await mailable(tx, 'supervisor')) {
      await notices.owe(tx, {
        template: 'lock_waiting',
        params: { lockoutId: id },
        to: { email },
        dedupe: `lock_waiting/${id}/${email}`,
      })
    }
    return true
  })
}

/** The open lock of this name, in any case. */
export async function findOpen(
  sql: Sql,
  username: string,
): Promise<{ id: LockoutId; username: string } | undefined> {
  const [row] = await sql<{ id: LockoutId; username: string }[]>`
    select l.id, a.username
      from lockout l
      join portal_account a on a.id = l.portal_account_id
     where lower(a.username) = lower(${username}) and l.unlocked_at is null`
  return row
}

export async function isEnded(sql: Sql, id: LockoutId): Promise<boolean> {
  const [row] = await sql`select 1 from lockout where id = ${id} and unlocked_at is not null`
  return row !== undefined
}

export interface UnlockAsked {
  readonly staff: string
  readonly reason: string
  /** Also mails a temporary password. */
  readonly temporaryPassword: boolean
}

/**
 * At the command line an operator asks for an unlock, and vouches for the caller; the lock's workflow carries it out. The
 * console asks by `unlocks.askVerified`.
 */
export async function askUnlock(
  sql: Sql,
  lockoutId: LockoutId,
  asked: UnlockAsked,
): Promise<UnlockRequestId> {
  return await sql.begin(async (tx) => {
    const [lock] = await tx<{ owner: PortalAccountId }[]>`
      select portal_account_id as owner from lockout where id = ${lockoutId}`
    return await requestUnlock(tx, lockoutId, asked, await vouch(tx, lock!.owner, asked.staff))
  })
}

/** The row that has the authority, with its trail and the nudge, inside the caller's transaction. */
export async function requestUnlock(
  tx: Db,
  lockoutId: LockoutId,
  { staff, reason, temporaryPassword }: UnlockAsked,
  call: CallId,
): Promise<UnlockRequestId> {
  const id = randomUUID() as UnlockRequestId
  await tx`
    insert into unlock_request (id, lockout_id, staff, reason, caller_check_id, temporary_password)
    values (${id}, ${lockoutId}, ${staff}, ${reason}, ${call}, ${temporaryPassword})`
  await audit(tx, {
    actor: staff,
    action: 'unlock_asked',
    subject: lockoutId,
    facts: { request: id, call, temporaryPassword },
  })
  await tx`insert into nudge (kind, id) values ('unlock', ${id})`
  return id
}
