import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.js'
import { city } from '../support/city.js'
import { onHostedPage } from '../support/hosted.js'
import {
  balanceOf,
  newestIntent,
  pastDueResident,
  speedPayPortal,
  toSpeedPay,
} from '../support/speedpay.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: Awaited<ReturnType<typeof speedPayPortal>>
beforeAll(async () => {
  portal = await speedPayPortal()
})
beforeEach(async () => {
  await portal.rig.control({ mode: 'normal', events: 'normal', latencyMs: 0 })
})

const intents = async (account: { id: string }) =>
  await portal.sql<{ id: string; amountCents: number; feeCents: number; payerId: string | null }[]>`
    select id, amount_cents, fee_cents, payer_id from card_intent where service_account_id = ${account.id}`

describe('S50, S51: the page of a linked account', () => {
  test('says amount, fee, total and that one leaves this site', async () => {
    const { browser, page } = await pastDueResident(portal)
    const { text, status, forms } = await browser.get(page)
    expect(status).toBe(200)
    expect(text).toContain('Pay with Western Union SpeedPay')
    expect(text).toContain('Convenience fee $1.25')
    expect(text).toContain('Total $98.55 with $97.30 for the bill')
    expect(text).toContain(
      'Credit card, debit card or electronic check. Near real-time: usually on your account within minutes.',
    )
    expect(text).toContain('You leave this site. SpeedPay is run by Western Union.')
    expect(text).toContain('Continue to Western Union SpeedPay')
    expect(forms.at(-1)!.fields.amount).toBe('97.30')
  })

  test('T10: the policy lets its form lead to the processor, and nowhere else', async () => {
    const { browser, page } = await pastDueResident(portal)
    const policy = (await browser.get(page)).headers.get('content-security-policy')
    expect(policy).toContain(`form-action 'self' ${portal.rig.url()};`)
  })

  test('the total follows the amount, and names it', async () => {
    const total = (amount: string) =>
      portal.browser().get(`/pay/speedpay/total?amount=${amount}`, { 'hx-request': 'true' })
    expect((await total('212.46')).text).toContain('Total $213.71 with $212.46 for the bill')
    expect((await total('abc')).text).toContain('Total the amount and $1.25')
    expect((await total('10000')).text).toContain('Total the amount and $1.25')
  })

  test('T12: another’s account is not there', async () => {
    const { page } = await pastDueResident(portal)
    const stranger = await portal.signedIn()
    expect((await stranger.get(page)).status).toBe(404)
    expect((await portal.browser().get(page)).location).toContain('/sign-in')
  })
})

describe('S30: past due and interrupted', () => {
  test('past due: how much, since when, and what is fastest', async () => {
    const { browser, page } = await pastDueResident(portal)
    expect((await browser.get(page)).text).toContain(
      '$97.30 is past due. It was due November 9. Water service can be disconnected for nonpayment. SpeedPay or paying in person posts fastest.',
    )
  })

  test('interrupted: the full amount must be posted, and what is pending is not', async () => {
    const { browser, account, page } = await pastDueResident(portal, 'interrupted')
    expect((await browser.get(page)).text).toContain(
      'Water service is off for nonpayment. The full past due amount of $97.30 must be posted before service can be restored. SpeedPay or paying in person is fastest.',
    )
    await city(portal.sql).payment(browser.resident, account, {
      cents: 50_00,
      payOn: '2026-11-23',
      status: 'pending',
    })
    const { text, forms } = await browser.get(page)
    expect(text).toContain(
      'The full past due amount of $97.30 must be posted before service can be restored. $50.00 of it is pending: sent, but not posted yet. $47.30 is still to be paid.',
    )
    expect(text).toContain('$50.00 is on its way, and is taken off already.')
    expect(forms.at(-1)!.fields.amount).toBe('47.30')
    // Approved, it is posted: what is left is less.
    await city(portal.sql).payment(browser.resident, account, {
      cents: 20_00,
      payOn: '2026-11-23',
      status: 'approved',
    })
    expect((await browser.get(page)).text).toContain(
      'The full past due amount of $77.30 must be posted before service can be restored. $20.00 of $97.30 is posted already. $50.00 of it is pending: sent, but not posted yet. $27.30 is still to be paid.',
    )
  })

  test('less than all of it is asked about before paying, once', async () => {
    const { browser, account, page } = await pastDueResident(portal, 'interrupted')
    const asked = await browser.fill(page, { amount: '50.00' }, page)
    expect(asked.status).toBe(422)
    expect(asked.text).toContain(
      '$50.00 is less than the past due amount of $97.30. Water service stays off until the full past due amount is posted. To pay $50.00 all the same, choose Continue again.',
    )
    expect(await intents(account)).toEqual([])
    // Another amount is asked about anew.
    const other = await browser.submit(asked, { amount: '60.00' }, page)
    expect(other.text).toContain('$60.00 is less than')
    expect((await browser.submit(other, {}, page)).status).toBe(303)
    expect(await intents(account)).toMatchObject([{ amountCents: 60_00 }])
  })

  test('F5: more than is owed is asked about too; the bounds are refused', async () => {
    const { browser, page } = await pastDueResident(portal)
    const more = await browser.fill(page, { amount: '500' }, page)
    expect(more.text).toContain(
      '$500.00 is more than the $212.46 that you owe. What is too much becomes a credit on this account.',
    )
    for (const [amount, words] of [
      ['', 'Enter how much you want to pay'],
      ['0.99', 'Enter $1.00 or more'],
      ['10,000.00', 'SpeedPay takes up to $9,999.99. Enter that or less.'],
      ['ten', 'Enter an amount like 84.17'],
    ] as const) {
      const page2 = await browser.fill(page, { amount }, page)
      expect(page2.status).toBe(422)
      expect(page2.text).toContain(words)
    }
  })
})

