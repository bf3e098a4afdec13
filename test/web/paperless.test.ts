import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { listColumns } from '../../web/confirm.js'
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

/** A resident with one account of their own. */
async function newcomer(status?: 'closed') {
  const browser = await portal.signedIn()
  const account = await portal.addServiceAccount(status ? { status } : {})
  await portal.link(browser.resident, account, 'Home')
  const enrolled = async () =>
    await portal.sql`
      select 1 from paperless_enrollment where service_account_id = ${account.id} and ended_at is null`
  return { browser, account, enrolled: async () => (await enrolled()).length === 1 }
}

describe('Paperless Billing', () => {
  test('View/Pay Bill, as in the mock', async () => {
    const { text, html } = await facts.dana.get('/paperless')
    expect(text).toContain('Home 1234 Elm Street 0048291-533710 $84.17, billed Nov 20')
    expect(html).toContain(`href="/bills/${facts.bills.at(-1)}">View bill`)
    expect(html).toContain(`href="/pay/${facts.home.id}/bank">Pay bill`)
    expect(html).toMatch(new RegExp(`href="/paperless/${facts.home.id}/unenroll"[^>]*>UNENROLL`))
    expect(text).toContain('0770154-002286 Waiting for the first one')
    expect(text).toContain('0193662-007415 Paper bills by mail')
    expect(html).toMatch(new RegExp(`href="/paperless/${facts.moms.id}/enroll"[^>]*>ENROLL NOW`))
  })

  test('S37: what is waited for, about when, and how to pay until then', async () => {
    const { text } = await facts.dana.get('/paperless')
    expect(text).toContain(
      'Waiting for your first electronic bill for Shop. It should arrive about December 3. Until then you can Pay Now with Western Union SpeedPay. Bank account payments start with that first bill.',
    )
  })

  test('S31: registering alone does not enroll', async () => {
    const { browser } = await newcomer()
    expect((await browser.get('/paperless')).text).toContain(
      'Paperless billing is off. You need to ENROLL NOW to get bills here; registering alone does not do it.',
    )
  })

  test('nothing linked yet', async () => {
    const browser = await portal.signedIn()
    const { text } = await browser.get('/paperless')
    expect(text).toContain('Link your first bill')
    expect(text).toContain('Add New Account')
  })
})

describe('ENROLL NOW', () => {
  test('S31, S61: says what changes, enrolls, and says when the first bill comes', async () => {
    const { browser, account, enrolled } = await newcomer()
    await rows.bill(account, { billedOn: '2026-11-03', current: 40_00 })
    const form = await browser.get(`/paperless/${account.id}/enroll`)
    expect(form.text).toContain('Enroll Home in paperless billing')
    expect(form.text).toContain('Paper bills stop.')
    const answer = await browser.submit(form)
    expect([answer.status, answer.location]).toEqual([303, `/paperless/${account.id}/done`])
    expect(await enrolled()).toBe(true)
    const done = await browser.follow(answer)
    expect(done.text).toContain(
      'Your first electronic bill should arrive about December 3. One more paper bill may already be in the mail.',
    )
    expect(done.text).toContain(
      'Look in your SPAM, JUNK or BULK mail folder, and add customercare@ci.charlotte.nc.us to your approved senders.',
    )
  })

  test.each([
    ['checked, as it comes', 'on', true],
    ['unchecked', undefined, false],
  ])('F13: the box %s sets New Document', async (_, newDocument, expected) => {
    const { browser, account } = await newcomer()
    await browser.fill(`/paperless/${account.id}/enroll`, { newDocument })
    const page = await browser.get('/paperless/notifications')
    const boxes = page.forms.find(({ action }) => action === '/paperless/notifications')
    expect(boxes?.fields.newDocument).toBe(expected ? 'on' : undefined)
  })

  test('twice is once: the same form again, and the page again', async () => {
    const { browser, account, enrolled } = await newcomer()
    const form = await browser.get(`/paperless/${account.id}/enroll`)
    const answers = await Promise.all([browser.submit(form), browser.submit(form)])
    for (const answer of answers) expect(answer.location).toBe(`/paperless/${account.id}/done`)
    expect(await enrolled()).toBe(true)
    const again = await browser.get(`/paperless/${account.id}/enroll`)
    expect(again.location).toBe(`/paperless/${account.id}/done`)
  })

  test('F14: a closed account can’t be enrolled', async () => {
    const { browser, account, enrolled } = await newcomer('closed')
    const page = await browser.get(`/paperless/${account.id}/enroll`)
    expect(page.text).toContain('This account is closed')
    const token = (await browser.get('/paperless/notifications')).forms.at(-1)!.fields._token
    const answer = await browser.post(`/paperless/${account.id}/enroll`, { _token: token })
    expect(answer.status).toBe(409)
    expect(await enrolled()).toBe(false)
  })

  test('T13: a field of nobody’s is refused, with no effect', async () => {
    const { browser, account, enrolled } = await newcomer()
    const answer = await browser.fill(`/paperless/${account.id}/enroll`, {
      first_bill_on: '2026-01-01',
    })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('This form has an answer that we do not know.')
    expect(await enrolled()).toBe(false)
  })

  test('a form without its token is refused', async () => {
    const { browser, account, enrolled } = await newcomer()
    expect((await browser.post(`/paperless/${account.id}/enroll`, {})).status).toBe(403)
    expect(await enrolled()).toBe(false)
  })
})

