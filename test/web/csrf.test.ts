import { beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.js'
import { databaseDigest } from '../support/database-digest.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
let account: { id: string; accountNumber: string }
beforeAll(async () => {
  portal = await testPortal()
  await portal.addResident({ username: 'dwhitfield' })
  account = await portal.addServiceAccount({ streetNumber: '1234' })
})

/** Everything that a post could have changed: all tables, and what throttles count. */
const rows = async () => ({
  ...(await databaseDigest(portal.sql)),
  throttles: (await portal.sql`select count(*) from throttle where bucket <> 'requests'`)[0]?.count,
})

const anyone = async () => portal.browser()
const posts: [
  path: string,
  page: string,
  who: () => Promise<Browser>,
  fields: () => Record<string, string>,
][] = [
  ['/sign-in', '/sign-in', anyone, () => ({ username: 'dwhitfield', password, next: '' })],
  [
    '/register',
    '/register',
    anyone,
    () => ({
      email: 'a@example.com',
      emailAgain: 'a@example.com',
      username: 'somebody',
      password: 'a long enough password',
    }),
  ],
  ['/sign-out', '/profile', () => portal.signedIn(), () => ({})],
  [
    '/link',
    '/link',
    () => portal.signedIn(),
    () => ({ accountNumber: account.accountNumber, proof: 'street', streetNumber: '1234' }),
  ],
  [
    '/profile/name',
    '/profile/name',
    () => portal.signedIn(),
    () => ({ name: 'Mallory', phone: '' }),
  ],
]

describe.each(posts)('T10: a post to %s', (path, page, who, fields) => {
  async function open() {
    const browser = await who()
    const form = (await browser.get(page)).forms.find(({ action }) => action === path)!
    return { browser, token: form.fields._token!, before: await rows() }
  }

  test('without a token, with half of one, or with somebody else’s is refused', async () => {
    const other = (await (await who()).get(page)).forms.at(-1)!.fields._token
    const { browser, token, before } = await open()
    expect(other).not.toBe(token)
    for (const _token of [undefined, '', token.slice(0, -1), `${token}x`, other]) {
      const answer = await browser.post(path, { ...fields(), _token })
      expect(answer.status).toBe(403)
      expect(answer.text).toContain('This page was open too long')
    }
    // Those who make a session of their own for the second browser count it before.
    expect(await rows()).toEqual(before)
  })

  test.each([
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site, as the browser says', { 'sec-fetch-site': 'same-site' }],
    ['no page at all, as the browser says', { 'sec-fetch-site': 'none' }],
    ['another origin', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
    ['no origin that it would name', { 'sec-fetch-site': undefined, origin: 'null' }],
  ])('from %s is refused, with a right token too', async (_, headers) => {
    const { browser, token, before } = await open()
    const answer = await browser.post(path, { ...fields(), _token: token }, { headers })
    expect(answer.status).toBe(403)
    expect(await rows()).toEqual(before)
  })

  test.each([
    ['JSON', 'application/json'],
    ['plain text', 'text/plain'],
    ['no content type', undefined],
  ])('as %s is refused', async (_, type) => {
    const { browser, token, before } = await open()
    const body =
      type === 'application/json'
        ? JSON.stringify({ ...fields(), _token: token })
        : new URLSearchParams({ ...fields(), _token: token }).toString()
    const answer = await browser.postBody(path, body, { headers: { 'content-type': type } })
    expect(answer.status).toBe(403)
    expect(await rows()).toEqual(before)
  })

  test('by GET does nothing', async () => {
    const { browser, token, before } = await open()
    await browser.get(`${path}?${new URLSearchParams({ ...fields(), _token: token })}`)
    expect(await rows()).toEqual(before)
  })

  test('of our own page is taken, with an old browser too', async () => {
    const { browser, token } = await open()
    const answer = await browser.post(
      path,
      { ...fields(), _token: token },
      { headers: { 'sec-fetch-site': undefined, origin: undefined } },
    )
    expect(answer.status).toBe(303)
  })
})

test('T10: the token of a visit is worth nothing after signing in', async () => {
  const browser = portal.browser()
  const before = (await browser.get('/sign-in')).forms.at(-1)!.fields._token
  await browser.fill('/sign-in', { username: 'dwhitfield', password })
  const answer = await browser.post('/profile/name', { _token: before, name: 'x', phone: '' })
  expect(answer.status).toBe(403)
})
