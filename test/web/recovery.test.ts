import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from '../support/browser.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let dana: TestResident
beforeAll(async () => {
  portal = await testPortal()
  dana = await portal.addResident({ username: 'dwhitfield', email: 'dana@example.com' })
  await portal.addResident({ username: 'not-yet', email: 'dunna@example.com', confirmed: false })
  const locked = await portal.addResident({ username: 'is-locked', email: 'della@example.com' })
  await portal.sql`
    insert into lockout (id, portal_account_id, name_key, scope, why)
    values (${randomUUID()}, ${locked.id}, 'k', 'strangers', 'wrong_answer')`
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  await portal.sql`delete from nudge`
  await portal.sql`delete from recovery_request`
})

const requests = () =>
  portal.sql<{ id: string; kind: string; email: string }[]>`
    select id, kind, email from recovery_request order by created_at`
/** What differs between two requests of anything: the tokens of forms. */
const body = ({ html }: Page) => html.replace(/name="_token" value="[^"]*"/g, '')
const ask = async (kind: string, email: string, browser = portal.browser()) =>
  await browser.fill(`/forgot-${kind}`, { email }, `/forgot-${kind}`)

describe.each([
  ['username', 'Forgot Username?', 'we just sent the username to it.', 'username_reminder'],
  [
    'password',
    'Forgot Password?',
    'we just sent a temporary password to it. It works once, for 60 minutes.',
    'password_reset',
  ],
])('S6, S7: /forgot-%s', (kind, heading, promise, nudge) => {
  test('asks for the address, and says where to look', async () => {
    const browser = portal.browser()
    const page = await browser.get(`/forgot-${kind}`)
    expect(page.text).toContain(`${heading} Email address The one you registered with`)
    const sent = await browser.submit(page, { email: ' dana@example.com ' }, `/forgot-${kind}`)
    expect([sent.status, sent.location]).toEqual([303, `/forgot-${kind}/sent`])
    const there = await browser.follow(sent)
    expect(there.text).toContain(
      `Check your email If d•••••a@example.com belongs to a portal account, ${promise}`,
    )
    expect(there.text).toContain('Look in your SPAM, JUNK or BULK mail folder')
    expect(there.text).toContain(
      'Still nothing after 15 minutes? Call CharMeck 311. Do not register again.',
    )
    const [row] = await requests()
    expect(row).toMatchObject({ kind, email: 'dana@example.com' })
    const nudges = await portal.sql`select kind, id from nudge`
    expect(nudges).toEqual([{ kind: nudge, id: row!.id }])
  })

  test.each([
    ['', 'Enter your email address'],
    ['dana', 'Enter an email address like name@example.com'],
    ['dana@example.com,mallory@example.com', 'Enter an email address like name@example.com'],
    ['dana@example.com mallory@example.com', 'Enter an email address like name@example.com'],
    ['dana@example.com;mallory@example.com', 'Enter an email address like name@example.com'],
    [
      'dana@example.com\r\nBcc: mallory@example.com',
      'Enter an email address like name@example.com',
    ],
    ['dana@example.com%0aBcc:mallory@example.com', 'Enter an email address like name@example.com'],
    ['Dana <dana@example.com>', 'Enter an email address like name@example.com'],
    ['"dana,mallory"@example.com', 'Enter an email address like name@example.com'],
  ])('T30: %j is refused, and nothing is written', async (email, words) => {
    const answer = await ask(kind, email)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(words)
    expect(await requests()).toHaveLength(0)
  })

  test('T3: known, unknown, unconfirmed, locked and throttled look the same to the byte', async () => {
    for (let times = 0; times < 3; times += 1) await ask(kind, 'dora@example.com')
    const seen: object[] = []
    for (const email of [
      dana.email,
      'delta@example.com', // nobody's
      'dunna@example.com',
      'della@example.com',
      'dora@example.com', // three times before
    ]) {
      const browser = portal.browser()
      const answer = await ask(kind, email, browser)
      const there = await browser.follow(answer)
      const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
      const cookie = answer.headers.get('set-cookie')?.replace(/visit=[0-9a-f]+/, '')
      seen.push([answer.status, answer.html, headers, cookie, there.status, body(there)])
    }
    for (const each of seen) expect(each).toEqual(seen[0])
    expect((await requests()).filter(({ email }) => email === 'dora@example.com')).toHaveLength(3)
    expect(await requests()).toHaveLength(7)
  })

  test('T7: 50 posts make at most three rows an hour, and ten a day', async () => {
    for (let times = 0; times < 50; times += 1) {
      const answer = await ask(kind, times % 2 ? 'dana@example.com' : 'DANA@example.com')
      expect(answer.location).toBe(`/forgot-${kind}/sent`)
    }
    expect(await requests()).toHaveLength(3)
    for (let hour = 0; hour < 5; hour += 1) {
      await portal.moveClock(3601)
      for (let times = 0; times < 4; times += 1) await ask(kind, 'dana@example.com')
    }
    expect(await requests()).toHaveLength(10)
  })

  test('T7: in parallel too', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask(kind, 'dana@example.com')))
    expect(await requests()).toHaveLength(3)
  })

  test('1.3: one network address asks five times an hour, for whomever', async () => {
    const browser = portal.browser()
    for (let times = 0; times < 8; times += 1)
      expect((await ask(kind, `somebody${times}@example.com`, browser)).status).toBe(303)
    expect(await requests()).toHaveLength(5)
  })

  test('T30: a forged Host changes nothing that leaves here', async () => {
    const browser = portal.browser()
    const [form] = (await browser.get(`/forgot-${kind}`)).forms.filter(
      ({ fields }) => 'email' in fields,
    )
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const answer = await browser.post(
      form!.action,
      { ...form!.fields, email: 'dana@example.com' },
      { headers },
    )
    expect(answer.location).toBe(`/forgot-${kind}/sent`)
    const [row] = await portal.sql`select * from recovery_request`
    expect(JSON.stringify(row)).not.toContain('evil')
    expect((await browser.follow(answer)).html).not.toContain('evil')
  })

  test('reliability 4.4: bad input', async () => {
    await tryBadInput({
      browser: portal.browser(),
      page: `/forgot-${kind}`,
      fields: {},
      field: 'email',
      before: () => portal.sql`delete from throttle`,
    })
  })

  test('a sent page that was opened by itself names no address', async () => {
    const browser = portal.browser()
    expect((await browser.get(`/forgot-${kind}/sent`)).text).toContain('If your address belongs')
    browser.cookies.set('mailed', encodeURIComponent('<b>x</b>•••••@example.com'))
    expect((await browser.get(`/forgot-${kind}/sent`)).text).toContain('If your address belongs')
  })
})
