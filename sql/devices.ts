import type { PortalAccountId } from '../src/domain/ids.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import * as notices from './notices.js'

/** Browsers that signed in before, by the nonce of their cookie (security.md 1.4). A row is never a session. */

/** Whether this portal account knows the browser of this nonce. */
export async function isKnown(sql: Sql, owner: PortalAccountId, nonce: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from device where nonce = ${nonce} and portal_account_id = ${owner} and revoked_at is null`
  return row !== undefined
}

export interface SignIn {
  readonly owner: { readonly id: PortalAccountId; readonly email: string }
  /** The browser's nonce; a new one when nobody knew the browser. */
  readonly nonce: string
  readonly known: boolean
  /** "Chrome on Windows". */
  readonly label: string
}

/**
 * Writes down that somebody came in: the visit, the browser, and the mail about a browser that was never seen, which
 * the very first sign-in does not need.
 */
export async function noteSignIn(sql: Sql, { owner, nonce, known, label }: SignIn): Promise<void> {
  await sql.begin(async (tx) => {
    const [before] = await tx`
      select 1 from audit where subject = ${owner.id} and action = 'signed_in' limit 1`
    await audit(tx, { actor: owner.id, action: 'signed_in', subject: owner.id })
    await tx`
      insert into device as d (nonce, portal_account_id, label) values (${nonce}, ${owner.id}, ${label})
      on conflict (nonce) do update set seen_at = portal_now(), label = excluded.label
       where d.portal_account_id = ${owner.id} and d.revoked_at is null`
    if (!known && before)
      await notices.owe(tx, { template: 'new_browser', params: { label }, to: owner })
  })
}

/** From now on no browser is known to this portal account. */
export async function revokeAll(tx: Db, owner: PortalAccountId): Promise<void> {
  await tx`
    update device set revoked_at = portal_now() where portal_account_id = ${owner} and revoked_at is null`
}
