import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../web/app.js'
import type { PortalEnv } from '../../web/env.js'
import { restricted } from '../../web/gate.js'
import { createSessions, type Sessions } from '../../web/session.js'
import { Browser } from '../support/browser.js'
import { password, type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let sessions: Sessions
beforeAll(async () => {
  portal = await testPortal()
  sessions = createSessions(portal.sql, portal.deps.clock)
})

const holding = (token: string, at = portal) => {
  const browser = at.browser()
  browser.cookies.set('sid', token)
  return browser
}
const isIn = async (browser: Browser) => (await browser.get('/profile')).status === 200
const sessionsOf = async (resident: TestResident) =>
  await portal.sql<{ id: string; publicId: string; label: string }[]>`
    select id, public_id, label from session where portal_account_id = ${resident.id} order by created_at`

describe('T9: the cookie', () => {
  test('a preset one is not adopted; the row opens nothing', async () => {
    const dana = await portal.addResident()
    const preset = 'b'.repeat(64)
    const browser = holding(preset)
    await browser.fill('/sign-in', { username: dana.username, password })
    expect(browser.cookies.get('sid')).not.toBe(preset)
    expect(await isIn(holding(preset))).toBe(false)
    const [row] = await sessionsOf(dana)
    expect(await isIn(holding(row!.id))).toBe(false)
    expect(await isIn(holding(row!.publicId))).toBe(false)
    expect(row!.id).toBe(createHash('sha256').update(browser.cookies.get('sid')!).digest('hex'))
  })

  test('a copy is dead after sign-out', async () => {
    const browser = await portal.signedIn()
    const copy = holding(browser.cookies.get('sid')!)
    expect(await isIn(copy)).toBe(true)
    await browser.submit(await browser.get('/profile'), {}, '/sign-out')
    expect(await isIn(copy)).toBe(false)
    expect(await sessionsOf(browser.resident)).toEqual([])
  })

  test('a rotated session goes on under its new token alone', async () => {
    const dana = await portal.addResident()
    const before = await sessions.start(dana.id, { label: 'Firefox on Linux' })
    const [row] = await sessionsOf(dana)
    const after = await sessions.rotate(before)
    expect(await isIn(holding(before))).toBe(false)
    expect(await isIn(holding(after))).toBe(true)
    const [same] = await sessionsOf(dana)
    expect([same!.publicId, same!.label]).toEqual([row!.publicId, 'Firefox on Linux'])
  })
})

describe('T9: how long it lives, by the portal’s clock', () => {
  test('29 minutes unused, not 31', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn()
    await clock.moveClock(29 * 60)
    expect(await isIn(browser)).toBe(true)
    await clock.moveClock(31 * 60)
    expect(await isIn(browser)).toBe(false)
  })

  test('11:59 in use, not 12:01', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn()
    for (let minutes = 0; minutes < 25 * 28; minutes += 28) {
      await clock.moveClock(28 * 60)
      expect(await isIn(browser)).toBe(true)
    }
    await clock.moveClock((12 * 60 - 25 * 28 - 1) * 60)
    expect(await isIn(browser)).toBe(true)
    await clock.moveClock(2 * 60)
    expect(await isIn(browser)).toBe(false)
  })

  test('F18: a poll does not prolong it', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn()
    await clock.moveClock(20 * 60)
    expect((await browser.get('/still-there?poll=1')).status).toBe(200)
    await clock.moveClock(11 * 60)
    expect(await isIn(browser)).toBe(false)
  })

  test('at most ten: the eleventh ends the oldest', async () => {
    const dana = await portal.addResident()
    const tokens: string[] = []
    for (let count = 0; count < 11; count += 1) tokens.push(await sessions.start(dana.id))
    expect(await isIn(holding(tokens[0]!))).toBe(false)
    expect(await isIn(holding(tokens[1]!))).toBe(true)
    expect(await isIn(holding(tokens[10]!))).toBe(true)
    await Promise.all([1, 2, 3, 4].map(() => sessions.start(dana.id)))
    expect(await sessionsOf(dana)).toHaveLength(10)
  })
})

