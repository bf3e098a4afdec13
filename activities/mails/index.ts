import type { Sql } from '../../sql/database.js'
import * as emailChanges from '../../sql/email-changes.js'
import * as facts from '../../sql/mail-facts.js'
import type { NoticeRow } from '../../sql/notices.js'
import { type StillRunning, stillRunning } from '../../sql/paperless.js'
import * as recoveries from '../../sql/recoveries.js'
import { cityDay } from '../../src/domain/city-date.js'
import type {
  BillId,
  LinkRemovalId,
  LockoutId,
  PaymentId,
  PortalAccountId,
  RecoveryRequestId,
  ServiceAccountId,
} from '../../src/domain/ids.js'
import type { NoticeParams } from '../../src/domain/notice.js'
import { expectedBill } from '../../src/domain/paperless.js'
import type { Seals } from '../../src/ports.js'
import * as accounts from './accounts.js'
import * as identity from './identity.js'
import { type Letter, type LetterHead, writeOut } from './layout.js'
import * as payments from './payments.js'
import * as profile from './profile.js'
import * as recovery from './recovery.js'
import { recurringLetter } from './recurring-letter.js'
import * as reminders from './reminders.js'
import * as staff from './staff.js'

interface Ports extends Omit<LetterHead, 'greeting'> {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'mac'>
  readonly convenienceFeeCents: number
  readonly temporaryPasswordMinutes: number
}

/**
 * Writes the mail of a notice out of the rows as they are now.
 *
 * @returns undefined when what it tells of is gone.
 */
export async function writeMail(
  ports: Ports,
  notice: NoticeRow,
): Promise<{ subject: string; text: string; html: string } | undefined> {
  const [letter, to] = await Promise.all([
    letterOf(ports, notice),
    toWhom(ports.sql, notice.portalAccountId),
  ])
  return letter && writeOut(letter, { ...ports, greeting: to && greeting(to, notice.template) })
}

