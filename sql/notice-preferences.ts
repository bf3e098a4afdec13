import type { PortalAccountId } from '../src/domain/ids.js'
import { audit } from './audit.js'
import type { Sql } from './database.js'

/** The three boxes of Notifications and Reminders (S60, F13). */
export interface NoticePreference {
  readonly newDocument: boolean
  readonly dueReminder: boolean
  readonly paymentUpdates: boolean
}

/** Before anybody chose: no New Document until it is checked, a reminder, no payment updates. */
const untouched: NoticePreference = { newDocument: false, dueReminder: true, paymentUpdates: false }

export async function read(sql: Sql, resident: PortalAccountId): Promise<NoticePreference> {
  const [row] = await sql<NoticePreference[]>`
    select new_document, due_reminder, payment_updates
      from notice_preference where portal_account_id = ${resident}`
  return row ?? untouched
}

/** Twice is once. */
export async function save(
  sql: Sql,
  resident: PortalAccountId,
  boxes: NoticePreference,
): Promise<void> {
  const { newDocument, dueReminder, paymentUpdates } = boxes
  await sql.begin(async (tx) => {
    await tx`
      insert into notice_preference (portal_account_id, new_document, due_reminder, payment_updates)
      values (${resident}, ${newDocument}, ${dueReminder}, ${paymentUpdates})
          on conflict (portal_account_id) do update
         set new_document = excluded.new_document, due_reminder = excluded.due_reminder,
             payment_updates = excluded.payment_updates`
    await audit(tx, {
      actor: resident,
      action: 'notifications_changed',
      subject: resident,
      facts: { newDocument, dueReminder, paymentUpdates },
    })
  })
}
