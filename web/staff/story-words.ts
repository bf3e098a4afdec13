import type { StoryRow } from '../../sql/stories.js'
import { showMoney } from '../../src/domain/money.js'
import { type PaymentStatus, wordFor } from '../../src/domain/payment.js'

/** How the console tells one thing that happened: its words, and whether it was good, bad, or neither. */
export interface Told {
  readonly title: string
  readonly mark: 'done' | 'no' | 'off'
}

const actions: Record<string, string> = {
  registered: 'Registered',
  email_confirmed: 'Confirmed the email address',
  signed_in: 'Signed in',
  signed_in_for_new_password: 'Signed in with a temporary password',
  signed_out: 'Signed out',
  signed_out_everywhere: 'Signed out everywhere',
  session_ended: 'Ended a sign-in',
  sessions_ended: '311 signed the resident out everywhere',
  password_changed: 'Changed the password',
  password_chosen: 'Chose a new password',
  temporary_password_made: 'A temporary password was made',
  question_changed: 'Changed the security question',
  email_change_asked: 'Asked to change the email address',
  email_changed: 'Changed the email address',
  email_change_undone: 'Took a change of the email address back',
  name_and_phone_saved: 'Saved name and phone',
  locked: 'Locked',
  lock_waits: 'Locked for a day: supervisors were told',
  unlock_asked: 'Asked for an unlock',
  unlocked: 'Unlocked',
  call_started: 'Call began',
  call_ended: 'Call ended',
  caller_verified: 'Caller verified',
  caller_not_verified: 'Could not verify the caller',
  caller_vouched_for: 'Caller verified at the command line',
  account_linked: 'Linked an account',
  account_removed: 'Removed an account',
  account_restored: 'Brought a removed account back',
  account_unlinked: '311 removed a link',
  paperless_on: 'Enrolled in paperless billing',
  paperless_off: 'Unenrolled from paperless billing',
}

const bad = new Set(['locked', 'lock_waits', 'caller_not_verified', 'rejected', 'returned'])
const neither = new Set([
  'canceled',
  'call_ended',
  'signed_out',
  'account_removed',
  'account_unlinked',
])

const because: Record<string, string> = {
  wrong_answer: 'wrong security answer',
  too_many_rounds: 'too many wrong passwords in a day',
  too_many_misses: 'too many wrong passwords in a row',
}

export function tell({ from, what, facts }: StoryRow): Told {
  const mark = bad.has(what) ? 'no' : neither.has(what) ? 'off' : 'done'
  switch (from) {
    case 'payment':
      return { title: payment(what as PaymentStatus, facts), mark }
    case 'mail':
      return { title: mail(what, facts), mark: facts.state === 'sent' ? 'done' : 'no' }
    case 'audit':
      return { title: action(what, facts), mark }
  }
}

function payment(status: PaymentStatus, { amountCents, reason }: StoryRow['facts']): string {
  const code = status === 'rejected' || status === 'returned' ? ` ${reason ?? ''}`.trimEnd() : ''
  const money = showMoney(Number(amountCents))
  if (status === 'unknown') return `No answer about ${money} yet`
  if (status === 'needs_attention') return `${money} needs a person`
  return `${wordFor[status]}${code}: ${money}`
}

/** `Email sent: payment scheduled` */
function mail(template: string, { state }: StoryRow['facts']): string {
  const about = template.replaceAll('_', ' ')
  if (state === 'sent') return `Email sent: ${about}`
  return state === 'refused' ? `Email came back: ${about}` : `Email not sent: ${about}`
}

/** What has no words yet is told by its own name, with spaces. */
function action(what: string, facts: StoryRow['facts']): string {
  const words = actions[what] ?? capital(what.replaceAll('_', ' '))
  if (what === 'locked') return `${words}: ${because[String(facts.why)] ?? String(facts.why)}`
  if (what === 'unlock_asked') return `${words}: ${String(facts.reason)}`
  return words
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
