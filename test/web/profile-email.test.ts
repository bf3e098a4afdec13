import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSessions, type Sessions } from '../../web/session.js'
import type { Browser } from '../support/browser.js'
import { password, type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let sessions: Sessions
beforeAll(async () => {
  portal = await testPortal()
  sessions = createSessions(portal.sql, portal.deps.clock)
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
})

const ask = (browser: Browser, email: string, current = password) =>
  browser.fill('/profile/email', { currentPassword: current, email, emailAgain: email })
const mailsTo = (email: string, at = portal) => at.sql<{ template: string; token?: string }[]>`
  select template, params->>'token' as token from notice where recipient = ${email} order by created_at, id`
const tokenTo = async (email: string, template: string, at = portal) =>
  (await mailsTo(email, at)).findLast((mail) => mail.template === template)?.token ?? 'no mail'
const emailOf = async ({ id }: TestResident, at = portal) =>
  (await at.sql<{ email: string }[]>`select email from portal_account where id = ${id}`)[0]!.email

/** Asks for the new address and opens its link, signed out. */
async function change(browser: Browser, email: string, at = portal): Promise<void> {
  await ask(browser, email)
  const link = await tokenTo(email, 'email_changed_new', at)
  await at.browser().fill(`/profile/email/confirm?token=${link}`, {})
}

describe('asking for a new address', () => {
  test('S17, T8: the old one is used until the link is opened; the session gets a new token', async () => {
    const browser = await portal.signedIn({ email: 'dana.w@example.com' })
    const before = browser.cookies.get('sid')!
    const sent = await ask(browser, ' Fresh@example.com ')
    expect(sent.location).toBe('/profile?saved=email')
    const page = await browser.follow(sent)
    expect(page.text).toContain(
      'We sent a link to the new address. Until you open it we keep using d•••••w@example.com.',
    )
    expect(page.text).toContain('F•••••h@example.com when you open the link we sent there')
    expect(await emailOf(browser.resident)).toBe('dana.w@example.com')
    expect((await mailsTo('Fresh@example.com')).map(({ template }) => template)).toEqual([
      'email_changed_new',
    ])
    expect(browser.cookies.get('sid')).not.toBe(before)
    expect(await sessions.read(before, { poll: false })).toBeUndefined()
  })

  test.each([
    [{ currentPassword: '' }, 'Enter your current password'],
    [{ currentPassword: 'not this one' }, 'That is not your current password'],
    [{ email: '' }, 'Enter your email address'],
    [{ email: 'a@example.com, b@example.com' }, 'Enter an email address like name@example.com'],
    [{ emailAgain: 'other@example.com' }, 'Enter the same email address in both boxes'],
    [{ admin: '1' }, 'This form has an answer that we do not know.'],
  ])('%o: %s', async (fields, words) => {
    const browser = await portal.signedIn()
    const right = { currentPassword: password, email: 'n@example.com', emailAgain: 'n@example.com' }
    const page = await browser.fill('/profile/email', { ...right, ...fields })
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(page.html).not.toContain(password)
    expect(
      await portal.sql`select 1 from email_change where portal_account_id = ${browser.resident.id}`,
    ).toHaveLength(0)
  })

  test('the address one has already is no change', async () => {
    const browser = await portal.signedIn()
    const page = await ask(browser, browser.resident.email.toUpperCase())
    expect(page.text).toContain('This is your email address already')
  })

  test('T2: an address that has a portal account: same page, and only the known mail to it', async () => {
    const other = await portal.addResident({ email: 'held@example.com' })
    const browser = await portal.signedIn()
    const free = await browser.follow(await ask(browser, 'free@example.com'))
    const held = await browser.follow(await ask(browser, 'HELD@example.com'))
    const plain = (text: string) => text.replace(/[fH]•••••[eD]@/g, '@')
    expect(plain(held.text)).toBe(plain(free.text))
    expect((await mailsTo('held@example.com')).map(({ template }) => template)).toEqual([
      'already_registered',
    ])
    expect(await mailsTo('HELD@example.com')).toEqual([])
    expect(await emailOf(other)).toBe('held@example.com')
  })

  test('T2: three mails an hour to one address, known or not', async () => {
    await portal.addResident({ email: 'known@example.com' })
    for (const email of ['known@example.com', 'unknown@example.com']) {
      const answers: number[] = []
      for (let count = 0; count < 4; count += 1)
        answers.push((await ask(await portal.signedIn(), email)).status)
      expect(answers).toEqual([303, 303, 303, 429])
      expect(await mailsTo(email)).toHaveLength(3)
    }
  })

  test('T28: five wrong passwords in 15 minutes, then nothing is looked at; others are free', async () => {
    const browser = await portal.signedIn()
    for (let count = 0; count < 5; count += 1)
      expect((await ask(browser, 'n@example.com', 'wrong')).status).toBe(422)
    const full = await ask(browser, 'n@example.com')
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '600'])
    expect(full.text).toContain('Too many tries')
    expect((await ask(await portal.signedIn(), 'm@example.com')).status).toBe(303)
    await portal.sql`update throttle set expires_at = portal_now()`
    expect((await ask(browser, 'n@example.com')).status).toBe(303)
  })
})

