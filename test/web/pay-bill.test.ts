import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { city } from '../support/city.js'
import {
  mondayPortal,
  newBank,
  type Paying,
  pay,
  paying,
  paymentsOf,
  savedBank,
  toCheck,
} from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'

let portal: TestPortal
let who: Paying
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
})

describe('the form', () => {
  test('F4, F5: says the amount, the days and the bill', async () => {
    const page = await who.browser.get(who.form)
    expect(page.status).toBe(200)
    expect(page.title).toBe('Pay from a bank account – Citizen Self Service')
    expect(page.text).toContain('The full amount, $84.17')
    expect(page.text).toContain('Sent now. Your bank takes it on Tuesday, November 24')
    expect(page.text).toContain('From Nov 23 to Dec 14, your due date. Later dates are past due.')
    expect(page.text).toContain('Billed Nov 20, 2026')
    expect(page.html).toContain('min="2026-11-23"')
    expect(page.html).toContain('max="2027-01-22"')
    expect(page.html).not.toContain('type="number"')
  })

  test('S36, S39: ASAP from a new account; only its last four are ever shown', async () => {
    const check = await toCheck(who)
    expect(check.path).not.toMatch(/482913377|053000219/)
    expect(check.text).toContain('Check your payment')
    expect(check.text).toContain('Checking ending 3377')
    expect(check.html).not.toMatch(/482913377|053000219/)
    expect(check.text).toContain(
      'By choosing Pay $84.17, I allow the City of Charlotte to take $84.17 once from my checking account ending 3377 on or after November 23, 2026. I can cancel here while it is listed as scheduled.',
    )
    const sent = await who.browser.submit(check)
    expect(sent.status).toBe(303)
    const done = await who.browser.follow(sent)
    expect(done.text).toContain('Sending $84.17 now')
    expect(done.text).toMatch(/Confirmation number CSS-[0-9A-Z]{4}-[0-9A-Z]{4}/)
    expect(done.text).toMatch(/We emailed this to r•••••\S@example\.com/)
    expect(done.html).toContain('data-print')
    expect(await paymentsOf(portal, who)).toMatchObject([
      { amountCents: 84_17, payOn: '2026-11-23', status: 'scheduled' },
    ])
  })

  test('S39: 053000219 and 000482913377 are sealed with their zeros', async () => {
    const { id } = await pay(who)
    const [row] = await portal.sql<{ fingerprint: string; last4: string }[]>`
      select k.fingerprint, k.last4 from payment p join bank_account k on k.id = p.bank_account_id where p.id = ${id}`
    const numbers = { routing: '053000219', account: '000482913377' }
    expect(row).toEqual({ fingerprint: portal.deps.seals.fingerprint(numbers), last4: '3377' })
  })

  test('spaces and dashes of a paste are taken out', async () => {
    const numbers = { routing: '0530 0021 9', account: '0004-8291-3377' }
    const check = await toCheck(who, { ...numbers, accountAgain: '000482913377' })
    expect(check.text).toContain('Checking ending 3377')
  })

  test('F4: on a date; the button says so, and the done page too', async () => {
    const check = await toCheck(who, { when: 'date', date: '2026-12-08' })
    expect(check.text).toContain('When Tuesday, December 8')
    expect(check.text).toContain('Schedule $84.17 for December 8')
    expect(check.text).not.toContain('after your due date')
    const done = await who.browser.follow(await who.browser.submit(check))
    expect(done.text).toContain('Scheduled: $84.17 on Tuesday, December 8')
    expect(done.text).toContain('Usually by Dec 10')
    const [row] = await paymentsOf(portal, who)
    expect(row).toMatchObject({
      payOn: '2026-12-08',
      sendAt: new Date('2026-12-08T06:00:00-05:00'),
    })
  })

  test('after the due date the check page warns', async () => {
    const check = await toCheck(who, { when: 'date', date: '2026-12-15' })
    expect(check.text).toContain(
      'This is after your due date, December 14. Water service can be disconnected for nonpayment.',
    )
  })

  test.each([
    [
      '2026-12-08',
      'We send it on Tuesday, December 8. Usually approved or rejected by December 10.',
    ],
    [
      '2026-12-15',
      'This is after your due date, December 14. Water service can be disconnected for nonpayment.',
    ],
    ['2026-11-26', 'Banks are closed on Thursday, November 26. Choose another day.'],
    ['<script>', ''],
  ])('with htmx a chosen day (%s) says at once what it means', async (date, words) => {
    expect((await who.browser.get(who.form)).html).toContain(`hx-get="${who.form}/day"`)
    const partial = { 'hx-request': 'true', 'hx-request-type': 'partial' }
    const part = await who.browser.get(`${who.form}/day?date=${encodeURIComponent(date)}`, partial)
    expect(part.html.replace(/<title>.*<\/title>/, '')).toBe(words)
  })

  test('S40, A17: text, version, time and address of the authorization are kept', async () => {
    const { id } = await pay(who)
    const [row] = await portal.sql<{ text: string; textVersion: string; address: string }[]>`
      select text, text_version, address from payment_authorization where payment_id = ${id}`
    expect(row).toMatchObject({ textVersion: 'one-time-1', address: who.browser.address })
    expect(row?.text).toMatch(/^By choosing Pay \$84\.17, I allow the City of Charlotte/)
  })
})

