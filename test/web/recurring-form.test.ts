import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mondayPortal, newBank, savedBank } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import {
  answers,
  coResident,
  expectNoForm,
  type RecurringResident,
  recurringResident,
  toCheck,
  turnOn,
  yearOfBills,
} from '../support/recurring-pages.js'
import { tryBadInput } from '../support/try-bad-input.js'

/** S44 to S49: the form of a recurring payment, and what its choices would mean. */

let portal: TestPortal
let who: RecurringResident
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  who = await recurringResident(portal)
})

const open = () => who.browser.get(who.page)
const send = (change: Record<string, string | undefined>) =>
  who.browser.fill(who.page, answers(who, change), who.page)
const partial = { 'hx-request': 'true', 'hx-request-type': 'partial' }

describe('the form', () => {
  test('S45, S46, S49: asks for day, limit and bank account, in the words of the source', async () => {
    await yearOfBills(portal, who)
    const page = await open()
    expect(page.title).toBe('Set up a recurring payment – Citizen Self Service')
    for (const words of [
      'Home, 1234 Elm Street. We take the balance due from your bank account every month.',
      'Already paying this bill automatically another way? If you use the City’s automatic bank draft or your bank’s bill pay, stop it first so your bank account is not drafted twice for the same bill.',
      'Which day should we pay?',
      'Before the due date Days before the due date',
      'On the due date',
      'The day the bill arrives At once, so there is no time to cancel.',
      'If that day is a weekend or bank holiday, we pay on the business day before.',
      'Should we ask you first about a high bill?',
      'Yes, set a payment threshold Ask me when a bill is more than Your last 12 bills were $71.08 to $168.92.',
      'We email you, and we do not pay that bill until you authorize it here. Other months are paid as usual.',
      'No, pay every bill in full',
      'From which account? Checking ending 4471 A different checking or savings account',
    ])
      expect(page.text).toContain(words)
    const form = page.forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ day: 'before', days: '3', ask: 'yes', limit: '150.00' })
    expect(form.fields.from).toBe(who.bank)
    expect(page.html.match(/<option value="\d+"/g)).toHaveLength(10)
  })

  test('without a year of bills no limit is guessed', async () => {
    const form = (await open()).forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ ask: 'yes', limit: '' })
  })

  test('F21: Continue goes on with ids and terms, never with digits', async () => {
    const saved = await toCheck(who)
    expect(saved.path).toMatch(/check\?form=[0-9a-f-]{36}&from=[0-9a-f-]{36}&days=3&limit=150\.00$/)
    const check = await toCheck(who, { ...newBank, day: 'arrival', ask: 'no' })
    expect(check.path).toMatch(/&days=arrival&limit=none$/)
    expect(check.text).toContain('Checking ending 3377')
    for (const text of [check.path, check.html]) expect(text).not.toMatch(/482913377|053000219/)
    const rows = await portal.sql<{ last4: string; saved: boolean }[]>`
      select last4, saved from bank_account where portal_account_id = ${who.browser.resident.id} order by created_at`
    expect(rows.map(({ last4 }) => last4)).toEqual(['4471', '3377'])
  })

  test('the way back keeps every choice, also a bank account that was typed and not saved', async () => {
    const check = await toCheck(who, { ...newBank, day: 'due', limit: '200' })
    const back = /href="([^"]*)#day"/.exec(check.html)![1]!.replaceAll('&amp;', '&')
    const form = (await who.browser.get(back)).forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ day: 'due', ask: 'yes', limit: '200.00' })
    const again = await who.browser.submit(
      await who.browser.get(back),
      { day: 'arrival' },
      who.page,
    )
    expect((await who.browser.follow(again)).text).toContain('Checking ending 3377')
  })
})

