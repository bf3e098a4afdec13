import { createHash } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeMail } from '../../activities/mails/index.js'
import * as emailChanges from '../../sql/email-changes.js'
import * as notices from '../../sql/notices.js'
import * as profiles from '../../sql/profiles.js'
import type { NoticeId } from '../../src/domain/ids.js'
import { createSessions, type Sessions } from '../../web/session.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let sessions: Sessions
let dana: TestResident
beforeAll(async () => {
  portal = await testPortal()
  sessions = createSessions(portal.sql, portal.deps.clock)
})
beforeEach(async () => {
  dana = await portal.addResident()
})

/** As the page proves it: with the password's hash, and a session that rotates. */
async function proofOf({ id }: TestResident): Promise<profiles.Proof> {
  const passwordHash = (await profiles.passwordHash(portal.sql, id))!
  return { id, passwordHash, session: sessions.rotation(await sessions.start(id)) }
}
const tokenOf = async (email: string, template: string) =>
  (
    await portal.sql<{ token: string }[]>`
      select params->>'token' as token from notice where recipient = ${email} and template = ${template}
       order by created_at desc limit 1`
  )[0]!.token
const emailOf = async ({ id }: TestResident) =>
  (await portal.sql<{ email: string }[]>`select email from portal_account where id = ${id}`)[0]!
    .email

async function asked(resident: TestResident, email: string): Promise<string> {
  await emailChanges.begin(portal.sql, await proofOf(resident), email)
  return await tokenOf(email, 'email_changed_new')
}

describe('two at once', () => {
  test('one link pressed twice changes once and mails once', async () => {
    const token = await asked(dana, `new-${dana.username}@example.com`)
    const came = await Promise.all(
      [1, 2, 3].map(() => emailChanges.confirm(portal.sql, token, undefined)),
    )
    expect(came.sort()).toEqual(['done', 'gone', 'gone'])
    const mails = await portal.sql`select 1 from notice where recipient = ${dana.email}`
    expect(mails).toHaveLength(1)
  })

  test('two residents confirm the same address: the index lets one', async () => {
    const other = await portal.addResident()
    const email = `same-${dana.username}@example.com`
    const links = [await asked(dana, email), await asked(other, email.toUpperCase())]
    const second = await tokenOf(email.toUpperCase(), 'email_changed_new')
    expect(links[1]).toBe(second)
    const came = await Promise.all(
      links.map((token) => emailChanges.confirm(portal.sql, token, undefined)),
    )
    expect(came.sort()).toEqual(['done', 'taken'])
    const both = [await emailOf(dana), await emailOf(other)].map((text) => text.toLowerCase())
    expect(both.filter((text) => text === email)).toHaveLength(1)
  })

  test('undo and a second confirm: the old address is back, or was never left for good', async () => {
    const first = await asked(dana, `b-${dana.username}@example.com`)
    await emailChanges.confirm(portal.sql, first, undefined)
    const second = await asked(dana, `c-${dana.username}@example.com`)
    const undo = await tokenOf(dana.email, 'email_changed_old')
    await Promise.all([
      emailChanges.undo(portal.sql, undo),
      emailChanges.confirm(portal.sql, second, undefined),
    ])
    expect(await emailOf(dana)).toBe(dana.email)
    expect(await emailChanges.undo(portal.sql, undo)).toBe('gone')
  })

  test('one session proves twice: the second one lost its token and does nothing', async () => {
    const proof = await proofOf(dana)
    const came = await Promise.all([
      profiles.changeQuestion(portal.sql, proof, { question: 'first_car', answerHash: 'x' }),
      emailChanges.begin(portal.sql, proof, `d-${dana.username}@example.com`),
    ])
    expect(came.sort()).toEqual([false, true])
  })

  test('a proof of a password that changed meanwhile is none', async () => {
    const stale = await proofOf(dana)
    expect(await profiles.changePassword(portal.sql, await proofOf(dana), 'new hash')).toBe(true)
    expect(await emailChanges.begin(portal.sql, stale, 'e@example.com')).toBe(false)
  })
})