describe('the bank account', () => {
  test('S38, F21: saved, it is offered next time; unchecked, it is not', async () => {
    await pay(who, { pay: 'other', amount: '10', save: undefined })
    expect((await who.browser.get(who.form)).text).not.toContain('Checking ending 3377')
    await pay(who, { pay: 'other', amount: '10', save: 'on' })
    const page = await who.browser.get(who.form)
    expect(page.text).toContain('Checking ending 3377')
    const [saved] = await portal.sql<{ id: string }[]>`
      select id from bank_account where portal_account_id = ${who.browser.resident.id} and saved`
    expect(page.forms.find(({ action }) => action === who.form)?.fields.from).toBe(saved?.id)
  })

  test('on the way back an unsaved one is still a choice, so that nothing is typed twice', async () => {
    const check = await toCheck(who, { save: undefined, pay: 'other', amount: '10' })
    const back = /href="([^"]*)#pay"/.exec(check.html)![1]!.replaceAll('&amp;', '&')
    const form = (await who.browser.get(back)).forms.find(({ action }) => action === who.form)!
    expect(form.fields).toMatchObject({ pay: 'other', amount: '10.00', when: 'asap' })
    const again = await who.browser.submit(await who.browser.get(back), { amount: '12' }, who.form)
    expect((await who.browser.follow(again)).text).toContain('Pay $12.00')
  })

  test('the same numbers again are the same row', async () => {
    await toCheck(who)
    await toCheck(who)
    await toCheck(who, { pay: 'other', amount: '5' })
    await toCheck(who)
    const rows = await portal.sql`
      select 1 from bank_account where portal_account_id = ${who.browser.resident.id}`
    expect(rows).toHaveLength(1)
  })

  test('three new ones in a day, then 429 (security.md 1.3)', async () => {
    for (const end of ['1', '2', '3'])
      await toCheck(who, { account: `000${end}`, accountAgain: `000${end}` })
    const fourth = await who.browser.fill(
      who.form,
      { ...newBank, account: '0004', accountAgain: '0004' },
      who.form,
    )
    expect(fourth.status).toBe(429)
  })

  test('T12: another’s bank account is no choice', async () => {
    const stranger = await paying(portal)
    const bank = await savedBank(portal, stranger.browser.resident)
    const page = await who.browser.fill(who.form, { from: bank }, who.form)
    expect(page.status).toBe(422)
    const check = await toCheck(who)
    const forged = check.path.replace(/from=[^&]*/, `from=${bank}`)
    expect((await who.browser.get(forged)).status).toBe(422)
  })
})