describe('errors', () => {
  test.each([
    ['no day', { day: undefined }, 'day', 'Choose when we should pay'],
    ['no count of days', { days: '' }, 'days', 'Choose when we should pay'],
    ['more days than ten', { days: '11' }, 'days', 'Choose when we should pay'],
    ['no answer about a limit', { ask: undefined }, 'ask', 'Choose if we should ask you first'],
    ['an empty limit', { limit: '' }, 'limit', 'Enter a limit like 150.00'],
    ['no amount', { limit: 'a lot' }, 'limit', 'Enter a limit like 150.00'],
    ['too low a limit', { limit: '9.99' }, 'limit', 'Enter $10.00 or more'],
    ['too high a limit', { limit: '100,000.00' }, 'limit', 'Enter $99,999.99 or less'],
    ['no bank account', { from: undefined }, 'from', 'Choose the account to pay from'],
    [
      'a wrong routing number',
      { ...newBank, routing: '053000218' },
      'routing',
      'Check the routing number. One of the digits is not right.',
    ],
    [
      'two account numbers',
      { ...newBank, accountAgain: '1' },
      'accountAgain',
      'Enter the same account number in both boxes',
    ],
  ])('%s', async (_, change, field, words) => {
    const page = await send(change)
    expect(page.status).toBe(422)
    expect(page.title).toMatch(/^Error: Set up a recurring payment/)
    expect(page.text).toContain('Check 1 answer')
    expect(page.html).toContain(`href="#${field}">${words}`)
    expect(page.html).toContain(`id="${field}-error"`)
    expect(page.html).toContain(`id="${field}"`)
  })

  test.each([
    ['the least limit', '10.00'],
    ['the highest limit', '99,999.99'],
    ['with a dollar sign', '$150'],
  ])('%s is taken', async (_, limit) => {
    expect((await send({ limit })).status).toBe(303)
  })

  test('what was typed stays', async () => {
    const page = await send({ ...newBank, day: 'due', limit: '5', accountAgain: '1' })
    const form = page.forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ day: 'due', limit: '5', routing: '053000219', from: 'new' })
    expect(page.text).toContain('Check 2 answers')
  })

  test('S46: a limit under the last 12 bills is allowed, with a note', async () => {
    await yearOfBills(portal, who)
    const words =
      'All of your last 12 bills were over $50.00. You would authorize every bill by hand.'
    expect((await toCheck(who, { limit: '50' })).text).toContain(words)
    const preview = await who.browser.get(`${who.page}?day=before&days=3&ask=yes&limit=50`, partial)
    expect(preview.text).toContain(words)
  })

  test.each(['day', 'days', 'ask', 'limit', 'from', 'formId'])(
    'T33: the bad-input corpus in %s',
    async (field) => {
      // What is chosen and not typed has nothing to give back.
      if (field !== 'limit') {
        const form = (await open()).forms.find(({ action }) => action === who.page)!
        for (const value of [
          '',
          'x',
          "' OR '1'='1",
          '<script>alert(1)</script>',
          '4111111111111111',
        ]) {
          const page = await who.browser.post(who.page, {
            ...form.fields,
            ...answers(who),
            [field]: value,
          })
          expect(page.status, value).toBe(422)
          expect(page.html).not.toContain('<script>alert')
        }
        return
      }
      await tryBadInput({
        browser: who.browser,
        page: who.page,
        fields: answers(who),
        field,
        before: () => portal.sql`delete from throttle`,
      })
    },
  )

  test('T12: another’s bank account is no choice', async () => {
    const stranger = await savedBank(portal, (await portal.signedIn()).resident)
    expect((await send({ from: stranger })).status).toBe(422)
    const check = await toCheck(who)
    const forged = await who.browser.get(check.path.replace(/from=[^&]*/, `from=${stranger}`))
    expect(forged.status).toBe(422)
    expect(forged.text).toContain('Choose the account to pay from')
  })
})

