import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import { mondayPortal, savedBank } from '../support/paying.js'
import { noticesOf } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { automatic, holdsOf } from '../support/recurring.js'
import {
  agreedOf,
  coResident,
  type RecurringResident,
  recurringResident,
  start,
  toCheck,
  turnOn,
  yearOfBills,
} from '../support/recurring-pages.js'

/** Changing and stopping a recurring payment; what is under way stays as it is (F7, F8, F10, F12). */

let portal: TestPortal
let who: RecurringResident
let id: EnrollmentId
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await recurringResident(portal)
  id = await turnOn(portal, who, { current: true })
})

const agreed = () => agreedOf(portal, who)
const decide = () => decideBill(portal.sql, id, who.payer.bill as BillId)
const statusOf = async () => (await agreed()).at(-1)!.status
const unlink = () =>
  portal.sql`delete from account_link where portal_account_id = ${who.browser.resident.id}`
/** Over the limit, so that the current bill waits. */
async function onHold() {
  who = await recurringResident(portal)
  id = await turnOn(portal, who, {
    current: true,
    terms: { daysBefore: 3, thresholdCents: 80_00 },
  })
  await decide()
  return (await holdsOf(portal.sql, who.payer))[0]!
}
const pause = (code: string) =>
  portal.sql`update recurring_enrollment set status = 'paused', reason = ${code} where id = ${id}`

