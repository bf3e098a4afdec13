import { beforeAll, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import { stop } from '../../sql/recurring-enrollments.js'
import { addDays } from '../../src/domain/city-date.js'
import type { BillId, EnrollmentId, HoldId } from '../../src/domain/ids.js'
import { mondayPortal, type Paying, paying, savedBank } from '../support/paying.js'
import type { Payer } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { addBill, automatic, holdsOf, received, setUp } from '../support/recurring.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await mondayPortal()
})

interface Waiting extends Paying {
  readonly payer: Payer
  readonly enrollment: EnrollmentId
  readonly hold: HoldId
  readonly page: string
}

/** A resident whose bill of $84.17 and new charges are one bill over the $150.00 limit; due in 25 days. */
async function waiting(current = 84_75): Promise<Waiting> {
  const who = await paying(portal)
  const { resident } = who.browser
  const [bill] = await portal.sql<{ id: BillId }[]>`
    select id from bill where service_account_id = ${who.account.id}`
  const payer = {
    id: resident.id,
    email: resident.email,
    account: who.account.id,
    bank: await savedBank(portal, resident),
    bill: bill!.id,
    owesCents: 84_17,
  } as Payer
  const enrollment = await setUp(portal.sql, payer)
  const newer = await addBill(portal.sql, payer, { current })
  await decideBill(portal.sql, enrollment, newer)
  const [hold] = await holdsOf(portal.sql, payer)
  const page = `/payment-activity/${hold?.id}/authorize`
  return { ...who, payer, enrollment, hold: hold?.id as HoldId, page }
}
const paymentsOf = (who: Waiting) => automatic(portal.sql, who.payer)

describe('S46: a bill over the limit', () => {
  test('shows bill, limit and difference, until when, when it would be paid, and the other ways', async () => {
    const who = await waiting()
    const { text, html, status } = await who.browser.get(who.page)
    expect(status).toBe(200)
    expect(text).toContain('This bill is over your limit')
    expect(text).toMatch(/Bill \$168\.92 Your limit \$150\.00 Over by \$18\.92/)
    expect(text).toContain('It includes $84.17 that was still open from the bill before.')
    expect(text).toMatch(/Authorize by Friday, December 18 to pay on time\./)
    expect(text).toMatch(
      /We take \$168\.92 on Tuesday, December 15 from checking ending 4471\. You can cancel it until 6:00 AM on that day\./,
    )
    expect(text).toContain('By choosing Authorize $168.92, I allow the City of Charlotte')
    // The chart says in words what it shows (ux 12).
    expect(html).toContain('Your last 2 bills were $84.17 to $168.92.')
    expect(html).toContain(`href="/pay/${who.account.id}/bank"`)
    expect(html).toContain(`href="/paperless/recurring/${who.account.id}"`)
  })

  test('authorized, it is a payment with its record; the page then says so', async () => {
    const who = await waiting()
    const done = await who.browser.submit(await who.browser.get(who.page))
    const [payment] = await paymentsOf(who)
    expect(done.location).toBe(`/payment-activity/${payment!.id}`)
    expect(payment).toMatchObject({
      amountCents: 168_92,
      payOn: '2026-12-15',
      status: 'scheduled',
    })
    const [record] = await portal.sql<{ text: string; amountCents: number }[]>`
      select text, amount_cents from payment_authorization where payment_id = ${payment!.id}`
    expect(record!.amountCents).toBe(168_92)
    expect(record!.text).toContain('checking account ending 4471 on or after December 15, 2026')
    expect((await who.browser.get(who.page)).text).toContain('You authorized this bill.')
  })

  test('I10, I13: two taps at once, and one more, pay once', async () => {
    const who = await waiting()
    const page = await who.browser.get(who.page)
    const all = await Promise.all([who.browser.submit(page), who.browser.submit(page)])
    all.push(await who.browser.submit(page))
    expect(new Set(all.map(({ location }) => location)).size).toBe(1)
    expect(await paymentsOf(who)).toHaveLength(1)
  })

  test('F6: what was paid by hand meanwhile is not authorized again: the page tells how it is now', async () => {
    const who = await waiting()
    const page = await who.browser.get(who.page)
    await received(portal.sql, who.payer, 100_00)
    const refused = await who.browser.submit(page)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('Something changed since you opened this page.')
    expect(refused.text).toContain('so $68.92 is left')
    expect(await paymentsOf(who)).toEqual([])
    await who.browser.submit(refused)
    expect(await paymentsOf(who)).toMatchObject([{ amountCents: 68_92 }])
  })

  test('F8: with its bank account closed it asks to choose one, and takes nothing', async () => {
    const who = await waiting()
    const page = await who.browser.get(who.page)
    await portal.sql`update bank_account set closed_code = 'R02' where id = ${who.payer.bank}`
    expect((await who.browser.submit(page)).status).toBe(409)
    expect((await who.browser.get(who.page)).text).toContain('Choose a bank account first.')
    expect(await paymentsOf(who)).toEqual([])
  })

  test('exactly the limit is paid without asking; one cent over waits', async () => {
    const [at, over] = [await waiting(65_83), await waiting(65_84)]
    expect(await paymentsOf(at)).toMatchObject([{ amountCents: 150_00, status: 'scheduled' }])
    expect(at.hold).toBeUndefined()
    expect(await paymentsOf(over)).toEqual([])
    expect((await over.browser.get(over.page)).text).toContain('Over by $0.01')
  })
})

