import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { assets } from '../../web/assets.js'
import { city } from '../support/city.js'
import { type Paying, pay, paying } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { allRoutes } from '../support/routes.js'
import { type World, world } from '../support/visitors.js'
import { whitfields } from '../support/whitfields.js'

/** Page weights (ux.md 9): what goes over the wire, as a browser that takes gzip gets it. */

const firstMax = 60 * 1024
const laterMax = 12 * 1024

let place: World
let portal: TestPortal
let assetBytes = 0
beforeAll(async () => {
  place = await world()
  portal = place.portal
  for (const { href } of Object.values(assets))
    assetBytes += (await wire(href, '')).bytes.byteLength
})

/** The answer's bytes as they are sent. */
async function wire(path: string, cookie: string) {
  const answer = await portal.app.request(`http://localhost:3000${path}`, {
    headers: { 'accept-encoding': 'gzip, br', cookie },
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return { status: answer.status, headers: answer.headers, bytes }
}

const cookieOf = (browser: { cookies: Map<string, string> }) =>
  [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

/** A bill's PDF is a file and no page; ux.md 13 has its size. */
const gets = allRoutes().filter(
  ({ method, path }) => method === 'GET' && !/^\/assets|\.pdf$/.test(path),
)

test.each(gets.map(({ path }) => path))(
  'ux 9: %s is light, on the first visit and later',
  async (path) => {
    const { bytes } = await wire(place.own(path), cookieOf(await place.visitor('resident')))
    expect(bytes.byteLength).toBeLessThanOrEqual(laterMax)
    expect(bytes.byteLength + assetBytes).toBeLessThanOrEqual(firstMax)
  },
)

test('ux 13: a bill’s PDF takes less than 150 KB', async () => {
  const path = place.own('/bills/:bill.pdf')
  const { status, bytes } = await wire(path, cookieOf(await place.visitor('resident')))
  expect(status).toBe(200)
  expect(bytes.byteLength).toBeLessThan(150 * 1024)
})

describe('ux 9: the heaviest that there is', () => {
  let who: Paying
  beforeAll(async () => {
    who = await paying(portal)
  })

  test('Home and Paperless Billing with 30 accounts', async () => {
    const { bill, enroll } = city(portal.sql)
    for (let n = 1; n < 30; n += 1) {
      const account = await portal.addServiceAccount({ street: `Street number ${n}` })
      await portal.link(who.browser.resident, account, `House number ${n}`)
      await bill(account, { billedOn: '2026-11-20', current: 80_00 + n })
      await enroll(who.browser.resident, account, '2026-11-20')
    }
    for (const path of ['/home', '/paperless', '/pay']) {
      const { status, bytes } = await wire(path, cookieOf(who.browser))
      expect(status).toBe(200)
      expect(bytes.byteLength, path).toBeLessThanOrEqual(laterMax)
    }
  })

  test('Payment Activity with a month of open and refused payments, and a full table', async () => {
    const other = await paying(portal)
    for (let n = 0; n < 40; n += 1)
      await city(portal.sql).payment(other.browser.resident, other.account, {
        cents: 1_00 + n,
        payOn: '2026-12-11',
        status: (['scheduled', 'rejected', 'approved', 'pending'] as const)[n % 4]!,
        reason: 'R04',
      })
    const { bytes } = await wire('/payment-activity', cookieOf(other.browser))
    expect(bytes.byteLength).toBeLessThanOrEqual(laterMax)
  })

  test('24 months of bills, payments and use', async () => {
    const { dana, home } = await whitfields(portal)
    for (const part of ['', '/bills', '/payments', '/use']) {
      const { bytes } = await wire(`/bill-history${part}?account=${home.id}`, cookieOf(dana))
      expect(bytes.byteLength, part).toBeLessThanOrEqual(laterMax)
    }
  })
})

describe('T11, BREACH: a page is compressed only where nobody chose a text in it', () => {
  test('compressed, it is the page', async () => {
    const browser = await place.visitor('resident')
    const { headers, bytes } = await wire('/home', cookieOf(browser))
    expect(headers.get('content-encoding')).toBe('gzip')
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(headers.get('vary')).toContain('Accept-Encoding')
    expect(gunzipSync(bytes).toString()).toMatch(/^<!doctype html>[\s\S]*<\/html>$/)
  })

  test.each([
    ['a search', '/home?find=0048291'],
    ['a word', '/payment-activity?status=canceled'],
    ['where to go on', '/sign-in?next=%2Fhome'],
    ['a page that is not there', '/nowhere'],
  ])('%s is not', async (_, path) => {
    const { headers } = await wire(path, '')
    expect(headers.get('content-encoding')).toBeNull()
  })

  test.each(['/payment-activity?page=2', '/help?x='])('a number is harmless: %s', async (path) => {
    const cookie = cookieOf(await place.visitor('resident'))
    expect((await wire(path, cookie)).headers.get('content-encoding')).toBe('gzip')
  })

  test('a form that comes back is not', async () => {
    const who = await paying(portal)
    await pay(who, { when: 'date', date: '2026-12-11' })
    const { action, fields } = (await who.browser.get(`/accounts/${who.account.id}/name`)).forms.at(
      -1,
    )!
    const form = { ...fields, nickname: 'x'.repeat(100) }
    const back = await who.browser.post(action, form, { headers: { 'accept-encoding': 'gzip' } })
    expect([back.status, back.headers.get('content-encoding')]).toEqual([422, null])
  })
})
