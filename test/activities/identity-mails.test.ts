import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeMail } from '../../activities/mails/index.js'
import type { Sql } from '../../sql/database.js'
import type { NoticeRow } from '../../sql/notices.js'
import type { NoticeTemplate } from '../../src/domain/notice.js'
import type { LockWhy } from '../../src/domain/sign-in.js'
import type { Seals } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'

/** Letters about registering, signing in and Profile say what ux.md 10 says, word for word. */

let sql: Sql
let seals: Seals
const owner = randomUUID()
/** November 23 at 10:52 AM, city time. */
const moment = new Date('2026-11-23T10:52:00-05:00')

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash, name)
    values (${owner}, 'dwhitfield', 'dana@example.com', portal_now(), 'x', 'first_pet', 'x', 'Dana Whitfield')`
})

async function write(template: NoticeTemplate, params: object) {
  const mail = await writeMail(
    {
      sql,
      seals,
      origin: 'https://portal.test',
      supportPhone: '704-336-7600',
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
    },
    {
      id: randomUUID(),
      template,
      portalAccountId: owner,
      recipient: 'dana@example.com',
      params,
      state: 'waiting',
      attempts: 0,
      createdAt: moment,
      now: moment,
    } as NoticeRow,
  )
  return { subject: mail!.subject, text: mail!.text.replace(/\s+/g, ' '), html: mail!.html }
}

async function lockout(why: LockWhy, failures?: number, unlockedAt: Date | null = null) {
  const id = randomUUID()
  await sql`update lockout set unlocked_at = ${moment} where portal_account_id = ${owner}`
  await sql`
    insert into lockout (id, portal_account_id, name_key, scope, why, locked_at, unlocked_at)
    values (${id}, ${owner}, ${id}, 'strangers', ${why}, ${moment}, ${unlockedAt})`
  if (failures)
    await sql`
      insert into sign_in_door (name_key, door, state, failures) values (${id}, 'stranger', 'locked', ${failures})`
  return { lockoutId: id }
}

async function emailChange() {
  const id = randomUUID()
  await sql`
    insert into email_change (id, portal_account_id, old_email, new_email, confirm_hash, confirmed_at)
    values (${id}, ${owner}, 'dana@example.com', 'fern@example.com', ${id}, ${moment})`
  return { emailChangeId: id, token: 'abc' }
}

async function temporaryPassword() {
  const requestId = randomUUID()
  await sql`delete from temporary_password`
  await sql`
    insert into temporary_password (id, portal_account_id, hash) values (${requestId}, ${owner}, ${requestId})`
  return { requestId }
}

describe('ux 10', () => {
  const letters: [NoticeTemplate, () => object | Promise<object>, string, string[]][] = [
    [
      'confirm_email',
      () => ({ token: 'abc' }),
      'Confirm your email for Citizen Self Service',
      [
        'Open this link within 24 hours to finish registering',
        'https://portal.test/register/confirm?token=abc',
        'If you did not register, ignore this email.',
      ],
    ],
    [
      'welcome',
      () => ({}),
      'Welcome. Your username is dwhitfield',
      [
        'You can now link your City-County services bill.',
        'Have your account number ready; it is in the upper right corner of your paper bill.',
        'You still get paper bills: paperless billing starts only after you choose ENROLL NOW.',
        'https://portal.test/link',
      ],
    ],
    [
      'already_registered',
      () => ({}),
      'You already have a portal account',
      [
        'Someone tried to register with this email. You do not need a second account.',
        'Your username is dwhitfield.',
        'Forgot your password?',
        'https://portal.test/forgot-password',
      ],
    ],
    [
      'username_reminder',
      () => ({}),
      'Your username',
      [
        'Your username is dwhitfield.',
        'https://portal.test/sign-in',
        'If you did not ask for this, you do not need to do anything.',
      ],
    ],
    [
      'temporary_password',
      temporaryPassword,
      'Your temporary password',
      [
        'works once, until 11:52 AM. Sign in with it, and you will choose a new password right away.',
        'https://portal.test/sign-in',
        'If you did not ask for this, someone may have typed your email by mistake. Your old password still works until you choose a new one.',
      ],
    ],
    [
      'locked',
      () => lockout('wrong_answer', 3),
      'Your portal account is locked',
      [
        'We locked it at 10:52 AM on November 23 after 3 wrong passwords and a wrong security answer. Your water service and scheduled payments are not affected.',
        'Call CharMeck 311 and ask to unlock it. If it was not you, tell 311.',
      ],
    ],
    [
      'locked',
      () => lockout('too_many_rounds', 3),
      'Your portal account is locked',
      ['on November 23 after too many wrong passwords in a day.'],
    ],
    [
      'locked',
      () => lockout('too_many_misses', 1),
      'Your portal account is locked',
      ['on November 23 after a hundred wrong passwords in a row.'],
    ],
    [
      'unlocked',
      async () => ({
        ...(await lockout('wrong_answer', undefined, moment)),
        temporaryPassword: true,
      }),
      'Your portal account is unlocked',
      [
        'CharMeck 311 unlocked it at 10:52 AM on November 23 after checking who called. You can sign in now.',
        'We sent a temporary password in a separate email.',
        'If you did not call, dial 311 now.',
      ],
    ],
    [
      'password_changed',
      () => ({}),
      'Your password was changed',
      [
        'Changed November 23 at 10:52 AM. If it was you, nothing to do. If not, call CharMeck 311 now so we can lock the account.',
      ],
    ],
    [
      'question_changed',
      () => ({}),
      'Your security question was changed',
      [
        'Changed November 23 at 10:52 AM. If it was you, nothing to do. If not, call CharMeck 311 now so we can lock the account.',
      ],
    ],
    [
      'email_changed_old',
      emailChange,
      'Your email address was changed',
      [
        'From November 23 at 10:52 AM our email goes to f•••••n@example.com. If you did not do this, call CharMeck 311 now. You can undo it for 72 hours:',
        'https://portal.test/profile/email/undo?token=abc',
      ],
    ],
    [
      'email_changed_new',
      () => ({ token: 'abc' }),
      'Confirm your new email address',
      [
        'Open this link within 24 hours to use this address for your portal account',
        'https://portal.test/profile/email/confirm?token=abc',
      ],
    ],
    [
      'new_browser',
      () => ({ label: 'Chrome on Windows' }),
      'New sign-in to your portal account',
      [
        'From a browser we have not seen (Chrome on Windows), November 23 at 10:52 AM.',
        'If it was not you, call CharMeck 311 now.',
      ],
    ],
  ]

  test.each(letters)('%s', async (template, params, subject, sentences) => {
    const mail = await write(template, await params())
    expect(mail.subject).toBe(subject)
    for (const sentence of sentences) expect(mail.text).toContain(sentence)
    expect(mail.text).toContain(
      'We never ask for your password, bank account or Social Security number by email.',
    )
    expect(mail.html).not.toMatch(/<img|<script/)
  })

  test('T8: a temporary password comes without the username, in groups of four', async () => {
    await sql`update portal_account set name = null where id = ${owner}`
    const { text, html } = await write('temporary_password', await temporaryPassword())
    expect(text).toMatch(/ (?:[0-9A-Z]{4}-){5}[0-9A-Z]{4} /)
    expect(text + html).not.toContain('dwhitfield')
  })
})
