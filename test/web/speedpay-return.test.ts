import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { origin } from '../support/browser.js'
import { onHostedPage } from '../support/hosted.js'
import {
  apply,
  backFrom,
  balanceOf,
  deliver,
  newestIntent,
  pastDueResident,
  speedPayPortal,
  toSpeedPay,
} from '../support/speedpay.js'
import { until } from '../support/until.js'

let portal: Awaited<ReturnType<typeof speedPayPortal>>
beforeAll(async () => {
  portal = await speedPayPortal()
})
beforeEach(async () => {
  await portal.rig.control({ mode: 'normal', events: 'normal', latencyMs: 0, comeBack: 'get' })
})

const waiting =
  'SpeedPay has not told us yet. It shows in Payment Activity when it does. Do not pay again.'

describe('S50: back from SpeedPay', () => {
  test('paid by card: Approved, with the receipt, and the balance falls', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    const back = await backFrom(browser, hosted, 'credit')
    expect(back.title).toContain('Approved: $97.30')
    expect(back.text).toMatch(/Confirmation number WU-\d{8}/)
    expect(back.text).toContain('$97.30 is on the account now. You owe $115.16.')
    expect(back.text).toContain('Amount $97.30 Convenience fee $1.25 Total charged $98.55')
    expect(back.html).toContain('data-status="approved"')
    expect(back.html).not.toContain('hx-trigger="poll"')
    expect(await balanceOf(portal, account)).toBe(115_16)
    expect((await browser.get('/home')).text).toContain('You owe $115.16')
  })

  test('S58: it is a payment like others: listed with its source, confirmation and fee', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    await backFrom(browser, await toSpeedPay(browser, page), 'debit')
    const id = await newestIntent(portal)
    const list = await browser.get('/payment-activity')
    expect(list.text).toMatch(/SpeedPay WU-\d{8} Approved \$97\.30/)
    const own = await browser.get(`/payment-activity/${id}`)
    expect(own.text).toMatch(/Payment WU-\d{8}/)
    expect(own.text).toContain('By Western Union SpeedPay on Monday, November 23')
    expect(own.text).toContain('Amount $97.30 Convenience fee $1.25 Total charged $98.55')
    expect((await browser.get(`/bill-history/payments?account=${account.id}`)).text).toMatch(
      /Nov 23, 2026 Western Union SpeedPay, WU-\d{8} Approved \$97\.30/,
    )
  })

  test('F9: another resident of the account sees day and amount alone', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    await backFrom(browser, await toSpeedPay(browser, page), 'credit')
    const other = await portal.signedIn()
    await portal.link(other.resident, account)
    const { text } = await other.get(`/bill-history/payments?account=${account.id}`)
    expect(text).toContain('Nov 23, 2026 In this portal Approved $97.30')
    expect(text).not.toContain('WU-')
    expect((await other.get('/payment-activity')).text).not.toContain('WU-')
    const id = await newestIntent(portal)
    expect((await other.get(`/payment-activity/${id}`)).status).toBe(404)
    expect((await other.get(`/pay/speedpay/return?payment=${id}`)).text).toContain(
      'We cannot show this payment here.',
    )
  })

  test('S30: what kept the water off is posted, and the page says so', async () => {
    const { browser, page } = await pastDueResident(portal, 'interrupted')
    const back = await backFrom(browser, await toSpeedPay(browser, page), 'credit')
    expect(back.text).toContain(
      'The full past due amount is posted. Water service can be restored.',
    )
  })

  test('left without paying: nothing was charged, nothing is listed', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const back = await backFrom(browser, await toSpeedPay(browser, page), 'abandon')
    expect(back.text).toContain('You did not finish. Nothing was charged.')
    expect(back.html).toContain(`href="${page}?amount=97.30"`)
    expect(back.html).not.toContain('hx-trigger="poll"')
    expect((await browser.get('/payment-activity')).text).toContain('No payments yet.')
    expect(await balanceOf(portal, account)).toBe(212_46)
  })

  test('declined and given up: nothing was charged, and why', async () => {
    const { browser, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    expect(await onHostedPage(hosted, 'decline')).toBeUndefined()
    const back = await backFrom(browser, hosted, 'abandon')
    expect(back.text).toContain('You did not finish. Nothing was charged. SpeedPay declined')
  })

  test('an electronic check that is pending: not told yet; the page asks again until it is approved', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const back = await backFrom(browser, await toSpeedPay(browser, page), 'check')
    expect(back.text).toContain(waiting)
    expect(back.html).toContain('hx-trigger="poll"')
    expect(back.html).toContain('<meta http-equiv="refresh" content="5"')
    expect(await balanceOf(portal, account)).toBe(212_46)
    const id = await newestIntent(portal)
    await until(() => portal.rig.portal.statuses(id).includes('approved'))
    await deliver(portal, id)
    await apply(portal, id)
    const asked = /hx-get="(\/pay\/speedpay[^"]+)"/.exec(back.html)![1]!.replaceAll('&amp;', '&')
    const answer = await browser.get(asked, { 'hx-request': 'true' })
    expect(answer.text).toContain('Approved: $97.30')
    expect(answer.html).toContain('hx-swap-oob="innerHTML:#live"')
    expect(answer.html).not.toContain('hx-trigger="poll"')
    expect(answer.html).not.toContain('<html')
  })

  test.each(['down', 'hangs'])(
    'a processor that %s when it is asked: not told yet, and the event is believed',
    async (how) => {
      const { browser, account, page } = await pastDueResident(portal)
      const hosted = await toSpeedPay(browser, page)
      const location = (await onHostedPage(hosted, 'credit'))!.slice(origin.length)
      await portal.rig.control(how === 'down' ? { mode: 'down' } : { latencyMs: 2_000 })
      const back = await browser.follow(await browser.get(location))
      expect(back.text).toContain(waiting)
      expect(await balanceOf(portal, account)).toBe(212_46)
      await portal.rig.control({ mode: 'normal', latencyMs: 0 })
      const id = await newestIntent(portal)
      await until(() => portal.rig.portal.of(id).length > 0)
      await deliver(portal, id)
      await apply(portal, id)
      expect((await browser.get(`/pay/speedpay/return?payment=${id}`)).text).toContain('Approved')
      expect(await balanceOf(portal, account)).toBe(115_16)
    },
  )

  test('I16: the event before the return, the question after it, and every event twice: credited once', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    const location = (await onHostedPage(hosted, 'credit'))!.slice(origin.length)
    const id = await newestIntent(portal)
    await until(() => portal.rig.portal.of(id).length > 0)
    expect(await deliver(portal, id)).toEqual([200])
    await apply(portal, id)
    expect((await browser.follow(await browser.get(location))).text).toContain('Approved: $97.30')
    await deliver(portal, id)
    await apply(portal, id)
    expect(await balanceOf(portal, account)).toBe(115_16)
  })

  test('T15: an event of another amount is held, and the page says not to pay again', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    await toSpeedPay(browser, page)
    const id = await newestIntent(portal)
    await portal.sql`
      insert into processor_event (id, payment_id, kind, raw)
      select 'lies', id, 'approved', json_build_object('key', id, 'ref', 'WU-11111111', 'status', 'approved', 'amountCents',
             amount_cents - 1, 'feeCents', fee_cents, 'reference', reference, 'currency', 'USD')::text
        from card_intent where id = ${id}`
    await apply(portal, id)
    const shown = await browser.get(`/pay/speedpay/return?payment=${id}`)
    expect(shown.text).toContain('We are still checking your $97.30 payment. Do not pay again.')
    expect(shown.html).toContain('data-status="needs_attention"')
    expect((await browser.get('/payment-activity')).html).toContain('data-status="needs_attention"')
    expect(await balanceOf(portal, account)).toBe(212_46)
  })
})

