import { beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../support/browser.js'
import { databaseDigest } from '../support/database-digest.js'
import { allRoutes } from '../support/routes.js'
import { roles, type VisitorRole, type World, world } from '../support/visitors.js'

/** Generated from the route table: a form added later is covered by itself (security.md T10). */
const posts = allRoutes().filter(({ method, role }) => method === 'POST' && role !== 'processor')

let city: World
beforeAll(async () => {
  city = await world()
})

test('T10: the table has no method but GET and POST', () => {
  const methods = new Set(allRoutes().map(({ method }) => method))
  expect([...methods].sort()).toEqual(['GET', 'POST'])
  expect(posts.length).toBeGreaterThan(10)
})

describe.each(roles)('T10: %s', (role) => {
  test.each(posts.map(({ path }) => path))('%s takes no forged post', async (path) => {
    const browser = await city.visitor(role)
    const token = await city.token(browser, role)
    const others = await tokensOfOthers(role, token)
    const target = city.own(path)
    const form = (_token: string | undefined) =>
      new URLSearchParams(_token ? { _token } : {}).toString()
    const right = form(token)
    const send = (body: string, headers: Record<string, string | undefined> = {}): Promise<Page> =>
      browser.postBody(target, body, { headers })

    const before = await databaseDigest(city.portal.sql)
    const forged: Record<string, Page> = {
      'no token': await send(form(undefined)),
      'half a token': await send(form(token.slice(0, -1))),
      'the token in the address alone': await browser.postBody(`${target}?${right}`, ''),
      'a foreign origin': await send(right, {
        'sec-fetch-site': undefined,
        origin: 'https://evil.example',
      }),
      'an origin that is not told': await send(right, {
        'sec-fetch-site': undefined,
        origin: 'null',
      }),
      'another site': await send(right, { 'sec-fetch-site': 'cross-site' }),
      'a sister site': await send(right, { 'sec-fetch-site': 'same-site' }),
      JSON: await send(JSON.stringify({ _token: token }), { 'content-type': 'application/json' }),
      'plain text': await send(right, { 'content-type': 'text/plain' }),
      'no content type': await send(right, { 'content-type': undefined }),
    }
    for (const [name, other] of Object.entries(others)) forged[name] = await send(form(other))
    for (const [name, page] of Object.entries(forged)) {
      expect(page.status, name).toBe(403)
      expect(page.text, name).toContain('This page was open too long')
    }
    expect(await databaseDigest(city.portal.sql)).toEqual(before)
  })

  test('the token is right, and the digest sees a change: a post of our own is taken', async () => {
    const browser = await city.visitor(role)
    const _token = await city.token(browser, role)
    const before = await databaseDigest(city.portal.sql)
    const out = role === 'staff' ? '/staff/sign-out' : '/sign-out'
    expect((await browser.post(out, { _token })).status).toBe(303)
    const after = await databaseDigest(city.portal.sql)
    const sessions = role === 'staff' ? 'staff_session' : 'session'
    expect(after[sessions] === before[sessions]).toBe(role === 'signed out')
  })
})

/** Tokens of every role's other browsers: of another session of the same resident too. */
async function tokensOfOthers(own: VisitorRole, ownToken: string): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {}
  for (const role of roles) {
    const token = await city.token(await city.visitor(role), role)
    expect(token, role).not.toBe(ownToken)
    tokens[role === own ? 'the token of another browser of its kind' : `the token of ${role}`] =
      token
  }
  return tokens
}

test('I16: a processor event without a right signature changes nothing', async () => {
  const before = await databaseDigest(city.portal.sql)
  const browser = await city.visitor('signed out')
  for (const headers of [{}, { 'processor-signature': 't=1,v1=00' }])
    expect((await browser.postBody('/processor/events', '{}', { headers })).status).toBe(401)
  expect(await databaseDigest(city.portal.sql)).toEqual(before)
})
