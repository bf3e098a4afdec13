import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { city } from '../support/city.js'
import { mondayPortal, type Paying, pay, paying, savedBank } from '../support/paying.js'
import { claim } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { setUp } from '../support/recurring.js'

let portal: TestPortal
let who: Paying
let remove: string
beforeAll(async () => {
  portal = await mondayPortal()
})
beforeEach(async () => {
  who = await paying(portal)
  remove = `/accounts/${who.account.id}/remove`
})

const dated = { when: 'date', date: '2026-12-11' }
const fragment = { 'hx-request': 'true', 'hx-request-type': 'partial' }
const ok = async () => await who.browser.submit(await who.browser.get(remove), {}, remove)
const undo = async () =>
  await who.browser.fill(`/paperless?removed=${who.account.id}`, {}, `${remove}/undo`)

describe('S24: the red X', () => {
  test('stands in the Delete column, and asks in a row of its own with htmx', async () => {
    const page = await who.browser.get('/paperless')
    expect(page.text).toContain('Delete')
    const number = `${who.account.accountNumber.slice(0, 7)}-${who.account.accountNumber.slice(7)}`
    expect(page.html).toContain(`aria-label="Delete Home, account ${number}"`)
    expect(page.html).toContain(`href="${remove}"`)
    const row = await who.browser.get(remove, fragment)
    expect(row.html).toMatch(/^<tr class="ask"[\s\S]*<hx-partial hx-target=".ask" hx-swap="delete"/)
    expect(row.text).toContain('Remove Home from your portal?')
    expect(row.html).toContain(`hx-get="/paperless?back=remove-${who.account.id}"`)
    expect(row.html).not.toContain('<title>')
  })

  test('asks on a page: what goes, and the two ways out', async () => {
    const page = await who.browser.get(remove)
    expect(page.title).toContain('Remove Home from your portal?')
    expect(page.text).toContain('1234 Elm Street, account')
    expect(page.text).toContain(
      'This account will also be removed from paperless billing. Paper bills start again with your next bill.',
    )
    expect(page.text).toContain('No payments are scheduled for this account.')
    expect(page.text).toContain('OK, remove this account')
    expect(page.text).toContain('Keep this account')
    expect(page.html).toContain('<a href="/paperless" aria-current="page">')
  })

  test('F11: says instead that paperless billing stays on, where another is linked', async () => {
    await portal.link(await portal.addResident(), who.account)
    const page = await who.browser.get(remove)
    expect(page.text).toContain(
      'Paperless billing stays on, because another portal account is linked.',
    )
    expect(page.text).not.toContain('also be removed from paperless')
  })

  test('without paperless billing there is nothing to say of it', async () => {
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account.id}`
    expect((await who.browser.get(remove)).text).not.toMatch(/paperless billing\.|stays on/)
  })

  test('S25, N3: lists what will still be processed, with Cancel beside it', async () => {
    const { id } = await pay(who, dated)
    for (const page of [await who.browser.get(remove), await who.browser.get(remove, fragment)]) {
      expect(page.text).toContain(
        'Scheduled payments will still be processed. Removing the account does not cancel them, one-time or recurring. Cancel first if you do not want these:',
      )
      expect(page.text).toMatch(
        /One-time payment: \$84\.17 on December 11, from checking ending 3377 ?Cancel \$84\.17 on December 11/,
      )
      expect(page.html).toContain(`href="/payment-activity/${id}/cancel?from=remove"`)
    }
    const question = await who.browser.get(`/payment-activity/${id}/cancel?from=remove`)
    expect(question.html).toContain(`href="${remove}">Keep it`)
    const canceled = await who.browser.submit(question)
    expect(canceled.location).toBe(remove)
    expect((await who.browser.follow(canceled)).text).toContain('No payments are scheduled')
  })

  test('F10, N3: names the recurring payment itself, with Stop; the note and the mail say that it goes on', async () => {
    const bank = await savedBank(portal, who.browser.resident)
    const { id, email } = who.browser.resident
    const payer = { id, email, account: who.account.id, bank, bill: randomUUID(), owesCents: 84_17 }
    await setUp(portal.sql, payer)
    for (const page of [await who.browser.get(remove), await who.browser.get(remove, fragment)]) {
      expect(page.text).toMatch(
        /The recurring payment itself: each bill, 3 days before the due date ?, up to \$150\.00 ?, from checking ending 4471/,
      )
      expect(page.text).toContain('Stop the recurring payment')
      expect(page.html).toContain(`href="/paperless/recurring/${who.account.id}/stop"`)
    }
    const list = await who.browser.follow(await ok())
    expect(list.text).toContain(
      'Home was removed. The recurring payment goes on, new bills included.',
    )
  })

  test('T14: only known pages are gone back to', async () => {
    const { id } = await pay(who, dated)
    const question = await who.browser.get(`/payment-activity/${id}/cancel?from=//evil.example`)
    expect(question.html).not.toContain('evil')
    const canceled = await who.browser.submit(question, { from: '//evil.example' })
    expect(canceled.location).toBe(`/payment-activity/${id}`)
  })

  test('OK removes: back at the list, a note says what was removed and what is still taken', async () => {
    await pay(who, dated)
    const sent = await ok()
    expect([sent.status, sent.location]).toEqual([303, `/paperless?removed=${who.account.id}`])
    const list = await who.browser.follow(sent)
    expect(list.text).toContain('Home was removed. $84.17 will still be taken on December 11.')
    expect(list.text).toContain('Undo removing Home')
    expect(list.text).toContain('You can undo this for 10 minutes.')
    expect(list.html).toMatch(/class="note ok" role="status" tabindex="-1" autofocus/)
    expect(list.html).not.toContain(`href="${remove}"`)
  })

  test('two taps at once, and a page that is open twice: no error page', async () => {
    const page = await who.browser.get(remove)
    const answers = await Promise.all([0, 1, 2].map(() => who.browser.submit(page, {}, remove)))
    for (const answer of answers)
      expect([answer.status, answer.location]).toEqual([
        303,
        `/paperless?removed=${who.account.id}`,
      ])
    expect((await who.browser.get(remove)).location).toBe(`/paperless?removed=${who.account.id}`)
    const asked = await who.browser.get(remove, fragment)
    expect(asked.headers.get('hx-redirect')).toBe(`/paperless?removed=${who.account.id}`)
  })

  test('T12: another’s account, and one that never was, are not found', async () => {
    const stranger = await portal.signedIn()
    const token = (await stranger.get('/home')).forms[0]!.fields
    for (const path of [remove, '/accounts/00000000-0000-4000-8000-000000000000/remove']) {
      expect((await stranger.get(path)).status).toBe(404)
      expect((await stranger.post(path, token)).status).toBe(404)
      expect((await stranger.post(`${path}/undo`, token)).status).toBe(404)
    }
    expect((await who.browser.get(remove)).status).toBe(200)
  })

  test('a field nobody asked for is refused, and nothing is removed', async () => {
    const form = (await who.browser.get(remove)).forms.at(-1)!
    const sent = await who.browser.post(remove, { ...form.fields, nickname: 'x' })
    expect(sent.status).toBe(422)
    expect((await who.browser.get(remove)).status).toBe(200)
  })

  test('S24: the pages of a removed account are not found any more', async () => {
    const [bill] = await portal.sql<{ id: string }[]>`
      select id from bill where service_account_id = ${who.account.id}`
    const paths = [
      `/bills/${bill!.id}`,
      `/bill-history?account=${who.account.id}`,
      `/pay/${who.account.id}/bank`,
      `/accounts/${who.account.id}/name`,
      `/paperless/${who.account.id}/unenroll`,
    ]
    for (const path of paths) expect((await who.browser.get(path)).status, path).toBe(200)
    await ok()
    for (const path of paths) expect((await who.browser.get(path)).status, path).toBe(404)
  })
})

