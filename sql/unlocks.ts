import {
  isId,
  type LockoutId,
  type PortalAccountId,
  type UnlockRequestId,
} from '../src/domain/ids.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import * as devices from './devices.js'
import * as notices from './notices.js'
import * as recoveries from './recoveries.js'
import * as doors from './sign-in-doors.js'

/** What the signal `unlock` does. The authority is the `unlock_request` row, never the signal (architecture.md 4). */

interface Asked {
  readonly staff: string
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
    select r.staff, r.temporary_password, r.applied_at is not null as applied,
           l.unlocked_at is not null as unlocked, l.name_key,
           a.id as owner, a.email, a.email_confirmed_at is not null as confirmed
      from unlock_request r
      join lockout l on l.id = r.lockout_id
      join portal_account a on a.id = l.portal_account_id
     where r.id = ${requestId} and r.lockout_id = ${lockoutId}
       for update of r, l`
  return asked
}

async function end(tx: Db, lockoutId: LockoutId, asked: Asked): Promise<void> {
  const { staff, temporaryPassword, nameKey, owner, email, confirmed } = asked
  await tx`
    update lockout set unlocked_at = portal_now(), unlocked_by = ${staff} where id = ${lockoutId}`
  await doors.reset(tx, nameKey)
  await devices.revokeAll(tx, owner)
  await audit(tx, {
    actor: staff,
    action: 'unlocked',
    subject: owner,
    facts: { lockout: lockoutId, temporaryPassword },
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
