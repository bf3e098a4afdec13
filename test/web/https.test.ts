import { beforeAll, expect, test } from 'vitest'
import { createApp } from '../../web/app.js'
import { Browser } from '../support/browser.js'
import { password, testPortal } from '../support/portal.js'

/** S15: on https nothing of ours goes any other way. What a portal on http says is in headers.test.ts. */

const origin = 'https://portal.example'
let browser: Browser
let username: string
beforeAll(async () => {
  const portal = await testPortal()
  username = (await portal.addResident()).username
  browser = new Browser(createApp({ ...portal.deps, origin }), '10.8.0.1')
})

test('S15, 3.4.1: every page says to come by https alone, for a year', async () => {
  for (const path of ['/', '/sign-in', '/nowhere', '/home']) {
    const { headers } = await browser.get(path)
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  }
})

test('S15, T9, 3.3.1: every cookie is Secure and __Host-, and a whole sign-in works so', async () => {
  const page = await browser.get('/sign-in')
  const set = [...page.headers.getSetCookie()]
  const form = page.forms.find(({ action }) => action === '/sign-in')!
  const post = async (fields: Record<string, string>) => {
    const answer = await browser.post(
      '/sign-in',
      { ...form.fields, ...fields },
      { headers: { origin } },
    )
    set.push(...answer.headers.getSetCookie())
    return answer
  }
  for (const nth of [1, 2, 3])
    expect((await post({ username: 'nobody', password: `wrong ${nth}` })).status).toBe(
      nth < 3 ? 422 : 303,
    )
  expect((await post({ username, password })).location).toBe('/home')
  const names = new Set(set.map((cookie) => cookie.slice(0, cookie.indexOf('='))))
  expect([...names].sort()).toEqual(['__Host-asked', '__Host-dev', '__Host-sid', '__Host-visit'])
  for (const cookie of set)
    expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=(?:Lax|Strict)$/)
  expect((await browser.get('/home')).status).toBe(200)
})

test('T10: the plain http origin is a foreign one here', async () => {
  const page = await browser.get('/home')
  const form = page.forms.find(({ action }) => action === '/sign-out')!
  for (const foreign of ['http://portal.example', 'https://portal.example.evil'])
    expect(
      (
        await browser.post('/sign-out', form.fields, {
          headers: { origin: foreign, 'sec-fetch-site': undefined },
        })
      ).status,
    ).toBe(403)
})
