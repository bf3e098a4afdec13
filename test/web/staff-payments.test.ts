import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Page } from '../support/browser.js'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { call, type StaffBrowser, staffBrowser, verifiedCall } from '../support/staff.js'

let portal: TestPortal
let agent: StaffBrowser
let payer: Paying
let id: PaymentId
let confirmation: string
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  agent = await staffBrowser(portal)
  payer = await paying(portal)
  id = (await pay(payer, { when: 'date', date: '2026-12-08' })).id as PaymentId
  const [row] = await portal.sql<
    { confirmation: string }[]
  >`select confirmation from payment where id = ${id}`
  confirmation = row!.confirmation
})

const verify = () => verifiedCall(agent, payer.browser.resident, payer.account)
const cancelPath = () => `/staff/payments/${id}/cancel`
const statusOf = async () =>
  (await portal.sql`select status, reason from payment where id = ${id}`)[0]
const find = (browser: StaffBrowser, query: Record<string, string>) =>
  browser.get(`/staff/payments?${new URLSearchParams(query)}`)

describe('1.3: finding a payment', () => {
  test.each([
    ['its confirmation number', () => ({ confirmation })],
    [
      'the number as it is said',
      () => ({ confirmation: confirmation.replaceAll('-', '').toLowerCase() }),
    ],
    ['the number without its prefix', () => ({ confirmation: confirmation.slice(4) })],
    ['pay date and amount', () => ({ day: '2026-12-08', amount: '$84.17' })],
  ])('by %s', async (_, query) => {
    const page = await find(agent, query())
    expect(page.text).toContain(confirmation)
    expect(page.text).toContain('Scheduled')
    expect(page.html).not.toContain(payer.account.accountNumber)
    expect(page.text).not.toContain('Dana Whitfield')
  })

  test.each([
    ['a day alone', { day: '2026-12-08' }, 'Enter an amount like 84.17'],
    ['an amount alone', { amount: '84.17' }, 'Choose the pay date'],
    ['a day that is none', { day: '2026-02-30', amount: '84.17' }, 'Choose the pay date'],
  ])('not by %s', async (_, query, words) => {
    const page = await find(agent, query)
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(page.text).not.toContain(confirmation)
  })

  test('nothing found, and nothing asked', async () => {
    expect((await find(agent, { confirmation: 'CSS-0000-0000' })).text).toContain('No match.')
    expect((await find(agent, {})).text).not.toContain('No match.')
  })

  test('T23: an agent sees who paid only when that caller is verified', async () => {
    const masked = await agent.get(`/staff/payments/${id}`)
    expect(masked.text).toContain('Check the caller to see who paid')
    for (const secret of ['Dana', '4471', '3377', payer.account.accountNumber, 'I allow'])
      expect(masked.html).not.toContain(secret)
    const opened = await agent.submit(
      masked,
      {},
      `/staff/residents/${payer.browser.resident.id}/call`,
    )
    expect(opened.status).toBe(303)
    await verify()
    const page = await agent.get(`/staff/payments/${id}`)
    expect(page.text).toContain('Dana Whitfield')
    expect(page.text).toContain('Checking ending 3377')
    expect(page.text).toContain('By choosing')
    expect(page.html).not.toContain('000482913377')
  })

  test('finance needs no caller, and opens no resident', async () => {
    const finance = await staffBrowser(portal, { roles: ['finance'] })
    const page = await finance.get(`/staff/payments/${id}`)
    expect(page.text).toContain('Dana Whitfield')
    expect(page.html).not.toContain('/staff/residents/')
    expect(page.html).not.toContain('/staff/accounts/')
    expect(page.html).not.toContain('/cancel')
  })
})

