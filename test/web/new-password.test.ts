import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as temporaryPasswords from '../../sql/temporary-passwords.js'
import { createSessions } from '../../web/session.js'
import type { Browser } from '../support/browser.js'
import { password, type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let dana: TestResident
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  dana = await portal.addResident()
})

const chosen = 'blue lamps hum at noon'
/** A browser that came in by a temporary password. */
async function restricted(): Promise<Browser> {
  const sessions = createSessions(portal.sql, portal.deps.clock)
  const browser = portal.browser()
  browser.cookies.set('sid', await sessions.start(dana.id, { restricted: true }))
  return browser
}
const choose = async (browser: Browser, first: string, again = first) =>
  await browser.fill('/new-password', { password: first, passwordAgain: again }, '/new-password')
const hashNow = async () =>
  (await portal.sql`select password_hash from portal_account where id = ${dana.id}`)[0]!
    .passwordHash as string

describe('1.5: a restricted session', () => {
  test('sees the form, and nothing of the portal account', async () => {
    const page = await (await restricted()).get('/new-password')
    expect(page.status).toBe(200)
    expect(page.text).toContain(
      'Choose a new password New password At least 12 characters. A few unrelated words work well. Confirm password',
    )
    expect(page.text).not.toContain(dana.username)
    expect(page.text).not.toContain(dana.email)
    expect(page.text).toContain('Sign out')
  })

  test.each(['/home', '/profile', '/bill-history', '/pay'])('%s leads to it', async (path) => {
    expect((await (await restricted()).get(path)).location).toBe('/new-password')
  })

  test('ends with Sign out', async () => {
    const browser = await restricted()
    await browser.submit(await browser.get('/new-password'), {}, '/sign-out')
    expect(
      await portal.sql`select 1 from session where portal_account_id = ${dana.id}`,
    ).toHaveLength(0)
  })

  test('F18: ends after 15 minutes, and the page says how to go on', async () => {
    const browser = await restricted()
    await portal.moveClock(14 * 60)
    expect((await browser.get('/new-password')).status).toBe(200)
    await portal.moveClock(2 * 60)
    const page = await browser.follow(await browser.get('/new-password'))
    expect(page.text).toContain('This temporary password has expired. Send a new one')
    expect(page.html).toContain('href="/forgot-password"')
  })
})

test.each([
  ['nobody', () => portal.browser(), '/new-password/expired'],
  ['who is signed in', () => portal.browserOf(dana), '/profile/password'],
])('not for %s', async (_, who, where) => {
  expect((await (await who()).get('/new-password')).location).toBe(where)
})

describe('ux 3.5: the words', () => {
  test.each([
    ['', '', 'Enter a password'],
    ['nine char', 'nine char', 'Use at least 12 characters. You used 9.'],
    [chosen, `${chosen}!`, 'Enter the same password in both boxes'],
    [
      'Password1234',
      'Password1234',
      'This password has appeared in a data leak. Choose another one.',
    ],
    ['charlotte water', 'charlotte water', 'This password has appeared in a data leak.'],
  ])('%j, %j: %s', async (first, again, words) => {
    const before = await hashNow()
    const answer = await choose(await restricted(), first, again)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(words)
    expect(answer.html).not.toContain('value="nine')
    expect(await hashNow()).toBe(before)
  })

  test('the username or the address', async () => {
    for (const own of [dana.email, `${dana.username}-2026`]) {
      const answer = await choose(await restricted(), own)
      expect(answer.text).toContain('Choose a password that is not your username or email address')
    }
  })
})

