import { beforeAll, describe, expect, test } from 'vitest'
import { city } from '../support/city.js'
import { mondayPortal, paying } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { pastDueResident } from '../support/speedpay.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await mondayPortal()
})

describe('S53: SpeedPay is offered where a bill is due', () => {
  test('Home, past due and interrupted', async () => {
    for (const status of ['active', 'interrupted'] as const) {
      const { browser, page } = await pastDueResident(portal, status)
      expect((await browser.get('/home')).html).toContain(`class="btn" href="${page}"`)
    }
  })

  test('the bank payment’s page says it for a past due bill, and where no bank may pay yet', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const form = `/pay/${account.id}/bank`
    expect((await browser.get(form)).html).toContain(`href="${page}"`)
    await city(portal.sql).enroll(browser.resident, account, null)
    expect((await browser.get(form)).html).toContain(`href="${page}"`)
    expect((await browser.get('/paperless')).html).toContain(`href="${page}"`)
    await portal.sql`update paperless_enrollment set first_bill_on = '2026-11-16'`
    const open = await browser.get(form)
    expect(open.text).toContain('To have it credited right away, use Pay Now')
    expect(open.html).toContain(`href="${page}"`)
  })

  test.each(['/', '/sign-in', '/locked', '/help/pay'])('%s, signed out', async (path) => {
    expect((await portal.browser().get(path)).html).toContain('href="/pay/speedpay"')
  })

  test('ux.md 6: too many tries leave SpeedPay and the phone', async () => {
    const browser = portal.browser()
    for (let n = 0; n < 300; n += 1) await browser.get('/help')
    const { status, text, html } = await browser.get('/help')
    expect(status).toBe(429)
    expect(text).toContain(
      'Wait 10 minutes, then try again. To pay right now: Western Union SpeedPay, or call 704-336-7600.',
    )
    expect(html).toContain('href="/pay/speedpay"')
  })
})

describe('Payment Options', () => {
  test('S41 to S55: all ways in one list, with how fast and for how much', async () => {
    const { browser, account } = await paying(portal)
    const { text, html } = await browser.get(`/pay?account=${account.id}`)
    for (const way of [
      'Checking or savings account One time, as soon as possible or on a date you choose. Needs paperless billing and your first electronic bill. No cards here. Pay $84.17 from a bank account Posts 1 to 3 business days Cost Free',
      'Recurring payment We take the balance due from your bank account every month. Needs paperless billing and your first electronic bill.',
      'Posts On the day you choose Cost Free',
      'Credit Card: Pay Now with Western Union SpeedPay Credit card, debit card or electronic check. Best if you are past due. Pay Now with Western Union SpeedPay Posts Near real-time, the fastest Cost $1.25 convenience fee',
      'Phone 704-336-7600, any time. Also SpeedPay. Posts Near real-time Cost $1.25 convenience fee',
      'In person At an authorized location: list of locations. Pay only at an authorized location.',
      'Automatic bank draft with the City',
      'Your bank’s bill pay Use all digits of the account number',
      'Mail Not recommended with paperless billing: it may post late. Posts Up to 7 days Cost Postage',
    ])
      expect(text).toContain(way)
    expect(html).toContain(`href="/pay/${account.id}/speedpay"`)
  })

  test('S49: an automatic payment elsewhere is warned of before the list, else after it', async () => {
    const { browser, account } = await paying(portal)
    const page = `/pay?account=${account.id}`
    const order = async () => {
      const { text } = await browser.get(page)
      return text.indexOf('Already paying this bill') < text.indexOf('Checking or savings account')
    }
    expect(await order()).toBe(false)
    await city(portal.sql).received(account, '2026-11-02', 84_17, 'city_draft')
    expect(await order()).toBe(true)
  })

  test('S30: what must be posted stands above the ways', async () => {
    const { browser, account } = await pastDueResident(portal, 'interrupted')
    const { text } = await browser.get(`/pay?account=${account.id}`)
    const note = text.indexOf('The full past due amount of $97.30 must be posted')
    expect(note).toBeGreaterThan(0)
    expect(note).toBeLessThan(text.indexOf('Checking or savings account'))
  })
})