describe('UNENROLL', () => {
  test('S33, S34: paper bills start again', async () => {
    const { browser, account, enrolled } = await newcomer()
    await rows.enroll(browser.resident, account, '2026-11-03')
    const page = await browser.get(`/paperless/${account.id}/unenroll`)
    expect(page.text).toContain('Unenroll Home from paperless billing?')
    expect(page.text).toContain(
      'Paper bills start again with your next bill. You can no longer pay from a bank account here.',
    )
    expect(page.text).toContain('No payments are scheduled for this account.')
    const answer = await browser.submit(page)
    expect([answer.status, answer.location]).toEqual([303, `/paperless?ended=${account.id}`])
    expect(await enrolled()).toBe(false)
    const after = await browser.follow(answer)
    expect(after.text).toContain('Home is unenrolled. Paper bills start again with your next bill.')
    const twice = await browser.submit(page)
    expect(twice.location).toBe(`/paperless?ended=${account.id}`)
  })

  test('S26, N3: W2, with each of the payer’s payments that still run, and Cancel beside it', async () => {
    const { browser, account } = await newcomer()
    const other = await portal.addResident()
    await rows.enroll(browser.resident, account, '2026-11-03')
    const scheduled = { payOn: '2026-12-11', status: 'scheduled' as const }
    const own = await rows.payment(browser.resident, account, { ...scheduled, cents: 84_17 })
    const another = await rows.payment(other, account, { ...scheduled, cents: 55_55 })
    const { text, html } = await browser.get(`/paperless/${account.id}/unenroll`)
    expect(text).toContain(
      'Scheduled payments will still be processed. Unenrolling does not cancel them, one-time or recurring. Cancel first if you do not want these:',
    )
    expect(text).toContain('$84.17 on December 11, from checking ending 4471')
    expect(html).toContain(`href="/payment-activity/${own}/cancel?from=unenroll"`)
    expect(html).not.toContain(another) // F9
    expect(text).not.toContain('55.55')
  })

  test('not enrolled: back to the list', async () => {
    const { browser, account } = await newcomer()
    expect((await browser.get(`/paperless/${account.id}/unenroll`)).location).toBe('/paperless')
    expect((await browser.get(`/paperless/${account.id}/done`)).location).toBe('/paperless')
  })
})

describe('T12: another’s account is as absent as one that is not there', () => {
  test.each(['enroll', 'unenroll', 'done'])('%s', async (page) => {
    const { browser } = await newcomer()
    const token = (await browser.get('/paperless/notifications')).forms.at(-1)!.fields._token
    const foreign = await browser.get(`/paperless/${facts.home.id}/${page}`)
    expect(foreign.status).toBe(404)
    for (const absent of [randomUUID(), 'x']) {
      const answer = await browser.get(`/paperless/${absent}/${page}`)
      expect([answer.status, answer.text]).toEqual([404, foreign.text])
    }
    if (page === 'done') return
    for (const id of [facts.home.id, facts.moms.id, randomUUID()])
      expect((await browser.post(`/paperless/${id}/${page}`, { _token: token })).status).toBe(404)
    const home = await facts.dana.get('/paperless')
    expect(home.html).toContain(`/paperless/${facts.home.id}/unenroll`)
    expect(home.html).toContain(`/paperless/${facts.moms.id}/enroll`)
  })
})

