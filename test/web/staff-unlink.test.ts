import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'
import { type StaffBrowser, staffBrowser } from '../support/staff.js'

let portal: TestPortal
let who: Paying
let boss: StaffBrowser
let unlink: string
beforeAll(async () => {
  portal = await mondayPortal()
  boss = await staffBrowser(portal, { roles: ['supervisor'] })
})
beforeEach(async () => {
  who = await paying(portal)
  unlink = `/staff/residents/${who.browser.resident.id}/unlink/${who.account.id}`
})

const linked = async () =>
  (await portal.sql`select 1 from account_link where service_account_id = ${who.account.id}`)
    .length === 1

describe('T1: a supervisor unlinks who should never have been linked', () => {
  test('with a reason: link and paperless end, the resident is mailed, the audit says who and why', async () => {
    const page = await boss.get(`/staff/residents/${who.browser.resident.id}`)
    expect(page.html).toContain(`href="${unlink}"`)
    const ask = await boss.get(unlink)
    expect(ask.text).toContain('paper bills start again with the next bill')
    const sent = await boss.submit(ask, { why: 'Moved out in May' }, unlink)
    expect((await boss.follow(sent)).text).toContain('The account is no longer linked.')
    expect(await linked()).toBe(false)
    const rows = await portal.sql`
      select action, facts ->> 'why' as why from audit
       where actor = ${boss.staff.id} and action in ('account_unlinked', 'paperless_off')
         and (subject = ${who.browser.resident.id} or subject = ${who.account.id}) order by action`
    expect(rows).toEqual([
      { action: 'account_unlinked', why: 'Moved out in May' },
      { action: 'paperless_off', why: null },
    ])
    const mails = await portal.sql`
      select template from notice where portal_account_id = ${who.browser.resident.id} and template = 'account_removed'`
    expect(mails).toHaveLength(1)
    const exported = await portal.sql`
      select 1 from link_event where service_account_id = ${who.account.id} and kind = 'removed'`
    expect(exported).toHaveLength(1)
  })

  test('S25: what is scheduled stays, and the payer cancels it', async () => {
    await pay(who, { when: 'date', date: '2026-12-11' })
    await boss.fill(unlink, { why: 'Wrong person' }, unlink)
    expect((await who.browser.get('/payment-activity')).text).toContain('Scheduled')
  })

  test('the resident can’t take it back by Undo', async () => {
    await boss.fill(unlink, { why: 'Wrong person' }, unlink)
    const { _token } = (await who.browser.get('/home')).forms.find(
      ({ fields }) => fields._token,
    )!.fields
    await who.browser.post(`/accounts/${who.account.id}/remove/undo`, { _token })
    expect(await linked()).toBe(false)
  })

  test.each([
    ['none', '', 'Say why'],
    ['301 characters', 'x'.repeat(301), 'Use 300 characters or fewer'],
  ])('a reason is needed: %s', async (_, why, words) => {
    const page = await boss.fill(unlink, { why }, unlink)
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(await linked()).toBe(true)
  })

  test('what is not linked is not found', async () => {
    const other = await portal.addServiceAccount()
    expect((await boss.get(unlink.replace(who.account.id, other.id))).status).toBe(404)
  })

  test('T23: it shows the end of the account number and no street', async () => {
    const { text } = await boss.get(unlink)
    expect(text).toContain(`ending ${who.account.accountNumber.slice(-4)}`)
    expect(text).not.toContain(who.account.accountNumber.slice(0, 7))
    expect(text).not.toContain('Elm Street')
  })
})
