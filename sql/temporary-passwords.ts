import { createHash } from 'node:crypto'
import type { PortalAccountId } from '../src/domain/ids.js'
import { readTemporaryPassword } from '../src/domain/temporary-password.js'
import type { Db } from './database.js'

/** Single-use passwords that were mailed. SQL keeps sha256 of 120 bits: a plain hash is enough (security.md 1.5). */

/** The hash to look for; case, spaces and hyphens of what was typed do not count. */
export const hashOf = (typed: string): string =>
  createHash('sha256').update(readTemporaryPassword(typed)).digest('hex')

/** A mail is tried for a day; one that never got through leaves nothing that opens. */
const unsentHours = 25

/**
 * The live temporary password of this portal account that has this hash: sent or being sent, not used, not superseded,
 * not expired.
 *
 * @returns Its id, for {@link use}.
 */
export async function find(
  sql: Db,
  account: PortalAccountId,
  hash: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from temporary_password
     where portal_account_id = ${account} and hash = ${hash}
       and used_at is null and superseded_at is null and expired_at is null
       and coalesce(expires_at, created_at + make_interval(hours => ${unsentHours})) > portal_now()`
  return row?.id
}

/** Uses it up. @returns Whether this call did: of two at once, one. */
export async function use(sql: Db, id: string): Promise<boolean> {
  const { count } = await sql`
    with used as (
      update temporary_password set used_at = portal_now()
       where id = ${id} and used_at is null and superseded_at is null and expired_at is null
         and coalesce(expires_at, created_at + make_interval(hours => ${unsentHours})) > portal_now()
      returning id
    )
    insert into nudge (kind, id) select 'password_reset', id from used`
  return count === 1
}

/** Those of this portal account open nothing from now on; their workflows hear of it and end. */
export async function supersedeAll(tx: Db, account: PortalAccountId): Promise<void> {
  await tx`
    with older as (
      update temporary_password set superseded_at = portal_now()
       where portal_account_id = ${account} and used_at is null and superseded_at is null and expired_at is null
      returning id
    )
    insert into nudge (kind, id) select 'password_reset', id from older`
}
