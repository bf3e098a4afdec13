import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId } from '../../src/domain/ids.js'
import { type City, city } from '../support/city.js'
import { paying, savedBank } from '../support/paying.js'
import type { Payer } from '../support/payments.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { addBill, holdsOf, setUp } from '../support/recurring.js'
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

const paths = [
  '/bill-history',
  '/bill-history/bills',
  '/bill-history/payments',
  '/bill-history/use',
]

describe('S27: Bill History', () => {
  test('the overview: the water use’s heading, the numbers, six bills', async () => {
    const { text, html } = await facts.dana.get(`/bill-history?account=${facts.home.id}`)
    expect(text).toContain('You used 6 Ccf, one more than last November')
    expect(text).toContain('1 Ccf is 100 cubic feet, or 748 gallons. You used about 4,488 gallons.')
    expect(text).toContain('Dec 5 5 Jan 5 4 Feb 4 5 (estimated) Mar 5 5')
    expect(text).toContain(
      'Nov 20, 2026 Dec 14 6 Ccf $84.17 Not paid yet View bill of Nov 20, 2026',
    )
    expect(text).toContain('Oct 21, 2026 Nov 14 7 Ccf $91.40 Paid Nov 12 View bill of Oct 21, 2026')
    expect(html.match(/<a href="\/bills\//g)).toHaveLength(6)
    expect(text).toContain('6 of 24 months')
  })

  test('ux 12: the chart: two bars a month, the estimate hatched, the facts as a sentence', async () => {
    const { html, text } = await facts.dana.get(`/bill-history?account=${facts.home.id}`)
    const svg = /<svg height="230"[\s\S]*?<\/svg>/.exec(html)![0]
    expect(svg.match(/<rect class="b0"/g)).toHaveLength(12)
    expect(svg.match(/<rect class="b1"/g)).toHaveLength(11)
    expect(svg.match(/<rect class="est b1" fill="url\(#hatch\)"/g)).toHaveLength(1)
    expect(svg).toContain('role="img" aria-labelledby="use-title use-desc"')
    expect(svg).toContain('<title id="use-title">Water use for 24 months, in Ccf</title>')
    expect(svg).toContain(
      'Highest: 12 Ccf in July 2026. Lowest: 4 Ccf in January 2026 and February 2025. February 2026 was estimated. All values are in the table.</desc>',
    )
    expect(text).toContain('Dec 2025 – Nov 2026 A year earlier Estimated')
    expect(text).toContain('See these numbers in a table')
  })

  test('ux 4.2: a leak hint leads to what to do', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    for (const [billedOn, to] of [
      ['2025-11-20', 5],
      ['2026-11-20', 11],
    ] as const)
      await rows.bill(account, { billedOn, current: 1_00, reads: [{ from: 0, to }] })
    const { html, text } = await browser.get('/bill-history')
    expect(text).toContain(
      'This is more than twice last November. A running toilet can use 200 gallons a day. How to check for leaks',
    )
    expect(html).toContain('href="/help/paperless#leaks"')
    expect((await browser.get('/help/paperless')).html).toContain('id="leaks"')
  })

  test('F14: a corrected bill says so, and the one it replaces is gone from the list', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    const wrong = await rows.bill(account, { billedOn: '2026-11-20', current: 90_00 })
    const replaced = { current: 80_00, booked: -10_00, replaces: wrong }
    await rows.bill(account, { billedOn: '2026-11-21', ...replaced })
    const { text } = await browser.get('/bill-history/bills')
    expect(text).toContain('Nov 21, 2026Corrected Dec 15 – $80.00 Not paid yet')
    expect(text).not.toContain('$90.00')
  })

  test('F3: a credit is nothing to pay', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    await rows.bill(account, {
      billedOn: '2026-11-20',
      current: 84_17,
      previous: -96_57,
      booked: 0,
    })
    const { text } = await browser.get('/bill-history')
    expect(text).toContain('$12.40 credit Nothing to pay')
  })

  test('what the recurring payment will take, for its payer alone', async () => {
    const account = await portal.addServiceAccount()
    const [payer, other] = [await portal.signedIn(), await portal.signedIn()]
    for (const { resident } of [payer, other]) await portal.link(resident, account)
    const id = await rows.bill(account, { billedOn: '2026-11-20', current: 84_17 })
    await rows.autopay(payer.resident, account, id, { cents: 84_17, payOn: '2026-12-11' })
    expect((await payer.get('/bill-history')).text).toContain('$84.17 Autopay Dec 11')
    expect((await payer.get(`/bills/${id}`)).text).toContain(
      'Do not send a payment. Your recurring payment takes $84.17 from checking ending 4471 on December 11.',
    )
    expect((await other.get('/bill-history')).text).toContain('$84.17 Not paid yet')
    expect((await other.get(`/bills/${id}`)).html).not.toContain('4471')
  })

  test('S46: a bill that waits for an OK says so and leads to it, for its payer alone', async () => {
    const who = await paying(portal)
    const { resident } = who.browser
    const [bill] = await portal.sql<{ id: BillId }[]>`
      select id from bill where service_account_id = ${who.account.id}`
    const bank = await savedBank(portal, resident)
    const { id, email } = resident
    const payer = {
      id,
      email,
      account: who.account.id,
      bank,
      bill: bill!.id,
      owesCents: 84_17,
    } as Payer
    const enrollment = await setUp(portal.sql, payer)
    const newer = await addBill(portal.sql, payer, { current: 84_75 })
    await decideBill(portal.sql, enrollment, newer)
    const [hold] = await holdsOf(portal.sql, payer)
    const other = await portal.signedIn()
    await portal.link(other.resident, who.account)

    expect((await who.browser.get('/bill-history')).text).toContain('$168.92 Waiting for your OK')
    const page = await who.browser.get(`/bills/${newer}`)
    expect(page.text).toContain('This bill is over your $150.00 limit. We have not paid it.')
    expect(page.html).toContain(`/payment-activity/${hold!.id}/authorize">Authorize $168.92`)
    expect((await other.get('/bill-history')).text).toContain('$168.92 Not paid yet')
    expect((await other.get(`/bills/${newer}`)).text).not.toMatch(/limit|Authorize \$/)
  })

  test('the first linked account, when none is named', async () => {
    const { html } = await facts.dana.get('/bill-history')
    expect(html).toContain(`<option value="${facts.home.id}" selected="">Home – 1234 Elm Street`)
  })

  test('Show older bills: a link with six more, up to all; reading goes on at the first new one', async () => {
    const six = await facts.dana.get(`/bill-history?account=${facts.home.id}`)
    const [, href] = /<a class="btn alt" href="([^"]*months=12)"/.exec(six.html)!
    const twelve = await facts.dana.get(href!.replaceAll('&amp;', '&'))
    expect(twelve.html.match(/<a href="\/bills\//g)).toHaveLength(12)
    expect(twelve.html).toMatch(/autofocus=""[^>]*>May 20, 2026</)
    expect(twelve.text).toContain('6 more bills shown, 12 of 24 months')
    // What htmx takes of that page: the new rows alone, and how many there are now.
    expect(six.html).toContain('hx-select="#bills &gt; [data-fresh]"')
    expect(six.html).not.toContain('data-fresh=')
    expect(twelve.html.match(/<tr data-fresh=""/g)).toHaveLength(6)
    const all = await facts.dana.get(`/bill-history?account=${facts.home.id}&months=24`)
    expect(all.text).not.toContain('Show older bills')
  })

  test.each(['9e9', '-6', '13', '0', '', '%00', 'a'.repeat(5000), '12&months=24', '[]', '６'])(
    'an odd count of months, %s, is a page all the same',
    async (months) => {
      const path = `/bill-history?account=${facts.home.id}&months=${months}`
      const page = await facts.dana.get(months === '%00' ? path : encodeURI(path))
      expect([200, 404]).toContain(page.status)
      if (page.status === 200) expect(page.text).toMatch(/(6|12) of 24 months/)
    },
  )

  test('F2: without paperless billing a note stands in place of the View column', async () => {
    const { text, html } = await facts.dana.get(`/bill-history?account=${facts.moms.id}`)
    expect(text).toContain(
      'Bill images are part of paperless billing. Amounts and dates are here either way. ENROLL NOW',
    )
    expect(html).not.toContain('<a href="/bills/')
    expect(text).toContain('Oct 16, 2026 Nov 9 – $97.30 Carried over')
  })

  test('all bills of 24 months', async () => {
    const { html } = await facts.dana.get(`/bill-history/bills?account=${facts.home.id}`)
    expect(html.match(/<a href="\/bills\//g)).toHaveLength(24)
  })

  test('water use with gallons and read dates', async () => {
    const { text } = await facts.dana.get(`/bill-history/use?account=${facts.home.id}`)
    expect(text).toContain('Oct 19 – Nov 18, 2026 Actual 4,488 gallons 6 Ccf')
    expect(text).toContain('Estimated')
  })

  test('payments received elsewhere', async () => {
    const { text } = await facts.dana.get(`/bill-history/payments?account=${facts.home.id}`)
    expect(text).toContain('Nov 12, 2026 Automatic bank draft with the City Received $91.40')
    expect(text).toContain('By mail')
  })

  test('F9: one’s own payment with its confirmation; of another’s day and amount alone', async () => {
    const payer = await portal.signedIn()
    const other = await portal.signedIn()
    const account = await portal.addServiceAccount()
    for (const { resident } of [payer, other]) await portal.link(resident, account)
    const approved = { cents: 33_33, payOn: '2026-11-12', status: 'approved' as const }
    const id = await rows.payment(payer.resident, account, approved)
    await rows.payment(payer.resident, account, { ...approved, cents: 44_44, status: 'scheduled' })
    const [row] = await portal.sql`select confirmation from payment where id = ${id}`
    const own = await payer.get('/bill-history/payments')
    expect(own.text).toContain(`From checking ending 4471, ${row!.confirmation}`)
    const others = await other.get('/bill-history/payments')
    expect(others.text).toContain('Nov 12, 2026 In this portal Approved $33.33')
    await rows.payment(payer.resident, account, { ...approved, cents: 55_55, status: 'pending' })
    expect((await other.get('/bill-history/payments')).text).toContain(
      'Nov 12, 2026 In this portal Pending $55.55',
    )
    for (const hidden of [id, row!.confirmation, '4471', '44.44', payer.resident.username])
      expect(others.html).not.toContain(hidden)
  })

  test('no bills yet', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    const { text } = await browser.get('/bill-history')
    expect(text).toContain(
      'No bills yet for this account. The first one usually comes within 35 days of starting service.',
    )
    for (const path of paths) expect((await browser.get(path)).status).toBe(200)
  })

  test('nothing linked yet', async () => {
    for (const path of paths) expect((await stranger.get(path)).text).toContain('Link a bill')
  })

  test('T12: another’s account is as absent as one that is not there', async () => {
    for (const path of paths) {
      const foreign = await stranger.get(`${path}?account=${facts.home.id}`)
      expect(foreign.status).toBe(404)
      for (const absent of [randomUUID(), 'x', '', '0048291533710']) {
        const page = await stranger.get(`${path}?account=${absent}`)
        expect([page.status, page.text]).toEqual([404, foreign.text])
      }
    }
  })
})