describe('S7: a new password', () => {
  test('ends everything from before, and goes on signed in under a new token', async () => {
    const elsewhere = await portal.browserOf(dana)
    const stranger = await portal.signedIn()
    await portal.sql`
      insert into device (nonce, portal_account_id, label) values (${randomUUID()}, ${dana.id}, 'Chrome')`
    const live = await temporary('7Q4M20H87Q4M20H87Q4M20H8')
    const browser = await restricted()
    const copied = browser.cookies.get('sid')!
    const before = await hashNow()

    const done = await choose(browser, chosen)
    expect([done.status, done.location]).toEqual([303, '/home'])
    expect(browser.cookies.get('sid')).not.toBe(copied)
    expect((await browser.get('/home')).status).toBe(200)
    expect((await elsewhere.get('/home')).status).toBe(303)
    expect((await stranger.get('/home')).status).toBe(200)
    const thief = portal.browser()
    thief.cookies.set('sid', copied)
    expect((await thief.get('/new-password')).status).toBe(303)

    expect(await hashNow()).not.toBe(before)
    expect(await temporaryPasswords.find(portal.sql, dana.id, live)).toBeUndefined()
    const known = await portal.sql`
      select 1 from device where portal_account_id = ${dana.id} and revoked_at is null`
    expect(known).toHaveLength(0)
    const notices =
      await portal.sql`select template from notice where portal_account_id = ${dana.id}`
    expect(notices).toEqual([{ template: 'password_changed' }])
    const trail = await portal.sql`select action from audit where subject = ${dana.id} order by seq`
    expect(trail.map(({ action }) => action)).toEqual(['password_chosen', 'signed_in'])
    expect(JSON.stringify(await portal.sql`select * from audit`)).not.toContain(chosen)
  })

  test('sent twice at once, is chosen once', async () => {
    const browser = await restricted()
    const page = await browser.get('/new-password')
    const twice = ['first words hum at noon', 'second words hum at noon'].map((typed) =>
      browser.submit(page, { password: typed, passwordAgain: typed }, '/new-password'),
    )
    const answers = await Promise.all(twice)
    expect(answers.filter(({ location }) => location === '/home')).toHaveLength(1)
    const trail = await portal.sql`
      select 1 from audit where subject = ${dana.id} and action = 'password_chosen'`
    expect(trail).toHaveLength(1)
  })

  test('the whole way: the temporary one opens it once, the old one works until then', async () => {
    await temporary('7Q4M20H87Q4M20H87Q4M20H9')
    const browser = portal.browser()
    const old = await portal.browser().fill('/sign-in', { username: dana.username, password })
    expect(old.location).toBe('/home')
    const typed = { username: dana.username, password: '7q4m-2oh8-7q4m-20h8-7q4m-20h9' }
    const inside = await browser.fill('/sign-in', typed)
    expect(inside.location).toBe('/new-password')
    expect((await portal.browser().fill('/sign-in', typed)).status).toBe(422)
    expect((await choose(browser, chosen)).location).toBe('/home')
    const sign = async (secret: string) =>
      (await portal.browser().fill('/sign-in', { username: dana.username, password: secret }))
        .status
    expect([await sign(password), await sign(chosen)]).toEqual([422, 303])
  })

  test('reliability 4.4: bad input', async () => {
    const token = 'f'.repeat(64)
    const browser = portal.browser()
    browser.cookies.set('sid', token)
    await restore()
    for (const field of ['password', 'passwordAgain'])
      await tryBadInput({
        browser,
        page: '/new-password',
        fields: { password: chosen, passwordAgain: chosen },
        field,
        secret: true,
        before: restore,
      })
    /** The same session again, since an accepted value ends it. */
    async function restore() {
      browser.cookies.set('sid', token)
      const id = createHash('sha256').update(token).digest('hex')
      await portal.sql`
        insert into session (id, portal_account_id, expires_at, restricted)
        values (${id}, ${dana.id}, portal_now() + interval '15 minutes', true)
        on conflict (id) do nothing`
    }
  })
})

/** A live temporary password of Dana's. @returns Its hash. */
async function temporary(secret: string): Promise<string> {
  const hash = temporaryPasswords.hashOf(secret)
  await portal.sql`
    insert into temporary_password (id, portal_account_id, hash, expires_at)
    values (${randomUUID()}, ${dana.id}, ${hash}, portal_now() + interval '1 hour')`
  return hash
}