describe('a payment of the same bill that is scheduled already', () => {
  test('is warned of, with the way to cancel it', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const id = await city(portal.sql).payment(browser.resident, account, {
      cents: 84_17,
      payOn: '2026-12-11',
      status: 'scheduled',
    })
    const { text, html } = await browser.get(page)
    expect(text).toContain(
      'You already have $84.17 scheduled for Dec 11. Cancel it first so you do not pay twice.',
    )
    expect(html).toContain(`href="/payment-activity/${id}/cancel"`)
  })

  test('F9: another resident’s is not told', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const other = await portal.addResident()
    await city(portal.sql).payment(other, account, {
      cents: 84_17,
      payOn: '2026-12-11',
      status: 'scheduled',
    })
    expect((await browser.get(page)).text).not.toContain('scheduled for')
  })

  test('I18: one that nobody knows of is warned of', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    await city(portal.sql).payment(browser.resident, account, {
      cents: 84_17,
      payOn: '2026-11-23',
      status: 'unknown',
    })
    expect((await browser.get(page)).text).toContain(
      'We are still checking your $84.17 payment. Do not pay again.',
    )
  })
})

describe('F15: the hand-off', () => {
  test('leads to the processor’s page with amount and fee; until it is paid nothing is listed and owed is unchanged', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    expect(new URL(hosted).origin).toBe(portal.rig.url())
    const html = await (await fetch(hosted)).text()
    expect(html).toContain('$98.55')
    expect(html).toContain(`account ending ${account.accountNumber.slice(-4)}`)
    expect(html).not.toContain(account.accountNumber)
    expect(await intents(account)).toMatchObject([
      { amountCents: 97_30, feeCents: 1_25, payerId: browser.resident.id },
    ])
    expect((await browser.get('/payment-activity')).text).toContain('No payments yet.')
    expect((await browser.get('/home')).text).toContain('You owe $212.46')
    expect(await balanceOf(portal, account)).toBe(212_46)
  })

  test('I13: fifty taps are one hand-off, to one page', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const open = await browser.get(page)
    const all = await Promise.all(Array.from({ length: 50 }, () => browser.submit(open, {}, page)))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([303]))
    expect(new Set(all.map(({ location }) => location)).size).toBe(1)
    expect(await intents(account)).toHaveLength(1)
  })

  test('A6: going back to the form after paying leads to what became of it', async () => {
    const { browser, page } = await pastDueResident(portal)
    const open = await browser.get(page)
    const hosted = (await browser.submit(open, {}, page)).location!
    const back = await onHostedPage(hosted, 'credit')
    await browser.follow(await browser.get(new URL(back!).pathname + new URL(back!).search))
    const again = await browser.submit(open, {}, page)
    expect(again.status).toBe(303)
    const shown = await browser.follow(again)
    expect(shown.text).toContain('We already have this one. It was not sent twice.')
    expect(shown.text).toContain('Approved: $97.30')
    // Other answers in the same form do nothing, and say where to look.
    const other = await browser.submit(open, { amount: '100.00' }, page)
    expect(other.status).toBe(409)
    expect(other.html).toContain(`/pay/speedpay/return?payment=${await newestIntent(portal)}`)
  })

  test('T38: an eleventh hand-off in an hour is too many, and the same form again is none', async () => {
    const { browser, page } = await pastDueResident(portal)
    const forms = []
    for (let n = 0; n < 11; n += 1) forms.push(await browser.get(page))
    for (const form of forms.slice(0, 10))
      expect((await browser.submit(form, {}, page)).status).toBe(303)
    expect((await browser.submit(forms[10]!, {}, page)).status).toBe(429)
    expect((await browser.submit(forms[0]!, {}, page)).status).toBe(303)
  })

  test.each([
    ['down', 502],
    ['accept_then_close', 502],
    ['accept_then_hang', 504],
  ])(
    'a processor that is %s: nothing was charged, and what else one can do',
    async (mode, status) => {
      const { browser, page } = await pastDueResident(portal)
      await portal.rig.control({ mode, count: 1 })
      const away = await browser.fill(page, {}, page)
      expect(away.status).toBe(status)
      expect(away.text).toContain('We cannot reach Western Union SpeedPay')
      expect(away.text).toContain(
        'Nothing was charged. Pay from a bank account, call 704-336-7600, or try again in a few minutes.',
      )
      // The next try goes through.
      expect(await toSpeedPay(browser, page)).toContain('/speedpay/')
    },
  )
})

describe('P0: no card number enters this system', () => {
  test.each(['4111111111111111', '4111 1111 1111 1111', '378282246310005'])(
    '%s in the amount is refused, and nowhere to be found',
    async (card) => {
      const { browser, account, page } = await pastDueResident(portal)
      const refused = await browser.fill(page, { amount: card }, page)
      expect(refused.status).toBe(422)
      expect(refused.text).toContain('This looks like a card number. Do not enter it here')
      expect(refused.html).not.toContain(card)
      expect(await intents(account)).toEqual([])
    },
  )
})

test('reliability 4.4: what nobody should type in the amount', async () => {
  const { browser, page } = await pastDueResident(portal)
  await tryBadInput({
    browser: browser as Browser,
    page,
    fields: {},
    field: 'amount',
    before: () => portal.sql`delete from throttle`,
  })
})
