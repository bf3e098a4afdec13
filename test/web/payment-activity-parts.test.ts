import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { city } from '../support/city.js'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import { claim } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'

/** Payment Activity with htmx, its file, and what it says when something is not as usual. */

let portal: TestPortal
let who: Paying
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
})

const dated = { when: 'date', date: '2026-12-11' }
const fragment = { 'hx-request': 'true', 'hx-request-type': 'partial' }
const part = (path: string) => who.browser.get(path, fragment)
const rows = () => city(portal.sql)

describe('cancel in place', () => {
  test('S57: the question takes the sheet’s place; the sheet comes back and says what changed', async () => {
    const { id } = await pay(who, dated)
    const path = `/payment-activity/${id}`
    const list = await who.browser.get('/payment-activity')
    expect(list.html).toContain(`hx-get="${path}/cancel" hx-target="#payment-${id}"`)
    const question = await part(`${path}/cancel`)
    expect(question.html).toMatch(/^<section class="sheet" id="payment-/)
    expect(question.html).toContain(`tabindex="-1" autofocus=""`)
    expect(question.text).toContain('Cancel this payment?')
    expect(question.text).toContain('You still owe $84.17 by December 14.')
    expect(question.text).toMatch(/Confirmation CSS-/)
    expect(question.html).toContain(`hx-post="${path}/cancel"`)

    const { action, fields } = question.forms[0]!
    const sent = await who.browser.post(action, fields, { headers: fragment })
    expect([sent.status, sent.location]).toEqual([303, `${path}?was=scheduled`])
    const sheet = await part(sent.location!)
    expect(sheet.html).toMatch(/^<section class="sheet stack" id="payment-/)
    expect(sheet.html).toContain('data-status="canceled"')
    expect(sheet.html).toContain(
      '<div hx-swap-oob="innerHTML:#live">Payment of $84.17 is now canceled</div>',
    )
    expect(sheet.html).toMatch(/<h2 id="heading-[^"]+" tabindex="-1" autofocus/)
  })

  test('on the payment’s own page it stays the payment’s own', async () => {
    const { id } = await pay(who, dated)
    const path = `/payment-activity/${id}`
    const own = await who.browser.get(path)
    expect(own.html).toContain(`hx-get="${path}/cancel?own=1"`)
    const question = await part(`${path}/cancel?own=1`)
    expect(question.html).toContain(`hx-post="${path}/cancel?own=1"`)
    const { action, fields } = question.forms[0]!
    const sent = await who.browser.post(`${action}?own=1`, fields, { headers: fragment })
    expect(sent.location).toBe(`${path}?was=scheduled&own=1`)
  })

  test('Keep it brings the sheet back, and the focus to the link it came from', async () => {
    const { id } = await pay(who, dated)
    const question = await part(`/payment-activity/${id}/cancel`)
    expect(question.html).toContain(`hx-get="/payment-activity/${id}?kept=1"`)
    const sheet = await part(`/payment-activity/${id}?kept=1`)
    expect(sheet.html).toMatch(/<a class="quiet stop" id="cancel-[^>]+ autofocus/)
    expect(sheet.html).not.toContain('hx-swap-oob')
  })

  test('I3: too late, the sheet comes back as it is now, and says why', async () => {
    const { id } = await pay(who)
    const question = await part(`/payment-activity/${id}/cancel`)
    await claim(portal.sql, id as PaymentId)
    const { action, fields } = question.forms[0]!
    const late = await who.browser.post(action, fields, { headers: fragment })
    expect(late.status).toBe(409)
    expect(late.html).toMatch(/^<section class="sheet stack" id="payment-/)
    expect(late.html).toContain('data-status="submitting"')
    expect(late.text).toContain('it can no longer be canceled here. It is now pending.')
    expect((await part(`/payment-activity/${id}/cancel`)).status).toBe(409)
  })
})

test('a fault on our side takes no payment off the page that polls', async () => {
  const id = await rows().payment(who.browser.resident, who.account, {
    cents: 10_00,
    payOn: '2026-11-23',
    status: 'pending',
  })
  expect((await who.browser.get(`/payment-activity/${id}`)).html).toContain(
    'hx-status:5xx="swap:none"',
  )
})

test('5.6: an ASAP payment that nobody sends for a while says that it will be sent shortly', async () => {
  const { id } = await pay(who)
  await portal.moveClock(31)
  const page = await who.browser.get(`/payment-activity/${id}`)
  expect(page.text).toContain('We will send $84.17 shortly, from checking ending 3377.')
  expect(page.text).toContain('Scheduled We will send it shortly. You can still cancel')
  expect(page.html).toContain('hx-trigger="poll"')
})

describe('in plain words', () => {
  const add = (status: 'canceled' | 'rejected' | 'returned', reason: string) =>
    rows().payment(who.browser.resident, who.account, {
      cents: 10_00,
      payOn: '2026-11-20',
      status,
      reason,
    })

  test.each([
    ['by_payer', 'You canceled it. Nothing was taken.'],
    ['by_311', 'CharMeck 311 canceled it for you. Nothing was taken.'],
    ['nothing_owed', 'Nothing was owed any more. Nothing was taken.'],
    ['replaced', 'A newer bill includes it. Nothing was taken.'],
  ])('ux 2: canceled, %s', async (reason, words) => {
    const id = await add('canceled', reason)
    expect((await who.browser.get(`/payment-activity/${id}`)).text).toContain(words)
  })

  test('A1: what a bank refused or took back is owed, until when, and how to pay it', async () => {
    for (const status of ['rejected', 'returned'] as const) {
      const id = await add(status, 'R04')
      const page = await who.browser.get(`/payment-activity/${id}`)
      expect(page.text).toContain('including any zeros at the start, then pay again.')
      expect(page.text).toMatch(/You owe \$84\.17 ?\. Payment Options/)
    }
  })

  test('A1: paid another way meanwhile, nobody is asked to pay again', async () => {
    await rows().received(who.account, '2026-11-21', 84_17)
    const id = await add('rejected', 'R04')
    const page = await who.browser.get(`/payment-activity/${id}`)
    expect(page.text).toContain(
      'Nothing is owed for this account now, so there is nothing to pay again.',
    )
  })
})

describe('narrowed, and as a file', () => {
  test('by status, by account, and both; the choice stays in every link', async () => {
    const shop = await portal.addServiceAccount({ street: 'Commonwealth Avenue' })
    await portal.link(who.browser.resident, shop, 'Shop')
    await pay(who, dated)
    for (let n = 0; n < 21; n += 1)
      await rows().payment(who.browser.resident, shop, {
        cents: 1_00 + n,
        payOn: '2026-11-20',
        status: 'canceled',
      })
    const query = `account=${shop.id}&status=canceled`
    const page = await who.browser.get(`/payment-activity?${query}`)
    expect(page.html).toContain('<option value="canceled" selected="">Canceled</option>')
    expect(page.html).not.toContain('data-status="scheduled"')
    expect(page.html).toContain(`/payment-activity?${query.replace('&', '&amp;')}&amp;page=2`)
    expect(page.html).toContain(`/payment-activity.csv?${query.replace('&', '&amp;')}`)
    const none = await who.browser.get(`/payment-activity?account=${shop.id}&status=returned`)
    expect(none.text).toContain('No payment is returned here. Show all payments')
  })

  test('the file holds everything of 24 months, and is only the payer’s', async () => {
    const { id } = await pay(who, dated)
    await rows().payment(who.browser.resident, who.account, {
      cents: 10_00,
      payOn: '2026-11-12',
      status: 'approved',
    })
    await portal.sql`update account_link set nickname = '=1+1' where portal_account_id = ${who.browser.resident.id}`
    const file = await who.browser.get('/payment-activity.csv')
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe(
      'attachment; filename="payments-2026-11-23.csv"',
    )
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    expect(file.headers.get('cache-control')).toContain('no-store')
    const [header, first, second, ...rest] = file.html.trimEnd().split('\r\n')
    expect(header).toContain('"Pay date","Account","Account number"')
    const [row] = await portal.sql<{ confirmation: string }[]>`
      select confirmation from payment where id = ${id}`
    expect(first).toMatch(
      new RegExp(
        `^"2026-12-11","'=1\\+1","\\d{7}-\\d{6}","Checking 3377","${row!.confirmation}","Scheduled","2026-11-23","84.17","0.00"$`,
      ),
    )
    expect(second).toContain('"Approved"')
    expect(rest).toEqual([])
    const stranger = await portal.signedIn()
    expect((await stranger.get('/payment-activity.csv')).html.split('\r\n')).toHaveLength(2)
    const foreign = await stranger.get(`/payment-activity.csv?account=${who.account.id}`)
    expect(foreign.status).toBe(404)
    expect((await who.browser.get('/payment-activity.csv?status=approved')).html).not.toContain(
      'Scheduled',
    )
  })

  test('1.3: 30 files a minute, then 429', async () => {
    for (let n = 0; n < 30; n += 1)
      expect((await who.browser.get('/payment-activity.csv')).status).toBe(200)
    const full = await who.browser.get('/payment-activity.csv')
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '60'])
  })
})
