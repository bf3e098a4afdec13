import { createHash } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { localPath } from '../../web/sign-in/form.js'
import type { Browser } from '../support/browser.js'
import { password, type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let dana: TestResident
const secondMiss =
  'That username and password do not match. Check both and try again. You have 2 tries left before we ask your security question.'

beforeAll(async () => {
  portal = await testPortal()
  dana = await portal.addResident({ username: 'dwhitfield', name: 'Dana Whitfield' })
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  await portal.sql`delete from sign_in_door`
})

const tryIn = (browser: Browser, username: string, typed: string, page = '/sign-in') =>
  browser.fill(page, { username, password: typed })

describe('the front page', () => {
  test('S1: says what it is for, then sign in, register, and what can be done', async () => {
    const page = await portal.browser().get('/')
    expect(page.status).toBe(200)
    const order = [
      'See and pay your water, sewer and storm water bill',
      'Sign in',
      'Not your email address',
      'Forgot Username?',
      'Forgot Password?',
      'New here?',
      'Register',
      'What you can do here',
      '$1.25 convenience fee',
      'Link up to 30 accounts',
    ]
    const places = order.map((words) => page.text.indexOf(words))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(page.html).not.toMatch(/ style=| onclick=|<script>/)
  })

  test('whoever is signed in goes Home', async () => {
    const browser = await portal.signedIn()
    expect((await browser.get('/')).location).toBe('/home')
    expect((await browser.get('/sign-in')).location).toBe('/home')
  })

  test('F22: a service notice stands at the very top', async () => {
    const slow = await testPortal({ city: { serviceNotice: 'Bank payments are slow today.' } })
    const { text } = await slow.browser().get('/')
    expect(text.indexOf('Bank payments are slow')).toBeGreaterThan(0)
    expect(text.indexOf('Bank payments are slow')).toBeLessThan(text.indexOf('See and pay'))
  })
})

describe('a right password', () => {
  test.each(['dwhitfield', 'DWhitfield', ' dwhitfield '])('S14: "%s" comes in', async (name) => {
    const browser = portal.browser()
    const answer = await tryIn(browser, name, password, '/')
    expect([answer.status, answer.location]).toEqual([303, '/home'])
    expect((await browser.get('/profile')).text).toContain('dwhitfield')
  })

  test('T9: the cookie is new, http only and lax; SQL knows only its hash', async () => {
    const browser = portal.browser()
    const preset = 'a'.repeat(64)
    browser.cookies.set('sid', preset)
    const answer = await tryIn(browser, 'dwhitfield', password)
    const cookie = answer.headers.getSetCookie().find((text) => text.startsWith('sid='))
    expect(cookie).toMatch(/^sid=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax$/)
    const token = browser.cookies.get('sid')!
    expect(token).not.toBe(preset)
    const ids = (await portal.sql<{ id: string }[]>`select id from session`).map(({ id }) => id)
    expect(ids).toContain(createHash('sha256').update(token).digest('hex'))
    expect(ids).not.toContain(token)

    const thief = portal.browser()
    thief.cookies.set('sid', ids[0]!)
    expect((await thief.get('/profile')).status).toBe(303)
    thief.cookies.set('sid', preset)
    expect((await thief.get('/profile')).status).toBe(303)
  })

  test('T9: signing in again ends the session before', async () => {
    const browser = portal.browser()
    await tryIn(browser, 'dwhitfield', password)
    const first = browser.cookies.get('sid')!
    const form = (await browser.get('/profile')).forms.find(({ action }) => action === '/sign-out')
    const again = await browser.post('/sign-in', {
      _token: form?.fields._token,
      username: 'dwhitfield',
      password,
    })
    expect(again.status).toBe(303)
    const old = portal.browser()
    old.cookies.set('sid', first)
    expect((await old.get('/profile')).status).toBe(303)
  })

  test('T9: 31 minutes without a request end it, and 12 hours do', async () => {
    const clock = await testPortal()
    const browser = await clock.signedIn()
    await clock.moveClock(29 * 60)
    expect((await browser.get('/profile')).status).toBe(200)
    await clock.moveClock(31 * 60)
    const out = await browser.get('/profile')
    expect(out.location).toBe('/sign-in?next=%2Fprofile&ended=1')
    expect((await browser.get(out.location!)).text).toContain(
      'You were signed out after 30 minutes',
    )
    const busy = await clock.signedIn()
    for (let minutes = 0; minutes < 12 * 60; minutes += 29) {
      expect((await busy.get('/profile')).status).toBe(200)
      await clock.moveClock(29 * 60)
    }
    expect((await busy.get('/profile')).status).toBe(303)
  })

  test('is written down, and begins the count anew', async () => {
    const browser = portal.browser()
    await tryIn(browser, 'dwhitfield', 'wrong')
    await tryIn(browser, 'dwhitfield', 'wrong')
    await tryIn(browser, 'dwhitfield', password)
    const [{ count }] = (await portal.sql`
      select count(*)::int from audit where subject = ${dana.id} and action = 'signed_in'`) as unknown as [
      { count: number },
    ]
    expect(count).toBeGreaterThan(0)
    expect((await tryIn(portal.browser(), 'dwhitfield', 'wrong')).text).toContain(secondMiss)
  })
})

describe('going back to where one was', () => {
  test('the page that needed a sign-in comes after it, with its query', async () => {
    const browser = portal.browser()
    const out = await browser.get('/bill-history?account=all')
    expect(out.location).toBe('/sign-in?next=%2Fbill-history%3Faccount%3Dall')
    const miss = await tryIn(browser, 'dwhitfield', 'wrong', out.location!)
    const answer = await browser.submit(miss, { username: 'dwhitfield', password })
    expect(answer.location).toBe('/bill-history?account=all')
  })

  test.each([
    '//evil.example',
    'https://evil.example',
    'https:evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/../..//evil.example',
    '/\t/evil.example',
    '/home\r\nSet-Cookie: sid=x',
    'javascript:alert(1)',
    'evil.example',
    '',
    `/${'a'.repeat(600)}`,
  ])('T14: "%s" leads Home', async (next) => {
    expect(localPath(next)).toBeUndefined()
    const browser = portal.browser()
    const page = await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)
    const answer = await browser.submit(page, { username: 'dwhitfield', password, next })
    expect([answer.status, answer.location]).toEqual([303, '/home'])
  })

  test.each([
    ['/home', '/home'],
    ['/bill-history?account=all#x', '/bill-history?account=all#x'],
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
    ['/café', '/caf%C3%A9'],
  ])('T14: "%s" is a page of ours', (next, path) => {
    expect(localPath(next)).toBe(path)
  })
})

describe('signing out', () => {
  test('T9: ends the session in SQL, the cookie and what the browser keeps', async () => {
    const browser = await portal.browserOf(dana)
    const copy = new Map(browser.cookies)
    const answer = await browser.submit(await browser.get('/profile'), {}, '/sign-out')
    expect([answer.status, answer.location]).toEqual([303, '/signed-out'])
    // Not "cookies": that would make a stranger of the browser (test/web/sign-in-machine.test.ts).
    expect(answer.headers.get('clear-site-data')).toBe('"cache","storage"')
    expect(browser.cookies.has('sid')).toBe(false)
    expect((await browser.get('/signed-out')).text).toContain('You are signed out')
    const thief = portal.browser()
    thief.cookies.set('sid', copy.get('sid')!)
    expect((await thief.get('/profile')).status).toBe(303)
  })
})