describe('undo', () => {
  test('somebody confirmed the old address for another portal account: nothing changes', async () => {
    const token = await asked(dana, `f-${dana.username}@example.com`)
    await emailChanges.confirm(portal.sql, token, undefined)
    await portal.addResident({ email: dana.email })
    const undo = await tokenOf(dana.email, 'email_changed_old')
    expect(await emailChanges.undo(portal.sql, undo)).toBe('taken')
    expect(await emailOf(dana)).toBe(`f-${dana.username}@example.com`)
  })

  test('6.5.4: rows keep sha256 of the links, never the links', async () => {
    const token = await asked(dana, `g-${dana.username}@example.com`)
    await emailChanges.confirm(portal.sql, token, undefined)
    const undo = await tokenOf(dana.email, 'email_changed_old')
    const [row] = await portal.sql`
      select confirm_hash, undo_hash from email_change where portal_account_id = ${dana.id}`
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(row).toEqual({ confirmHash: hash(token), undoHash: hash(undo) })
    expect([token, undo].every((text) => /^[0-9a-f]{64}$/.test(text))).toBe(true)
  })
})

describe('the mails (ux 10)', () => {
  const mailsOf = async (email: string) => {
    const rows = await portal.sql<{ id: NoticeId }[]>`
      select id from notice where recipient = ${email} order by created_at`
    const ports = {
      sql: portal.sql,
      seals: portal.deps.seals,
      origin: 'https://portal.test',
      supportPhone: '704-336-7600',
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
    }
    return await Promise.all(
      rows.map(async ({ id }) => await writeMail(ports, (await notices.find(portal.sql, id))!)),
    )
  }

  test('say what changed and when, and name no username and no whole address', async () => {
    const email = `fresh-${dana.username}@example.com`
    const token = await asked(dana, email)
    await emailChanges.confirm(portal.sql, token, undefined)
    const [toNew] = await mailsOf(email)
    expect(toNew!.subject).toBe('Confirm your new email address')
    expect(toNew!.text).toContain('Open this link within 24 hours to use this address')
    expect(toNew!.text).toContain(`https://portal.test/profile/email/confirm?token=${token}`)
    const [toOld] = await mailsOf(dana.email)
    expect(toOld!.text).toMatch(
      /From [A-Z][a-z]+ \d+ at \d+:\d\d [AP]M our email goes to f•••••.@example.com\./,
    )
    expect(toOld!.text).toMatch(/undo it for 72 hours:\s+Undo the change: https:\/\/portal\.test/)
    for (const mail of [toNew, toOld]) expect(mail!.text).not.toContain(dana.username)
  })

  test('password and question', async () => {
    await profiles.changePassword(portal.sql, await proofOf(dana), 'new hash')
    const facts = { question: 'first_car', answerHash: 'x' }
    await profiles.changeQuestion(portal.sql, await proofOf(dana), facts)
    const [first, second] = await mailsOf(dana.email)
    expect([first!.subject, second!.subject]).toEqual([
      'Your password was changed',
      'Your security question was changed',
    ])
    expect(first!.text).toMatch(
      /Changed [A-Z][a-z]+ \d+ at \d+:\d\d [AP]M\. If it was you, nothing to do\.\s+If not, call CharMeck 311 now so we can lock the account\./,
    )
    expect(second!.text).not.toContain('first car')
  })

  test('an undone change is not told any more', async () => {
    const token = await asked(dana, `h-${dana.username}@example.com`)
    await emailChanges.confirm(portal.sql, token, undefined)
    await emailChanges.undo(portal.sql, await tokenOf(dana.email, 'email_changed_old'))
    expect(await mailsOf(dana.email)).toEqual([undefined])
  })
})