describe('by a form of the processor', () => {
  test('0a: the post brings no cookie and no token, and leads to the page', async () => {
    await portal.rig.control({ comeBack: 'post' })
    const { browser, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    const answer = await fetch(hosted, {
      method: 'POST',
      body: new URLSearchParams({ way: 'credit' }),
    })
    const action = /action="([^"]+)"/.exec(await answer.text())![1]!.replaceAll('&amp;', '&')
    const posted = await portal.browser().postBody(action.slice(origin.length), '', {
      headers: { 'sec-fetch-site': 'cross-site', origin: 'null' },
    })
    expect(posted.status).toBe(303)
    expect(posted.headers.getSetCookie()).toEqual([])
    expect((await browser.follow(posted)).text).toContain('Approved: $97.30')
  })

  test('of anything else it leads to the plain page', async () => {
    const posted = await portal.browser().postBody('/pay/speedpay/return?next=//evil.example', '')
    expect(posted.location).toBe('/pay/speedpay/return')
  })
})

describe('T14: the state', () => {
  /** Sent away, and what the browser is sent back to. */
  async function sent() {
    const world = await pastDueResident(portal)
    const hosted = await toSpeedPay(world.browser, world.page)
    const location = (await onHostedPage(hosted, 'credit'))!.slice(origin.length)
    return { ...world, location, id: await newestIntent(portal) }
  }
  const statusOf = async (id: string) =>
    (await portal.sql`select status from payment where id = ${id}`)[0]?.status as string | undefined

  test('every changed character makes it nobody’s: nothing is asked, nothing credited', async () => {
    const { browser, location, id } = await sent()
    const state = new URL(origin + location).searchParams.get('state')!
    for (let place = 0; place < state.length; place += 1) {
      const other = state[place] === 'x' ? 'y' : 'x'
      const forged = state.slice(0, place) + other + state.slice(place + 1)
      const back = await browser.get(`/pay/speedpay/return?state=${encodeURIComponent(forged)}`)
      expect(back.location, forged).toBe('/pay/speedpay/return')
    }
    expect(await statusOf(id)).toBeUndefined()
  })

  test.each([
    '//evil.example',
    'https:evil.example',
    '/\\evil.example',
    '%2f%2fevil.example',
    '%0d%0aLocation:%20//evil.example',
    `${randomUUID()}..`,
    '',
  ])('%s leads nowhere else', async (state) => {
    const back = await portal.browser().get(`/pay/speedpay/return?state=${state}`)
    expect(back.status).toBe(303)
    expect(back.location).toBe('/pay/speedpay/return')
  })

  test('used a second time it shows the same, and asks nobody', async () => {
    const { browser, location } = await sent()
    expect((await browser.follow(await browser.get(location))).text).toContain('Approved')
    await portal.rig.control({ mode: 'down' })
    expect((await browser.follow(await browser.get(location))).text).toContain('Approved')
  })

  test('in another browser it shows nothing, asks nobody, and stays open for who was sent', async () => {
    const { browser, location, id } = await sent()
    for (const stranger of [portal.browser(), await portal.signedIn()]) {
      const shown = await stranger.follow(await stranger.get(location))
      expect(shown.text).toContain('We cannot show this payment here.')
      expect(shown.text).not.toContain('$97.30')
    }
    expect(await statusOf(id)).toBeUndefined()
    expect((await browser.follow(await browser.get(location))).text).toContain('Approved')
  })

  test('the resident who signed in anew is shown it, and it is asked for', async () => {
    const { browser, location } = await sent()
    const anew = await portal.browserOf(browser.resident)
    expect((await anew.follow(await anew.get(location))).text).toContain('Approved: $97.30')
  })

  test('I17: a return that nobody paid for credits nothing', async () => {
    const { browser, account, page } = await pastDueResident(portal)
    const hosted = await toSpeedPay(browser, page)
    const html = await (await fetch(hosted)).text()
    expect(html).not.toContain('/pay/speedpay/return')
    const id = await newestIntent(portal)
    const forged = await browser.get(`/pay/speedpay/return?payment=${id}&status=approved&paid=1`)
    expect(forged.text).toContain(waiting)
    expect(await balanceOf(portal, account)).toBe(212_46)
  })

  test('after 60 minutes it is dead; the page says what is known', async () => {
    const { browser, location, id } = await sent()
    await portal.moveClock(3_700)
    try {
      const anew = await portal.browserOf(browser.resident)
      const shown = await anew.follow(await anew.get(location))
      expect(shown.text).toContain(waiting)
      expect(await statusOf(id)).toBeUndefined()
    } finally {
      await portal.moveClock(-3_700)
    }
  })
})

test('the same words for a payment that is absent, foreign or none', async () => {
  const browser = portal.browser()
  const pages = await Promise.all(
    ['', `?payment=${randomUUID()}`, '?payment=x', '?payment=x&poll=1'].map((query) =>
      browser.get(`/pay/speedpay/return${query}`),
    ),
  )
  for (const { status, text } of pages) {
    expect(status).toBe(200)
    expect(text).toContain('If you paid, it counts all the same: do not pay again.')
  }
})
