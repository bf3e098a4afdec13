import { beforeEach, describe, expect, test } from 'vitest'
import * as siteCounts from '../../sql/site-counts.js'
import { linkBraked, noteFailedSignIn, noteLinkTry, signInBraked } from '../../web/brakes.js'
import type { Browser } from '../support/browser.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
beforeEach(async () => {
  portal = await testPortal()
})

/** As if it had happened so often in the hour that began so many hours ago. */
const happened = (bucket: string, hoursAgo: number, hits: number) => portal.sql`
  insert into site_count (bucket, hour, hits)
  values (${bucket}, date_trunc('hour', portal_now()) - make_interval(hours => ${hoursAgo}), ${hits})
  on conflict (bucket, hour) do update set hits = excluded.hits`

const alerts = async (what: string) =>
  (await portal.sql`select 1 from site_count where bucket = ${what}`).length

test('counts stand by the hour, and each sees the same week', async () => {
  await happened('sign-in-fail', 169, 1_000) // too old to compare with
  await happened('sign-in-fail', 168, 5)
  await happened('sign-in-fail', 1, 7)
  await Promise.all(Array.from({ length: 20 }, () => siteCounts.count(portal.sql, 'sign-in-fail')))
  const counts = await siteCounts.read(portal.sql, ['sign-in-fail', 'link-try'])
  expect(counts['sign-in-fail']).toMatchObject({ thisHour: 20, hourBefore: 7, week: 12 })
  expect(counts['sign-in-fail'].hourPart).toBeGreaterThanOrEqual(0)
  expect(counts['sign-in-fail'].hourPart).toBeLessThan(1)
  expect(counts['link-try']).toMatchObject({ thisHour: 0, hourBefore: 0, week: 0 })
})

test('what no comparison needs is cleared away', async () => {
  await happened('link-fail', 8 * 24 + 2, 3)
  await noteFailedSignIn(portal.sql)
  expect(await portal.sql`select bucket from site_count`).toEqual([{ bucket: 'sign-in-fail' }])
})

describe('T5: the brake of sign-ins', () => {
  test('goes on past 200 an hour, for browsers that nobody knows, with one alert an hour', async () => {
    await happened('sign-in-fail', 0, 200)
    expect(await signInBraked(portal.sql, false)).toBe(false)
    await noteFailedSignIn(portal.sql)
    const all = Array.from({ length: 10 }, () => signInBraked(portal.sql, false))
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]))
    expect(await signInBraked(portal.sql, true)).toBe(false)
    expect(await alerts('sign-in-brake')).toBe(1)
  })

  test('leaves a busy week alone', async () => {
    for (let hour = 1; hour <= 168; hour += 1) await happened('sign-in-fail', hour, 50)
    await happened('sign-in-fail', 0, 440)
    expect(await signInBraked(portal.sql, false)).toBe(false)
    await happened('sign-in-fail', 0, 501)
    expect(await signInBraked(portal.sql, false)).toBe(true)
  })

  test('slows strangers, right or wrong, and lets a known browser through', async () => {
    const { username } = await portal.addResident()
    const home = portal.browser()
    expect((await home.fill('/sign-in', { username, password }, '/sign-in')).status).toBe(303)
    home.cookies.delete('sid')
    await happened('sign-in-fail', 0, 1_000)
    const took = async (browser: Browser, fields: { username: string; password: string }) => {
      const page = await browser.get('/sign-in')
      const from = performance.now()
      const { status } = await browser.submit(page, fields, '/sign-in')
      return { status, ms: performance.now() - from }
    }
    const [known, right, wrong, nobody] = await Promise.all([
      took(home, { username, password }),
      took(portal.browser(), { username, password }),
      took(portal.browser(), { username, password: 'wrong' }),
      took(portal.browser(), { username: 'nobody-here', password: 'wrong' }),
    ])
    expect([known, right, wrong, nobody].map(({ status }) => status)).toEqual([303, 303, 422, 422])
    for (const stranger of [right, wrong, nobody]) {
      expect(stranger.ms).toBeGreaterThanOrEqual(1_990)
      expect(known.ms).toBeLessThan(stranger.ms)
    }
  })
})

describe('T1: the brake of links', () => {
  const proof = (accountNumber: string, streetNumber = '1234') => ({
    accountNumber,
    proof: 'street',
    streetNumber,
  })

  test('one guess each at many accounts, from many residents and addresses, trips it', async () => {
    for (let nth = 0; nth < 101; nth += 1) {
      const guesser = await portal.signedIn()
      const { accountNumber } = await portal.addServiceAccount({ streetNumber: '1234' })
      expect((await guesser.fill('/link', proof(accountNumber, '9'))).status).toBe(422)
    }
    const { accountNumber, id } = await portal.addServiceAccount({ streetNumber: '1234' })
    const newcomer = await portal.signedIn()
    const page = await newcomer.fill('/link', proof(accountNumber))
    expect(page.status).toBe(422)
    expect(page.text).toContain('We paused linking until your email has been confirmed for a day.')
    expect(await portal.sql`select 1 from account_link where service_account_id = ${id}`).toEqual(
      [],
    )
    expect(await alerts('link-brake')).toBe(1)
    // It was no miss of theirs.
    const misses = await portal.sql`
      select 1 from throttle where bucket = 'link-resident' and key = ${newcomer.resident.id} and hits > 0`
    expect(misses).toEqual([])

    const old = await portal.signedIn()
    await portal.sql`
      update portal_account set email_confirmed_at = portal_now() - interval '25 hours'
       where id = ${old.resident.id}`
    expect((await old.fill('/link', proof(accountNumber))).status).toBe(303)
    await portal.moveClock(2 * 3600)
    const later = await portal.signedIn()
    expect((await later.fill('/link', proof(accountNumber))).status).toBe(303)
  })

  test('right ones are tries and no fails', async () => {
    await noteLinkTry(portal.sql, true)
    await noteLinkTry(portal.sql, false)
    const counts = await siteCounts.read(portal.sql, ['link-try', 'link-fail'])
    expect([counts['link-try'].thisHour, counts['link-fail'].thisHour]).toEqual([2, 1])
    expect(await linkBraked(portal.sql)).toBe(false)
  })
})
