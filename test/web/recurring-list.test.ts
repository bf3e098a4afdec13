import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import { mondayPortal, pay } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { automatic, holdsOf } from '../support/recurring.js'
import {
  coResident,
  type RecurringResident,
  recurringResident,
  turnOn,
} from '../support/recurring-pages.js'

/** Where a recurring payment is spoken of: its list, Paperless Billing, Payment Options and the pay form (ux.md 4.4 to 4.8). */

let portal: TestPortal
let who: RecurringResident
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await recurringResident(portal)
})

const others =
  'A recurring payment is already on for this account, set up from another portal account.'
const list = async (browser = who.browser) => (await browser.get('/paperless/recurring')).text
const paperless = async (browser = who.browser) => (await browser.get('/paperless')).text
const options = async (browser = who.browser) =>
  (await browser.get(`/pay?account=${who.account.id}`)).text
const payForm = async (browser = who.browser) => (await browser.get(who.form)).text

/** Every state, each as the rows make it. */
const states: Record<string, () => Promise<unknown>> = {
  off: async () => undefined,
  'not paperless': () =>
    portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`,
  waiting: () =>
    portal.sql`update paperless_enrollment set first_bill_on = null where service_account_id = ${who.account.id}`,
  closed: () =>
    portal.sql`update service_account set status = 'closed' where id = ${who.account.id}`,
  on: async () => {
    const id = await turnOn(portal, who, { current: true })
    await decideBill(portal.sql, id, who.payer.bill as BillId)
  },
  'on, from the next bill': () => turnOn(portal, who),
  'without a limit': () =>
    turnOn(portal, who, { terms: { daysBefore: null, thresholdCents: null } }),
  hold: async () => {
    const terms = { daysBefore: 3, thresholdCents: 80_00 }
    const id = await turnOn(portal, who, { current: true, terms })
    await decideBill(portal.sql, id, who.payer.bill as BillId)
  },
  paused: async () => {
    const id = await turnOn(portal, who)
    await portal.sql`update recurring_enrollment set status = 'paused', reason = 'R02' where id = ${id}`
  },
  'of another': async () => {
    const other = await coResident(portal, who)
    await turnOn(portal, other)
  },
}
const stopped = (reason: string) => async () => {
  const id = await turnOn(portal, who)
  await portal.sql`update recurring_enrollment set status = 'stopped', reason = ${reason} where id = ${id}`
}

describe('Recurring Payment', () => {
  test.each([
    ['off', ['Off You pay each bill yourself. Set up a recurring payment for Home']],
    [
      'not paperless',
      ['Needs paperless Needs paperless billing and your first electronic bill. ENROLL NOW Home'],
    ],
    ['waiting', ['After first e-bill Opens with your first electronic bill, about December 20.']],
    ['closed', ['Account closed A closed account gets no more bills.']],
    [
      'on',
      [
        'On, 3 days before due Day 3 days before the due date Limit $150.00 From Checking ending 4471',
        'Scheduled: $84.17 on December 11, from checking ending 4471',
        'Change the recurring payment for Home',
        'Stop the recurring payment for Home',
      ],
    ],
    ['without a limit', ['Day The day the bill arrives Limit None, every bill is paid in full']],
    [
      'hold',
      [
        'On hold, over $80.00',
        'The bill of $84.17 is over your $80.00 limit. We have not paid it. Authorize $84.17',
      ],
    ],
    [
      'paused',
      [
        'Paused Paused until you choose a bank account. This bank account is closed. Use another account. Bills that come meanwhile are yours to pay.',
      ],
    ],
    ['of another', [`On ${others}`]],
  ])('%s', async (state, words) => {
    await states[state]!()
    for (const each of words) expect(await list()).toContain(each)
  })

  test.each([
    ['by_payer', 'You stopped your recurring payment on Nov 23, 2026.'],
    ['by_311', 'CharMeck 311 stopped your recurring payment for you on Nov 23, 2026.'],
    ['account_closed', 'Your recurring payment ended on Nov 23, 2026, after the final bill.'],
    [
      'R07',
      'Your recurring payment was stopped on Nov 23, 2026. Your bank says this payment was not authorized. Call CharMeck 311 before you pay again.',
    ],
  ])('stopped: %s', async (reason, words) => {
    await stopped(reason)()
    const text = await list()
    expect(text).toContain(words)
    expect(text).toContain('Set up a recurring payment for Home')
  })

  test('W1, and the links that a state has', async () => {
    expect(await list()).toContain('Already paying this bill automatically another way?')
    await states.hold!()
    const { html } = await who.browser.get('/paperless/recurring')
    const [hold] = await holdsOf(portal.sql, who.payer)
    expect(html).toContain(`href="/payment-activity/${hold!.id}/authorize"`)
    expect(html).toContain(`href="${who.page}/stop"`)
    expect(html).toContain('aria-current="page">Recurring Payment</a>')
  })

  test('F9: of another portal account’s it tells nothing more', async () => {
    const other = await coResident(portal, who)
    await states.on!()
    const text = await list(other.browser)
    for (const secret of ['4471', '3 days', '84.17', '150.00', 'Stop'])
      expect(text).not.toContain(secret)
    expect(text).toContain(`Our house 1234 Elm Street`)
  })

  test('F10: after the red X the payer still finds it, with Change and Stop', async () => {
    await states.on!()
    await portal.sql`delete from account_link where portal_account_id = ${who.browser.resident.id}`
    const text = await list()
    expect(text).toContain('removed from your portal')
    expect(text).toContain('Scheduled: $84.17 on December 11')
    expect(text).toContain('Stop the recurring payment for 1234 Elm Street')
  })

  test('nothing linked', async () => {
    const browser = await portal.signedIn()
    expect(await list(browser)).toContain(
      'Link your first bill, then you can set up a recurring payment here.',
    )
  })

  test('the note after Stop is only shown when it is stopped', async () => {
    await states.on!()
    const asked = await who.browser.get(`/paperless/recurring?stopped=${who.account.id}`)
    expect(asked.text).not.toContain('is stopped.')
  })
})

describe('Paperless Billing', () => {
  test.each([
    ['off', 'Off Set up a recurring payment for Home'],
    ['not paperless', 'Needs paperless'],
    ['waiting', 'After first e-bill'],
    ['closed', 'Account closed'],
    ['on', 'On, 3 days before due See or change the recurring payment for Home'],
    ['hold', 'On hold, over $80.00 See or change'],
    ['paused', 'Paused See or change'],
    ['of another', 'On Set up from another portal account'],
  ])('%s', async (state, words) => {
    await states[state]!()
    const text = await paperless()
    expect(text).toContain(words)
    expect(text).toContain('Latest electronic bill Recurring payment Paperless')
  })
})

describe('Payment Options', () => {
  test.each([
    ['off', 'Set up a recurring payment Posts On the day you choose Cost Free'],
    ['not paperless', 'ENROLL NOW in paperless billing to use this Posts On the day you choose'],
    [
      'waiting',
      'Opens with your first electronic bill, about December 20. Posts On the day you choose',
    ],
    ['closed', 'This account is closed, so no more bills come.'],
    [
      'on',
      'On, 3 days before the due date. We take $84.17 on Friday, December 11. See or change it',
    ],
    ['hold', 'The bill of $84.17 waits for your OK. See or change it'],
    ['paused', 'Paused until you choose a bank account. Choose a bank account'],
    ['of another', others],
  ])('%s', async (state, words) => {
    await states[state]!()
    expect(await options()).toContain(words)
  })

  test('W1 is on top of the list when any automatic payment is on', async () => {
    const [warning, first] = ['Already paying this bill', 'Checking or savings account']
    const onTop = (text: string) => text.indexOf(warning) < text.indexOf(first)
    expect(onTop(await options())).toBe(false)
    await states.on!()
    const text = await options()
    expect(onTop(text)).toBe(true)
    expect(text.split(warning)).toHaveLength(2)
  })
})

describe('P2: the pay form', () => {
  test.each([
    [
      'on',
      'Autopay is on for this account. On Friday, December 11 it takes only what you still owe. If your bank or the City’s automatic bank draft also pays this bill, stop that first so you are not drafted twice.',
    ],
    ['on, from the next bill', 'Autopay is on for this account. It does not pay this bill.'],
    [
      'hold',
      'Autopay is on for this account. This bill is over your $80.00 limit, so it waits for your OK. What you pay here is not taken again. Authorize it instead.',
    ],
    [
      'of another',
      'Autopay is on for this account, set up from another portal account. It takes only what is still owed.',
    ],
  ])('%s', async (state, words) => {
    await states[state]!()
    const text = await payForm()
    expect(text).toContain(words)
    // It gives way to what is paid by hand, so all of it may be paid (F5).
    expect(text).not.toContain('You already scheduled')
    expect(text).toContain('The full amount, $84.17')
  })

  test.each(['off', 'paused'])('%s: nothing is said', async (state) => {
    await states[state]!()
    expect(await payForm()).not.toContain('Autopay')
  })

  test('a payment that outlived Stop still says its day', async () => {
    await states.on!()
    const [payment] = await automatic(portal.sql, who.payer)
    const [row] = await portal.sql<{ id: EnrollmentId }[]>`
      select id from recurring_enrollment where payer_id = ${who.payer.id}`
    await enrollments.stop(portal.sql, row!.id, who.payer)
    expect(payment?.status).toBe('scheduled')
    expect(await payForm()).toContain('On Friday, December 11 it takes only what you still owe.')
  })

  test('ux 4.5: after paying once, a recurring payment is offered, unless one is on', async () => {
    const offer = 'Never miss one: set up a recurring payment'
    const first = await pay(who, { pay: 'other', amount: '10', from: who.bank })
    expect((await who.browser.follow(first.done)).text).toContain(offer)
    await states['on, from the next bill']!()
    const second = await pay(who, { pay: 'other', amount: '10', from: who.bank })
    expect((await who.browser.follow(second.done)).text).not.toContain(offer)
  })
})
