import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'
import { addStaff, codeAt, staffBrowser, type TestStaff } from '../support/staff.js'

let portal: TestPortal
let okafor: TestStaff
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  okafor = await addStaff(portal)
})

const wrongWords = 'Username, password and code do not match'
const signIn = (
  browser: Browser,
  who: Partial<Record<'username' | 'password' | 'code' | 'next', string>>,
) =>
  browser.fill(
    '/staff/sign-in',
    { username: okafor.username, password, code: codeAt(portal, okafor), ...who },
    '/staff/sign-in',
  )
const first = '/staff'

describe('T23: signing in to the console', () => {
  test('6.3.2: a fresh install has nobody who could', async () => {
    const empty = await testPortal()
    expect(await empty.sql`select 1 from staff`).toHaveLength(0)
    const tried = await empty
      .browser()
      .fill('/staff/sign-in', { username: 'mokafor', password, code: '000000' }, '/staff/sign-in')
    expect(tried.status).toBe(422)
  })

  test('takes username, password and code together, and opens the console', async () => {
    const browser = portal.browser()
    const before = await browser.get(first)
    expect(before.location).toBe('/staff/sign-in?next=%2Fstaff')
    const tried = await signIn(browser, { username: okafor.username.toUpperCase() })
    expect(tried).toMatchObject({ status: 303, location: first })
    const page = await browser.get(first)
    expect(page.status).toBe(200)
    expect(page.text).toContain('M. Okafor')
    expect(page.title).toBe('Find a resident – 311 Console')
  })

  test('answers alike whatever was wrong, and for names that nobody has', async () => {
    const answers = [
      await signIn(portal.browser(), { password: 'another long password' }),
      await signIn(portal.browser(), { code: '000000' }),
      await signIn(portal.browser(), { username: 'nobody' }),
      await signIn(portal.browser(), { password: 'another long password', code: '000000' }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(422)
      expect(answer.text).toContain(wrongWords)
      expect(answer.html).not.toContain(password)
    }
    expect(await portal.sql`select 1 from staff_session where staff_id = ${okafor.id}`).toEqual([])
  })

  test('says which answer is missing', async () => {
    const tried = await signIn(portal.browser(), { username: '', password: '', code: ' ' })
    expect(tried.text).toContain('Check 3 answers')
  })

  test('6.5.1: a code works once, in another browser too, and an older one not after it', async () => {
    const code = codeAt(portal, okafor)
    expect((await signIn(portal.browser(), { code })).status).toBe(303)
    const again = await signIn(portal.browser(), { code })
    expect(again).toMatchObject({ status: 422 })
    expect(again.text).toContain(wrongWords)
    expect((await signIn(portal.browser(), { code: codeAt(portal, okafor, -1) })).status).toBe(422)
    expect((await signIn(portal.browser(), { code: codeAt(portal, okafor, 1) })).status).toBe(303)
  })

  test('6.5.1: the same code twice at once signs in once', async () => {
    const code = codeAt(portal, okafor)
    const both = await Promise.all([
      signIn(portal.browser(), { code }),
      signIn(portal.browser(), { code }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422])
  })

  test('F19: a moved clock of the portal does not move the codes', async () => {
    await portal.moveClock(86_400)
    expect((await signIn(portal.browser(), {})).status).toBe(303)
    await portal.moveClock(-86_400)
  })

  test('the cookie is a token of its own, HttpOnly and Strict; the row keeps its hash', async () => {
    const browser = portal.browser()
    browser.cookies.set('staff', 'f'.repeat(64))
    const tried = await signIn(browser, {})
    const cookie = tried.headers.getSetCookie().find((line) => line.startsWith('staff='))!
    expect(cookie).toMatch(/^staff=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/)
    const token = browser.cookies.get('staff')!
    expect(token).not.toBe('f'.repeat(64))
    expect(await portal.sql`select 1 from staff_session where id = ${token}`).toEqual([])
    const [row] = await portal.sql<{ id: string }[]>`
      select id from staff_session where staff_id = ${okafor.id}`
    const thief = portal.browser()
    thief.cookies.set('staff', row!.id)
    expect((await thief.get(first)).status).toBe(303)
  })

  test('a resident’s session opens nothing here, and staff’s nothing there', async () => {
    const resident = await portal.signedIn()
    expect((await resident.get(first)).location).toMatch(/^\/staff\/sign-in/)
    resident.cookies.set('staff', resident.cookies.get('sid')!)
    expect((await resident.get(first)).location).toMatch(/^\/staff\/sign-in/)
    const staff = await staffBrowser(portal, okafor)
    expect((await staff.get('/home')).location).toMatch(/^\/sign-in/)
    staff.cookies.set('sid', staff.cookies.get('staff')!)
    expect((await staff.get('/home')).location).toMatch(/^\/sign-in/)
  })

  test.each([
    '//evil.example',
    'https://evil.example',
    '/home',
    '/staff/../home',
    '/staff\\evil',
    '/staffx',
  ])('T14: leads nowhere else: next=%s', async (next) => {
    expect((await signIn(portal.browser(), { next })).location).toBe(first)
  })

  test('leads to the page that was asked for', async () => {
    const browser = portal.browser()
    const asked = await browser.get('/staff/payments?day=2026-11-23&amount=84.17')
    const page = await browser.get(asked.location!)
    const { next } = page.forms.find(({ action }) => action === '/staff/sign-in')!.fields
    expect((await signIn(browser, { next: next! })).location).toBe(
      '/staff/payments?day=2026-11-23&amount=84.17',
    )
  })
})

describe('7.1.1, 7.1.2: a session of the console', () => {
  test('ends after 15 minutes of no use', async () => {
    const browser = await staffBrowser(portal, okafor)
    await portal.moveClock(14 * 60)
    expect((await browser.get(first)).status).toBe(200)
    await portal.moveClock(14 * 60)
    expect((await browser.get(first)).status).toBe(200)
    await portal.moveClock(16 * 60)
    const ended = await browser.get(first)
    expect(ended.location).toBe('/staff/sign-in?next=%2Fstaff&ended=1')
    expect((await browser.get(ended.location!)).text).toContain('after 15 minutes of no use')
  })

  test('F18: a page that refreshes itself does not prolong it', async () => {
    const browser = await staffBrowser(portal, okafor)
    await portal.moveClock(10 * 60)
    expect((await browser.get('/staff?poll=1')).status).toBe(200)
    await portal.moveClock(6 * 60)
    expect((await browser.get(first)).status).toBe(303)
  })

  test('ends after 8 hours, however busy', async () => {
    const browser = await staffBrowser(portal, okafor)
    for (let tens = 0; tens < 47; tens += 1) {
      await portal.moveClock(10 * 60)
      expect((await browser.get(first)).status).toBe(200)
    }
    await portal.moveClock(11 * 60)
    expect((await browser.get(first)).status).toBe(303)
  })

  test('there are two at once: a third ends the oldest', async () => {
    const browsers = [portal.browser(), portal.browser(), portal.browser()]
    for (const browser of browsers) {
      await signIn(browser, {})
      await portal.sql`update staff set totp_step = 0 where id = ${okafor.id}` // a minute later, for the codes
      await portal.moveClock(1)
    }
    const open = await Promise.all(browsers.map(async (one) => (await one.get(first)).status))
    expect(open).toEqual([303, 200, 200])
  })

  test('7.4.1: a copied cookie is dead after signing out', async () => {
    const browser = await staffBrowser(portal, okafor)
    const token = browser.cookies.get('staff')!
    const out = await browser.fill(first, {}, '/staff/sign-out')
    expect(out).toMatchObject({ status: 303, location: '/staff/sign-in' })
    expect(out.headers.get('clear-site-data')).toBe('"cache","storage"')
    const thief = portal.browser()
    thief.cookies.set('staff', token)
    expect((await thief.get(first)).status).toBe(303)
  })

  test('ends when the person is removed', async () => {
    const browser = await staffBrowser(portal, okafor)
    await portal.sql`update staff set removed_at = portal_now(), password_hash = null, totp_id = null where id = ${okafor.id}`
    expect((await browser.get(first)).status).toBe(303)
    expect((await signIn(portal.browser(), {})).status).toBe(422)
  })
})

describe('1.3: throttles of the console’s sign-in', () => {
  test('five tries a minute for one name from one address', async () => {
    const browser = portal.browser()
    for (let tries = 0; tries < 5; tries += 1)
      expect((await signIn(browser, { password: 'wrong' })).status).toBe(422)
    const full = await signIn(browser, {})
    expect(full.status).toBe(429)
    expect(full.headers.get('retry-after')).toBe('60')
    await portal.moveClock(61)
    expect((await signIn(browser, {})).status).toBe(303)
  })

  test('twenty tries in five minutes from one address, whoever’s names', async () => {
    const browser = portal.browser()
    for (let tries = 0; tries < 20; tries += 1)
      expect((await signIn(browser, { username: `somebody${tries}` })).status).toBe(422)
    expect((await signIn(browser, {})).status).toBe(429)
    // The residents' sign-in has buckets of its own.
    const resident = await portal.addResident()
    const home = await browser.fill(
      '/sign-in',
      { username: resident.username, password },
      '/sign-in',
    )
    expect(home.status).toBe(303)
  })

  test('five wrong codes with a right password, from wherever, and no more for an hour', async () => {
    for (let tries = 0; tries < 5; tries += 1)
      expect((await signIn(portal.browser(), { code: '000000' })).status).toBe(422)
    expect((await signIn(portal.browser(), {})).status).toBe(429)
    await portal.moveClock(3601)
    expect((await signIn(portal.browser(), {})).status).toBe(303)
  })

  test('wrong passwords alone keep nobody out', async () => {
    for (let tries = 0; tries < 12; tries += 1)
      await signIn(portal.browser(), { password: 'wrong', code: '000000' })
    expect((await signIn(portal.browser(), {})).status).toBe(303)
  })

  test('requests of a call center are counted by person, not by its one address', async () => {
    const [one, two] = [await staffBrowser(portal), await staffBrowser(portal)]
    const center = (who: Browser) =>
      Object.assign(portal.browser('10.99.0.1'), { cookies: new Map(who.cookies) })
    const [first, second] = [center(one), center(two)]
    for (let requests = 0; requests < 320; requests += 1) await first.get('/staff/help')
    expect((await first.get('/staff/help')).status).toBe(429)
    expect((await second.get('/staff/help')).status).toBe(200)
    // Who shows no session, or one that nobody has, counts by the address.
    const stranger = portal.browser('10.99.0.2')
    for (let requests = 0; requests < 301; requests += 1) {
      stranger.cookies.set('staff', String(requests).padStart(64, '0'))
      await stranger.get('/staff/help')
    }
    expect((await stranger.get('/staff/help')).status).toBe(429)
  })
})
