import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { badInput } from '../support/bad-input.js'
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
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let who: Paying
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
})

const send = (fields: Record<string, string | undefined>) =>
  who.browser.fill(who.form, { ...newBank, ...fields }, who.form)
const other = (amount: string) => ({ pay: 'other', amount })
const on = (date: string) => ({ when: 'date', date })
const card =
  'This looks like a card number. Use the account number from a check, or pay by card with SpeedPay.'

describe('every error of ux.md 4.5, at its field and in the summary', () => {
  test.each([
    ['amount', other(''), 'Enter how much you want to pay'],
    ['amount', other('lots'), 'Enter an amount like 84.17'],
    ['amount', other('84.175'), 'Enter an amount like 84.17'],
    ['amount', other('0.99'), 'Enter $1.00 or more'],
    ['amount', other('84.18'), 'You owe $84.17. Enter that or less.'],
    ['pay', { pay: undefined }, 'Choose how much you want to pay'],
    ['pay', { pay: 'past' }, 'Choose how much you want to pay'],
    ['when', { when: undefined }, 'Choose when to pay'],
    ['date', on(''), 'Choose a payment date'],
    ['date', on('20260101'), 'Choose a payment date'],
    ['date', on('2026-13-01'), 'Choose a payment date'],
    ['date', on('2027-02-29'), 'Choose a payment date'],
    ['date', on('2026-11-20'), 'Choose November 23 or later'],
    ['date', on('2026-11-26'), 'Banks are closed on Thursday, November 26. Choose another day.'],
    ['date', on('2026-11-28'), 'Banks are closed on Saturday, November 28. Choose another day.'],
    ['date', on('2027-01-25'), 'Choose January 22 or earlier'],
    [
      'routing',
      { routing: '53000219' },
      'Enter a routing number with 9 digits. You entered 8. If it starts with 0, include the 0.',
    ],
    [
      'routing',
      { routing: '053000218' },
      'Check the routing number. One of the digits is not right.',
    ],
    ['routing', { routing: '05300021O' }, 'Use digits only'],
    [
      'account',
      { account: '123', accountAgain: '123' },
      'Enter an account number with 4 to 17 digits, including zeros at the start',
    ],
    ['account', { account: '12a4', accountAgain: '12a4' }, 'Use digits only'],
    ['accountAgain', { accountAgain: '482913377' }, 'Enter the same account number in both boxes'],
    ['account', { account: '4111 1111 1111 1111', accountAgain: '4111111111111111' }, card],
    ['name', { name: ' ' }, 'Enter the name on the account'],
    ['name', { name: 'a'.repeat(101) }, 'Use 100 characters or fewer'],
    ['name', { name: 'Dana\u202eWhitfield' }, 'Enter the name as your bank writes it'],
    ['kind', { kind: 'credit' }, 'Choose checking or savings'],
    ['from', { from: undefined }, 'Choose the account to pay from'],
    ['from', { from: '00000000-0000-4000-8000-000000000000' }, 'Choose the account to pay from'],
  ] as const)('%s, %j: %s', async (field, fields, words) => {
    const page = await send(fields)
    expect(page.status).toBe(422)
    expect(page.title).toBe('Error: Pay from a bank account – Citizen Self Service')
    expect(page.html).toContain(`<a href="#${field}">${words.replaceAll("'", '&#39;')}</a>`)
    expect(page.html).toMatch(
      new RegExp(`id="${field}-error"[^>]*>[^<]*${words.slice(0, 20).replace('$', '\\$')}`),
    )
    expect(page.html).toMatch(new RegExp(`id="${field}"`))
    expect(await paymentsOf(portal, who)).toEqual([])
  })

  test('all at once, in the order of the form', async () => {
    const page = await send({ ...other('x'), ...on(''), routing: '1', accountAgain: '1' })
    const links = [...page.html.matchAll(/<a href="#(\w+)">/g)].map(([, field]) => field)
    expect(page.text).toContain('Check 4 answers')
    expect(links).toEqual(['amount', 'date', 'routing', 'accountAgain'])
  })

  test('what was typed stays, and so does the form’s id', async () => {
    const first = await who.browser.get(who.form)
    const typed = { ...newBank, pay: 'other', amount: '84.1', ...on('2026-12-08'), save: undefined }
    const page = await who.browser.submit(first, { ...typed, kind: 'savings' }, who.form)
    const { fields } = page.forms.find(({ action }) => action === who.form)!
    const before = first.forms.find(({ action }) => action === who.form)!.fields
    expect(fields).toMatchObject({
      formId: before.formId,
      pay: 'other',
      amount: '84.1',
      when: 'date',
      date: '2026-12-08',
      from: 'new',
      kind: 'savings',
      name: 'Dana Whitfield',
      routing: '053000219',
      account: '000482913377',
      accountAgain: '000482913377',
    })
    expect(fields.save).toBeUndefined()
  })

  test('I22: a sixth to save', async () => {
    for (const last4 of ['0001', '0002', '0003', '0004', '0005'])
      await savedBank(portal, who.browser.resident, last4)
    const page = await send({ save: 'on' })
    expect(page.status).toBe(422)
    expect(page.text).toContain(
      'You saved 5 bank accounts, the most we keep. Remove one in Profile, or do not save this one.',
    )
    expect((await send({ save: undefined })).status).toBe(303)
  })

  test('F8: an account that its bank has closed says why', async () => {
    await toCheck(who)
    await portal.sql`update bank_account set closed_code = 'R02' where portal_account_id = ${who.browser.resident.id}`
    const page = await send({})
    expect(page.status).toBe(422)
    expect(page.text).toContain('This bank account is closed. Use another account.')
  })
})

