import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PortalAccountId } from '../src/domain/ids.js'
import { confirmHours, unconfirmedDays } from '../src/domain/portal-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { owe } from './notices.js'

/** From step 1 of Register to a confirmed portal account. Tokens are kept as their sha256. */
const hashed = (token: string) => createHash('sha256').update(token).digest('hex')
const newToken = () => randomBytes(32).toString('hex')

/** How long step 2 may be left open. */
const registrationMinutes = 60

export interface Registration {
  readonly email: string
  readonly username: string
  readonly passwordHash: string
}

/** Keeps step 1. @returns The token for the browser. */
export async function begin(sql: Sql, facts: Registration): Promise<string> {
  const token = newToken()
  await removeExpired(sql)
  await sql`
    insert into registration (id, email, username, password_hash)
    values (${hashed(token)}, ${facts.email}, ${facts.username}, ${facts.passwordHash})`
  return token
}

/** Takes away what was left open at step 2. @returns How many. */
export async function removeExpired(sql: Sql): Promise<number> {
  const { count } = await sql`
    delete from registration where created_at < portal_now() - make_interval(mins => ${registrationMinutes})`
  return count
}

/** What step 1 was told, unless it is too old. */
export async function find(sql: Sql, token: string): Promise<Registration | undefined> {
  const [row] = await sql<Registration[]>`
    select email, username, password_hash
      from registration
     where id = ${hashed(token)} and created_at > portal_now() - make_interval(mins => ${registrationMinutes})`
  return row
}

export interface Completion {
  readonly token: string
  readonly question: string
  readonly answerHash: string
  /** Whether an address that is known already may be written to once more (its throttle had a place). */
  readonly mayRemind: boolean
}

/**
 * Ends step 2: the portal account, its confirmation and the mail, in one transaction. An address that has a portal
 * account gets another mail and nothing is made; the caller can't tell, and shows the same page.
 */
export async function complete(
  sql: Sql,
  { token, question, answerHash, mayRemind }: Completion,
): Promise<'done' | 'username-taken' | 'gone'> {
  return await sql.begin(async (tx) => {
    const [begun] = await tx<Registration[]>`
      delete from registration
       where id = ${hashed(token)} and created_at > portal_now() - make_interval(mins => ${registrationMinutes})
      returning email, username, password_hash`
    if (!begun) return 'gone'
    await tx`
      delete from portal_account
       where email_confirmed_at is null
         and created_at <= portal_now() - make_interval(days => ${unconfirmedDays})
         and (lower(username) = lower(${begun.username}) or lower(email) = lower(${begun.email}))`
    const id = randomUUID() as PortalAccountId
    const { count } = await tx`
      insert into portal_account (id, username, email, password_hash, question, answer_hash)
      values (${id}, ${begun.username}, ${begun.email}, ${begun.passwordHash}, ${question}, ${answerHash})
      on conflict do nothing`
    if (count === 1) {
      await oweConfirmation(tx, { id, email: begun.email })
      await audit(tx, { actor: id, action: 'registered', subject: id })
      return 'done'
    }
    const [known] = await tx<{ id: PortalAccountId; email: string; confirmed: boolean }[]>`
      select id, email, email_confirmed_at is not null as confirmed
        from portal_account
       where lower(email) = lower(${begun.email})`
    if (!known) return 'username-taken'
    if (mayRemind) await remind(tx, known)
    await audit(tx, { actor: 'anyone', action: 'registered_again', subject: known.id })
    return 'done'
  })
}

/** Nothing but the link goes to an address that was never confirmed (F13). */
async function remind(
  tx: Db,
  known: { id: PortalAccountId; email: string; confirmed: boolean },
): Promise<void> {
  if (!known.confirmed) return await oweConfirmation(tx, known)
  await owe(tx, { template: 'already_registered', params: {}, to: known })
}

async function oweConfirmation(
  tx: Db,
  account: { id: PortalAccountId; email: string },
): Promise<void> {
  const token = newToken()
  await tx`
    insert into email_confirmation (id, portal_account_id, email)
    values (${hashed(token)}, ${account.id}, ${account.email})`
  await owe(tx, { template: 'confirm_email', params: { token }, to: account })
}

/** Sends the link again, while the address is still to be confirmed. @returns The address, if one was mailed. */
export async function sendAgain(sql: Sql, id: PortalAccountId): Promise<string | undefined> {
  return await sql.begin(async (tx) => {
    const [account] = await tx<{ id: PortalAccountId; email: string }[]>`
      select id, email from portal_account where id = ${id} and email_confirmed_at is null`
    if (!account) return undefined
    await oweConfirmation(tx, account)
    await audit(tx, { actor: id, action: 'confirmation_sent_again', subject: id })
    return account.email
  })
}

/**
 * Removes portal accounts whose address nobody confirmed for 7 days, with all that hangs on them (F18). One whose link is
 * being pressed at this moment is left for the next time.
 *
 * @returns How many, at most 500.
 */
export async function removeUnconfirmed(sql: Sql): Promise<number> {
  const { count } = await sql`
    with gone as (
      delete from portal_account
       where id in (select a.id
                      from portal_account a
                     where a.email_confirmed_at is null
                       and a.created_at <= portal_now() - make_interval(days => ${unconfirmedDays})
                       and not exists (select from payment p where p.payer_id = a.id)
                       and not exists (select from paperless_enrollment e where e.portal_account_id = a.id)
                     order by a.created_at
                     limit 500
                       for update skip locked)
      returning id
    )
    insert into audit (actor, action, subject) select 'worker', 'unconfirmed_removed', id from gone`
  return count
}

export interface Confirmation {
  readonly username: string
  readonly email: string
}

/** Whom a link would confirm; undefined when it does not work (any more). */
export async function findConfirmation(sql: Sql, token: string): Promise<Confirmation | undefined> {
  const [row] = await sql<Confirmation[]>`
    select a.username, a.email
      from email_confirmation c
      join portal_account a on a.id = c.portal_account_id and lower(a.email) = lower(c.email)
     where c.id = ${hashed(token)} and c.used_at is null
       and c.created_at > portal_now() - make_interval(hours => ${confirmHours})`
  return row
}

/**
 * Confirms the address behind a link. Pressed twice it says yes twice and does it once.
 *
 * @returns Whether the address is confirmed now.
 */
export async function confirm(sql: Sql, token: string): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const [account] = await tx<{ id: PortalAccountId; email: string; first: boolean }[]>`
      select a.id, a.email, a.email_confirmed_at is null as first
        from email_confirmation c
        join portal_account a on a.id = c.portal_account_id and lower(a.email) = lower(c.email)
       where c.id = ${hashed(token)}
         and (a.email_confirmed_at is not null
              or (c.used_at is null and c.created_at > portal_now() - make_interval(hours => ${confirmHours})))
         for update of a`
    if (!account) return false
    if (!account.first) return true
    await tx`update email_confirmation set used_at = portal_now() where id = ${hashed(token)}`
    await tx`update portal_account set email_confirmed_at = portal_now() where id = ${account.id}`
    await owe(tx, { template: 'welcome', params: {}, to: account })
    await audit(tx, { actor: account.id, action: 'email_confirmed', subject: account.id })
    return true
  })
}
