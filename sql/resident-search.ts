import type { PortalAccountId } from '../src/domain/ids.js'
import { type ResidentSearch, searchCountsTo, searchRows } from '../src/domain/resident-search.js'
import type { Sql } from './database.js'

/** Who the console's search finds: no money, no address, and the email only as its owner masks it. */

export interface FoundResident {
  readonly id: PortalAccountId
  readonly name: string | null
  readonly username: string
  readonly confirmed: boolean
  readonly lockedAt: Date | null
  readonly accounts: number
  /** Of the account that was linked first. */
  readonly town: string | null
}

export interface Found {
  readonly rows: readonly FoundResident[]
  /** Never more than `searchCountsTo` and one. */
  readonly count: number
}

/** Each search is one index range; of many, the count stops where nobody reads on. */
export async function search(sql: Sql, wanted: ResidentSearch): Promise<Found> {
  const rows = await sql<(FoundResident & { count: number })[]>`
    with hits as materialized (
      select distinct h.id from (${hits(sql, wanted)} limit ${searchCountsTo + 1}) h
    ), shown as (
      select a.id, a.name, a.username, a.email_confirmed_at is not null as confirmed
        from hits join portal_account a on a.id = hits.id
       order by lower(coalesce(a.name, a.username)), a.id
       limit ${searchRows}
    )
    select s.id, s.name, s.username, s.confirmed, (select count(*)::int from hits) as count,
           (select locked_at from lockout l where l.portal_account_id = s.id and l.unlocked_at is null) as locked_at,
           (select count(*)::int from account_link k where k.portal_account_id = s.id) as accounts,
           (select c.city || ', ' || c.state
              from account_link k join service_account c on c.id = k.service_account_id
             where k.portal_account_id = s.id order by k.linked_at, c.id limit 1) as town
      from shown s
     order by lower(coalesce(s.name, s.username)), s.id`
  return { rows: rows.map(({ count, ...row }) => row), count: rows[0]?.count ?? 0 }
}

function hits(sql: Sql, wanted: ResidentSearch) {
  switch (wanted.by) {
    case 'username':
      return sql`select id from portal_account where lower(username) = lower(${wanted.username})`
    case 'email':
      return sql`select id from portal_account where lower(email) = lower(${wanted.email})`
    case 'phone':
      return sql`select id from portal_account where phone = ${wanted.phone}`
    case 'account number':
      return sql`
        select l.portal_account_id as id
          from service_account s
          join account_link l on l.service_account_id = s.id
         where s.account_number = ${wanted.accountNumber}`
    case 'address':
      return sql`
        select l.portal_account_id as id
          from service_account s
          join account_link l on l.service_account_id = s.id
         where s.address_key like ${`${wanted.beginning.replace(/[\\%_]/g, '\\$&')}%`}`
  }
}