describe('where there is no form', () => {
  test('S37: not paperless', async () => {
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    const page = await who.browser.get(who.form)
    expect(page.text).toContain('ENROLL NOW in paperless billing to use this')
    expect(page.forms.map(({ action }) => action)).not.toContain(who.form)
  })

  test('S37: before the first electronic bill', async () => {
    await portal.sql`update paperless_enrollment set first_bill_on = null where service_account_id = ${who.account.id}`
    const page = await who.browser.get(who.form)
    expect(page.text).toContain(
      'Opens with your first electronic bill, about December 20. Until then, use SpeedPay.',
    )
    expect(page.forms.map(({ action }) => action)).not.toContain(who.form)
  })

  test('F5: nothing owed, or all of it scheduled', async () => {
    await pay(who, { when: 'date', date: '2026-12-08' })
    const scheduled = await who.browser.get(who.form)
    expect(scheduled.text).toContain('You already scheduled $84.17 for December 8.')
    expect(scheduled.text).toContain('All of the $84.17 owed for Home is scheduled.')
    await city(portal.sql).received(who.account, '2026-11-22', 84_17)
    expect((await who.browser.get(who.form)).text).toContain('Nothing is due for Home right now.')
  })

  test('unenrolled between the check page and Pay: how it is now', async () => {
    const check = await toCheck(who)
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    const late = await who.browser.submit(check)
    expect(late.status).toBe(409)
    expect(late.text).toContain('ENROLL NOW')
    expect(await paymentsOf(portal, who)).toEqual([])
  })

  test.each(['', '/check', '/done'])(
    'T12: of another’s account %s is as absent as of none',
    async (end) => {
      const stranger = await portal.signedIn()
      const foreign = await stranger.get(`${who.form}${end}`)
      const absent = await stranger.get(`/pay/00000000-0000-4000-8000-000000000000/bank${end}`)
      const odd = await stranger.get(`/pay/not-an-id/bank${end}`)
      expect([foreign.status, absent.status, odd.status]).toEqual([404, 404, 404])
      expect(foreign.text).toBe(absent.text)
    },
  )
})

describe('notes', () => {
  test('P1: past due, with the part that is', async () => {
    const { bill } = city(portal.sql)
    await portal.sql`delete from throttle`
    await bill(who.account, {
      billedOn: '2026-11-21',
      dueOn: '2026-12-15',
      current: 20_00,
      previous: 84_17,
      pastDue: 84_17,
    })
    const page = await who.browser.get(who.form)
    expect(page.text).toContain(
      'This bill is past due. A bank payment takes 1 to 3 business days. To have it credited right away, use Pay Now with Western Union SpeedPay.',
    )
    expect(page.text).toContain('The full amount, $104.17')
    expect(page.text).toContain('Past due only, $84.17')
    expect((await toCheck(who, { pay: 'past' })).text).toContain('Pay $84.17')
  })

  test('P3, F5: scheduled already: what is left is the most', async () => {
    await pay(who, { pay: 'other', amount: '50', when: 'date', date: '2026-12-08' })
    const page = await who.browser.get(who.form)
    expect(page.text).toContain(
      'You already scheduled $50.00 for December 8. Cancel it first, or choose a different amount.',
    )
    expect(page.text).toContain('All that is left, $34.17')
  })

  test('I18: a payment that nobody knows of warns', async () => {
    await city(portal.sql).payment(who.browser.resident, who.account, {
      cents: 10_00,
      payOn: '2026-11-20',
      status: 'unknown',
    })
    expect((await who.browser.get(who.form)).text).toContain(
      'We are still checking your $10.00 payment. Do not pay again.',
    )
  })
})

describe('Payment Options', () => {
  test('S53 to S55, S48: every way with its price, and the two warnings', async () => {
    const page = await who.browser.get('/pay')
    expect(page.text).toContain('Pay $84.17 from a bank account')
    expect(page.text).toContain('Posts 1 to 3 business days Cost Free')
    expect(page.text).toContain('$1.25 convenience fee')
    expect(page.text).toContain('704-336-7600')
    expect(page.text).toContain('Already paying this bill automatically another way?')
    expect(page.text).toContain('Pay only at an authorized location.')
    expect(page.text).toContain('Not recommended with paperless billing: it may post late.')
  })

  test('nothing linked, and another’s account', async () => {
    const stranger = await portal.signedIn()
    expect((await stranger.get('/pay')).text).toContain('Link your first bill to pay it here.')
    expect((await stranger.get(`/pay?account=${who.account.id}`)).status).toBe(404)
  })
})
