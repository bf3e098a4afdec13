import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PortalAccountId } from '../src/domain/ids.js'
import { confirmHours, undoHours } from '../src/domain/portal-account.js'
import { audit } from './audit.js'
import { type Db, isTaken, type Sql } from './database.js'
import * as devices from './devices.js'
import { owe } from './notices.js'
import { type Proof, prove } from './profiles.js'
import * as sessions from './sessions.js'
import { supersedeAll } from './temporary-passwords.js'

/**
 * A new email address waits for the link that was mailed to it; then the old address can take it back for 72 hours.
 * Mails hold the tokens, rows their sha256.
 */
const hashed = (token: string) => createHash('sha256').update(token).digest('hex')
const newToken = () => randomBytes(32).toString('hex')

/**
 * Begins a change; one that waited before is dropped. For an address with a portal account of its own all is the same,
 * but nobody is sent the link: its owner reads "You already have a portal account".
 */
export async function begin(sql: Sql, proof: Proof, newEmail: string): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const owner = await prove(tx, proof)
    if (!owner) return false
    const token = newToken()
    await tx`delete from email_change where portal_account_id = ${proof.id} and confirmed_at is null`
    await tx`
      insert into email_change (id, portal_account_id, old_email, new_email, confirm_hash)
      values (${randomUUID()}, ${proof.id}, ${owner.email}, ${newEmail}, ${hashed(token)})`
    const [holder] = await tx<{ id: PortalAccountId; email: string }[]>`
      select id, email from portal_account
       where lower(email) = lower(${newEmail}) and email_confirmed_at is not null`
    if (holder) await owe(tx, { template: 'already_registered', params: {}, to: holder })
    else {
      const to = { id: proof.id, email: newEmail }
      await owe(tx, { template: 'email_changed_new', params: { token }, to })
    }
    await audit(tx, { actor: proof.id, action: 'email_change_asked', subject: proof.id })
    return true
  })
}

/** The address that waits for its link. */
export async function pending(sql: Sql, id: PortalAccountId): Promise<string | undefined> {
  const [row] = await sql<{ newEmail: string }[]>`
    select new_email from email_change
     where portal_account_id = ${id} and confirmed_at is null
       and created_at > portal_now() - make_interval(hours => ${confirmHours})`
  return row?.newEmail
}

interface ChangeRow {
  readonly id: string
  readonly portalAccountId: PortalAccountId
  readonly oldEmail: string
  readonly newEmail: string
}

/** What a link would confirm; undefined when it does not work (any more). */
export async function findByLink(sql: Db, token: string): Promise<ChangeRow | undefined> {
  const [row] = await sql<ChangeRow[]>`
    select id, portal_account_id, old_email, new_email from email_change
     where confirm_hash = ${hashed(token)} and confirmed_at is null
       and created_at > portal_now() - make_interval(hours => ${confirmHours})`
  return row
}

/** What an undo link would take back; undefined when it does not work (any more). */
export async function findByUndoLink(sql: Db, token: string): Promise<ChangeRow | undefined> {
  const [row] = await sql<ChangeRow[]>`
    select id, portal_account_id, old_email, new_email from email_change
     where undo_hash = ${hashed(token)} and undone_at is null
       and confirmed_at > portal_now() - make_interval(hours => ${undoHours})`
  return row
}

/** What the mail to the old address tells; undefined when it was undone before that mail was written. */
export async function findConfirmed(
  sql: Sql,
  id: string,
): Promise<{ newEmail: string; confirmedAt: Date } | undefined> {
  const [row] = await sql<{ newEmail: string; confirmedAt: Date }[]>`
    select new_email, confirmed_at from email_change
     where id = ${id} and confirmed_at is not null and undone_at is null`
  return row
}

/**
 * The link was opened and the button pressed: from now on the new address is used.
 *
 * @param keep The session that presses, by its id; all others of the resident end.
 * @returns 'gone' for a link that does not work any more, 'taken' when somebody has the address by now.
 */
export async function confirm(
  sql: Sql,
  token: string,
  keep: string | undefined,
): Promise<'done' | 'gone' | 'taken'> {
  return await orTaken(
    sql.begin(async (tx) => {
      const change = await lock(tx, token, findByLink)
      if (!change) return 'gone'
      const { id, portalAccountId: owner, oldEmail, newEmail } = change
      await moveTo(tx, owner, newEmail)
      const undo = newToken()
      await tx`
        update email_change set confirmed_at = portal_now(), undo_hash = ${hashed(undo)} where id = ${id}`
      await sessions.endOthers(tx, owner, keep ?? '')
      await supersedeAll(tx, owner)
      await owe(tx, {
        template: 'email_changed_old',
        params: { emailChangeId: id, token: undo },
        to: { id: owner, email: oldEmail },
      })
      await audit(tx, { actor: owner, action: 'email_changed', subject: owner })
      return 'done'
    }),
  )
}

/**
 * The owner of the old address takes it back, also over later changes: whoever made those came in by this one. Everybody
 * is signed out and no browser is known any more.
 */
export async function undo(sql: Sql, token: string): Promise<'done' | 'gone' | 'taken'> {
  return await orTaken(
    sql.begin(async (tx) => {
      const change = await lock(tx, token, findByUndoLink)
      if (!change) return 'gone'
      const { id, portalAccountId: owner, oldEmail } = change
      await moveTo(tx, owner, oldEmail)
      await tx`delete from email_change where portal_account_id = ${owner} and confirmed_at is null`
      await tx`
        update email_change set undone_at = portal_now()
         where portal_account_id = ${owner} and undone_at is null
           and confirmed_at >= (select confirmed_at from email_change where id = ${id})`
      await sessions.endAll(tx, owner)
      await devices.revokeAll(tx, owner)
      await supersedeAll(tx, owner)
      await audit(tx, { actor: owner, action: 'email_change_undone', subject: owner })
      return 'done'
    }),
  )
}

/** The resident's row first, then the change: of two presses at once the second finds the change used. */
async function lock(
  tx: Db,
  token: string,
  find: (tx: Db, token: string) => Promise<ChangeRow | undefined>,
): Promise<ChangeRow | undefined> {
  const seen = await find(tx, token)
  if (!seen) return undefined
  await tx`select 1 from portal_account where id = ${seen.portalAccountId} for update`
  return await find(tx, token)
}

/** A registration that was never confirmed holds no address against its owner, who just pressed a button in a mail. */
async function moveTo(tx: Db, owner: PortalAccountId, email: string): Promise<void> {
  await tx`
    delete from portal_account
     where lower(email) = lower(${email}) and email_confirmed_at is null and id <> ${owner}`
  await tx`
    update portal_account set email = ${email}, email_confirmed_at = portal_now() where id = ${owner}`
}

/** The unique index decides who has an address. */
async function orTaken<T>(deed: Promise<T>): Promise<T | 'taken'> {
  try {
    return await deed
  } catch (fault) {
    if (isTaken(fault, 'portal_account_email')) return 'taken'
    throw fault
  }
}
