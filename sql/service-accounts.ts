import type { PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { owe } from './notices.js'

export interface LinkCandidate extends Place {
  readonly id: ServiceAccountId
  readonly taxIdHmac: string | null
  /** Whether the asking resident has linked it already, and under which name. */
  readonly linked: boolean
  readonly nickname: string | null
}

/** The service account of this number, with what proves that it is theirs. */
export async function findForLink(
  sql: Db,
  accountNumber: string,
  resident: PortalAccountId,
): Promise<LinkCandidate | undefined> {
  const [row] = await sql<LinkCandidate[]>`
    select s.id, s.street_number, s.street, s.unit, s.tax_id_hmac,
           l.portal_account_id is not null as linked, l.nickname
      from service_account s
      left join account_link l on l.service_account_id = s.id and l.portal_account_id = ${resident}
     where s.account_number = ${accountNumber}`
  return row
}

/**
 * Links a service account inside the caller's transaction and tells everybody who sees it: a stranger's link must not
 * stay unnoticed (T1).
 *
 * @throws SQLSTATE CSS02 at 30: the database decides (S22).
 */
export async function link(
  tx: Db,
  resident: { readonly id: PortalAccountId; readonly email: string },
  id: ServiceAccountId,
): Promise<'linked' | 'already'> {
  // Two residents who link it at once must each be told of the other.
  await tx`select id from service_account where id = ${id} for no key update`
  const { count } = await tx`
    insert into account_link (portal_account_id, service_account_id) values (${resident.id}, ${id})
    on conflict do nothing`
  if (count === 0) return 'already'
  await tx`
    insert into link_event (portal_account_id, service_account_id, kind)
    values (${resident.id}, ${id}, 'linked')`
  await owe(tx, {
    template: 'account_linked',
    params: { serviceAccountId: id, other: false },
    to: resident,
  })
  const others = await tx<{ id: PortalAccountId; email: string }[]>`
    select a.id, a.email
      from account_link l
      join portal_account a on a.id = l.portal_account_id
     where l.service_account_id = ${id} and a.id <> ${resident.id} and a.email_confirmed_at is not null
     order by l.linked_at`
  for (const to of others)
    await owe(tx, { template: 'account_linked', params: { serviceAccountId: id, other: true }, to })
  await audit(tx, { actor: resident.id, action: 'account_linked', subject: id })
  return 'linked'
}

export interface LinkedAccount extends Place {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly nickname: string | null
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: boolean
}

/** One of the resident's linked accounts; another's is not there. */
export async function findLinked(
  sql: Sql,
  resident: PortalAccountId,
  id: ServiceAccountId,
): Promise<LinkedAccount | undefined> {
  const [row] = await sql<LinkedAccount[]>`
    select s.id, s.account_number, s.street_number, s.street, s.unit, s.status, l.nickname,
           exists (select 1 from paperless_enrollment p
                    where p.service_account_id = s.id and p.ended_at is null) as paperless
      from account_link l
      join service_account s on s.id = l.service_account_id
     where l.portal_account_id = ${resident} and s.id = ${id}`
  return row
}

export async function countLinked(sql: Sql, resident: PortalAccountId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from account_link where portal_account_id = ${resident}`
  return row!.count
}

/** @returns Whether the account is linked by this resident. */
export async function rename(
  sql: Sql,
  resident: PortalAccountId,
  id: ServiceAccountId,
  nickname: string | null,
): Promise<boolean> {
  const { count } = await sql`
    update account_link set nickname = ${nickname}
     where portal_account_id = ${resident} and service_account_id = ${id}`
  return count === 1
}
