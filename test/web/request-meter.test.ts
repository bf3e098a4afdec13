import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as throttles from '../../sql/throttles.js'
import { createApp } from '../../web/app.js'
import { devRoutes } from '../../web/dev/routes.js'
import { createMeter } from '../../web/request-meter.js'
import { Browser } from '../support/browser.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { until } from '../support/until.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const bucket = (limit: number, seconds = 300) => ({ name: randomUUID(), limit, seconds })
const rows = (name: string) =>
  portal.sql<{ key: string; hits: number }[]>`
    select key, hits from throttle where bucket = ${name} order by key`
const times = async (count: number, work: () => unknown) => {
  for (let i = 0; i < count; i += 1) await work()
}

describe('a meter', () => {
  test('counts in memory, and tells SQL by itself, once for all', async () => {
    const b = bucket(300)
    let statements = 0
    const counted = new Proxy(portal.sql, {
      apply: (target, self, args) => {
        statements += 1
        return Reflect.apply(target, self, args)
      },
    })
    const meter = createMeter({ sql: counted, clock: portal.deps.clock }, b, { everyMs: 20 })
    for (let i = 0; i < 200; i += 1) expect(meter.hit(`10.0.0.${i % 2}`)).toBe(true)
    await until(async () => (await rows(b.name)).length === 2)
    expect(await rows(b.name)).toEqual([
      { key: '10.0.0.0', hits: 100 },
      { key: '10.0.0.1', hits: 100 },
    ])
    expect(statements).toBe(1)
  })

  test('refuses past its limit, and lets in again when the window is over', async () => {
    const own = await testPortal()
    const meter = createMeter(own.deps, bucket(3))
    expect([1, 2, 3, 4].map(() => meter.hit('a'))).toEqual([true, true, true, false])
    expect(meter.hit('b')).toBe(true)
    await meter.flush()
    expect(meter.hit('a')).toBe(false)
    await own.moveClock(301)
    expect(meter.hit('a')).toBe(true)
    await meter.flush()
    expect(await own.sql`select hits from throttle where key = 'a'`).toEqual([{ hits: 1 }])
  })

  test('two processes share what they counted; a new one learns it', async () => {
    const b = bucket(10)
    const [one, two] = [createMeter(portal.deps, b), createMeter(portal.deps, b)]
    await times(6, () => one.hit('a'))
    await times(5, () => two.hit('a'))
    await one.flush()
    await two.flush()
    expect(two.hit('a')).toBe(false)
    const three = createMeter(portal.deps, b)
    expect(three.hit('a')).toBe(true)
    await three.flush()
    expect(three.hit('a')).toBe(false)
  })

  test('hits while it tells are neither lost nor told twice', async () => {
    const b = bucket(1_000)
    const meter = createMeter(portal.deps, b)
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await times(10, () => meter.hit('a'))
        await meter.flush()
      }),
    )
    await meter.flush()
    expect(await rows(b.name)).toEqual([{ key: 'a', hits: 200 }])
  })

  test('two at once over the same keys do not lock each other out', async () => {
    const b = bucket(1_000)
    const meters = [1, 2, 3, 4].map(() => createMeter(portal.deps, b))
    const keys = Array.from({ length: 500 }, (_, n) => `k${n}`)
    await Promise.all(
      meters.map(async (meter, nth) => {
        for (const key of nth % 2 ? keys : keys.toReversed()) meter.hit(key)
        await meter.flush()
      }),
    )
    expect((await rows(b.name)).every(({ hits }) => hits === 4)).toBe(true)
    expect(await rows(b.name)).toHaveLength(500)
  })

  test('its memory is bounded; who was dropped is learned again', async () => {
    const b = bucket(3)
    const meter = createMeter(portal.deps, b, { maxKeys: 2 })
    await times(3, () => meter.hit('a'))
    await meter.flush()
    for (const key of ['b', 'c', 'd']) meter.hit(key)
    expect(meter.hit('a')).toBe(true)
    await meter.flush()
    expect(meter.hit('a')).toBe(false)
    expect((await rows(b.name)).map(({ key }) => key)).toEqual(['a', 'd'])
  })

  test('windows that ended are taken away, those that run stay', async () => {
    const [over, runs] = [bucket(5), bucket(5)]
    for (const b of [over, runs]) await throttles.add(portal.sql, b, new Map([['a', 1]]))
    await portal.sql`update throttle set expires_at = portal_now() where bucket = ${over.name}`
    await throttles.removeExpired(portal.sql)
    expect(await rows(over.name)).toEqual([])
    expect(await rows(runs.name)).toHaveLength(1)
  })

  test('the database away: it counts alone, and tells later', async () => {
    const b = bucket(5)
    let away = true
    const sql = new Proxy(portal.sql, {
      apply: (target, self, args) =>
        away
          ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
          : Reflect.apply(target, self, args),
    }) as Sql
    const meter = createMeter({ sql, clock: portal.deps.clock }, b)
    await times(4, () => meter.hit('a'))
    await meter.flush()
    expect([meter.hit('a'), meter.hit('a')]).toEqual([true, false])
    away = false
    await meter.flush()
    expect(await rows(b.name)).toEqual([{ key: 'a', hits: 5 }])
  })
})