describe('ux 7.2: with htmx the question stands below the account’s row', () => {
  const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' }

  test('the list says where it goes; without JavaScript the same link leads to a page', async () => {
    const { html } = await facts.dana.get('/paperless')
    const link = new RegExp(`<a [^>]*id="unenroll-${facts.home.id}"[^>]*>`).exec(html)?.[0]
    expect(link).toContain(`href="/paperless/${facts.home.id}/unenroll"`)
    expect(link).toContain(`hx-get="/paperless/${facts.home.id}/unenroll"`)
    expect(link).toContain(`hx-target="#a-${facts.home.id}" hx-swap="afterend"`)
    expect(html).toContain(`<tr id="a-${facts.home.id}"`)
    expect(html.match(/<th scope="col"/g)).toHaveLength(listColumns)
  })

  test.each(['unenroll', 'enroll'])(
    '%s: one row, with the page’s words and its form',
    async (ask) => {
      const account = ask === 'enroll' ? facts.moms : facts.home
      const page = await facts.dana.get(`/paperless/${account.id}/${ask}`)
      const row = await facts.dana.get(`/paperless/${account.id}/${ask}`, htmx)
      expect(row.status).toBe(200)
      expect(row.html).toMatch(/^<tr [^>]*class="ask"[^>]*><td /)
      expect(row.html).not.toContain('<title>')
      expect(row.html).toMatch(/<h2 tabindex="-1" autofocus="">/)
      expect(row.html).toContain(`colspan="${listColumns}"`)
      const words = row.html.match(/<(?:h2|p|li|strong)\b[^>]*>[^<]{8,}/g)!
      for (const word of words) expect(page.html).toContain(word.replace(/^<[^>]*>/, ''))
      expect(row.forms.map(({ action }) => action)).toEqual([`/paperless/${account.id}/${ask}`])
    },
  )

  test('“Stay enrolled” leads back to the link that asked, which has the focus', async () => {
    const asker = `unenroll-${facts.home.id}`
    const row = await facts.dana.get(`/paperless/${facts.home.id}/unenroll`, htmx)
    expect(row.html).toContain(
      `href="/paperless?back=${asker}" hx-get="/paperless?back=${asker}" hx-select="#acct-${facts.home.id}"`,
    )
    const list = await facts.dana.get(`/paperless?back=${asker}`)
    const focused = list.html.match(/<a [^>]*autofocus=""[^>]*>/g)!
    expect(focused).toHaveLength(1)
    expect(focused[0]).toContain(`id="${asker}"`)
    expect(list.html).toContain(`<tbody id="acct-${facts.home.id}"`)
  })

  test('what changed in another tab sends the page there, and puts no page into the table', async () => {
    const { browser, account } = await newcomer()
    const notEnrolled = await browser.get(`/paperless/${account.id}/unenroll`, htmx)
    expect(notEnrolled.headers.get('hx-redirect')).toBe('/paperless')
    await rows.enroll(browser.resident, account, null)
    const enrolled = await browser.get(`/paperless/${account.id}/enroll`, htmx)
    expect(enrolled.headers.get('hx-redirect')).toBe(`/paperless/${account.id}/done`)
    const foreign = await browser.get(`/paperless/${facts.home.id}/unenroll`, htmx)
    expect(foreign.headers.get('hx-redirect')).toBe('/paperless')
    expect(foreign.html).toBe('')
  })

  test('F14: a closed account says so in the row too', async () => {
    const { browser, account } = await newcomer('closed')
    const row = await browser.get(`/paperless/${account.id}/enroll`, htmx)
    expect(row.html).toMatch(/^<tr /)
    expect(row.text).toContain('This account is closed')
  })

  test('N3: the row lists what still runs, with Cancel', async () => {
    const { browser, account } = await newcomer()
    await rows.enroll(browser.resident, account, '2026-11-03')
    const payment = await rows.payment(browser.resident, account, {
      cents: 12_00,
      payOn: '2026-12-08',
      status: 'scheduled',
    })
    const row = await browser.get(`/paperless/${account.id}/unenroll`, htmx)
    expect(row.text).toContain('Scheduled payments will still be processed.')
    expect(row.html).toContain(`href="/payment-activity/${payment}/cancel?from=unenroll"`)
  })
})
