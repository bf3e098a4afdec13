import type { PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { owe } from './notices.js'

/**
 * The boxes of Notifications and Reminders (S60, F13): three for a portal account, and three of its own for each
 * service account where something else is wanted. Who is mailed asks `notice_boxes` in SQL, which knows both.
 */
export interface NoticePreference {
  readonly newDocument: boolean
  readonly dueReminder: boolean
  readonly paymentUpdates: boolean
}

/** What counts for every service account without boxes of its own. */
export async function read(sql: Sql, resident: PortalAccountId): Promise<NoticePreference> {
  const [row] = await sql<NoticePreference[]>`
    select new_document, due_reminder, payment_updates from notice_boxes(${resident}, null)`
  return row!
}

export interface AccountPreference extends Place {
  readonly id: ServiceAccountId
  readonly nickname: string | null
  /** undefined: as for all the others. */
  readonly own: NoticePreference | undefined
}

/** The linked service accounts, in the order they were linked, with their own boxes where there are some. */
export async function readAccounts(
  sql: Sql,
  resident: PortalAccountId,
): Promise<AccountPreference[]> {
  const rows = await sql<
    (Place & NoticePreference & { id: ServiceAccountId; nickname: string | null; own: boolean })[]
  >`
    select a.id, l.nickname, a.street_number, a.street, a.unit, o.portal_account_id is not null as own,
           o.new_document, o.due_reminder, o.payment_updates
      from account_link l
      join service_account a on a.id = l.service_account_id
      left join notice_override o on o.portal_account_id = l.portal_account_id and o.service_account_id = a.id
     where l.portal_account_id = ${resident}
     order by l.linked_at, a.id
     limit 30`
  return rows.map(({ own, newDocument, dueReminder, paymentUpdates, ...account }) => ({
    ...account,
    own: own ? { newDocument, dueReminder, paymentUpdates } : undefined,
  }))
}

/**
 * Saves what counts for all, and the boxes of those linked service accounts that are different; the other linked ones
 * have none of their own any more. Twice is once.
 */
export async function save(
  sql: Sql,
  resident: PortalAccountId,
  boxes: NoticePreference,
  different: ReadonlyMap<ServiceAccountId, NoticePreference> = new Map(),
): Promise<void> {
  const { newDocument, dueReminder, paymentUpdates } = boxes
  const rows = [...different].map(([id, own]) => ({
    id,
    new_document: own.newDocument,
    due_reminder: own.dueReminder,
    payment_updates: own.paymentUpdates,
  }))
  await sql.begin(async (tx) => {
    await tx`
      insert into notice_preference (portal_account_id, new_document, due_reminder, payment_updates)
      values (${resident}, ${newDocument}, ${dueReminder}, ${paymentUpdates})
          on conflict (portal_account_id) do update
         set new_document = excluded.new_document, due_reminder = excluded.due_reminder,
             payment_updates = excluded.payment_updates`
    await tx`
      delete from notice_override o
       where o.portal_account_id = ${resident} and not o.service_account_id = any(${[...different.keys()]}::uuid[])
         and exists (select from account_link l
                      where l.portal_account_id = ${resident} and l.service_account_id = o.service_account_id)`
    await tx`
      insert into notice_override (portal_account_id, service_account_id, new_document, due_reminder, payment_updates)
      select l.portal_account_id, l.service_account_id, x.new_document, x.due_reminder, x.payment_updates
        from jsonb_to_recordset(${tx.json(rows)})
          as x(id uuid, new_document boolean, due_reminder boolean, payment_updates boolean)
        join account_link l on l.service_account_id = x.id and l.portal_account_id = ${resident}
          on conflict (portal_account_id, service_account_id) do update
         set new_document = excluded.new_document, due_reminder = excluded.due_reminder,
             payment_updates = excluded.payment_updates`
    await audit(tx, {
      actor: resident,
      action: 'notifications_changed',
      subject: resident,
      facts: { newDocument, dueReminder, paymentUpdates, different: JSON.stringify(rows) },
    })
  })
}

/** The checked box of the ENROLL page: New Document for this account, whatever was chosen before (F13). */
export async function checkNewDocument(
  tx: Db,
  resident: PortalAccountId,
  account: ServiceAccountId,
): Promise<void> {
  await tx`
    insert into notice_preference (portal_account_id, new_document) values (${resident}, true)
        on conflict (portal_account_id) do update set new_document = true`
  await tx`
    update notice_override set new_document = true
     where portal_account_id = ${resident} and service_account_id = ${account}`
}

/** "Send me a test email": to the address as it is, if it was ever confirmed (F13). */
export async function oweTest(sql: Sql, resident: PortalAccountId): Promise<void> {
  await sql.begin(async (tx) => {
    const [to] = await tx<{ id: PortalAccountId; email: string }[]>`
      select id, email from portal_account where id = ${resident} and email_confirmed_at is not null`
    if (to) await owe(tx, { template: 'test', params: {}, to })
  })
}