describe('S25, F10, I11: the payer’s payments after the removal', () => {
  test('stay where they can be seen and canceled, without image or balance', async () => {
    const { id } = await pay(who, dated)
    await ok()
    const page = await who.browser.get(`/payment-activity/${id}`)
    expect(page.text).toContain('$84.17 for 1234 Elm Street')
    expect(page.text).toContain('You removed this account from your portal.')
    expect(page.text).toContain('Bill $84.17 Bill due Dec 14, 2026')
    await portal.link(who.browser.resident, await portal.addServiceAccount(), 'Shop')
    expect((await who.browser.get('/payment-activity')).text).toContain('(removed)')
    const canceled = await who.browser.fill(`/payment-activity/${id}/cancel?from=remove`, {})
    expect(canceled.location).toBe(`/payment-activity/${id}`)
    expect((await who.browser.follow(canceled)).text).toContain('You canceled it.')
  })

  test('are sent on their day', async () => {
    const { id } = await pay(who)
    await ok()
    expect(await claim(portal.sql, id as PaymentId)).toMatchObject({ amountCents: 84_17 })
  })

  test('a bank’s no tells no balance, and offers no way to pay', async () => {
    const id = await city(portal.sql).payment(who.browser.resident, who.account, {
      cents: 10_00,
      payOn: '2026-11-20',
      status: 'rejected',
      reason: 'R01',
    })
    expect((await who.browser.get(`/payment-activity/${id}`)).text).toContain('You owe $84.17')
    await ok()
    const page = await who.browser.get(`/payment-activity/${id}`)
    expect(page.text).toContain('There was not enough money in the account.')
    expect(page.text).not.toContain('You owe')
  })
})

describe('F11: Undo', () => {
  test('brings it back as it was, and twice is once', async () => {
    const list = await who.browser.follow(await ok())
    const sent = await who.browser.submit(list, {}, `${remove}/undo`)
    expect([sent.status, sent.location]).toEqual([303, `/paperless?restored=${who.account.id}`])
    const again = await who.browser.submit(list, {}, `${remove}/undo`)
    expect(again.location).toBe(sent.location)
    const back = await who.browser.follow(sent)
    expect(back.text).toContain('Home is back, as it was.')
    expect(back.text).toContain('UNENROLL Home')
    expect((await who.browser.get(`/pay/${who.account.id}/bank`)).status).toBe(200)
  })

  test('not after ten minutes: says so, and how to add the account again', async () => {
    const list = await who.browser.follow(await ok())
    await portal.moveClock(600)
    const late = await who.browser.submit(list, {}, `${remove}/undo`)
    expect(late.status).toBe(409)
    expect(late.text).toContain('More than 10 minutes have passed')
    expect(late.html).toContain('href="/accounts/add"')
    expect((await who.browser.get(`/paperless?removed=${who.account.id}`)).text).not.toContain(
      'Undo',
    )
  })

  test('S22: not when 30 others were linked meanwhile: says so', async () => {
    const list = await who.browser.follow(await ok())
    for (let n = 0; n < 30; n += 1)
      await portal.link(who.browser.resident, await portal.addServiceAccount())
    const full = await who.browser.submit(list, {}, `${remove}/undo`)
    expect(full.status).toBe(409)
    expect(full.text).toContain('You have linked 30 accounts meanwhile')
  })

  test('the last account gone, the list still says it and offers Undo', async () => {
    const list = await who.browser.follow(await ok())
    expect(list.text).toContain('Link your first bill')
    expect((await undo()).location).toBe(`/paperless?restored=${who.account.id}`)
  })
})
