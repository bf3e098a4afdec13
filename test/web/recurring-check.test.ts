import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import type { BillId } from '../../src/domain/ids.js'
import { city } from '../support/city.js'
import { mondayPortal, newBank } from '../support/paying.js'
import { noticesOf } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { automatic, received } from '../support/recurring.js'
import {
  agreedOf,
  coResident,
  expectNoForm,
  type RecurringResident,
  recurringResident,
  start,
  toCheck,
  turnOn,
} from '../support/recurring-pages.js'

/** The check page of a recurring payment, the standing authorization, and what one tap makes. */

let portal: TestPortal
let who: RecurringResident
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  who = await recurringResident(portal)
})

const agreed = () => agreedOf(portal, who)
const standing = (starting: string) =>
  `By choosing Start recurring payment, I allow the City of Charlotte to take the balance due each month from my checking account ending 4471, 3 days before the due date, starting with ${starting}. Bills over $150.00 wait for my OK. The amount changes with each bill, and I get it by email first. I can stop at any time in Paperless Billing; payments already pending still go through.`

describe('the check page', () => {
  test('S44 to S49: everything once more, each with the way back', async () => {
    const check = await toCheck(who)
    expect(check.title).toBe('Check your recurring payment – Citizen Self Service')
    for (const words of [
      'Day 3 days before the due date On a weekend or bank holiday, the business day before.',
      'High bills We ask you first about a bill of more than $150.00',
      'From Checking ending 4471',
      'Account Home',
      'Next bill Your next bill is due about January 13. At $150.00 or less, we take it about Friday, January 8.',
      'Also pay the current bill, $84.17, on December 11?',
      'Yes We take $84.17 on Friday, December 11, under your $150.00 limit. You can stop it until 6:00 AM on that day.',
      standing('the bill due December 14, 2026'),
      `No, I pay it myself ${standing('my next bill')}`,
      'I do not have another automatic payment for this bill, or I have stopped it.',
      'Start recurring payment Go back and change',
    ])
      expect(check.text.replace(/(?<=date|before\.)(?=On)/, ' ')).toContain(words)
    for (const field of ['day', 'ask', 'from'])
      expect(check.html).toMatch(new RegExp(`href="[^"]*#${field}"`))
    expect(check.forms.at(-1)!.fields).not.toHaveProperty('sole')
    expect(check.forms.at(-1)!.fields).not.toHaveProperty('current')
  })

  test.each([
    [
      'every bill in full, the day it arrives',
      { day: 'arrival', ask: 'no' },
      [
        'High bills Every bill is paid in full',
        'Also pay the current bill, $84.17, now?',
        'We take $84.17 at once. There is no time to cancel it.',
        'on the day the bill arrives, starting with',
        'It may be any amount. The amount changes with each bill, and I get it by email on the same day.',
      ],
    ],
    [
      'a bill over the limit',
      { limit: '80' },
      [
        'Also pay the current bill, $84.17? It is over your limit, so it will wait for your OK.',
        'The bill of $84.17 is over your $80.00 limit, so it waits for your OK.',
      ],
    ],
    ['on the due date', { day: 'due' }, ['We take $84.17 on Monday, December 14, under']],
  ])('N1, F12: %s', async (_, change, all) => {
    const { text } = await toCheck(who, change)
    for (const words of all) expect(text).toContain(words)
  })

  test('F6: what is paid by hand is taken off, and with nothing left to pay nothing is asked', async () => {
    await received(portal.sql, who.payer, 20_00)
    expect((await toCheck(who)).text).toContain(
      'Also pay the current bill, $64.17, on December 11?',
    )
    await received(portal.sql, who.payer, 64_17)
    const check = await toCheck(who)
    expect(check.text).not.toContain('Also pay the current bill')
    expect(check.text).toContain(standing('my next bill'))
    expect((await start(who, check, {})).status).toBe(303)
    expect(await agreed()).toMatchObject([{ paysFirstBill: false }])
  })

  test('I9: a bill that a recurring payment looked at before is not offered again', async () => {
    const id = await turnOn(portal, who, { current: true })
    await decideBill(portal.sql, id, who.payer.bill as BillId)
    await enrollments.stop(portal.sql, id, who.payer)
    const check = await toCheck(who)
    expect(check.text).not.toContain('Also pay the current bill')
    expect(check.text).toContain(
      'A recurring payment looks at each bill once, and did so with your current one. This starts with your next bill.',
    )
    expect((await start(who, check, {})).status).toBe(303)
    expect(await automatic(portal.sql, who.payer)).toHaveLength(1)
  })

  test('F14: nor is the correction of such a bill', async () => {
    const id = await turnOn(portal, who, { current: true })
    await decideBill(portal.sql, id, who.payer.bill as BillId)
    await portal.sql`
      update payment set status = 'canceled', reason = 'by_payer' where payer_id = ${who.payer.id}`
    await enrollments.stop(portal.sql, id, who.payer)
    await city(portal.sql).bill(who.account, {
      billedOn: '2026-11-21',
      dueOn: '2026-12-14',
      current: 90_00,
      booked: 5_83,
      replaces: who.payer.bill as BillId,
    })
    expect((await toCheck(who)).text).toContain('A recurring payment looks at each bill once')
  })

  test.each([
    [
      'S49: the box',
      { current: 'no', sole: undefined },
      'sole',
      'Check this box, or stop the other payment first',
    ],
    [
      'the current bill',
      { current: undefined },
      'current',
      'Choose if we also pay the current bill',
    ],
    ['an odd answer', { current: 'maybe' }, 'current', 'Choose if we also pay the current bill'],
  ])('%s is asked for: 422, and what was answered stays', async (_, fields, field, words) => {
    const page = await start(who, await toCheck(who), fields)
    expect(page.status).toBe(422)
    expect(page.title).toMatch(/^Error: Check your recurring payment/)
    expect(page.html).toContain(`href="#${field}">${words}`)
    expect(page.html).toMatch(new RegExp(`id="${field}"`))
    const kept = page.forms.at(-1)!.fields
    expect([kept.current, kept.sole]).toEqual(
      field === 'sole' ? ['no', undefined] : [undefined, 'on'],
    )
    expect(await agreed()).toEqual([])
    expect((await start(who, page, { current: 'no' })).status).toBe(303)
  })

  test.each(['form', 'from', 'days', 'limit'])(
    'T33: an address with a bad %s leads back to the form',
    async (field) => {
      const { path } = await toCheck(who)
      for (const bad of [
        '',
        'x',
        '-1',
        '1e3',
        '%3Cscript%3E',
        '9007199254740993',
        '0.01',
        '1.005',
      ]) {
        const page = await who.browser.get(
          path.replace(new RegExp(`${field}=[^&]*`), `${field}=${bad}`),
        )
        expect(page, `${field}=${bad}`).toMatchObject({ status: 303, location: who.page })
      }
      expect((await who.browser.get(`${path}&more=1`)).location).toBe(who.page)
    },
  )

  test('T33: odd answers', async () => {
    const check = await toCheck(who)
    const form = check.forms.at(-1)!
    const right = { ...form.fields, current: 'no', sole: 'on' }
    for (const [field, value] of [
      ['formId', 'x'],
      ['sole', 'yes'],
      ['more', '1'],
    ] as const)
      expect(
        (await who.browser.post(form.action, { ...right, [field]: value })).status,
        field,
      ).toBe(422)
    expect(await agreed()).toEqual([])
  })
})

