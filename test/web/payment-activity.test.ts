import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { badInput } from '../support/bad-input.js'
import { city } from '../support/city.js'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import { claim } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'

let portal: TestPortal
let who: Paying
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
})

const add = (
  status: PaymentStatus,
  facts: { reason?: string; payOn?: string; cents?: number } = {},
) =>
  city(portal.sql).payment(who.browser.resident, who.account, {
    cents: 10_00,
    payOn: '2026-12-11',
    status,
    ...facts,
  })
const dated = { when: 'date', date: '2026-12-11' }
const poll = (id: string, was: string) =>
  who.browser.get(`/payment-activity/${id}?poll=1&was=${was}`, {
    'hx-request': 'true',
    'hx-request-type': 'partial',
  })

describe('the list', () => {
  test('nothing yet', async () => {
    const page = await who.browser.get('/payment-activity')
    expect(page.text).toContain('No payments yet. Payments you schedule or make show here.')
  })

  test('S56: what is open stands as a sheet, with its timeline and Cancel', async () => {
    const { id } = await pay(who, dated)
    const page = await who.browser.get('/payment-activity')
    expect(page.text).toContain('$84.17 for Home')
    expect(page.text).toMatch(
      /From checking ending 3377 on Friday, December 11 ?\. Confirmation CSS-/,
    )
    expect(page.text).toContain('Scheduled You can still cancel')
    expect(page.text).toContain('Pending Sent to the payment processor, Dec 11')
    expect(page.text).toContain('Approved or rejected Usually by Dec 15')
    expect(page.text).toContain(
      'If you cancel, pay another way by December 14. Not paying by the due date could result in disconnection of your water service.',
    )
    expect(page.html).toContain(`href="/payment-activity/${id}/cancel"`)
    expect(page.html).toContain('data-status="scheduled"')
    expect(page.html).not.toContain('hx-trigger="poll"')
  })

  test('ASAP that is not claimed yet reads well, can be canceled and looks again', async () => {
    await pay(who)
    const page = await who.browser.get('/payment-activity')
    expect(page.text).toContain('Sending $84.17 now from checking ending 3377.')
    expect(page.text).toContain('Scheduled We are sending it now')
    expect(page.text).toContain('Cancel this payment')
    expect(page.html).toContain('hx-trigger="poll"')
  })

  test.each([
    ['submitting', 'Pending', 'Sending $10.00 now'],
    ['unknown', 'Pending', 'We are still checking. Do not pay again.'],
    ['needs_attention', 'Pending', 'We are still checking. Do not pay again.'],
    ['pending', 'Pending', 'Sent to the payment processor, Nov 23'],
    ['approved', 'Approved', 'Finished payments'],
    ['rejected', 'Rejected', 'There was not enough money in the account.'],
    ['returned', 'Returned', 'Your bank returned $10.00, so it is owed again.'],
    ['canceled', 'Canceled', 'Finished payments'],
  ] as const)('A5: %s is shown as %s', async (status, word, words) => {
    await add(status, { reason: status === 'canceled' ? 'by_payer' : 'R01' })
    const page = await who.browser.get('/payment-activity')
    expect(page.text).toContain(words)
    expect(page.html).toMatch(new RegExp(`data-status="${status}">${word}<`))
    expect(page.text.includes('Cancel this payment')).toBe(false)
  })

  test('unknown is amber, never red', async () => {
    await add('unknown')
    expect((await who.browser.get('/payment-activity')).html).toMatch(
      /class="tag warn" data-status="unknown"/,
    )
  })

  test('20 finished ones on a page', async () => {
    for (let n = 0; n < 21; n += 1) await add('canceled', { cents: 1_00 + n })
    const first = await who.browser.get('/payment-activity')
    expect(first.html.match(/data-status="canceled"/g)).toHaveLength(20)
    const second = await who.browser.get('/payment-activity?page=2')
    expect(second.html.match(/data-status="canceled"/g)).toHaveLength(1)
    expect(second.text).toContain('Newer payments')
    expect((await who.browser.get('/payment-activity?page=3')).text).toContain('No older payments.')
  })

  test('one account or all; another’s is as absent as none', async () => {
    const shop = await portal.addServiceAccount({ street: 'Commonwealth Avenue' })
    await portal.link(who.browser.resident, shop, 'Shop')
    await add('scheduled')
    const all = await who.browser.get('/payment-activity?account=')
    expect(all.text).toContain('All 2 accounts')
    expect(all.text).toContain('$10.00 for Home')
    const one = await who.browser.get(`/payment-activity?account=${shop.id}`)
    expect(one.text).toContain('No payments yet.')
    const stranger = await paying(portal)
    const foreign = await who.browser.get(`/payment-activity?account=${stranger.account.id}`)
    expect(foreign.status).toBe(404)
    expect((await who.browser.get('/payment-activity?status=scheduled')).text).toContain('$10.00')
    expect((await who.browser.get('/payment-activity?status=approved')).text).toContain(
      'No payment is approved here. Show all payments',
    )
  })

  test.each(['account', 'page', 'status'])('bad input in %s is no fault', async (name) => {
    for (const value of Object.values(badInput)) {
      const query = encodeURIComponent(value.toWellFormed())
      const page = await who.browser.get(`/payment-activity?${name}=${query}`)
      expect([200, 404]).toContain(page.status)
    }
  })
})

