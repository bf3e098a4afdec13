import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../sql/database.js'
import { type Heartbeat, heartbeat } from '../../sql/heartbeat.js'
import { migrate } from '../../sql/migrate.js'
import { freePort } from '../../src/local/free-port.js'
import { type LocalPostgres, startPostgres } from '../../src/local/postgres.js'
import { routeTable } from '../../web/app.js'
import { assets } from '../../web/assets.js'
import type { Page } from '../support/browser.js'
import { cable } from '../support/cut.js'
import { mondayPortal, type Paying, paying, paymentsOf, toCheck } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { withDatabaseName } from '../support/postgres.js'
import { until } from '../support/until.js'

/** Postgres really stops, or falls silent: what residents and the processor get meanwhile (reliability.md 5.6). */

const folder = mkdtempSync(join(tmpdir(), 'portal-outage-'))
chmodSync(folder, 0o755) // as root, Postgres runs as another account, which must get in
let port: number
let postgres: LocalPostgres
let wire: Awaited<ReturnType<typeof cable>>
let heart: Heartbeat
let portal: TestPortal
let who: Paying

const start = () => startPostgres({ folder: join(folder, 'postgres'), durable: false, port })

beforeAll(async () => {
  port = await freePort()
  postgres = await start()
  wire = await cable(port)
  const admin = connect(postgres.url, { max: 1 })
  await admin.unsafe('create database portal')
  await admin.end()
  const url = withDatabaseName(postgres.url.replace(`:${port}/`, `:${wire.port}/`), 'portal')
  const sql = Object.assign(connect(url), { url })
  await migrate(sql)
  heart = heartbeat(url)
  portal = await mondayPortal({ sql, databaseAnswers: heart.answers })
  who = await paying(portal)
})
afterAll(async () => {
  wire?.plugIn()
  await Promise.all([heart?.end(), portal?.sql.end({ timeout: 1 })])
  await wire?.close()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function expectAway(page: Page, where: string): void {
  expect(page.status, where).toBe(503)
  expect(page.headers.get('retry-after'), where).toBe('60')
  expect(page.text, where).toContain('We cannot reach our records right now')
  expect(page.text, where).toContain('Autopay and scheduled payments are not affected.')
  expect(page.text, where).toContain('look at Payment Activity before you try again')
  expect(page.text, where).toMatch(/Call CharMeck 311.*704-336-7600/)
  expect(page.text, where).toMatch(/Code 503-[0-9A-F]{6}\./)
  expect(page.html.match(/<h1/g), where).toHaveLength(1)
  expect(page.html, where).not.toMatch(/ECONN|at \w+ \(|\.ts:|postgres/i)
  expect(page.html, where).not.toMatch(/<script|<link|https?:\/\//)
  expect(Buffer.byteLength(page.html), where).toBeLessThan(8_192)
  const policy = page.headers.get('content-security-policy')
  expect(policy, where).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}';/)
  expect(policy, where).not.toContain('unsafe')
}

const back = async () =>
  await until(async () => (await who.browser.get('/home')).status === 200, { ms: 15_000 })

describe('Postgres is stopped', () => {
  let check: Page & { path: string }
  beforeAll(async () => {
    check = await toCheck(who)
    await postgres.stop()
    await until(async () => !(await heart.answers()), { ms: 10_000 })
  })

  test('every page answers the static 503 with the 311 number, for everybody', async () => {
    // Whoever has asked just now may be one second behind.
    await until(async () => (await who.browser.get('/home')).status === 503)
    const gets = routeTable(portal.app).filter(
      ({ method, path }) => method === 'GET' && !/^\/(assets|favicon)/.test(path),
    )
    expect(gets.length).toBeGreaterThan(30)
    for (const browser of [who.browser, portal.browser()])
      for (const { path } of gets)
        expectAway(await browser.get(path.replace(/:\w+/g, who.account.id)), path)
    expectAway(await who.browser.get('/nowhere'), '/nowhere')
  })

  test('nothing is half done: the form is answered 503, and sent again later it pays once', async () => {
    expectAway(await who.browser.submit(check), 'the check page')
    postgres = await start()
    await back()
    expect(await paymentsOf(portal, who)).toEqual([])
    const sent = [await who.browser.submit(check), await who.browser.submit(check)]
    expect(sent.map(({ status }) => status)).toEqual([303, 303])
    expect(await paymentsOf(portal, who)).toHaveLength(1)
    await postgres.stop()
    await until(async () => (await who.browser.get('/home')).status === 503)
  })

  test('the processor is told to send its event again; a part of a page gets words; assets stay', async () => {
    const event = await who.browser.postBody('/processor/events', '{}')
    expect([event.status, event.headers.get('retry-after')]).toEqual([503, '60'])
    expect(event.headers.get('content-type')).toContain('application/json')
    const part = await who.browser.get('/payment-activity', {
      'hx-request': 'true',
      'hx-request-type': 'partial',
    })
    expect(part.status).toBe(503)
    expect(part.html).toMatch(/^<div class="note bad" role="alert"/)
    expect((await who.browser.get(assets['portal.css'].href)).status).toBe(200)
  })

  test('it comes back by itself', async () => {
    postgres = await start()
    await back()
  })
})

describe('Postgres falls silent', () => {
  test('what waits for it is answered while it is still silent, and so is what comes after', async () => {
    await back()
    wire.pull()
    const waiting = await Promise.all([
      who.browser.get('/home'),
      who.browser.get('/payment-activity'),
      portal
        .browser()
        .fill('/sign-in', { username: 'nobody99', password: 'x' })
        .catch(() => undefined),
    ])
    expectAway(waiting[0], '/home')
    expectAway(waiting[1], '/payment-activity')
    expectAway(await portal.browser().get('/'), '/')
    wire.plugIn()
    await back()
  })

  test('a connection that stays dead is not asked for ever', async () => {
    wire.pull()
    await until(async () => !(await heart.answers()))
    // The cable of old connections stays pulled; a new one gets through.
    const fresh = await cable(port)
    const other = heartbeat(
      withDatabaseName(`postgres://postgres@127.0.0.1:${fresh.port}/`, 'portal'),
    )
    expect(await other.answers()).toBe(true)
    fresh.pull()
    expect(await other.answers()).toBe(false)
    fresh.plugIn()
    expect(await until(() => other.answers())).toBe(true)
    await other.end()
    await fresh.close()
    wire.plugIn()
    await back()
  })
})
