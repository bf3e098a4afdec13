import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashOf } from '../../sql/temporary-passwords.js'
import type { Browser } from '../support/browser.js'
import {
  answer,
  password,
  type TestPortal,
  type TestResident,
  testPortal,
} from '../support/portal.js'

let portal: TestPortal
let dana: TestResident
let secret: string
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  dana = await portal.addResident()
  secret = await mailed(dana)
})

/** A temporary password that is in the mailbox. */
async function mailed({ id }: TestResident): Promise<string> {
  const made = randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase()
  await portal.sql`
    insert into temporary_password (id, portal_account_id, hash, expires_at)
    values (${randomUUID()}, ${id}, ${hashOf(made)}, portal_now() + interval '60 minutes')`
  return made
}
const tryIn = (browser: Browser, typed: string, { username } = dana) =>
  browser.fill('/sign-in', { username, password: typed })
const isUsed = async () =>
  (
    await portal.sql`select 1 from temporary_password where portal_account_id = ${dana.id} and used_at is null`
  ).length === 0

describe('1.5: a temporary password in the ordinary box', () => {
  test('opens Choose a new password and nothing else, and makes no browser a known one', async () => {
    const browser = portal.browser()
    const page = await tryIn(browser, secret)
    expect([page.status, page.location]).toEqual([303, '/new-password'])
    expect((await browser.get('/new-password')).status).toBe(200)
    expect((await browser.get('/home')).location).toBe('/new-password')
    expect(browser.cookies.has('dev')).toBe(false)
  })

  test('works once, also when it is sent five times at once', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => tryIn(portal.browser(), secret)))
    expect(pages.filter(({ location }) => location === '/new-password')).toHaveLength(1)
    expect((await tryIn(portal.browser(), secret)).location).not.toBe('/new-password')
  })

  test('the old password still signs in', async () => {
    expect((await tryIn(portal.browser(), password)).location).toBe('/home')
    expect(await isUsed()).toBe(false)
  })

  test('a wrong one counts as a wrong password; another resident’s is wrong', async () => {
    const other = await portal.addResident()
    expect((await tryIn(portal.browser(), secret, other)).text).toContain('You have 2 tries left')
    expect((await tryIn(portal.browser(), `${secret.slice(1)}0`)).text).toContain('2 tries left')
  })

  test('opens nothing while the question waits or the door is locked, and stays unused', async () => {
    const browser = portal.browser()
    for (const _ of [1, 2, 3]) await tryIn(browser, 'wrong wrong wrong')
    expect((await tryIn(browser, secret)).location).toBe('/sign-in/question')
    await browser.fill('/sign-in/question', { answer: 'no idea' })
    await portal.sql`delete from throttle`
    expect((await tryIn(browser, secret)).location).toBe('/locked')
    expect(await isUsed()).toBe(false)
  })

  test('after the right answer it opens again', async () => {
    const browser = portal.browser()
    for (const _ of [1, 2, 3]) await tryIn(browser, 'wrong wrong wrong')
    await browser.fill('/sign-in/question', { answer })
    expect((await tryIn(browser, secret)).location).toBe('/new-password')
  })

  test('an hour later it is wrong', async () => {
    const late = await testPortal()
    const resident = await late.addResident()
    const made = 'Q'.repeat(24)
    await late.sql`
      insert into temporary_password (id, portal_account_id, hash, expires_at)
      values (${randomUUID()}, ${resident.id}, ${hashOf(made)}, portal_now() + interval '60 minutes')`
    await late.moveClock(61 * 60)
    const fields = { username: resident.username, password: made }
    expect((await late.browser().fill('/sign-in', fields)).status).toBe(422)
  })
})
