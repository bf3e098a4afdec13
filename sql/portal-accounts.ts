import type { PortalAccountId } from '../src/domain/ids.js'
import { unconfirmedDays } from '../src/domain/portal-account.js'
import { audit } from './audit.js'
import type { Sql } from './database.js'

export interface SignInRow {
  readonly id: PortalAccountId
  readonly email: string
  readonly passwordHash: string
  readonly confirmed: boolean
  readonly question: string
  readonly answerHash: string
}

/** Who signs in under this name, in any case; an unconfirmed portal account only until it has run out (F18). */
export async function findForSignIn(sql: Sql, username: string): Promise<SignInRow | undefined> {
  const [row] = await sql<SignInRow[]>`
    select id, email, password_hash, email_confirmed_at is not null as confirmed, question, answer_hash
      from portal_account
     where lower(username) = lower(${username})
       and (email_confirmed_at is not null or created_at > portal_now() - make_interval(days => ${unconfirmedDays}))`
  return row
}

/** Writes down that somebody came in, or left. */
export async function noteVisit(
  sql: Sql,
  id: PortalAccountId,
  action: 'signed_in' | 'signed_in_for_new_password' | 'signed_out',
): Promise<void> {
  await audit(sql, { actor: id, action, subject: id })
}

/** Those of the names that nobody holds, in the order given. */
export async function freeUsernames(sql: Sql, names: readonly string[]): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select lower(username) as name
      from portal_account
     where lower(username) in ${sql(names.map((name) => name.toLowerCase()))}
       and (email_confirmed_at is not null or created_at > portal_now() - make_interval(days => ${unconfirmedDays}))`
  const held = new Set(rows.map(({ name }) => name))
  return names.filter((name) => !held.has(name.toLowerCase()))
}

export interface ProfileRow {
  readonly username: string
  readonly email: string
  readonly name: string | null
  readonly phone: string | null
  readonly question: string
  readonly passwordChangedAt: Date
  /** Saved bank accounts, the last four digits of each. */
  readonly banks: readonly {
    readonly kind: 'checking' | 'savings'
    readonly last4: string
    /** Its bank takes no new payments from it (F8). */
    readonly closed: boolean
  }[]
  /** The newest first, at most three. */
  readonly signIns: readonly Date[]
}

/** What Profile shows. */
export async function profile(sql: Sql, id: PortalAccountId): Promise<ProfileRow> {
  const [[row], banks, visits] = await Promise.all([
    sql<Omit<ProfileRow, 'banks' | 'signIns'>[]>`
      select username, email, name, phone, question, password_changed_at
        from portal_account
       where id = ${id}`,
    sql<ProfileRow['banks'][number][]>`
      select kind, last4, closed_code is not null as closed
        from bank_account
       where portal_account_id = ${id} and saved and removed_at is null
       order by created_at, id`,
    sql<{ at: Date }[]>`
      select at from audit where subject = ${id} and action = 'signed_in' order by seq desc limit 3`,
  ])
  return { ...row!, banks: [...banks], signIns: visits.map(({ at }) => at) }
}

/** Name and phone are optional: null takes them away. */
export async function saveNameAndPhone(
  sql: Sql,
  id: PortalAccountId,
  facts: { name: string | null; phone: string | null },
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`update portal_account set name = ${facts.name}, phone = ${facts.phone} where id = ${id}`
    await audit(tx, { actor: id, action: 'name_and_phone_saved', subject: id })
  })
}

/** Whether the present email address was confirmed more than 24 hours ago. */
export async function confirmedADayAgo(sql: Sql, id: PortalAccountId): Promise<boolean> {
  const [row] = await sql`
    select 1 from portal_account
     where id = ${id} and email_confirmed_at < portal_now() - interval '24 hours'`
  return row !== undefined
}
