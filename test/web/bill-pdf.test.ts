import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type City, city } from '../support/city.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { until } from '../support/until.js'
import { whitfields } from '../support/whitfields.js'

let portal: TestPortal
let rows: City
let facts: Awaited<ReturnType<typeof whitfields>>
let stranger: Awaited<ReturnType<TestPortal['signedIn']>>

beforeAll(async () => {
  portal = await testPortal()
  facts = await whitfields(portal)
  rows = city(portal.sql)
  stranger = await portal.signedIn()
})
beforeEach(async () => void (await portal.sql`delete from throttle`))

const bill = () => `/bills/${facts.bills.at(-1)}`
const kept = async () => {
  const [row] = await portal.sql<{ count: number; hashes: string[] }[]>`
    select count(*)::int as count, array_agg(sha256) as hashes from bill_document where bill_id = ${facts.bills.at(-1)!}`
  return row!
}

describe('S28, F17: the bill as a PDF', () => {
  test('made when first asked for, by several at once; one is kept, and all of them get it', async () => {
    expect((await kept()).count).toBe(0)
    const [first, second] = await Promise.all([
      facts.dana.get(`${bill()}.pdf`),
      facts.dana.get(`${bill()}.pdf`),
    ])
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.html).toBe(second.html)
    expect(first.html.startsWith('%PDF-1.7')).toBe(true)
    const before = await kept()
    expect(before.count).toBe(1)
    expect((await facts.dana.get(`${bill()}.pdf`)).html).toBe(first.html)
    expect(await kept()).toEqual(before)
  })

  test('T31, T36: a file with its own name, which can do nothing in a browser and is kept by none', async () => {
    const { headers } = await facts.dana.get(`${bill()}.pdf`)
    expect(headers.get('content-type')).toBe('application/pdf')
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="city-bill-2026-11-20-ending-3710.pdf"',
    )
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })

  test('T12: of another’s bill there is no more than of one that is not there', async () => {
    const foreign = await stranger.get(`${bill()}.pdf`)
    expect(foreign.status).toBe(404)
    expect(foreign.headers.get('content-disposition')).toBeNull()
    for (const absent of [randomUUID(), 'B000001', '%00', "' or 1=1", 'x'.repeat(3000)]) {
      const page = await stranger.get(`/bills/${encodeURIComponent(absent)}.pdf`)
      expect([page.status, page.text]).toEqual([404, foreign.text])
    }
    for (const odd of [`${bill()}.PDF`, `${bill()}.pdf.pdf`, `${bill()}.exe`, '/bills/.pdf'])
      expect((await facts.dana.get(odd)).status, odd).toBe(404)
  })

  test('T12: gone with the link, whoever made it', async () => {
    const account = await portal.addServiceAccount()
    const [one, other] = [await portal.signedIn(), await portal.signedIn()]
    for (const { resident } of [one, other]) await portal.link(resident, account)
    await rows.enroll(one.resident, account, '2026-11-20')
    const id = await rows.bill(account, { billedOn: '2026-11-20', current: 90_00 })
    const first = await one.get(`/bills/${id}.pdf`)
    expect(first.status).toBe(200)
    expect((await other.get(`/bills/${id}.pdf`)).html).toBe(first.html)
    await portal.sql`delete from account_link where portal_account_id = ${other.resident.id}`
    expect((await other.get(`/bills/${id}.pdf`)).status).toBe(404)
    expect((await one.get(`/bills/${id}.pdf`)).status).toBe(200)
  })

  test('F2: without paperless billing, and after 24 months, the page says what is there instead', async () => {
    const [row] = await portal.sql`
      select id from bill where service_account_id = ${facts.moms.id} order by billed_on desc limit 1`
    const page = await facts.dana.get(`/bills/${row!.id}.pdf`)
    expect([page.status, page.location]).toEqual([303, `/bills/${row!.id}`])
    expect((await facts.dana.follow(page)).text).toContain(
      'Bill images are part of paperless billing. Amounts and dates are here either way. ENROLL NOW',
    )
    const old = await rows.bill(facts.home, { billedOn: '2024-11-22', current: 90_00 })
    const older = await facts.dana.follow(await facts.dana.get(`/bills/${old}.pdf`))
    expect(older.text).toContain('Bill images are kept here for 24 months.')
    expect(older.text).not.toContain('Download PDF')
  })

  test('F17: it says what the bill said, not what happened since or who paid', async () => {
    const account = await portal.addServiceAccount()
    const payer = await portal.signedIn()
    await portal.link(payer.resident, account)
    await rows.enroll(payer.resident, account, '2026-11-20')
    const id = await rows.bill(account, { billedOn: '2026-11-20', current: 84_17 })
    await rows.payment(payer.resident, account, {
      cents: 84_17,
      payOn: '2026-12-08',
      status: 'scheduled',
    })
    expect((await payer.get(`/bills/${id}`)).text).toContain('You scheduled $84.17')
    const before = (await payer.get(`/bills/${id}.pdf`)).html
    await rows.received(account, '2026-11-22', 84_17)
    expect((await payer.get(`/bills/${id}`)).text).toContain('Do not send a payment.')
    expect((await payer.get(`/bills/${id}.pdf`)).html).toBe(before)
  })

  test('3.2.1: a page that embeds it gets nothing', async () => {
    for (const dest of ['image', 'iframe', 'embed', 'object', 'script'])
      expect((await facts.dana.get(`${bill()}.pdf`, { 'sec-fetch-dest': dest })).status).toBe(404)
    for (const dest of ['document', 'empty'])
      expect((await facts.dana.get(`${bill()}.pdf`, { 'sec-fetch-dest': dest })).status).toBe(200)
  })
})

describe('1.3: files are throttled', () => {
  test('30 a minute for each resident, PDF and CSV together; the pages stay open', async () => {
    const paths = [`${bill()}.pdf`, '/bill-history/bills.csv', `/bills/${randomUUID()}.pdf`]
    for (let n = 0; n < 30; n += 1)
      expect((await facts.dana.get(paths[n % 3]!)).status, `${n}`).toBeLessThan(429)
    const refused = await facts.dana.get(`${bill()}.pdf`)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(refused.text).toContain('Wait a minute, then try again.')
    expect((await facts.dana.get('/bill-history/use.csv')).status).toBe(429)
    expect((await facts.dana.get(bill())).status).toBe(200)
    expect((await stranger.get('/bill-history/use.csv')).status).toBe(404) // nothing linked
    await portal.sql`update throttle set expires_at = portal_now()`
    expect((await facts.dana.get(`${bill()}.pdf`)).status).toBe(200)
  })

  test('two at once for each resident; when they are done there is room again', async () => {
    const first = async () => facts.dana.get(`${bill()}.pdf`)
    let waiting: Promise<{ status: number }>[] = []
    await portal.sql.begin(async (tx) => {
      await tx`lock table bill in access exclusive mode` // whoever reads a bill waits
      waiting = [first(), first()]
      await until(async () => {
        const [row] = await tx`
          select count(*)::int as count from pg_locks where not granted and relation = 'bill'::regclass`
        return row!.count === 2
      })
      expect((await first()).status).toBe(429)
      const other = portal.signedIn()
      expect((await (await other).get('/bill-history/bills.csv?account=x')).status).toBe(404)
    })
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
    expect((await first()).status).toBe(200)
  })
})
