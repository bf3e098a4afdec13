/**
 * The messages the portal owes somebody (ux.md 10). A template's parameters are ids and days; what the mail says is
 * read from the rows when it is sent, except what the rows can't tell later.
 */
export interface NoticeParams {
  confirm_email: { token: string }
  welcome: Record<never, never>
  already_registered: Record<never, never>
  account_linked: { serviceAccountId: string; other: boolean }
  account_removed: { removalId: string }
  paperless_on: { serviceAccountId: string }
  paperless_off: { serviceAccountId: string }
  new_document: { billId: string }
  due_reminder: { billId: string }
  past_due: { billId: string }
  test: Record<never, never>
  username_reminder: Record<never, never>
  temporary_password: { requestId: string }
  locked: { lockoutId: string }
  unlocked: { lockoutId: string; temporaryPassword: boolean }
  lock_waiting: { lockoutId: string }
  staff_enrolls_anew: Record<never, never>
  audit_anchor: { n: number; hash: string }
  new_browser: { label: string }
  password_changed: Record<never, never>
  email_changed_old: { emailChangeId: string; token: string }
  email_changed_new: { token: string }
  question_changed: Record<never, never>
  payment_scheduled: { paymentId: string }
  payment_submitted: { paymentId: string }
  payment_approved: { paymentId: string }
  payment_rejected: { paymentId: string }
  payment_canceled: { paymentId: string }
  payment_returned: { paymentId: string }
  payment_unknown: { paymentId: string }
  recurring_on: { termsId: string }
  recurring_changed: { termsId: string }
  recurring_paused: { enrollmentId: string; code: string }
  recurring_stopped: { enrollmentId: string }
  threshold_needed: { holdId: string; reminder: boolean }
  threshold_ended: { holdId: string }
  threshold_replaced: { holdId: string }
}

export type NoticeTemplate = keyof NoticeParams

/** How long an email is tried (reliability.md 5.6). */
export const noticeLifeHours = 24