describe('N1: with these choices', () => {
  beforeEach(async () => await yearOfBills(portal, who))
  const preview = async (query: string) =>
    (await who.browser.get(`${who.page}?${query}`, partial)).text

  test('the last 12 bills against the limit, as a picture, in words and as a table', async () => {
    const { html, text } = await open()
    expect(text).toContain('With these choices Your last 12 bills, next to a $150.00 limit:')
    expect(text).toContain('11 bills paid 3 days before due 1 bill waits for your OK')
    expect(html.match(/class="b1"/g)).toHaveLength(11)
    expect(html.match(/class="over"/g)).toHaveLength(1)
    expect(html).toContain(
      'Your last 12 bills were $71.08 to $168.92. Eleven are $150.00 or less and one is over.</title>',
    )
    expect(text).toContain('See these numbers in a table')
    expect(text).toContain('Nov 20, 2026 $84.17 Dec 11')
    expect(html).not.toMatch(/style=|viewBox="0 0 100/)
  })

  test('says what becomes of the current bill and of the next one', async () => {
    const { text } = await open()
    expect(text).toContain(
      'If you also pay the current bill: We take $84.17 on Friday, December 11, under your $150.00 limit. You can stop it until 6:00 AM on that day.',
    )
    expect(text).toContain(
      'Your next bill is due about January 13. At $150.00 or less, we take it about Friday, January 8. You can stop it until 6:00 AM on its pay day.',
    )
  })

  test('a changed choice asks for the preview alone, with the choices alone', async () => {
    const page = await open()
    const head = /<div[^>]*id="choices"[^>]*>/.exec(page.html)![0]
    for (const attribute of [
      `hx-get="${who.page}"`,
      'hx-trigger="change"',
      'hx-include="#choices"',
      'hx-target="#preview"',
    ])
      expect(head).toContain(attribute)
    expect(page.html).toContain('id="preview" aria-live="polite"')
    const part = await who.browser.get(`${who.page}?day=due&days=3&ask=yes&limit=100`, partial)
    expect(part.text).toContain('6 bills paid on the due date 6 bills wait for your OK')
    expect(part.html).not.toContain('<form')
  })

  test.each([
    ['day=arrival&days=3&ask=no&limit=', '12 bills paid the day it arrives'],
    ['day=arrival&days=3&ask=no&limit=', 'We take $84.17 at once. There is no time to cancel it.'],
    [
      'day=before&days=10&ask=yes&limit=80',
      'The bill of $84.17 is over your $80.00 limit, so it waits for your OK.',
    ],
    [
      'day=before&days=3&ask=yes&limit=',
      'Enter a limit to see which bills would wait for your OK.',
    ],
    ['day=before&days=3&ask=yes&limit=abc', 'Enter a limit like 150.00.'],
    ['day=before&days=99&ask=yes&limit=150', 'Choose when we should pay.'],
  ])('%s: %s', async (query, words) => {
    expect(await preview(query)).toContain(words)
  })

  test('the same address is a whole page without htmx, with these choices in its form', async () => {
    const page = await who.browser.get(`${who.page}?day=due&days=3&ask=yes&limit=100`)
    expect(page.text).toContain('6 bills paid on the due date 6 bills wait for your OK')
    const form = page.forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ day: 'due', limit: '100' })
  })

  test('N11: without JavaScript a button updates it, and nothing typed is lost', async () => {
    const page = await open()
    expect(page.html).toMatch(
      /<noscript><button class="btn alt" type="submit" form="recurring" name="preview" value="1">Update preview<\/button><\/noscript>/,
    )
    const fields = { ...answers(who, { ...newBank, day: 'due', limit: '100' }), preview: '1' }
    const looked = await who.browser.submit(page, fields, who.page)
    expect(looked.status).toBe(200)
    expect(looked.text).toContain('6 bills paid on the due date 6 bills wait for your OK')
    expect(looked.text).not.toContain('Check 1 answer')
    const form = looked.forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({
      day: 'due',
      limit: '100',
      from: 'new',
      routing: '053000219',
    })
    const half = await who.browser.submit(page, { ...fields, routing: '1', limit: '' }, who.page)
    expect(half.status).toBe(200)
  })
})

describe('where there is no form', () => {
  test('F2: not paperless', async () => {
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    const page = await open()
    expectNoForm(who, page, 'ENROLL NOW in paperless billing to use this')
    expect(page.html).toContain(`href="/paperless/${who.account.id}/enroll"`)
  })

  test('F2: before the first electronic bill', async () => {
    await portal.sql`update paperless_enrollment set first_bill_on = null where service_account_id = ${who.account.id}`
    expectNoForm(
      who,
      await open(),
      'Opens with your first electronic bill, about December 20. Until then, use SpeedPay.',
    )
  })

  test('F14: closed', async () => {
    await portal.sql`update service_account set status = 'closed' where id = ${who.account.id}`
    expectNoForm(who, await open(), 'This account is closed.')
  })

  test('F12: set up from another portal account', async () => {
    await turnOn(portal, who)
    const other = await coResident(portal, who)
    const page = await other.browser.get(who.page)
    expectNoForm(
      who,
      page,
      'A recurring payment is already on for this account, set up from another portal account.',
    )
    // F9: nothing more of it.
    for (const secret of ['4471', '3 days', '$150.00']) expect(page.text).not.toContain(secret)
    expect(page.html).toContain(`href="/pay?account=${who.account.id}"`)
  })

  test('when it closed while the form was open: 409, and how it is now', async () => {
    const page = await open()
    const check = await toCheck(who)
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    for (const sent of [
      await who.browser.submit(page, answers(who), who.page),
      await who.browser.submit(check, { current: 'no', sole: 'on' }),
    ])
      expectNoForm(who, sent, 'ENROLL NOW in paperless billing to use this', 409)
  })

  test.each(['', '/check', '/done', '/stop'])(
    'T12: another’s account and none: 404 for %s',
    async (end) => {
      await turnOn(portal, who)
      const stranger = await portal.signedIn()
      const foreign = await stranger.get(`${who.page}${end}`)
      const absent = await stranger.get(`/paperless/recurring/${randomUUID()}${end}`)
      const odd = await stranger.get(`/paperless/recurring/not-an-id${end}`)
      expect([foreign.status, absent.status, odd.status]).toEqual([404, 404, 404])
      expect(foreign.text).toBe(absent.text)
    },
  )
})
