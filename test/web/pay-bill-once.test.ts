import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  mondayPortal,
  newBank,
  type Paying,
  pay,
  paying,
  paymentsOf,
  toCheck,
} from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'

/** A6, I13: one form is one payment, whatever is tapped. */

let portal: TestPortal
let who: Paying
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
})

describe('A6', () => {
  test('a double tap makes one payment and leads twice to the same page', async () => {
    const check = await toCheck(who)
    const taps = await Promise.all([
      who.browser.submit(check),
      who.browser.submit(check),
      who.browser.submit(check),
    ])
    expect(new Set(taps.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('fifty taps at once on all that is owed make one payment, and each sees it done', async () => {
    const check = await toCheck(who)
    const taps = await Promise.all(Array.from({ length: 50 }, () => who.browser.submit(check)))
    expect(new Set(taps.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(taps[0]?.status).toBe(303)
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('sent again later, it leads to the same page though nothing is owed any more', async () => {
    const check = await toCheck(who)
    const first = await who.browser.submit(check)
    await portal.sql`delete from account_link where portal_account_id = ${who.browser.resident.id}`
    expect((await who.browser.submit(check)).location).toBe(first.location)
  })

  test('going back to the check page and reloading it says that we have it', async () => {
    const check = await toCheck(who)
    await who.browser.submit(check)
    const back = await who.browser.follow(await who.browser.get(check.path))
    expect(back.status).toBe(200)
    expect(back.text).toContain('We already have this one. It was not sent twice.')
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('reloading the check page before paying keeps it one form', async () => {
    const check = await toCheck(who)
    const again = await who.browser.get(check.path)
    await who.browser.submit(again)
    await who.browser.submit(check)
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('going back to the form and changing the answers: 409, with the way to the payment', async () => {
    const page = await who.browser.get(who.form)
    const first = await who.browser.submit(
      page,
      { ...newBank, pay: 'other', amount: '10' },
      who.form,
    )
    const done = await who.browser.submit(await who.browser.follow(first))
    const id = /payment=(.*)/.exec(done.location!)![1]
    const second = await who.browser.submit(
      page,
      { ...newBank, pay: 'other', amount: '20' },
      who.form,
    )
    const refused = await who.browser.follow(second)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('We already have this one')
    expect(refused.html).toContain(`href="/payment-activity/${id}"`)
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('the same, posted past the check page', async () => {
    const check = await toCheck(who, { pay: 'other', amount: '10' })
    await who.browser.submit(check)
    const form = check.forms.find(({ action }) => action.includes('/check'))!
    const changed = form.action.replace('amount=10.00', 'amount=20.00')
    expect((await who.browser.post(changed, form.fields)).status).toBe(409)
    expect(await paymentsOf(portal, who)).toHaveLength(1)
  })

  test('a form id of another resident makes nothing and tells nothing', async () => {
    const check = await toCheck(who)
    await who.browser.submit(check)
    const formId = /form=([^&]*)/.exec(check.path)![1]!
    const other = await paying(portal)
    const theirs = await toCheck(other)
    const path = theirs.path.replace(/form=[^&]*/, `form=${formId}`)
    const sent = await other.browser.submit(await other.browser.get(path))
    expect(sent.status).toBe(403)
    expect(await paymentsOf(portal, other)).toEqual([])
  })

  test('two forms of two windows are two payments, never more than is owed', async () => {
    await pay(who, { pay: 'other', amount: '50' })
    const check = await toCheck(who, { pay: 'other', amount: '30' })
    const other = await toCheck(who, { pay: 'other', amount: '30' })
    const sent = await Promise.all([who.browser.submit(check), who.browser.submit(other)])
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 422])
    const refused = sent.find(({ status }) => status === 422)!
    expect(refused.text).toContain('You already scheduled $80.00. Enter $4.17 or less.')
  })
})

describe('the done page', () => {
  test('T12: is the payer’s alone, and of its own account', async () => {
    const { done } = await pay(who)
    const stranger = await paying(portal)
    expect((await stranger.browser.get(done.location!)).status).toBe(404)
    const elsewhere = done.location!.replace(who.account.id, stranger.account.id)
    expect((await who.browser.get(elsewhere)).status).toBe(404)
    expect((await who.browser.get(`${who.form}/done?payment=x`)).status).toBe(404)
  })

  test('without JavaScript it asks again while it is being sent', async () => {
    const { done } = await pay(who)
    const page = await who.browser.get(done.location!)
    expect(page.html).toContain('<noscript><meta http-equiv="refresh" content="5"/></noscript>')
    expect(page.html).toContain('hx-trigger="poll"')
  })
})