async function letterOf(
  { sql, seals, origin, convenienceFeeCents, temporaryPasswordMinutes }: Ports,
  notice: NoticeRow,
): Promise<Letter | undefined> {
  const reader = notice.portalAccountId
  switch (notice.template) {
    case 'confirm_email': {
      const { token } = params(notice, 'confirm_email')
      return accounts.confirmEmail(`${origin}/register/confirm?token=${token}`)
    }
    case 'welcome': {
      const to = await toWhom(sql, reader)
      return to && accounts.welcome(to, origin)
    }
    case 'already_registered': {
      const to = await toWhom(sql, reader)
      return to && accounts.alreadyRegistered(to, origin)
    }
    case 'username_reminder': {
      const to = await toWhom(sql, reader)
      return to && recovery.usernameReminder(to, origin)
    }
    case 'temporary_password': {
      const id = params(notice, 'temporary_password').requestId as RecoveryRequestId
      if (!(await recoveries.isLive(sql, id))) return undefined
      const secret = recovery.temporaryPassword(seals, id)
      const until = new Date(notice.now.getTime() + temporaryPasswordMinutes * 60_000)
      return recovery.temporaryPasswordLetter(secret, until, origin)
    }
    case 'password_changed':
      return profile.passwordChanged(notice.createdAt)
    case 'question_changed':
      return profile.questionChanged(notice.createdAt)
    case 'email_changed_new': {
      const { token } = params(notice, 'email_changed_new')
      return profile.confirmNewEmail(`${origin}/profile/email/confirm?token=${token}`)
    }
    case 'email_changed_old': {
      const { emailChangeId, token } = params(notice, 'email_changed_old')
      const change = await emailChanges.findConfirmed(sql, emailChangeId)
      const link = `${origin}/profile/email/undo?token=${token}`
      return change && profile.emailChanged(change.newEmail, change.confirmedAt, link)
    }
    case 'locked': {
      const lock = await lockOf(sql, params(notice, 'locked').lockoutId)
      return lock && identity.locked(lock)
    }
    case 'unlocked': {
      const { lockoutId, temporaryPassword } = params(notice, 'unlocked')
      const unlockedAt = (await lockOf(sql, lockoutId))?.unlockedAt
      return unlockedAt ? identity.unlocked(unlockedAt, { temporaryPassword, origin }) : undefined
    }
    case 'lock_waiting': {
      const { lockoutId } = params(notice, 'lock_waiting')
      const lock = await lockOf(sql, lockoutId)
      return lock && staff.lockWaiting(lockoutId, lock.lockedAt, notice.now)
    }
    case 'staff_enrolls_anew':
      return staff.enrollsAnew(notice.createdAt)
    case 'audit_anchor':
      return staff.auditAnchor(params(notice, 'audit_anchor'), notice.createdAt)
    case 'new_browser':
      return identity.newBrowser(params(notice, 'new_browser').label, notice.createdAt)
    case 'account_linked': {
      const { serviceAccountId, other } = params(notice, 'account_linked')
      const account = await facts.serviceAccount(sql, serviceAccountId as ServiceAccountId, reader)
      return account && accounts.accountLinked(account, other, origin)
    }
    case 'account_removed': {
      const { removalId } = params(notice, 'account_removed')
      const removal = await facts.removal(sql, removalId as LinkRemovalId)
      return (
        removal && accounts.accountRemoved(removal, await runningOf(sql, reader, removal), origin)
      )
    }
    case 'paperless_on': {
      const account = await accountOf(sql, params(notice, 'paperless_on').serviceAccountId, reader)
      return (
        account &&
        accounts.paperlessOn(
          account,
          expectedBill(account.billedOn ?? undefined, cityDay(notice.now)),
          origin,
        )
      )
    }
    case 'paperless_off': {
      const account = await accountOf(sql, params(notice, 'paperless_off').serviceAccountId, reader)
      return (
        account && accounts.paperlessOff(account, await runningOf(sql, reader, account), origin)
      )
    }
    case 'new_document': {
      const bill = await facts.bill(sql, params(notice, 'new_document').billId as BillId)
      const account = bill && (await accountOf(sql, bill.serviceAccountId, reader))
      if (!bill || !account) return undefined
      const recurring = await facts.recurring(sql, bill.id, reader)
      return accounts.newDocument(bill, account, { origin, recurring })
    }
    case 'recurring_on':
    case 'recurring_changed':
    case 'recurring_paused':
    case 'recurring_stopped':
    case 'threshold_needed':
    case 'threshold_ended':
    case 'threshold_replaced':
      return await recurringLetter(sql, origin, notice, notice.template)
    case 'due_reminder':
    case 'past_due': {
      const { billId } = params(notice, notice.template)
      const bill = await facts.reminder(sql, billId as BillId, reader)
      const account = bill && (await accountOf(sql, bill.serviceAccountId, reader))
      const setting = { origin, convenienceFeeCents, today: cityDay(notice.now) }
      return bill && account && reminders.reminder(notice.template, bill, account, setting)
    }
    case 'test':
      return accounts.test()
    case 'payment_scheduled':
    case 'payment_submitted':
    case 'payment_approved':
    case 'payment_rejected':
    case 'payment_canceled':
    case 'payment_returned':
    case 'payment_unknown': {
      const payment = await facts.payment(
        sql,
        params(notice, notice.template).paymentId as PaymentId,
      )
      return payment && payments.letters[notice.template](payment, { origin, convenienceFeeCents })
    }
  }
}

/** Who reads somebody else's mail must not find both halves of a sign-in in one (security.md T8). */
const withoutUsername: readonly NoticeRow['template'][] = [
  'temporary_password',
  'password_changed',
  'question_changed',
  'email_changed_old',
  'email_changed_new',
]

/** The first name, else the username (F18); never a star, which would make the rest bold. */
function greeting(to: facts.Addressee, template: NoticeRow['template']): string | undefined {
  const name = to.name?.trim().split(/\s+/)[0]
  if (!name && withoutUsername.includes(template)) return undefined
  return `Hi ${(name || to.username).replaceAll('*', '')},`
}

const lockOf = (sql: Sql, id: string) => facts.lockout(sql, id as LockoutId)
const toWhom = async (sql: Sql, id: PortalAccountId | null) =>
  id ? await facts.addressee(sql, id) : undefined
const runningOf = async (
  sql: Sql,
  payer: PortalAccountId | null,
  account: facts.AccountFacts,
): Promise<StillRunning[]> =>
  payer ? await stillRunning(sql, { resident: payer, account: account.id }) : []
const accountOf = (sql: Sql, id: string, reader: PortalAccountId | null) =>
  facts.serviceAccount(sql, id as ServiceAccountId, reader)

/** The row's parameters have the shape of its template: sql/notices.ts wrote them so. */
function params<T extends NoticeRow['template']>(notice: NoticeRow, _: T): NoticeParams[T] {
  return notice.params as unknown as NoticeParams[T]
}
