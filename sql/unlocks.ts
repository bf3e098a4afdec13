import {
  isId,
  type LockoutId,
  type PortalAccountId,
  type UnlockRequestId,
} from '../src/domain/ids.js'
import { audit } from './audit.js'
import { type CallOf, verified } from './caller-checks.js'
import type { Db, Sql } from './database.js'
import * as devices from './devices.js'
import { requestUnlock } from './lockouts.js'
import * as notices from './notices.js'
import * as recoveries from './recoveries.js'
import * as doors from './sign-in-doors.js'

/**
 * Unlocking: 311 asks by a row, and the signal `unlock` carries it out. The authority is the `unlock_request` row, never
 * the signal (architecture.md 4).
 */

interface Asked {
  readonly staff: string
  readonly call: string
  readonly temporaryPassword: boolean
  readonly applied: boolean
  readonly unlocked: boolean
  readonly nameKey: string
  readonly owner: PortalAccountId
  readonly email: string
  readonly confirmed: boolean
}

/**
 * Ends a lock that this request asks to end: lock, doors, known browsers, the mail, and what else was asked, in one
 * transaction. A request that is not there, or of another lock, changes nothing and is written down.
 *
 * @param requestId As the signal brought it: from Temporal's UI anything may come.
 * @returns Whether the lock is ended.
 */
export async function unlockByRequest(
  sql: Sql,
  lockoutId: LockoutId,
  requestId: unknown,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const given = typeof requestId === 'string' && isId(requestId) ? requestId : undefined
    const asked = given && (await take(tx, lockoutId, given as UnlockRequestId))
    if (!asked) {
      const facts = { request: given ?? null }
      await audit(tx, { actor: 'temporal', action: 'unlock_refused', subject: lockoutId, facts })
      return false
    }
    if (asked.applied) return asked.unlocked
    await tx`update unlock_request set applied_at = portal_now() where id = ${given}`
    if (asked.unlocked) return true // another request was first
    await end(tx, lockoutId, asked)
    return true
  })
}

/** The request with its lock; the name's turn first, as a try at the door takes it. */
async function take(
  tx: Db,
  lockoutId: LockoutId,
  requestId: UnlockRequestId,
): Promise<Asked | undefined> {
  const [lock] = await tx<
    { nameKey: string }[]
  >`select name_key from lockout where id = ${lockoutId}`
  if (!lock) return undefined
  await doors.takeTurn(tx, lock.nameKey)
  const [asked] = await tx<Asked[]>`
    select r.staff, k.id as call, r.temporary_password, r.applied_at is not null as applied,
           l.unlocked_at is not null as unlocked, l.name_key,
           a.id as owner, a.email, a.email_confirmed_at is not null as confirmed
      from unlock_request r
      join lockout l on l.id = r.lockout_id
      join portal_account a on a.id = l.portal_account_id
      -- Without a caller who was verified as this very resident before it was asked, nothing is unlocked.
      join caller_check k on k.id = r.caller_check_id and k.portal_account_id = l.portal_account_id
                         and k.verified_at <= r.requested_at
     where r.id = ${requestId} and r.lockout_id = ${lockoutId}
       for update of r, l`
  return asked
}

/** Unlocks that one staff member asks for in an hour before somebody should look (security.md T23). */
export const usualUnlocksAnHour = 20

export type UnlockAnswer =
  | { readonly come: 'asked'; readonly lately: number }
  | { readonly come: 'not verified' | 'not locked' }

/**
 * Asks for an unlock in a call whose caller is verified. A second tap is no second request.
 *
 * @returns `lately`: how many this staff member asked for in the last hour.
 */
export async function askVerified(
  sql: Sql,
  of: CallOf,
  { reason, temporaryPassword }: { readonly reason: string; readonly temporaryPassword: boolean },
): Promise<UnlockAnswer> {
  return await sql.begin(async (tx): Promise<UnlockAnswer> => {
    const call = await verified(tx, of)
    if (!call) return { come: 'not verified' }
    const [lock] = await tx<{ id: LockoutId; asked: boolean }[]>`
      select l.id, exists (select from unlock_request r
                            where r.lockout_id = l.id and r.caller_check_id = ${call}) as asked
        from lockout l
       where l.portal_account_id = ${of.resident} and l.unlocked_at is null`
    if (!lock) return { come: 'not locked' }
    const asked = { staff: of.staff, reason, temporaryPassword }
    if (!lock.asked) await requestUnlock(tx, lock.id, asked, call)
    const [recent] = await tx<{ count: number }[]>`
      select count(*)::int as count from unlock_request
       where staff = ${of.staff} and requested_at > portal_now() - interval '1 hour'`
    return { come: 'asked', lately: recent!.count }
  })
}

/** How the resident's newest lock stands, as the call's panel shows it. */
export interface LockPanel {
  readonly id: LockoutId
  readonly scope: 'strangers' | 'everything'
  readonly why: string
  readonly lockedAt: Date
  readonly unlockedAt: Date | null
  /** Of the newest request. */
  readonly requestedAt: Date | null
  readonly temporaryPassword: boolean | null
  readonly call: string | null
  /** The owner is mailed; not at an address that was never confirmed (F13). */
  readonly mailed: boolean
  readonly now: Date
}

export async function panelOf(sql: Sql, resident: PortalAccountId): Promise<LockPanel | undefined> {
  const [row] = await sql<LockPanel[]>`
    select l.id, l.scope, l.why, l.locked_at, l.unlocked_at, r.requested_at, r.temporary_password,
           r.caller_check_id as call, a.email_confirmed_at is not null as mailed, portal_now() as now
      from lockout l
      join portal_account a on a.id = l.portal_account_id
      left join lateral (
           select requested_at, temporary_password, caller_check_id
             from unlock_request where lockout_id = l.id order by requested_at desc, id limit 1) r on true
     where l.portal_account_id = ${resident}
     order by l.locked_at desc, l.id
     limit 1`
  return row
}

async function end(tx: Db, lockoutId: LockoutId, asked: Asked): Promise<void> {
  const { staff, call, temporaryPassword, nameKey, owner, email, confirmed } = asked
  await tx`
    update lockout set unlocked_at = portal_now(), unlocked_by = ${staff} where id = ${lockoutId}`
  await doors.reset(tx, nameKey)
  await devices.revokeAll(tx, owner)
  await audit(tx, {
    actor: staff,
    action: 'unlocked',
    subject: owner,
    facts: { lockout: lockoutId, call, temporaryPassword },
  })
  if (!confirmed) return // nothing but the link goes to an address that was never confirmed (F13)
  await notices.owe(tx, {
    template: 'unlocked',
    params: { lockoutId, temporaryPassword },
    to: { id: owner, email },
    dedupe: `unlocked/${lockoutId}`,
  })
  if (temporaryPassword) await recoveries.request(tx, 'password', email)
}
