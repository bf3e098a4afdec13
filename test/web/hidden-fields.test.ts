import { beforeAll, describe, expect, test } from 'vitest'
import { badInput, overlongBytes } from '../support/bad-input.js'
import type { Browser } from '../support/browser.js'
import { databaseDigest } from '../support/database-digest.js'
import { type TestPortal, testPortal } from '../support/portal.js'

/** What no person types: fields that a page fills in, links that a mail holds, cookies (reliability.md 4.4). */

let portal: TestPortal
let resident: Browser
beforeAll(async () => {
  portal = await testPortal()
  resident = await portal.signedIn()
})

const values = Object.entries(badInput)
const token = async (browser: Browser, page: string) =>
  (await browser.get(page)).forms.at(-1)!.fields._token!

describe('T33: the bad-input corpus in a field that the page fills in', () => {
  test.each([
    ['/sign-in/send-again', 'ticket', false],
    ['/register/confirm', 'token', false],
    ['/profile/email/confirm', 'token', false],
    ['/profile/email/undo', 'token', false],
    ['/profile/sign-ins/end', 'session', true],
  ])('%s, %s: refused, and nothing changes', async (path, field, signedIn) => {
    const browser = signedIn ? resident : portal.browser()
    const _token = await token(browser, signedIn ? '/profile/name' : '/sign-in')
    const before = await databaseDigest(portal.sql)
    const plain = new URLSearchParams({ _token }).toString()
    for (const [name, value] of values) {
      await portal.sql`delete from throttle`
      const page = await browser.post(path, { _token, [field]: value })
      expect([303, 403, 404], name).toContain(page.status)
    }
    for (const odd of [`${field}=a&${field}=b`, `${field}=${overlongBytes}`, 'x=1', '']) {
      const page = await browser.postBody(path, `${plain}&${odd}`)
      expect([303, 403, 404], odd).toContain(page.status)
    }
    expect(await databaseDigest(portal.sql)).toEqual(before)
  })
})

test.each([
  ['/register/confirm?token='],
  ['/profile/email/confirm?token='],
  ['/profile/email/undo?token='],
  ['/register/username?username='],
  ['/sign-in?next='],
  ['/profile?saved='],
])('T33: the bad-input corpus in the address %s', async (path) => {
  const before = await databaseDigest(portal.sql)
  for (const [name, value] of values) {
    await portal.sql`delete from throttle`
    const page = await resident.get(path + encodeURIComponent(value.toWellFormed()))
    expect(page.status, name).toBeLessThan(500)
    expect(page.html, name).not.toMatch(/<script>alert|<img src=x|<b hx-get/)
  }
  expect((await resident.get(path + overlongBytes)).status).toBeLessThan(500)
  expect(await databaseDigest(portal.sql)).toEqual(before)
})

test.each(['sid', 'visit', 'dev', 'asked', 'reg', 'mailed'])(
  'T33: the bad-input corpus in the cookie "%s"',
  async (cookie) => {
    const before = await databaseDigest(portal.sql)
    for (const [name, value] of values) {
      await portal.sql`delete from throttle`
      for (const path of [
        '/sign-in',
        '/sign-in/question',
        '/register/question',
        '/register/sent',
      ]) {
        const browser = portal.browser()
        browser.cookies.set(cookie, encodeURIComponent(value.toWellFormed()))
        const page = await browser.get(path)
        expect(page.status, name).toBeLessThan(500)
        expect(page.html, name).not.toMatch(/<script>alert|<img src=x|<b hx-get/)
      }
      const browser = portal.browser()
      browser.cookies.set(cookie, encodeURIComponent(value.toWellFormed()))
      const page = await browser.fill('/sign-in', { username: '', password: '' })
      expect(page.status, name).toBe(422)
    }
    expect(await databaseDigest(portal.sql)).toEqual(before)
  },
)