describe('changing', () => {
  test('F12: the same form, with what is agreed to; it counts from the next bill', async () => {
    await decide()
    const page = await who.browser.get(who.page)
    expect(page.title).toBe('Change the recurring payment – Citizen Self Service')
    expect(page.text).toContain(
      'A change counts from your next bill. What is under way stays as it is: $84.17 on December 11, from checking ending 4471',
    )
    const [payment] = await automatic(portal.sql, who.payer)
    expect(page.html).toContain(`href="/payment-activity/${payment!.id}/cancel"`)
    expect(page.html).toContain(`href="${who.page}/stop"`)
    expect(page.forms.find(({ action }) => action === who.page)!.fields).toMatchObject({
      day: 'before',
      days: '3',
      ask: 'yes',
      limit: '150.00',
      from: who.bank,
    })
    expect(page.text).not.toContain('If you also pay the current bill')
  })

  test('F12: the bill that waits for an OK is named too', async () => {
    const hold = await onHold()
    const page = await who.browser.get(who.page)
    expect(page.text).toContain('The bill of $84.17 waits for your OK.')
    expect(page.html).toContain(`href="/payment-activity/${hold.id}/authorize"`)
  })

  test('agrees to the new terms, keeps the payment that is scheduled, and mails', async () => {
    await decide()
    const bank = await savedBank(portal, who.browser.resident, '0092')
    const check = await toCheck(who, { day: 'due', ask: 'no', from: bank })
    expect(check.text).toContain(
      'By choosing Change recurring payment, I allow the City of Charlotte to take the balance due each month from my checking account ending 0092, on the due date, starting with my next bill. It may be any amount.',
    )
    expect(check.text).not.toContain('Also pay the current bill')
    const refused = await start(who, check, { sole: undefined })
    expect(refused.text).toContain('Check this box, or stop the other payment first')
    const sent = await start(who, check, {})
    const done = await who.browser.follow(sent)
    expect(done.text).toContain('Recurring payment is changed')
    expect(done.text).toContain('From checking ending 0092, on the due date, every bill in full.')
    expect(await agreed()).toMatchObject([
      { daysBefore: 3, thresholdCents: 150_00, bankAccountId: who.bank },
      { daysBefore: 0, thresholdCents: null, bankAccountId: bank },
    ])
    expect(await automatic(portal.sql, who.payer)).toMatchObject([
      { status: 'scheduled', payOn: '2026-12-11' },
    ])
    expect(await noticesOf(portal.sql, who.payer.id)).toContain('recurring_changed')
  })

  test('A6: the same tap twice is one change', async () => {
    const check = await toCheck(who, { limit: '200' })
    const taps = await Promise.all(Array.from({ length: 10 }, () => start(who, check, {})))
    expect(new Set(taps.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(await agreed()).toHaveLength(2)
  })

  test('stopped in another window meanwhile: it is a set-up now, and says so', async () => {
    const check = await toCheck(who, { limit: '200' })
    await who.browser.fill(`${who.page}/stop`, {}, `${who.page}/stop`)
    const late = await start(who, check, {})
    expect(late.status).toBe(409)
    expect(late.text).toContain('By choosing Start recurring payment')
    expect(await agreed()).toHaveLength(1)
  })

  test('F8: paused, it says why, and goes on with the bank account that is chosen', async () => {
    await portal.sql`update bank_account set closed_code = 'R02' where id = ${who.bank}`
    await pause('R02')
    const bank = await savedBank(portal, who.browser.resident, '0092')
    const page = await who.browser.get(who.page)
    expect(page.text).toContain(
      'This recurring payment is paused. This bank account is closed. Use another account. Choose a bank account below, and it goes on with your next bill.',
    )
    expect(page.text).not.toContain('Checking ending 4471')
    expect(page.forms.find(({ action }) => action === who.page)!.fields.from).toBe(bank)
    await start(who, await toCheck(who, { from: bank }), {})
    expect(await statusOf()).toBe('active')
  })

  test('F10: after UNENROLL and the red X it can still be changed, without a look at bills or balance', async () => {
    await yearOfBills(portal, who)
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    expect((await who.browser.get(who.page)).text).toContain('11 bills paid 3 days before due')
    await unlink()
    const page = await who.browser.get(who.page)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Change the recurring payment 1234 Elm Street.')
    for (const hidden of ['168.92', '84.17', 'January']) expect(page.text).not.toContain(hidden)
    const check = await toCheck(who, { limit: '200' })
    expect(check.text).not.toContain('Next bill')
    expect((await who.browser.follow(await start(who, check, {}))).text).toContain(
      'Recurring payment is changed',
    )
  })
})

describe('stopping', () => {
  const stop = () => who.browser.fill(`${who.page}/stop`, {}, `${who.page}/stop`)

  test('F10: asks once more, with what still goes out and its Cancel', async () => {
    await decide()
    const page = await who.browser.get(`${who.page}/stop`)
    expect(page.title).toBe('Stop the recurring payment for Home? – Citizen Self Service')
    expect(page.text).toContain(
      'A payment that is already scheduled will still be processed: $84.17 on December 11, from checking ending 4471',
    )
    expect(page.text).toContain('Stop recurring payment Keep it')
    const [payment] = await automatic(portal.sql, who.payer)
    expect(page.html).toContain(`href="/payment-activity/${payment!.id}/cancel"`)
  })

  test('stops, keeps the scheduled payment, mails, and says so', async () => {
    await decide()
    const sent = await stop()
    expect(sent).toMatchObject({
      status: 303,
      location: `/paperless/recurring?stopped=${who.account.id}`,
    })
    expect(await statusOf()).toBe('stopped')
    expect(await automatic(portal.sql, who.payer)).toMatchObject([{ status: 'scheduled' }])
    expect(await noticesOf(portal.sql, who.payer.id)).toContain('recurring_stopped')
    const list = await who.browser.follow(sent)
    expect(list.text).toContain(
      'The recurring payment for Home is stopped. $84.17 will still be taken on December 11.',
    )
    expect(list.text).toContain('You stopped your recurring payment on Nov 23, 2026.')
    expect((await stop().catch(String)).toString()).toContain('no form')
  })

  test('F7: a bill that waits for an OK no longer waits, and the page says so before', async () => {
    await onHold()
    const page = await who.browser.get(`${who.page}/stop`)
    expect(page.text).toContain('No recurring payment is scheduled for this account.')
    expect(page.text).toContain(
      'The bill of $84.17 no longer waits for your OK. We do not pay it. It is due December 14.',
    )
    await who.browser.submit(page, {}, `${who.page}/stop`)
    expect(await holdsOf(portal.sql, who.payer)).toMatchObject([{ status: 'stopped' }])
  })

  test('twice is once; an answer that it has none of is refused', async () => {
    const page = await who.browser.get(`${who.page}/stop`)
    expect((await who.browser.submit(page, { why: 'x' }, `${who.page}/stop`)).status).toBe(422)
    const taps = await Promise.all(
      [1, 2, 3].map(() => who.browser.submit(page, {}, `${who.page}/stop`)),
    )
    expect(new Set(taps.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    const mails = (await noticesOf(portal.sql, who.payer.id)).filter(
      (name) => name === 'recurring_stopped',
    )
    expect(mails).toHaveLength(1)
    expect((await who.browser.get(`${who.page}/stop`)).location).toBe('/paperless/recurring')
  })

  test('F10: another resident of the account can’t, and the payer still can after the red X', async () => {
    const other = await coResident(portal, who)
    expect((await other.browser.get(`${who.page}/stop`)).location).toBe('/paperless/recurring')
    const token = (await other.browser.get('/home')).forms[0]!.fields._token!
    await other.browser.post(`${who.page}/stop`, { _token: token })
    expect(await statusOf()).toBe('active')
    await unlink()
    const gone = await who.browser.follow(await stop())
    expect(await statusOf()).toBe('stopped')
    expect(gone.text).toContain('The recurring payment is stopped.')
    expect((await who.browser.get(who.page)).status).toBe(404)
  })
})
