import type { PortalAccountId } from '../src/domain/ids.js'
import { undoHours } from '../src/domain/portal-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { owe } from './notices.js'
import * as sessions from './sessions.js'
import { supersedeAll } from './temporary-passwords.js'

/** What a resident changes on Profile after entering the current password: each deed is one transaction. */

/** Who changes something: the hash of the password that was just matched, and the session that goes on. */
export interface Proof {
  readonly id: PortalAccountId
  /** A deed of a password that another browser changed meanwhile does nothing. */
  readonly passwordHash: string
  /** The session's ids before and after: who proves who it is again gets a new token (security.md T9). */
  readonly session: { readonly from: string; readonly to: string }
}

/** The hash that the current password must match. */
export async function passwordHash(sql: Sql, id: PortalAccountId): Promise<string | undefined> {
  const [row] = await sql<{ passwordHash: string }[]>`
    select password_hash from portal_account where id = ${id}`
  return row?.passwordHash
}

/**
 * Locks the resident's row, checks the proof and gives the session its new token. The lock lets rows be written that
 * point to the resident, such as payments, which may be waited for further on.
 *
 * @returns undefined when it lost.
 */
export async function prove(
  tx: Db,
  { id, passwordHash, session }: Proof,
): Promise<{ email: string } | undefined> {
  const [row] = await tx<{ email: string }[]>`
    select email from portal_account where id = ${id} and password_hash = ${passwordHash} for no key update`
  if (!row || !(await sessions.rename(tx, session.from, session.to))) return undefined
  return row
}

/**
 * A new password: every other session ends, other browsers are no longer known, a mailed temporary password opens
 * nothing any more, and the owner is told.
 */
export async function changePassword(sql: Sql, proof: Proof, newHash: string): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const owner = await prove(tx, proof)
    if (!owner) return false
    await tx`
      update portal_account set password_hash = ${newHash}, password_changed_at = portal_now()
       where id = ${proof.id}`
    await tx`
      update device set revoked_at = portal_now()
       where portal_account_id = ${proof.id} and revoked_at is null
         and nonce is distinct from (select device_nonce from session where id = ${proof.session.to})`
    await sessions.endOthers(tx, proof.id, proof.session.to)
    await supersedeAll(tx, proof.id)
    await owePasswordChanged(tx, { id: proof.id, email: owner.email })
    await audit(tx, { actor: proof.id, action: 'password_changed', subject: proof.id })
    return true
  })
}

/** Tells the owner, and also the addresses that can still take the portal account back (ux.md 10). */
export async function owePasswordChanged(
  tx: Db,
  owner: { id: PortalAccountId; email: string },
): Promise<void> {
  const old = await tx<{ email: string }[]>`
    select distinct lower(old_email) as email from email_change
     where portal_account_id = ${owner.id} and undone_at is null
       and confirmed_at > portal_now() - make_interval(hours => ${undoHours})
       and lower(old_email) <> lower(${owner.email})`
  for (const { email } of [owner, ...old])
    await owe(tx, { template: 'password_changed', params: {}, to: { id: owner.id, email } })
}

export async function changeQuestion(
  sql: Sql,
  proof: Proof,
  facts: { question: string; answerHash: string },
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const owner = await prove(tx, proof)
    if (!owner) return false
    await tx`
      update portal_account set question = ${facts.question}, answer_hash = ${facts.answerHash}
       where id = ${proof.id}`
    const to = { id: proof.id, email: owner.email }
    await owe(tx, { template: 'question_changed', params: {}, to })
    await audit(tx, { actor: proof.id, action: 'question_changed', subject: proof.id })
    return true
  })
}

/** The newest sign-ins, at most ten. */
export async function signIns(sql: Sql, id: PortalAccountId): Promise<Date[]> {
  const rows = await sql<{ at: Date }[]>`
    select at from audit where subject = ${id} and action = 'signed_in' order by seq desc limit 10`
  return rows.map(({ at }) => at)
}

/** Ends one session of the list. @returns Whether it was there. */
export async function endSession(
  sql: Sql,
  id: PortalAccountId,
  publicId: string,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const ended = await sessions.endOne(tx, id, publicId)
    if (ended) await audit(tx, { actor: id, action: 'session_ended', subject: id })
    return ended
  })
}

/** Signs the resident out of every browser, this one too. */
export async function signOutEverywhere(sql: Sql, id: PortalAccountId): Promise<void> {
  await sql.begin(async (tx) => {
    await sessions.endAll(tx, id)
    await audit(tx, { actor: id, action: 'signed_out_everywhere', subject: id })
  })
}