describe('a session that ended', () => {
  test('ux 6: a page leads to sign-in, which says why and leads back', async () => {
    const browser = await portal.signedIn()
    await sessions.endAll(browser.resident.id)
    const out = await browser.get('/bill-history?account=all')
    expect(out.location).toBe('/sign-in?next=%2Fbill-history%3Faccount%3Dall&ended=1')
    const page = await browser.get(out.location!)
    expect(page.text).toContain(
      'You were signed out after 30 minutes We do this to protect your account. What you typed was not sent.',
    )
    const answer = await browser.submit(page, { username: browser.resident.username, password })
    expect(answer.location).toBe('/bill-history?account=all')
  })

  test('a fragment sends the page there, and back to the page, not to the fragment', async () => {
    const browser = await portal.signedIn()
    await sessions.endAll(browser.resident.id)
    const asked = (url: string) =>
      browser.get('/still-there?poll=1', { 'hx-request': 'true', 'hx-current-url': url })
    const answer = await asked('http://localhost:3000/home?account=x')
    expect([answer.status, answer.html]).toEqual([200, ''])
    expect(answer.headers.get('hx-redirect')).toBe('/sign-in?next=%2Fhome%3Faccount%3Dx&ended=1')
    for (const url of ['https://evil.example/home', 'no address', 'javascript:alert(1)'])
      expect((await asked(url)).headers.get('hx-redirect')).toBe('/sign-in?ended=1')
  })

  test('a form says so too, and nothing was sent', async () => {
    const browser = await portal.signedIn()
    const page = await browser.get('/profile/name')
    const form = page.forms.find(({ action }) => action === '/profile/name')!
    await sessions.endAll(browser.resident.id)
    const headers = { referer: 'http://localhost:3000/profile/name' }
    const sent = await browser.post(form.action, { ...form.fields, name: 'New' }, { headers })
    expect([sent.status, sent.location]).toEqual([303, '/sign-in?next=%2Fprofile%2Fname&ended=1'])
    const elsewhere = await browser.post(form.action, form.fields, {
      headers: { referer: 'https://evil.example/x' },
    })
    expect(elsewhere.location).toBe('/sign-in?ended=1')
    const [row] =
      await portal.sql`select name from portal_account where id = ${browser.resident.id}`
    expect(row?.name).toBeNull()
  })
})

describe('a restricted session', () => {
  const begin = async () => {
    const clock = await testPortal()
    const gated = new Hono<PortalEnv>().get('/only-restricted', restricted, (c) =>
      c.text(c.get('resident').username),
    )
    const app = createApp(clock.deps, [gated])
    const dana = await clock.addResident()
    const token = await createSessions(clock.sql, clock.deps.clock).start(dana.id, {
      restricted: true,
    })
    const browser = new Browser(app, '10.9.9.9')
    browser.cookies.set('sid', token)
    return { clock, dana, browser, app }
  }

  test('opens its own pages alone', async () => {
    const { dana, browser } = await begin()
    for (const path of ['/home', '/profile', '/still-there?poll=1', '/pay'])
      expect((await browser.get(path)).location).toBe('/new-password')
    const fragment = await browser.get('/home', { 'hx-request': 'true' })
    expect(fragment.headers.get('hx-redirect')).toBe('/new-password')
    expect((await browser.get('/only-restricted')).html).toBe(dana.username)
    expect((await browser.get('/help')).html).not.toContain('href="/profile"')
  })

  test('lives 15 minutes', async () => {
    const { clock, browser } = await begin()
    await clock.moveClock(14 * 60)
    expect((await browser.get('/only-restricted')).status).toBe(200)
    await clock.moveClock(2 * 60)
    expect((await browser.get('/only-restricted')).location).toBe('/new-password/expired')
  })

  test('its pages are closed to everybody else', async () => {
    const { clock, dana, app } = await begin()
    const stranger = new Browser(app, '10.9.9.8')
    expect((await stranger.get('/only-restricted')).location).toBe('/new-password/expired')
    const full = await createSessions(clock.sql, clock.deps.clock).start(dana.id)
    stranger.cookies.set('sid', full)
    expect((await stranger.get('/only-restricted')).location).toBe('/profile/password')
  })
})

describe('"Still there?" (ux 7.4)', () => {
  const words = 'Still there? You will be signed out in 5 minutes.'

  test('every signed-in page asks once, at 25 minutes; no public one does', async () => {
    const browser = await portal.signedIn()
    for (const path of ['/profile', '/help', '/link'])
      expect((await browser.get(path)).html).toMatch(
        /hx-get="\/still-there\?poll=1" hx-trigger="load delay:1500s"/,
      )
    expect((await portal.browser().get('/help')).html).not.toContain('still-there')
  })

  test('warns; somebody in another tab puts it off; "Stay signed in" is somebody', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn()
    const ask = async (path: string) => await browser.get(path, { 'hx-request': 'true' })
    await clock.moveClock(20 * 60)
    const early = await ask('/still-there?poll=1')
    expect(early.text).toBe('')
    const [, seconds] = /load delay:(\d+)s/.exec(early.html)!
    expect(Number(seconds)).toBeGreaterThan(4 * 60)
    expect(Number(seconds)).toBeLessThan(6 * 60 + 2)

    await clock.moveClock(6 * 60)
    const warned = await ask('/still-there?poll=1')
    expect(warned.html).toContain('Stay signed in')
    expect(warned.html).toMatch(/<div id="live-urgent" hx-swap-oob="innerHTML">Still there\?/)
    expect(warned.html).not.toMatch(/autofocus|<title>/)
    expect(warned.text).toContain(words)

    const stayed = await ask('/still-there')
    expect(stayed.text).toBe('You stay signed in.')
    expect(stayed.html).toContain('load delay:1500s')
    await clock.moveClock(29 * 60)
    expect(await isIn(browser)).toBe(true)
    expect((await browser.get('/still-there')).location).toBe('/home')
  })
})