describe('S36: a card number', () => {
  test('is refused in every field, comes back to no page and is kept nowhere', async () => {
    for (const field of ['amount', 'name', 'routing', 'account', 'accountAgain', 'date']) {
      const page = await send({ pay: 'other', when: 'date', [field]: '4111111111111111' })
      expect(page.status, field).toBe(422)
      expect(page.text, field).toContain(card)
      expect(page.html, field).not.toContain('4111111111111111')
    }
    const rows = await portal.sql`
      select 1 from bank_account where portal_account_id = ${who.browser.resident.id}`
    expect(rows).toHaveLength(0)
  })
})

describe('bad input (reliability.md 4.4)', () => {
  test.each(['amount', 'date', 'name', 'routing', 'account', 'accountAgain'])(
    '%s',
    async (field) => {
      const choices = { pay: 'other', amount: '10', when: 'date', date: '2026-12-08' }
      await tryBadInput({
        browser: who.browser,
        page: who.form,
        fields: { ...newBank, ...choices },
        field,
        before: () => portal.sql`delete from throttle`,
      })
      expect(await paymentsOf(portal, who)).toEqual([])
    },
  )

  test.each(['pay', 'when', 'from', 'kind', 'formId'])('%s, which nobody types', async (field) => {
    for (const [name, value] of Object.entries(badInput)) {
      const page = await send({ [field]: value })
      expect(page.status, name).toBe(422)
      expect(page.html, name).not.toMatch(/<script>alert|<img src=x|<b hx-get/)
    }
  })

  test.each(['form', 'from', 'amount', 'when', 'day'])(
    '%s of the check page’s address',
    async (part) => {
      const check = await toCheck(who)
      for (const [name, value] of Object.entries(badInput)) {
        const path = check.path.replace(
          new RegExp(`${part}=[^&]*`),
          () => `${part}=${encodeURIComponent(value.toWellFormed())}`,
        )
        const page = await who.browser.get(path)
        // An address with a NUL is no address of ours.
        const right = path.includes('%00') ? [404] : [200, 303, 422]
        expect(right, name).toContain(page.status)
        expect(page.html, name).not.toMatch(/<script>alert|<img src=x|<b hx-get/)
      }
    },
  )
})

describe('the check page checks again', () => {
  test.each([
    [
      'an amount over what is owed',
      /amount=[^&]*/,
      'amount=84.18',
      'You owe $84.17. Enter that or less.',
    ],
    [
      'a holiday',
      /when=asap&day=[^&]*/,
      'when=date&day=2026-11-26',
      'Banks are closed on Thursday',
    ],
    [
      'a past day',
      /when=asap&day=[^&]*/,
      'when=date&day=2020-01-02',
      'Choose November 23 or later',
    ],
  ])('%s, on GET and POST', async (_, part, forged, words) => {
    const check = await toCheck(who)
    const path = check.path.replace(part, forged)
    const shown = await who.browser.get(path)
    expect(shown.status).toBe(422)
    expect(shown.text).toContain(words)
    const form = check.forms.find(({ action }) => action.includes('/check'))!
    const sent = await who.browser.post(path, form.fields)
    expect(sent.status).toBe(422)
    expect(sent.text).toContain(words)
    expect(await paymentsOf(portal, who)).toEqual([])
  })

  test.each(['', '?form=1', '?form=x&from=y&amount=1&when=asap&day=2026-11-23'])(
    'an address that our form did not make (%s) leads to the form',
    async (query) => {
      const page = await who.browser.get(`${who.form}/check${query}`)
      expect([page.status, page.location]).toEqual([303, who.form])
    },
  )

  test('T13: a field that nobody asked for is refused, and pays nothing', async () => {
    const check = await toCheck(who)
    const sent = await who.browser.submit(check, { status: 'approved', amountCents: '1' })
    expect(sent.status).toBe(422)
    expect(await paymentsOf(portal, who)).toEqual([])
  })

  test('A17: what was agreed to must be what is done: an hour later it is asked again', async () => {
    const check = await toCheck(who)
    const sent = await who.browser.submit(check, { agreed: 'By choosing Pay $1.00 …' })
    expect(sent.status).toBe(409)
    expect(sent.text).toContain(
      'Something changed since you opened this page. Here is how it is now.',
    )
    expect((await who.browser.submit(sent)).status).toBe(303)
  })

  test('twenty payments in a day, then 429 (security.md 1.3)', async () => {
    for (let n = 0; n < 20; n += 1) await pay(who, { pay: 'other', amount: '1' })
    const check = await toCheck(who, { pay: 'other', amount: '1' })
    expect((await who.browser.submit(check)).status).toBe(429)
    expect(await paymentsOf(portal, who)).toHaveLength(20)
  })
})
