import { randomUUID } from 'node:crypto'
import type {
  LinkRemovalId,
  PaperlessId,
  PortalAccountId,
  ServiceAccountId,
  StaffId,
} from '../src/domain/ids.js'
import type { PaperlessAfterRemoval } from '../src/domain/link-removal.js'
import { paperlessAfterRemoval, undoMinutes } from '../src/domain/link-removal.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import { type Db, isSqlState, type Sql } from './database.js'
import { owe } from './notices.js'
import { tell } from './paperless.js'
import type { LinkedAccount } from './service-accounts.js'

/**
 * The red X (S24): a link goes, and paperless billing with the last one (F11). Payments and recurring enrollments belong
 * to their payer and are not touched (S25, F10, I11).
 */

/** Whose link, to which service account. */
export interface OwnLink {
  readonly resident: { readonly id: PortalAccountId; readonly email: string }
  readonly account: ServiceAccountId
}

export interface LeavingAccount extends LinkedAccount {
  readonly paperlessAfter: PaperlessAfterRemoval
}

/** One of the resident's linked accounts, with what removing it would mean; another's is not there (T12). */
export async function find(
  sql: Sql,
  { resident, account }: OwnLink,
): Promise<LeavingAccount | undefined> {
  const [row] = await sql<(LinkedAccount & { shared: boolean })[]>`
    select s.id, s.account_number, s.street_number, s.street, s.unit, s.status, l.nickname,
           exists (select from paperless_enrollment p
                    where p.service_account_id = s.id and p.ended_at is null) as paperless,
           exists (select from account_link o
                    where o.service_account_id = s.id and o.portal_account_id <> ${resident.id}) as shared
      from account_link l
      join service_account s on s.id = l.service_account_id
     where l.portal_account_id = ${resident.id} and s.id = ${account}`
  return row && { ...row, paperlessAfter: paperlessAfterRemoval(row.paperless, row.shared) }
}

/**
 * Removes a link: its trail, the end of paperless billing where nobody else stays linked, and the mail, in one
 * transaction. Two at once: one wins, and the other hears `already`, as does a second tap for ten minutes.
 */
export async function remove(
  sql: Sql,
  own: OwnLink,
): Promise<'removed' | 'already' | 'not linked'> {
  const { resident, account } = own
  return await sql.begin(async (tx) => {
    await lock(tx, account)
    if (!(await removeIn(tx, own, { actor: resident.id, byStaff: false }))) {
      const last = await newest(tx, resident.id, account)
      return last?.fresh && !last.undone ? 'already' : 'not linked'
    }
    await audit(tx, { actor: resident.id, action: 'account_removed', subject: account })
    return 'removed'
  })
}

/** Link, removal, paperless, trail for the billing system, and mail; under the account's lock. */
export async function removeIn(
  tx: Db,
  { resident, account }: OwnLink,
  { actor, byStaff }: { readonly actor: PortalAccountId | StaffId; readonly byStaff: boolean },
): Promise<boolean> {
  const id = randomUUID() as LinkRemovalId
  const { count } = await tx`
    with gone as (
      delete from account_link
       where portal_account_id = ${resident.id} and service_account_id = ${account}
      returning nickname, linked_at
    )
    insert into link_removal (id, portal_account_id, service_account_id, nickname, linked_at, by_staff)
    select ${id}, ${resident.id}, ${account}, nickname, linked_at, ${byStaff} from gone`
  if (count === 0) return false
  const ended = await endPaperless(tx, actor, account)
  if (ended) await tx`update link_removal set paperless_id = ${ended} where id = ${id}`
  await event(tx, resident.id, account, 'removed')
  await owe(tx, { template: 'account_removed', params: { removalId: id }, to: resident })
  return true
}

export type Undone = 'restored' | 'too late' | 'too many' | 'not removed'

/**
 * Brings back what the red X took away within the last ten minutes: link, nickname, place in the list, and the paperless
 * enrollment with who enrolled and its first electronic bill. Everybody linked hears of it, as of any link (T1). Twice is
 * once.
 *
 * @returns `too many` when 30 others were linked meanwhile (S22).
 */
export async function undo(sql: Sql, { resident, account }: OwnLink): Promise<Undone> {
  try {
    return await sql.begin(async (tx) => {
      await lock(tx, account)
      const last = await newest(tx, resident.id, account)
      if (!last) return 'not removed'
      if (last.undone) return 'restored'
      if (!last.fresh) return 'too late'
      await tx`update link_removal set undone_at = portal_now() where id = ${last.id}`
      await bringBackLink(tx, { resident, account }, last.id)
      if (last.paperlessId) await bringBackPaperless(tx, last.paperlessId, resident.id, account)
      await audit(tx, { actor: resident.id, action: 'account_restored', subject: account })
      return 'restored'
    })
  } catch (fault) {
    if (isSqlState(fault, 'CSS02')) return 'too many'
    throw fault
  }
}

