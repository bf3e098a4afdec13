import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { city } from '../support/city.js'
import { mondayPortal, savedBank, toCheck } from '../support/paying.js'
import { password, type TestPortal } from '../support/portal.js'
import { type RecurringResident, recurringResident, turnOn } from '../support/recurring-pages.js'
import { tryBadInput } from '../support/try-bad-input.js'

/** A27: the bank accounts on Profile, and taking one away. */

let portal: TestPortal
let who: RecurringResident
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  who = await recurringResident(portal)
})

const list = '/profile/bank-accounts'
const removal = () => `${list}/${who.bank}/remove`
const remove = (fields: Record<string, string | undefined> = { currentPassword: password }) =>
  who.browser.fill(removal(), fields, removal())

describe('the list', () => {
  test('names each saved one, with Remove, and a closed one with the words of its bank', async () => {
    const closed = await savedBank(portal, who.browser.resident, '0092')
    await portal.sql`update bank_account set closed_code = 'R02' where id = ${closed}`
    const page = await who.browser.get(list)
    expect(page.text).toContain('Checking ending 4471 Remove checking ending 4471')
    expect(page.text).toContain('Checking ending 0092 Closed Remove checking ending 0092')
    expect(page.text).toContain('This bank account is closed. Use another account.')
    const profile = await who.browser.get('/profile')
    expect(profile.text).toContain('Checking ending 0092 (closed by the bank)')
    expect(profile.html).toContain(`href="${list}"`)
  })

  test('without any there is nothing to change', async () => {
    const browser = await portal.signedIn()
    expect((await browser.get(list)).text).toContain('None saved.')
    expect((await browser.get('/profile')).html).not.toContain(`href="${list}"`)
  })
})

describe('removing', () => {
  test('asks the current password, takes it away, and rotates the session', async () => {
    const before = who.browser.cookies.get('sid')
    const page = await who.browser.get(removal())
    expect(page.title).toBe('Remove checking ending 4471? – Citizen Self Service')
    const sent = await remove()
    expect(sent).toMatchObject({ status: 303, location: `${list}?removed=1` })
    expect(who.browser.cookies.get('sid')).not.toBe(before)
    const after = await who.browser.follow(sent)
    expect(after.text).toContain('The bank account is removed. It is not used again.')
    expect(after.text).not.toContain('4471')
    expect((await who.browser.get(who.form)).text).not.toContain('Checking ending 4471')
    expect((await who.browser.get(removal())).status).toBe(404)
  })

  test.each([
    ['none', '', 'Enter your current password'],
    ['a wrong one', 'not my password', 'That is not your current password'],
  ])('with %s it stays', async (_, currentPassword, words) => {
    const page = await remove({ currentPassword })
    expect(page.status).toBe(422)
    expect(page.title).toMatch(/^Error: Remove/)
    expect(page.text).toContain(words)
    expect((await who.browser.get(list)).text).toContain('Checking ending 4471')
  })

  test('after five wrong passwords it waits (security.md 1.3)', async () => {
    for (let n = 0; n < 5; n += 1) await remove({ currentPassword: 'not my password' })
    expect((await remove()).status).toBe(429)
  })

  test('T12: another’s, and none at all, are not found', async () => {
    const stranger = await portal.signedIn()
    expect((await stranger.get(removal())).status).toBe(404)
    const token = (await stranger.get('/home')).forms[0]!.fields._token!
    const sent = await stranger.post(removal(), { _token: token, currentPassword: password })
    expect(sent.status).toBe(404)
    for (const id of [randomUUID(), 'x'])
      expect((await who.browser.get(`${list}/${id}/remove`)).status).toBe(404)
  })

  test('T33: the bad-input corpus', async () => {
    await tryBadInput({
      browser: who.browser,
      page: removal(),
      fields: {},
      field: 'currentPassword',
      secret: true,
      before: () => portal.sql`delete from throttle`,
    })
  })
})

describe('A27: one in use stays', () => {
  const inUse = async () => {
    const page = await who.browser.get(removal())
    expect(page.status).toBe(200)
    expect(page.text).toContain('Checking ending 4471 is in use')
    expect(page.forms.map(({ action }) => action)).not.toContain(removal())
    return page
  }

  test('a scheduled payment, with Cancel', async () => {
    const check = await toCheck(who, { from: who.bank, when: 'date', date: '2026-12-11' })
    await who.browser.submit(check)
    const [payment] = await portal.sql<{ id: string }[]>`
      select id from payment where payer_id = ${who.browser.resident.id}`
    const page = await inUse()
    expect(page.text).toContain(
      'This account is used for your payment on December 11. Change or cancel that payment first. $84.17 for Home',
    )
    expect(page.html).toContain(`href="/payment-activity/${payment!.id}/cancel"`)
  })

  test.each([
    ['pending', 'which is on its way'],
    ['unknown', 'which we are still checking'],
  ] as const)('a payment that is %s, without', async (status, words) => {
    const id = await city(portal.sql).payment(who.browser.resident, who.account, {
      cents: 10_00,
      payOn: '2026-11-20',
      status,
    })
    await portal.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`update payment set bank_account_id = ${who.bank} where id = ${id}`
    })
    const page = await inUse()
    expect(page.text).toContain(
      `This account is used for your payment on November 20, ${words}. Remove it when that payment is approved or rejected.`,
    )
    expect(page.html).not.toContain('/cancel"')
  })

  test('a recurring payment, by name, with Change and Stop', async () => {
    await turnOn(portal, who)
    const page = await inUse()
    expect(page.text).toContain(
      'This account is used for your recurring payment for Home. Change or stop that recurring payment first.',
    )
    expect(page.html).toContain(`href="${who.page}"`)
    expect(page.html).toContain(`href="${who.page}/stop"`)
  })

  test('used between look and tap: the page that asks says by what', async () => {
    const page = await who.browser.get(removal())
    await turnOn(portal, who)
    const sent = await who.browser.submit(page, { currentPassword: password }, removal())
    expect(sent).toMatchObject({ status: 303, location: removal() })
    expect((await who.browser.follow(sent)).text).toContain('your recurring payment for Home')
    const [row] = await portal.sql`select removed_at from bank_account where id = ${who.bank}`
    expect(row).toEqual({ removedAt: null })
  })
})