describe('A12, F10: canceling for the caller', () => {
  test('with a reason: the payment, the mail, the audit and the workflow', async () => {
    const resident = await verify()
    expect(resident.html).toContain(`href="${cancelPath()}"`)
    const page = await agent.get(cancelPath())
    expect(page.text).toContain('Caller asked to cancel')
    expect(page.text).toContain(
      'Read aloud: “You still owe $84.17 by December 14. Not paying by the due date could result in disconnection of your water service.”',
    )
    const sent = await agent.submit(page, {}, cancelPath())
    expect(sent).toMatchObject({ status: 303, location: `/staff/payments/${id}?done=1` })
    expect((await agent.follow(sent)).text).toContain(
      'Canceled. Nothing is taken. We emailed the resident.',
    )
    expect(await statusOf()).toEqual({ status: 'canceled', reason: 'by_311' })
    const [audit] = await portal.sql`
      select actor, facts ->> 'why' as why, facts ->> 'call' is not null as call
        from audit where subject = ${id} and action = 'payment_canceled'`
    expect(audit).toEqual({ actor: agent.staff.id, why: 'Caller asked to cancel', call: true })
    const mails = await portal.sql`
      select recipient from notice where template = 'payment_canceled' and params ->> 'paymentId' = ${id}`
    expect(mails).toEqual([{ recipient: payer.browser.resident.email }])
    expect(await portal.sql`select 1 from nudge where kind = 'payment' and id = ${id}`).not.toEqual(
      [],
    )
    const theirs = await payer.browser.get(`/payment-activity/${id}`)
    expect(theirs.text).toContain('CharMeck 311 canceled it for you. Nothing was taken.')
  })

  test('another reason must be said', async () => {
    await verify()
    const page = await agent.fill(cancelPath(), { why: 'other' }, cancelPath())
    expect(page.status).toBe(422)
    expect(page.text).toContain('Say why')
    expect(await statusOf()).toMatchObject({ status: 'scheduled' })
  })

  test('twice is once', async () => {
    await verify()
    const page = await agent.get(cancelPath())
    await Promise.all([agent.submit(page), agent.submit(page)])
    expect(
      await portal.sql`select 1 from audit where subject = ${id} and action = 'payment_canceled'`,
    ).toHaveLength(1)
  })

  test('I3: it races the claim: one of them wins, and the page says so', async () => {
    await verify()
    const page = await agent.get(cancelPath())
    const [sent, claimed] = await Promise.all([
      agent.submit(page),
      portal.sql`update payment set status = 'submitting' where id = ${id} and status = 'scheduled'`,
    ])
    const canceled = (await statusOf())!.status === 'canceled'
    expect(sent.status).toBe(canceled ? 303 : 409)
    expect(claimed.count).toBe(canceled ? 0 : 1)
  })

  test('too late: the 409 text, and how it is now', async () => {
    await verify()
    const page = await agent.get(cancelPath())
    await portal.sql`update payment set status = 'submitting' where id = ${id}`
    const late = await agent.submit(page, {}, cancelPath())
    expect(late.status).toBe(409)
    expect(late.text).toContain('This payment was just sent to the payment processor')
    expect(late.html).toContain(`href="/staff/payments/${id}"`)
    expect((await agent.get(cancelPath())).status).toBe(409)
  })

  async function refused(page: Page) {
    expect(page.status).toBe(409)
    expect(page.text).toContain('The caller is not verified')
    expect(await statusOf()).toMatchObject({ status: 'scheduled' })
  }

  test('without a verified caller neither the page nor a post cancels', async () => {
    await refused(await agent.get(cancelPath()))
    const page = await call(agent, payer.browser.resident)
    const { _token } = page.forms.find(({ fields }) => fields._token)!.fields
    await refused(await agent.post(cancelPath(), { _token, why: 'asked', other: '' }))
  })

  test('another verified caller can’t cancel it', async () => {
    const other = await paying(portal)
    const page = await verifiedCall(agent, other.browser.resident, other.account)
    const { _token } = page.forms.find(({ fields }) => fields._token)!.fields
    await refused(await agent.post(cancelPath(), { _token, why: 'asked', other: '' }))
  })
})