/** Link, removal and enrollment of one service account wait for each other. */
export async function lock(tx: Db, account: ServiceAccountId): Promise<void> {
  await tx`select 1 from service_account where id = ${account} for no key update`
}

interface Removal {
  readonly id: LinkRemovalId
  readonly nickname: string | null
  readonly paperlessId: PaperlessId | null
  readonly undone: boolean
  /** Undo is still possible. */
  readonly fresh: boolean
}

async function newest(
  db: Db,
  resident: PortalAccountId,
  account: ServiceAccountId,
): Promise<Removal | undefined> {
  const [row] = await db<Removal[]>`
    select id, nickname, paperless_id, undone_at is not null as undone,
           not by_staff and removed_at > portal_now() - make_interval(mins => ${undoMinutes}) as fresh
      from link_removal
     where portal_account_id = ${resident} and service_account_id = ${account}
     order by removed_at desc, id
     limit 1`
  return row
}

/** @returns The enrollment that ended; none where another portal account stays linked (F11). */
async function endPaperless(
  tx: Db,
  by: PortalAccountId | StaffId,
  account: ServiceAccountId,
): Promise<PaperlessId | undefined> {
  const [left] = await tx`select 1 from account_link where service_account_id = ${account} limit 1`
  if (paperlessAfterRemoval(true, left !== undefined) === 'stays') return undefined
  const [ended] = await tx<{ id: PaperlessId }[]>`
    update paperless_enrollment set ended_at = portal_now(), ended_by = ${by}
     where service_account_id = ${account} and ended_at is null
    returning id`
  if (ended)
    await audit(tx, {
      actor: by,
      action: 'paperless_off',
      subject: account,
      facts: { enrollment: ended.id },
    })
  return ended?.id
}

async function bringBackLink(
  tx: Db,
  { resident, account }: OwnLink,
  removal: LinkRemovalId,
): Promise<void> {
  // Linked again by hand meanwhile: only the place and the name are still to be brought back.
  const { count } = await tx`
    update account_link l set nickname = coalesce(l.nickname, r.nickname), linked_at = r.linked_at
      from link_removal r
     where r.id = ${removal} and l.portal_account_id = ${resident.id} and l.service_account_id = ${account}`
  if (count > 0) return
  await tx`
    insert into account_link (portal_account_id, service_account_id, nickname, linked_at)
    select portal_account_id, service_account_id, nickname, linked_at from link_removal where id = ${removal}`
  await event(tx, resident.id, account, 'linked')
  const everybody = await tx<{ id: PortalAccountId; email: string }[]>`
    select a.id, a.email
      from account_link l
      join portal_account a on a.id = l.portal_account_id
     where l.service_account_id = ${account} and a.email_confirmed_at is not null
     order by l.linked_at, a.id
     limit 100`
  for (const to of everybody) {
    await owe(tx, {
      template: 'account_linked',
      params: { serviceAccountId: account, other: to.id !== resident.id },
      to,
    })
  }
}

/** A row of its own, so that the billing system, which may have heard of the end, hears of the new beginning. */
async function bringBackPaperless(
  tx: Db,
  ended: PaperlessId,
  resident: PortalAccountId,
  account: ServiceAccountId,
): Promise<void> {
  const [made] = await tx<{ id: PaperlessId }[]>`
    insert into paperless_enrollment (id, service_account_id, portal_account_id, first_bill_on)
    select ${randomUUID()}, service_account_id, portal_account_id, first_bill_on
      from paperless_enrollment where id = ${ended}
        on conflict (service_account_id) where ended_at is null do nothing
    returning id`
  if (made) await tell(tx, { resident, account, enrollment: made.id, now: 'paperless_on' })
}

async function event(
  tx: Db,
  resident: PortalAccountId,
  account: ServiceAccountId,
  kind: 'linked' | 'removed',
): Promise<void> {
  await tx`
    insert into link_event (portal_account_id, service_account_id, kind)
    values (${resident}, ${account}, ${kind})`
}

export interface RemovedAccount extends Place {
  readonly id: ServiceAccountId
  readonly nickname: string | null
}

/** What the note after a removal is about, as long as Undo may stand in it. */
export async function justRemoved(
  sql: Sql,
  resident: PortalAccountId,
  account: ServiceAccountId,
): Promise<RemovedAccount | undefined> {
  const last = await newest(sql, resident, account)
  if (!last?.fresh || last.undone) return undefined
  const [row] = await sql<RemovedAccount[]>`
    select id, street_number, street, unit from service_account where id = ${account}`
  return row && { ...row, nickname: last.nickname }
}
