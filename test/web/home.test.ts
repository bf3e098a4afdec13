import { beforeAll, describe, expect, test } from 'vitest'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { type City, city, mondayMorning, until } from '../support/city.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

type Facts = Parameters<TestPortal['addServiceAccount']>[0]

describe('Home of the mock', () => {
  let portal: TestPortal
  let facts: Awaited<ReturnType<typeof whitfields>>
  beforeAll(async () => {
    portal = await testPortal()
    facts = await whitfields(portal)
  })

  test('S23, D3: what is owed, on how many accounts, past due first', async () => {
    const page = await facts.dana.get('/home')
    expect(page.status).toBe(200)
    expect(page.text).toContain('You owe $465.55 on three accounts')
    expect(page.text).toContain('One is past due.')
    const names = [...page.html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)
    expect(names).toEqual(['Mom’s house', 'Rental', 'Home', 'Shop'])
    expect(page.text).toContain('4 of 30 accounts linked')
  })

  test('N17: as of when, and what may be missing', async () => {
    const { text } = await facts.dana.get('/home')
    expect(text).toMatch(
      /Balances as of 10:40 AM today ?\. Payments made elsewhere can take a business day to show\./,
    )
  })

  test('past due: how much, since when, and the fastest way (S30, S53)', async () => {
    const { text, html } = await facts.dana.get('/home')
    expect(text).toContain(
      '$97.30 is past due. It was due November 9. Water service can be disconnected for nonpayment. A card payment posts fastest.',
    )
    expect(text).toContain('$212.46 $97.30 past due $115.16 due Wed, Dec 9')
    expect(text).toContain('Pay Now with Western Union SpeedPay $1.25 convenience fee')
    expect(html).toContain(
      `<a class="quiet" href="/pay?account=${facts.moms.id}">All payment options`,
    )
  })

  test('S37: paid from a bank account only after the first electronic bill', async () => {
    const { html, text } = await facts.dana.get('/home')
    expect(html).toContain(`href="/pay/${facts.home.id}/bank">Pay $84.17`)
    expect(html).toContain(`href="/bills/${facts.bills.at(-1)}">View bill`)
    expect(html).not.toContain(`/pay/${facts.shop.id}/bank`)
    expect(text).toContain('On – first electronic bill expected about Thu, Dec 3')
  })

  test('F1: no account number in any address', async () => {
    const { html } = await facts.dana.get('/home')
    expect(html).toContain('0048291-533710')
    expect(html).not.toMatch(/href="[^"]*0048291/)
  })

  test('needs a session', async () => {
    const page = await portal.browser().get('/home')
    expect([page.status, page.location]).toEqual([303, '/sign-in?next=%2Fhome'])
  })
})