describe('S28: the bill', () => {
  const bill = () => `/bills/${facts.bills.at(-1)}`

  test('of an enrolled account: the document of the mock', async () => {
    const { text, html, title } = await facts.dana.get(bill())
    expect(title).toBe('Bill of November 20, 2026 – Citizen Self Service')
    expect(text).toContain('Dana Whitfield 1234 Elm Street Charlotte, NC 28202')
    expect(text).toContain('Account 0048291-533710 Bill date Nov 20, 2026 Due date Dec 14, 2026')
    expect(text).toContain('Water usage, 4 Ccf at $1.89 $7.56')
    expect(text).toContain('Amount due Dec 14 $84.17')
    expect(text).toContain('Last bill, Oct 21 $91.40 Payment, Nov 12 –$91.40 New charges $84.17')
    expect(text).toContain(
      'Meter 60214487 Oct 19 reading 1,842 Nov 18 reading 1,848 Used in 30 days 6 Ccf',
    )
    expect(text).toContain('Paying by mail?')
    expect(html).toContain(`href="/pay/${facts.home.id}/bank">Pay $84.17`)
    expect(html).toContain(`href="${bill()}.pdf">Download PDF`)
    expect(text).toContain('Water use, this year and last (Ccf)')
  })

  test('of a paid one: no button, and since when', async () => {
    const { text } = await facts.dana.get(`/bills/${facts.bills[0]}`)
    expect(text).toContain('Paid July 10.')
    expect(text).not.toContain('Pay $')
  })

  test('F2: of an account that is not enrolled: the figures and the note', async () => {
    const [row] = await portal.sql`
      select id from bill where service_account_id = ${facts.moms.id} order by billed_on desc limit 1`
    const { text, html } = await facts.dana.get(`/bills/${row!.id}`)
    expect(text).toContain(
      '$97.30 is past due. Pay it now. Water service can be disconnected for nonpayment.',
    )
    expect(text).toContain('Amount due $212.46')
    expect(text).toContain('Bill images are part of paperless billing.')
    expect(text).not.toContain('Paying by mail?')
    expect(html).toContain(`href="/pay?account=${facts.moms.id}">Pay $212.46`)
  })

  test('F14: a corrected one leads to the bill in its place', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    const wrong = await rows.bill(account, { billedOn: '2026-11-20', current: 90_00 })
    const right = await rows.bill(account, {
      billedOn: '2026-11-21',
      current: 80_00,
      booked: -10_00,
      replaces: wrong,
    })
    const { html, text } = await browser.get(`/bills/${wrong}`)
    expect(text).toContain('This bill was corrected.')
    expect(html).toContain(`<a href="/bills/${right}">See the corrected bill`)
    expect(text).not.toContain('Pay $')
  })

  test('T12: another’s bill is as absent as one that is not there', async () => {
    const foreign = await stranger.get(bill())
    expect(foreign.status).toBe(404)
    for (const absent of [randomUUID(), 'B000001', '%00', "' or 1=1"]) {
      const page = await stranger.get(`/bills/${encodeURIComponent(absent)}`)
      expect([page.status, page.text]).toEqual([404, foreign.text])
    }
  })

  test('T12: gone with the link', async () => {
    const account = await portal.addServiceAccount()
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    const id = await rows.bill(account, { billedOn: '2026-11-20', current: 90_00 })
    expect((await browser.get(`/bills/${id}`)).status).toBe(200)
    await portal.sql`delete from account_link where service_account_id = ${account.id}`
    expect((await browser.get(`/bills/${id}`)).status).toBe(404)
  })

  test('S15: no browser keeps a copy of it', async () => {
    expect((await facts.dana.get(bill())).headers.get('cache-control')).toBe('private, no-store')
  })
})
