import type { CallId, PortalAccountId, ServiceAccountId, StaffId } from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import { type CallOf, verified } from './caller-checks.js'
import type { Db, Sql } from './database.js'
import * as sessions from './sessions.js'

/** A resident as the console shows them, and what staff do for them. Money: homes.ts and payment-activity.ts. */

export interface ConsoleResident {
  readonly id: PortalAccountId
  readonly username: string
  readonly name: string | null
  readonly email: string
  readonly confirmed: boolean
  readonly registeredAt: Date
  readonly accounts: number
  /** Live ones. */
  readonly sessions: number
}

export async function find(sql: Sql, id: PortalAccountId): Promise<ConsoleResident | undefined> {
  const [row] = await sql<ConsoleResident[]>`
    select a.id, a.username, a.name, a.email, a.email_confirmed_at is not null as confirmed,
           a.created_at as registered_at,
           (select count(*)::int from account_link l where l.portal_account_id = a.id) as accounts,
           (select count(*)::int from session s
             where s.portal_account_id = a.id and s.expires_at > portal_now()
               and s.seen_at > portal_now() - interval '30 minutes') as sessions
      from portal_account a
     where a.id = ${id}`
  return row
}

/** What somebody looked at, in which call; a page that refreshes itself is not looked at again. */
export interface Look {
  readonly staff: StaffId
  readonly action: string
  readonly subject?: string | undefined
  readonly call?: CallId | undefined
  readonly facts?: Record<string, string | number | boolean | null>
}

/** T23: every look is in the audit. */
export async function noteLook(
  db: Db,
  { staff, action, subject, call, facts }: Look,
): Promise<void> {
  await audit(db, {
    actor: staff,
    action,
    ...(subject && { subject }),
    facts: { ...facts, call: call ?? null },
  })
}

/**
 * Signs a resident out of every browser.
 *
 * @param free A supervisor may without a call; an agent needs the resident on the phone.
 * @returns How many sessions ended; undefined when the caller is not verified.
 */
export async function endSessions(
  sql: Sql,
  of: CallOf,
  { free }: { readonly free: boolean },
): Promise<number | undefined> {
  return await sql.begin(async (tx) => {
    const call = await verified(tx, of)
    if (!call && !free) return undefined
    const [open] = await tx<{ count: number }[]>`
      select count(*)::int as count from session where portal_account_id = ${of.resident}`
    await sessions.endAll(tx, of.resident)
    await audit(tx, {
      actor: of.staff,
      action: 'sessions_ended',
      subject: of.resident,
      facts: { call: call ?? null, sessions: open!.count },
    })
    return open!.count
  })
}

export interface MaskedLink {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly street: string
  readonly linkedAt: Date
}

/** The linked accounts without what a caller could be asked: for a supervisor who unlinks one. */
export async function links(sql: Sql, resident: PortalAccountId): Promise<MaskedLink[]> {
  return await sql<MaskedLink[]>`
    select s.id, s.account_number, s.street, l.linked_at
      from account_link l
      join service_account s on s.id = l.service_account_id
     where l.portal_account_id = ${resident}
     order by l.linked_at, s.id limit 30`
}

export interface AccountOfResident extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
}