describe('one account in each state (ux.md 4.1)', () => {
  let portal: TestPortal
  let rows: City
  beforeAll(async () => {
    portal = await testPortal()
    await portal.moveClock(until(mondayMorning))
    rows = city(portal.sql)
  })

  /** The text of Home for one account with a bill of $84.17, due December 14. */
  async function home(part: {
    account?: Facts
    paperless?: string | null
    payment?: { status: PaymentStatus; cents?: number; payOn?: string; reason?: string }
    due?: string
    credit?: number
  }) {
    const browser = await portal.signedIn()
    const account = await portal.addServiceAccount(part.account)
    await portal.link(browser.resident, account, 'Home')
    const { due = '2026-12-14', payment, credit } = part
    await rows.bill(account, { billedOn: '2026-11-20', dueOn: due, current: 84_17 })
    if (part.paperless !== undefined) await rows.enroll(browser.resident, account, part.paperless)
    const open = { cents: 84_17, payOn: '2026-11-23', ...payment! }
    const id = payment && (await rows.payment(browser.resident, account, open))
    if (credit) await rows.received(account, '2026-11-22', 84_17 + credit)
    const { text, html } = await browser.get('/home')
    return { text, html, id, account }
  }
  const on = '2026-11-20'

  test('due, no paperless: SpeedPay, and ENROLL NOW', async () => {
    const { text, html, account } = await home({})
    expect(text).toContain('You owe $84.17 by Monday, December 14')
    expect(text).toContain('Pay Now with Western Union SpeedPay')
    expect(html).toContain(`href="/paperless/${account.id}/enroll">ENROLL NOW in paperless billing`)
  })

  test('waiting for the first electronic bill: SpeedPay and Bill history', async () => {
    const { text } = await home({ paperless: null })
    expect(text).toContain('Pay Now with Western Union SpeedPay $1.25 convenience fee Bill history')
  })

  test('one-time scheduled', async () => {
    const { text, html, id } = await home({
      paperless: on,
      payment: { status: 'scheduled', payOn: '2026-12-08' },
    })
    expect(text).toContain('You scheduled $84.17 for Tue, Dec 8.')
    expect(html).toContain(`href="/payment-activity/${id}">Change or cancel`)
  })

  test('F5: a scheduled payment is sent as authorized, and Home says so beforehand', async () => {
    const { text } = await home({
      paperless: on,
      payment: { status: 'scheduled', payOn: '2026-12-08' },
      credit: 1,
    })
    expect(text).toContain('You owe nothing now; what is too much becomes a credit.')
  })

  test('payment pending', async () => {
    const { text, html, id } = await home({ paperless: on, payment: { status: 'pending' } })
    expect(text).toContain('$84.17 is on its way. We know the result by Nov 25.')
    expect(text).toContain('$84.17 less $84.17 pending')
    expect(html).toContain(`href="/payment-activity/${id}">View payment`)
  })

  test('A5: no answer from the processor is never shown as rejected', async () => {
    const { text } = await home({ paperless: on, payment: { status: 'unknown' } })
    expect(text).toContain(
      'We are still checking your $84.17 payment. Do not pay again. We email you when we know.',
    )
    expect(text).toContain('$84.17 $84.17 being checked')
    expect(text).not.toMatch(/reject|Pay \$84/i)
  })

  test('last payment rejected: the bank’s reason in plain words (N9)', async () => {
    const { text, html, id } = await home({
      paperless: on,
      payment: { status: 'rejected', reason: 'R02' },
    })
    expect(text).toContain(
      'Your bank did not pay $84.17. This bank account is closed. Use another account. Pay again by December 14.',
    )
    expect(html).toContain(`href="/payment-activity/${id}">See what happened`)
    expect(text).toContain('Pay $84.17')
  })

  test('A1: approved, then returned: owed again', async () => {
    const { text } = await home({ paperless: on, payment: { status: 'returned', reason: 'R01' } })
    expect(text).toContain('Your bank returned $84.17. There was not enough money in the account.')
    expect(text).toContain('You owe it again, by December 14.')
  })

  test('S30: water service off', async () => {
    const { text } = await home({ account: { status: 'interrupted' }, due: '2026-11-21' })
    expect(text).toContain(
      'Water service is off for nonpayment. The full past due amount of $84.17 must be posted before service can be restored. SpeedPay or paying in person is fastest.',
    )
    expect(text).toContain('Pay $84.17 with SpeedPay $1.25 convenience fee Call CharMeck 311')
  })

  test('S30: water service off, and what is pending is not posted', async () => {
    const { text } = await home({
      account: { status: 'interrupted' },
      due: '2026-11-21',
      payment: { status: 'pending' },
    })
    expect(text).toContain(
      'The full past due amount of $84.17 must be posted before service can be restored. All of it is pending: sent, but not posted yet. Do not pay it again.',
    )
    expect(text).toContain('View payments')
    expect(text).not.toContain('with SpeedPay')
  })

  test('F14: a closed account stays payable', async () => {
    const { text } = await home({ account: { status: 'closed' } })
    expect(text).toContain('This account is closed.')
    expect(text).toContain('Pay Now with Western Union SpeedPay $1.25 convenience fee Bill history')
  })

  test('credit', async () => {
    const { text } = await home({ paperless: on, credit: 12_40 })
    expect(text).toContain('You have a $12.40 credit We use it on your next bill.')
    expect(text).toContain('$0.00 Nothing due $12.40 credit for your next bill')
  })

  test('F9: another’s pending payment lowers what is owed, without a link to it', async () => {
    const browser = await portal.signedIn()
    const payer = await portal.addResident()
    const account = await portal.addServiceAccount()
    await portal.link(browser.resident, account)
    await rows.bill(account, { billedOn: '2026-11-20', current: 84_17 })
    const id = await rows.payment(payer, account, {
      cents: 84_17,
      payOn: '2026-11-23',
      status: 'pending',
    })
    const { text, html } = await browser.get('/home')
    expect(text).toContain('$84.17 is on its way.')
    expect(html).not.toContain(id)
  })

  test('an account without a nickname is called by its street', async () => {
    const browser = await portal.signedIn()
    const account = await portal.addServiceAccount({ unit: 'Unit B' })
    await portal.link(browser.resident, account)
    const { text } = await browser.get('/home')
    expect(text).toContain('1234 Elm Street, Unit B Account')
    expect(text).toContain('Nothing due')
  })

  test('nobody has linked anything yet', async () => {
    const { text } = await (await portal.signedIn()).get('/home')
    expect(text).toContain(
      'Link your first bill You need your account number and your street number. Link a bill',
    )
  })

  test('a name is text, never markup', async () => {
    const browser = await portal.signedIn()
    const account = await portal.addServiceAccount()
    await portal.link(browser.resident, account, '<b onclick=x>')
    expect((await browser.get('/home')).html).toContain('&lt;b onclick=x&gt;')
  })
})
