import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { splitCsvLine } from '../../src/domain/csv-line.js'
import type { Page } from '../support/browser.js'
import { type City, city } from '../support/city.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

let portal: TestPortal
let rows: City
let facts: Awaited<ReturnType<typeof whitfields>>
beforeAll(async () => {
  portal = await testPortal()
  facts = await whitfields(portal)
  rows = city(portal.sql)
})
beforeEach(async () => void (await portal.sql`delete from throttle`))

const parse = ({ html }: Page) =>
  html
    .split('\r\n')
    .slice(0, -1)
    .map((line) => splitCsvLine(line) as string[])
const of = (section: string, account = facts.home) =>
  facts.dana.get(`/bill-history/${section}.csv?account=${account.id}`)

test('S27: each section links to its file, and the file has what the section shows', async () => {
  for (const section of ['bills', 'payments', 'use']) {
    const page = await facts.dana.get(`/bill-history/${section}?account=${facts.home.id}`)
    expect(page.html).toContain(`href="/bill-history/${section}.csv?account=${facts.home.id}"`)
  }
  const bills = parse(await of('bills'))
  expect(bills).toHaveLength(1 + 24)
  expect(bills[1]).toEqual([
    '0048291-533710',
    '2026-11-20',
    '2026-12-14',
    '6',
    '84.17',
    'Not paid yet',
    '',
  ])
  expect(bills[2]?.slice(4)).toEqual(['91.40', 'Paid', '2026-11-12'])
  expect(parse(await of('payments'))[1]).toEqual([
    '0048291-533710',
    '2026-11-12',
    'Automatic bank draft with the City',
    'Received',
    '91.40',
    '',
  ])
  const use = parse(await of('use'))
  expect(use).toHaveLength(1 + 24)
  expect(use[1]).toEqual([
    '0048291-533710',
    '2026-10-19',
    '2026-11-18',
    '60214487',
    'Actual',
    '6',
    '4488',
  ])
})

test('F2: amounts and dates are there without paperless billing too', async () => {
  expect(parse(await of('bills', facts.moms))[1]?.slice(1, 6)).toEqual([
    '2026-11-16',
    '2026-12-09',
    '',
    '212.46',
    'Not paid yet',
  ])
})

test('T36: a file with its own name, which no browser keeps or runs', async () => {
  const { headers } = await of('use')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toBe(
    'attachment; filename="city-water-use-ending-3710.csv"',
  )
  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
})

test('T29: what the bill file brought begins no formula', async () => {
  const account = await portal.addServiceAccount()
  const browser = await portal.signedIn()
  await portal.link(browser.resident, account)
  const reads = [{ meter: '=HYPERLINK("http://x")', from: 1, to: 7 }]
  await rows.bill(account, { billedOn: '2026-11-20', current: 84_17, reads })
  const [, row] = parse(await browser.get('/bill-history/use.csv'))
  expect(row?.[3]).toBe(`'=HYPERLINK("http://x")`)
})

test('F9: of another’s payment day and amount alone, and nothing that is only scheduled', async () => {
  const account = await portal.addServiceAccount()
  const [payer, other] = [await portal.signedIn(), await portal.signedIn()]
  for (const { resident } of [payer, other]) await portal.link(resident, account)
  await rows.payment(payer.resident, account, {
    cents: 33_33,
    payOn: '2026-11-12',
    status: 'pending',
  })
  await rows.payment(payer.resident, account, {
    cents: 44_44,
    payOn: '2026-12-08',
    status: 'scheduled',
  })
  const [, row, ...more] = parse(await other.get('/bill-history/payments.csv'))
  expect(row?.slice(1)).toEqual(['2026-11-12', 'In this portal', 'Pending', '33.33', ''])
  expect(more).toEqual([])
})

test('T12: another’s account is as absent as one that is not there', async () => {
  const stranger = await portal.signedIn()
  for (const section of ['bills', 'payments', 'use']) {
    const foreign = await stranger.get(`/bill-history/${section}.csv?account=${facts.home.id}`)
    expect(foreign.status).toBe(404)
    for (const absent of [`?account=${randomUUID()}`, '?account=', "?account='--", '']) {
      const page = await stranger.get(`/bill-history/${section}.csv${absent}`)
      expect([page.status, page.text], absent).toEqual([404, foreign.text])
    }
  }
})