describe('requests of one address', () => {
  test('1.3: after 300 in five minutes, 429 with the page, polls counted; static files go on', async () => {
    const browser = portal.browser()
    await times(150, () => browser.get('/help'))
    await times(150, () => browser.get('/sign-in?poll=1'))
    const page = await browser.get('/help')
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('600')
    expect(page.text).toContain('Too many tries')
    expect(page.text).toContain('Wait 10 minutes, then try again. To pay right now')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const asset = /href="(\/assets\/[^"]+\.css)"/.exec(page.html)![1]!
    expect((await browser.get(asset)).status).toBe(200)
    expect((await browser.get('/nowhere')).status).toBe(429)
    expect((await portal.browser().get('/help')).status).toBe(200)
  })

  test('1.3: a /64 of IPv6 is one address', async () => {
    await times(150, () => portal.browser('2001:db8:1:2::1').get('/help'))
    await times(150, () => portal.browser('2001:db8:1:2:ffff::2').get('/help'))
    expect((await portal.browser('2001:db8:1:2::3').get('/help')).status).toBe(429)
    expect((await portal.browser('2001:db8:1:3::1').get('/help')).status).toBe(200)
  })

  test('4.1.3: a spoofed X-Forwarded-For changes nothing by default', async () => {
    const browser = portal.browser()
    for (let i = 0; i < 300; i += 1)
      await browser.get('/help', { 'x-forwarded-for': `203.0.113.${i}` })
    const spoofed = { 'x-forwarded-for': '198.51.100.7' }
    expect((await browser.get('/help', spoofed)).status).toBe(429)
  })

  test('4.1.3: behind a trusted proxy its own entry counts, and what stands left of it does not', async () => {
    const app = createApp({ ...portal.deps, trustedProxies: ['10.255.0.1'] })
    const proxy = new Browser(app, '10.255.0.1')
    const get = async (forwarded: string) =>
      (await proxy.get('/help', { 'x-forwarded-for': forwarded })).status
    for (let i = 0; i < 300; i += 1) await get(`203.0.113.${i}, 198.51.100.7`)
    expect(await get('1.2.3.4, 198.51.100.7')).toBe(429)
    expect(await get('198.51.100.7, 198.51.100.8')).toBe(200)
    const notTheProxy = new Browser(app, '10.255.0.2')
    expect((await notTheProxy.get('/help', { 'x-forwarded-for': '198.51.100.7' })).status).toBe(200)
  })

  test('what only the sample city has is free', async () => {
    const { sql } = portal
    const directory = () => Promise.reject(new Error('not asked'))
    const app = createApp(portal.deps, [devRoutes({ sql, directory })])
    const browser = new Browser(app, '10.254.0.1')
    await times(301, () => browser.get('/dev/mail.json'))
    expect((await browser.get('/help')).status).toBe(200)
  })
})

test('1.3: a flood of processor events without a signature is dropped, from that source alone', async () => {
  const post = async (address: string) =>
    (await portal.browser(address).postBody('/processor/events', '{}')).status
  for (let i = 0; i < 100; i += 1) expect(await post('10.253.0.1')).toBe(401)
  expect(await post('10.253.0.1')).toBe(429)
  expect(await post('10.253.0.2')).toBe(401)
  expect((await portal.browser('10.253.0.1').get('/help')).status).toBe(200)
})