describe('the link to the new address', () => {
  test('looking changes nothing; the button does, signed out too; it ends the other sessions', async () => {
    const browser = await portal.signedIn({ email: 'old-a@example.com' })
    const { resident } = browser
    await ask(browser, 'new-a@example.com')
    const token = await tokenTo('new-a@example.com', 'email_changed_new')
    const stranger = portal.browser()
    const page = await stranger.get(`/profile/email/confirm?token=${token}`)
    expect(page.text).toContain('n•••••a@example.com becomes the email address')
    expect(await emailOf(resident)).toBe('old-a@example.com')
    const done = await stranger.submit(page)
    expect((await stranger.follow(done)).text).toContain('Your email address is changed')
    expect(await emailOf(resident)).toBe('new-a@example.com')
    expect((await mailsTo('old-a@example.com')).map(({ template }) => template)).toEqual([
      'email_changed_old',
    ])
    expect((await browser.get('/profile')).status).toBe(303)
    expect((await stranger.get(`/profile/email/confirm?token=${token}`)).status).toBe(404)
    expect((await stranger.submit(page)).status).toBe(404)
  })

  test('the browser that presses stays signed in', async () => {
    const browser = await portal.signedIn()
    const second = await portal.browserOf(browser.resident)
    await ask(browser, 'stay@example.com')
    const token = await tokenTo('stay@example.com', 'email_changed_new')
    await browser.fill(`/profile/email/confirm?token=${token}`, {})
    expect((await browser.get('/profile')).text).toContain('s•••••y@example.com')
    expect((await second.get('/profile')).status).toBe(303)
  })

  test('works 24 hours, and only the newest', async () => {
    const clock = await testPortal()
    const dana = await clock.addResident()
    const first = await clock.browserOf(dana)
    await ask(first, 'one@example.com')
    const old = await tokenTo('one@example.com', 'email_changed_new', clock)
    await ask(first, 'two@example.com')
    const newest = await tokenTo('two@example.com', 'email_changed_new', clock)
    const browser = clock.browser()
    expect((await browser.get(`/profile/email/confirm?token=${old}`)).status).toBe(404)
    await clock.moveClock(23.9 * 3600)
    const page = await browser.get(`/profile/email/confirm?token=${newest}`)
    expect(page.status).toBe(200)
    await clock.moveClock(0.2 * 3600)
    expect((await browser.submit(page)).status).toBe(404)
    expect(await emailOf(dana, clock)).toBe(dana.email)
  })

  test('an address that somebody confirmed meanwhile is left alone', async () => {
    const browser = await portal.signedIn()
    await ask(browser, 'race@example.com')
    const token = await tokenTo('race@example.com', 'email_changed_new')
    await portal.addResident({ email: 'Race@example.com' })
    const page = await portal.browser().fill(`/profile/email/confirm?token=${token}`, {})
    expect(page.status).toBe(409)
    expect(page.text).toContain('We cannot use this email address')
    expect(await emailOf(browser.resident)).toBe(browser.resident.email)
  })

  test.each(['', 'x', "' or 1=1", 'a'.repeat(64), '%00'])('"%s" is none', async (token) => {
    const browser = portal.browser()
    for (const path of ['/profile/email/confirm', '/profile/email/undo']) {
      const page = await browser.get(`${path}?token=${encodeURIComponent(token)}`)
      expect([page.status, page.title]).toEqual([
        404,
        'This link does not work any more – Citizen Self Service',
      ])
      const { _token } = (await browser.get('/sign-in')).forms.at(-1)!.fields
      expect((await browser.post(path, { _token, token })).status).toBe(404)
    }
  })
})