describe('starting', () => {
  test('S44, A17: with the current bill; text, version and address are kept, and mailed', async () => {
    const done = await start(who, await toCheck(who), { current: 'yes' })
    expect(done.location).toMatch(new RegExp(`^${who.page}/done\\?form=[0-9a-f-]{36}$`))
    expect(await agreed()).toMatchObject([
      {
        status: 'active',
        paysFirstBill: true,
        daysBefore: 3,
        thresholdCents: 150_00,
        bankAccountId: who.bank,
        text: standing('the bill due December 14, 2026'),
        textVersion: 'recurring-1',
        address: who.browser.address,
      },
    ])
    expect(await noticesOf(portal.sql, who.payer.id)).toEqual(['recurring_on'])
    const page = await who.browser.follow(done)
    for (const words of [
      'Recurring payment is on',
      'From checking ending 4471, 3 days before the due date, bills up to $150.00.',
      'We take $84.17 on Friday, December 11, under your $150.00 limit. You can stop it until 6:00 AM on that day.',
      'Your next bill is due about January 13.',
    ])
      expect(page.text).toContain(words)
    expect(page.text).toMatch(/We emailed this to r•••••\S@example\.com/)
  })

  test('F6: without it, it begins with the next bill', async () => {
    const page = await who.browser.follow(await start(who, await toCheck(who)))
    expect(page.text).not.toContain('We take $84.17')
    expect(await agreed()).toMatchObject([{ paysFirstBill: false, text: standing('my next bill') }])
  })

  test('the done page shows the payment as soon as it is there, with Cancel', async () => {
    const done = await start(who, await toCheck(who), { current: 'yes' })
    const [row] = await agreed()
    await decideBill(portal.sql, row!.id, who.payer.bill as BillId)
    const page = await who.browser.follow(done)
    expect(page.text).toContain('$84.17 on December 11, from checking ending 4471')
    const [payment] = await automatic(portal.sql, who.payer)
    expect(page.html).toContain(`href="/payment-activity/${payment!.id}/cancel"`)
  })

  test('from a bank account that was typed and not saved, which stays the one that pays', async () => {
    const check = await toCheck(who, { ...newBank, save: undefined })
    expect((await start(who, check)).status).toBe(303)
    const form = (await who.browser.get(who.page)).forms.find(({ action }) => action === who.page)!
    expect(form.fields.from).toBe((await agreed())[0]!.bankAccountId)
    expect((await who.browser.get(who.form)).text).not.toContain('ending 3377')
  })

  test('the done page is the payer’s alone, and of its own account', async () => {
    const done = await start(who, await toCheck(who))
    const other = await coResident(portal, who)
    expect((await other.browser.get(done.location!)).status).toBe(404)
    const elsewhere = await recurringResident(portal)
    const moved = done.location!.replace(who.account.id, elsewhere.account.id)
    expect((await who.browser.get(moved)).status).toBe(404)
    expect((await who.browser.get(`${who.page}/done`)).status).toBe(404)
  })
})