describe('one payment', () => {
  test('S58, S59: date, amount and confirmation, the words agreed to, and what to tell 311', async () => {
    const { id } = await pay(who, dated)
    const page = await who.browser.get(`/payment-activity/${id}`)
    const [row] = await portal.sql<
      { confirmation: string }[]
    >`select confirmation from payment where id = ${id}`
    expect(page.title).toContain(`Payment ${row?.confirmation}`)
    expect(page.text).toContain('Something wrong with this payment?')
    expect(page.text).toContain('Call CharMeck 311 (dial 311).')
    expect(page.text).toContain(
      `Date December 11, 2026 Amount $84.17 Confirmation ${row?.confirmation}`,
    )
    expect(page.text).toContain(
      'What you agreed to By choosing Schedule $84.17 for December 11, I allow',
    )
    expect(page.text).toContain('November 23, 2026 at 10:4')
    expect(page.html).toContain('data-print')
  })

  test('T12: another’s is as absent as none, in every way', async () => {
    const { id } = await pay(who, dated)
    const stranger = await portal.signedIn()
    const absent = await stranger.get('/payment-activity/00000000-0000-4000-8000-000000000000')
    for (const path of [
      `/payment-activity/${id}`,
      `/payment-activity/${id}/cancel`,
      `/payment-activity/${id}?poll=1`,
    ]) {
      const foreign = await stranger.get(path)
      expect(foreign.status, path).toBe(404)
      expect(foreign.text, path).toBe(absent.text)
    }
    const form = (await who.browser.get(`/payment-activity/${id}/cancel`)).forms.at(-1)!
    const token = (await stranger.get('/home')).forms[0]!.fields
    expect((await stranger.post(form.action, token)).status).toBe(404)
    expect((await stranger.get('/payment-activity/not-an-id')).status).toBe(404)
  })

  test('F9: a co-linked resident sees nothing of it', async () => {
    const { id } = await pay(who, dated)
    const other = await portal.signedIn()
    await portal.link(other.resident, who.account)
    expect((await other.get(`/payment-activity/${id}`)).status).toBe(404)
    expect((await other.get('/payment-activity')).text).toContain('No payments yet.')
  })

  test('F10: after unlinking, the payer still sees it and cancels it', async () => {
    const { id } = await pay(who, dated)
    await portal.sql`delete from account_link where portal_account_id = ${who.browser.resident.id}`
    expect((await who.browser.get('/payment-activity')).text).toContain(
      '$84.17 for 1234 Elm Street',
    )
    expect((await who.browser.get(`/payment-activity/${id}`)).status).toBe(200)
    const canceled = await who.browser.fill(`/payment-activity/${id}/cancel`, {})
    expect((await who.browser.follow(canceled)).text).toContain('You canceled it.')
  })
})

describe('cancel', () => {
  test('S57: asks once more, with the warning, then says so', async () => {
    const { id } = await pay(who, dated)
    const page = await who.browser.get(`/payment-activity/${id}/cancel`)
    expect(page.text).toContain('Cancel this payment?')
    expect(page.text).toContain('$84.17 from checking ending 3377 on December 11.')
    expect(page.text).toContain(
      'You still owe $84.17 by December 14. Not paying by the due date could result in disconnection of your water service.',
    )
    expect(page.text).toContain('Keep it')
    const sent = await who.browser.submit(page)
    expect([sent.status, sent.location]).toEqual([303, `/payment-activity/${id}`])
    expect((await who.browser.submit(page)).location).toBe(sent.location)
    const after = await who.browser.follow(sent)
    expect(after.html).toContain('data-status="canceled"')
    expect((await who.browser.get(`/payment-activity/${id}/cancel`)).location).toBe(sent.location)
  })

  test('I3: too late is a page of its own, and the payment goes on', async () => {
    const { id } = await pay(who)
    const page = await who.browser.get(`/payment-activity/${id}/cancel`)
    await claim(portal.sql, id as PaymentId)
    for (const late of [
      await who.browser.submit(page),
      await who.browser.get(`/payment-activity/${id}/cancel`),
    ]) {
      expect(late.status).toBe(409)
      expect(late.text).toContain(
        'This payment was just sent to the payment processor, so it can no longer be canceled here. It is now pending. If it should not go through, call CharMeck 311.',
      )
      expect(late.html).toContain(`href="/payment-activity/${id}"`)
    }
    const [row] = await portal.sql`select status from payment where id = ${id}`
    expect(row?.status).toBe('submitting')
  })
})

describe('looking again', () => {
  test('a pending payment asks for its own section, and only that', async () => {
    const id = await add('pending', { payOn: '2026-11-23' })
    const page = await who.browser.get(`/payment-activity/${id}`)
    expect(page.html).toContain(`hx-get="/payment-activity/${id}?poll=1&amp;was=pending&amp;own=1"`)
    expect(page.html).toContain('<meta http-equiv="refresh" content="5"/>')
    expect(page.text).toContain('Refresh')
    const part = await poll(id, 'pending')
    expect(part.html).toMatch(/^<section class="sheet stack" id="payment-/)
    expect(part.html).not.toMatch(/<title>|hx-swap-oob/)
    expect(part.html).toContain('hx-trigger="poll"')
  })

  test('the last answer no longer asks, and the change is said once', async () => {
    const id = await add('approved', { payOn: '2026-11-23' })
    const part = await poll(id, 'pending')
    expect(part.html).not.toContain('hx-trigger')
    expect(part.html).toContain(
      '<div hx-swap-oob="innerHTML:#live">Payment of $10.00 is now approved</div>',
    )
  })

  test('asked for by a person, the same address is a whole page', async () => {
    const id = await add('pending')
    expect((await who.browser.get(`/payment-activity/${id}?poll=1`)).html).toContain(
      '<!doctype html>',
    )
  })

  test('after ten minutes a page without JavaScript no longer reloads by itself', async () => {
    const id = await add('pending')
    await portal.moveClock(660)
    const page = await who.browser.get(`/payment-activity/${id}`)
    expect(page.html).not.toContain('http-equiv="refresh"')
    expect(page.text).toContain('Refresh')
  })
})