describe('F7: how a hold ends, each in words', () => {
  test('paid another way', async () => {
    const who = await waiting()
    await portal.sql`update bill_hold set status = 'paid', ended_at = portal_now() where id = ${who.hold}`
    expect((await who.browser.get(who.page)).text).toContain(
      'This bill was paid another way. Your OK is no longer needed.',
    )
  })

  test('stopped; a tap on the old page takes nothing', async () => {
    const who = await waiting()
    const page = await who.browser.get(who.page)
    await stop(portal.sql, who.enrollment, who.payer)
    const refused = await who.browser.submit(page)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('The recurring payment was stopped')
    expect(await paymentsOf(who)).toEqual([])
  })

  test('replaced by the next bill, which is asked about anew', async () => {
    const who = await waiting()
    const next = await addBill(portal.sql, who.payer, { current: 82_38 })
    await decideBill(portal.sql, who.enrollment, next)
    const { text, html } = await who.browser.get(who.page)
    expect(text).toContain(
      'Your November bill of $251.30 includes these $168.92. It is over your limit, so it needs your OK too.',
    )
    expect(html).toContain(
      `/payment-activity/${(await holdsOf(portal.sql, who.payer))[1]!.id}/authorize`,
    )
  })

  test('never by time: past the due date it says what that means, and can still be authorized', async () => {
    const who = await waiting()
    await portal.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`update bill_hold set due_on = ${addDays('2026-11-23', -2)} where id = ${who.hold}`
    })
    const page = await who.browser.get(who.page)
    expect(page.text).toContain('This bill is past due because it was not authorized.')
    expect(page.text).toContain('We take $168.92 at once from checking ending 4471')
    await who.browser.submit(page)
    expect(await paymentsOf(who)).toMatchObject([{ payOn: '2026-11-23', status: 'scheduled' }])
  })
})

test('T12: another resident’s hold is as absent as none, and its figures can’t be sent', async () => {
  const who = await waiting()
  const other = await portal.signedIn()
  expect((await other.get(who.page)).status).toBe(404)
  const sent = { ...(await who.browser.get(who.page)).forms.at(-1)!.fields }
  const { _token } = (await other.get('/profile')).forms[0]!.fields
  expect((await other.post(who.page, { ...sent, _token })).status).toBe(404)
  expect(await paymentsOf(who)).toEqual([])
})

test('F10: after the red X its payer still finds and authorizes it, with no balance and no bill image', async () => {
  const who = await waiting()
  await portal.sql`delete from account_link where portal_account_id = ${who.payer.id}`
  const page = await who.browser.get(who.page)
  expect(page.text).toContain('Authorize $168.92')
  expect(page.html).not.toContain('/bills/')
  await who.browser.submit(page)
  expect(await paymentsOf(who)).toHaveLength(1)
})

test.each([
  ['another amount', { amountCents: '1' }],
  ['no amount', { amountCents: '' }],
  ['an amount that is none', { amountCents: '1e5' }],
  ['another day', { payOn: '2026-12-11' }],
  ['no day', { payOn: 'tomorrow' }],
  ['another bank account', { from: 'savings ending 0092' }],
  ['something unknown', { status: 'authorized' }],
])('what the page did not say pays nothing: %s', async (_, fields) => {
  const who = await waiting()
  const page = await who.browser.get(who.page)
  const sent = await who.browser.submit(page, fields)
  expect([403, 409, 422]).toContain(sent.status)
  expect(await paymentsOf(who)).toEqual([])
})