describe('A6, I13: one form is one recurring payment', () => {
  test('fifty taps at once make one, and each sees it done', async () => {
    const check = await toCheck(who)
    const taps = await Promise.all(Array.from({ length: 50 }, () => start(who, check)))
    expect(new Set(taps.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(taps[0]?.status).toBe(303)
    expect(await agreed()).toHaveLength(1)
  })

  test('going back and reloading says that we have it', async () => {
    const check = await toCheck(who)
    await start(who, check)
    const back = await who.browser.follow(await who.browser.get(check.path))
    expect(back.text).toContain('We already have this one. It was not sent twice.')
    expect((await start(who, check)).status).toBe(303)
    expect(await agreed()).toHaveLength(1)
  })

  test('the same form with other answers: 409, with the way to how it is now', async () => {
    const check = await toCheck(who)
    await start(who, check)
    for (const path of [
      check.path.replace('limit=150.00', 'limit=200.00'),
      check.path.replace('days=3', 'days=arrival'),
    ]) {
      const refused = await who.browser.get(path)
      expect(refused.status).toBe(409)
      expect(refused.text).toContain('We already have this one')
      expect(refused.html).toContain(`href="${who.page}"`)
    }
    expect(await agreed()).toHaveLength(1)
  })

  test('a form of another resident, and one of another account, make nothing and tell nothing', async () => {
    const check = await toCheck(who)
    await start(who, check)
    const formId = /form=([^&]*)/.exec(check.path)![1]!
    const other = await recurringResident(portal)
    const theirs = await toCheck(other)
    const path = theirs.path.replace(/form=[^&]*/, `form=${formId}`)
    expect((await start(other, await other.browser.get(path))).status).toBe(403)
    expect(await agreedOf(portal, other)).toEqual([])
    await turnOn(portal, other)
    const change = await toCheck(other)
    const changed = change.path.replace(/form=[^&]*/, `form=${formId}`)
    expect((await start(other, await other.browser.get(changed), {})).status).toBe(403)
  })

  test('two forms of two windows: the second one sees how it is now, and changes nothing', async () => {
    const [first, second] = [await toCheck(who), await toCheck(who, { limit: '200' })]
    await start(who, first)
    const late = await start(who, second)
    expect(late.status).toBe(409)
    expect(late.text).toContain(
      'Something changed since you opened this page. Here is how it is now.',
    )
    expect(late.text).toContain('By choosing Change recurring payment, I allow')
    expect(await agreed()).toHaveLength(1)
    expect((await start(who, late, {})).status).toBe(303)
    expect((await agreed()).map(({ thresholdCents }) => thresholdCents)).toEqual([150_00, 200_00])
  })
})

describe('what changed meanwhile', () => {
  test('F12: of two residents at once one wins, and the other reads why', async () => {
    const other = await coResident(portal, who)
    const checks = [await toCheck(who), await toCheck(other)] as const
    const sent = await Promise.all([start(who, checks[0]), start(other, checks[1])])
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 409])
    expectNoForm(
      who,
      sent.find(({ status }) => status === 409)!,
      'A recurring payment is already on for this account, set up from another portal account.',
      409,
    )
    expect(await agreed()).toHaveLength(1)
  })

  test('N1: the amount, the day or the bill: the page again, as it is now, and nothing agreed to', async () => {
    const check = await toCheck(who)
    await received(portal.sql, who.payer, 20_00)
    const paid = await start(who, check, { current: 'yes' })
    expect(paid.status).toBe(409)
    expect(paid.text).toContain(
      'Something changed since you opened this page. Here is how it is now.',
    )
    expect(paid.text).toContain('Also pay the current bill, $64.17, on December 11?')
    await city(portal.sql).bill(who.account, {
      billedOn: '2026-11-22',
      dueOn: '2026-12-16',
      current: 10_00,
      previous: 64_17,
    })
    const newer = await start(who, paid, { current: 'yes' })
    expect(newer.status).toBe(409)
    expect(newer.text).toContain('Also pay the current bill, $74.17')
    expect(await agreed()).toEqual([])
    expect((await start(who, newer, { current: 'yes' })).status).toBe(303)
  })

  test('A27: the bank account: the form again, with the word at its question', async () => {
    const check = await toCheck(who)
    await portal.sql`update bank_account set removed_at = portal_now() where id = ${who.bank}`
    const page = await start(who, check)
    expect(page.status).toBe(422)
    expect(page.html).toContain('href="#from">Choose the account to pay from')
    const form = page.forms.find(({ action }) => action === who.page)!
    expect(form.fields).toMatchObject({ day: 'before', days: '3', limit: '150.00' })
    expect(form.fields.from).toBeUndefined()
    expect(await agreed()).toEqual([])
  })
})