describe('T8: the undo link to the old address', () => {
  test('takes it back within 72 hours, signed out too, and ends every session', async () => {
    const browser = await portal.signedIn({ email: 'old-b@example.com' })
    await change(browser, 'new-b@example.com')
    const again = await portal.browserOf(browser.resident)
    const token = await tokenTo('old-b@example.com', 'email_changed_old')
    const owner = portal.browser()
    const page = await owner.get(`/profile/email/undo?token=${token}`)
    expect(await emailOf(browser.resident)).toBe('new-b@example.com')
    const done = await owner.follow(await owner.submit(page))
    expect(done.text).toContain('Call CharMeck 311 (dial 311) now')
    expect(await emailOf(browser.resident)).toBe('old-b@example.com')
    expect((await again.get('/profile')).status).toBe(303)
    expect((await owner.submit(page)).status).toBe(404)
  })

  test('also over a second change, whose own link is dead then', async () => {
    const browser = await portal.signedIn({ email: 'old-c@example.com' })
    const { resident } = browser
    await change(browser, 'thief@example.com')
    await change(await portal.browserOf(resident), 'thief2@example.com')
    await ask(await portal.browserOf(resident), 'thief3@example.com')
    const third = await tokenTo('thief3@example.com', 'email_changed_new')
    const second = await tokenTo('thief@example.com', 'email_changed_old')
    const first = await tokenTo('old-c@example.com', 'email_changed_old')
    await portal.browser().fill(`/profile/email/undo?token=${first}`, {})
    expect(await emailOf(resident)).toBe('old-c@example.com')
    const thief = portal.browser()
    expect((await thief.get(`/profile/email/undo?token=${second}`)).status).toBe(404)
    expect((await thief.get(`/profile/email/confirm?token=${third}`)).status).toBe(404)
  })

  test('is over after 72 hours', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn({ email: 'old-d@example.com' })
    await change(browser, 'new-d@example.com', clock)
    const token = await tokenTo('old-d@example.com', 'email_changed_old', clock)
    await clock.moveClock(73 * 3600)
    expect((await clock.browser().get(`/profile/email/undo?token=${token}`)).status).toBe(404)
  })

  test('a registration that nobody confirmed does not hold the address against its owner', async () => {
    const browser = await portal.signedIn({ email: 'old-e@example.com' })
    await change(browser, 'new-e@example.com')
    await portal.addResident({ email: 'old-e@example.com', confirmed: false })
    const token = await tokenTo('old-e@example.com', 'email_changed_old')
    await portal.browser().fill(`/profile/email/undo?token=${token}`, {})
    expect(await emailOf(browser.resident)).toBe('old-e@example.com')
  })
})

test.each(['currentPassword', 'email', 'emailAgain'])(
  'T33: the bad-input corpus in %s',
  async (field) => {
    const browser = await portal.signedIn()
    await tryBadInput({
      browser,
      page: '/profile/email',
      fields: { currentPassword: password, email: 'ok@example.com', emailAgain: 'ok@example.com' },
      field,
      secret: field === 'currentPassword',
      before: () => portal.sql`delete from throttle`,
    })
  },
)
