import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser, Page } from '../support/browser.js'
import { type TestPortal, type TestServiceAccount, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let account: TestServiceAccount
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  account = await portal.addServiceAccount({ streetNumber: '1234', last4: '6789' })
})

const byStreet = (accountNumber: string, streetNumber = '1234') => ({
  accountNumber,
  proof: 'street',
  streetNumber,
})
const byLast4 = (accountNumber: string, last4 = '6789') => ({
  accountNumber,
  proof: 'last4',
  last4,
})
const tryLink = (browser: Browser, fields: Record<string, string>, path = '/link') =>
  browser.fill(path, fields)

const links = (browser: { resident: { id: string } }) =>
  portal.sql<{ id: string }[]>`
    select service_account_id as id from account_link where portal_account_id = ${browser.resident.id}`

describe('the page', () => {
  test('S18, S20: says where the number is, with a picture, and why it asks', async () => {
    const browser = await portal.signedIn()
    for (const path of ['/link', '/accounts/add']) {
      const page = await browser.get(path)
      expect(page.status).toBe(200)
      expect(page.text).toContain('Link your City-County services bill')
      expect(page.text).toContain(
        'Upper right corner of your paper bill. Include zeros at the start.',
      )
      expect(page.html).toMatch(/<svg[^>]*role="img"[^>]*aria-label="The upper right corner/)
      expect(page.text).toContain('Why do you ask for this? It shows us that the account is yours.')
      expect(page.text).toContain('Why do I need a username? So that only you')
      expect(page.text).toContain('For 1234 Elm Street, enter 1234')
      expect(page.text).toContain('Used once to check. We do not keep it.')
      expect(page.html).not.toMatch(/ style=| onclick=|<details open/)
      expect(page.forms.at(-1)).toMatchObject({ action: path, fields: { proof: 'street' } })
    }
  })

  test('is for residents', async () => {
    expect((await portal.browser().get('/link')).location).toBe('/sign-in?next=%2Flink')
  })
})

describe('a right proof', () => {
  test.each([
    ['the street number', () => byStreet(account.accountNumber)],
    [
      'a number with hyphen and spaces',
      () => byStreet(` ${account.accountNumber.slice(0, 7)}-${account.accountNumber.slice(7)} `),
    ],
    ['the street number, spaces around it', () => byStreet(account.accountNumber, ' 1234 ')],
    ['the last four of SSN or Federal Tax ID', () => byLast4(account.accountNumber)],
  ])('S19: %s links', async (_, fields) => {
    const browser = await portal.signedIn()
    const answer = await tryLink(browser, fields())
    expect([answer.status, answer.location]).toEqual([303, `/accounts/${account.id}/linked`])
    const done = await browser.follow(answer)
    expect(done.text).toContain(
      'Linked. You can now see 24 months of bills, payments and water use.',
    )
    expect(done.html).toContain(`href="/paperless/${account.id}/enroll"`)
    expect(done.text).toContain('Not now')
    expect(await links(browser)).toEqual([{ id: account.id }])
  })

  test('T1: is told to the resident and to everybody linked before, and written down', async () => {
    const first = await portal.signedIn()
    await tryLink(first, byStreet(account.accountNumber))
    const second = await portal.signedIn()
    await tryLink(second, byStreet(account.accountNumber))
    const mails = await portal.sql`
      select recipient, params from notice where template = 'account_linked'
         and params->>'serviceAccountId' = ${account.id} order by created_at, recipient = ${first.resident.email}`
    expect(mails.map(({ recipient, params }) => [recipient, params.other])).toEqual([
      [first.resident.email, false],
      [second.resident.email, false],
      [first.resident.email, true],
    ])
    const events =
      await portal.sql`select kind from link_event where service_account_id = ${account.id}`
    expect(events.map(({ kind }) => kind)).toEqual(['linked', 'linked'])
    const trail = await portal.sql`
      select actor from audit where subject = ${account.id} and action = 'account_linked' order by seq`
    expect(trail.map(({ actor }) => actor)).toEqual([first.resident.id, second.resident.id])
  })

  test('T1: eight residents at the same moment are each told of those who came later', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => portal.addResident()))
    const answers = await Promise.all(
      all.map(async (one) => tryLink(await portal.browserOf(one), byStreet(account.accountNumber))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(303))
    const others = await portal.sql`
      select 1 from notice where params->>'serviceAccountId' = ${account.id} and (params->>'other')::boolean`
    expect(others).toHaveLength((8 * 7) / 2)
  })

  test('S31: linking does not enroll; an enrolled or closed account is not offered ENROLL NOW', async () => {
    const browser = await portal.signedIn()
    await tryLink(browser, byStreet(account.accountNumber))
    expect(await portal.sql`select 1 from paperless_enrollment`).toHaveLength(0)
    const closed = await portal.addServiceAccount({ status: 'closed' })
    const answer = await tryLink(browser, byStreet(closed.accountNumber))
    expect((await browser.follow(answer)).text).not.toContain('ENROLL NOW')
  })
})

describe('how many', () => {
  test('an account that is linked already is named', async () => {
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account, 'Rental')
    const page = await tryLink(browser, byStreet(account.accountNumber))
    expect(page.status).toBe(422)
    expect(page.text).toContain('You already linked this account. It is on Home as ‘Rental’.')
    expect(
      await portal.sql`select 1 from throttle where hits > 0 and bucket <> 'requests'`,
    ).toHaveLength(0)
  })

  test('S22, T35: the thirtieth links, the 31st does not, and fifty at once make thirty', async () => {
    const browser = await portal.signedIn()
    for (let i = 0; i < 29; i += 1)
      await portal.link(browser.resident, await portal.addServiceAccount({}))
    const open = await browser.get('/accounts/add')
    const many = await Promise.all(Array.from({ length: 50 }, () => portal.addServiceAccount({})))
    const answers = await Promise.all(
      many.map(({ accountNumber }) => browser.submit(open, byStreet(accountNumber))),
    )
    const words =
      'You have linked 30 accounts, which is the most we allow. Remove one to add another.'
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(answers.filter(({ text }) => text.includes(words))).toHaveLength(49)
    expect(await links(browser)).toHaveLength(30)
    expect((await browser.submit(open, byStreet(account.accountNumber))).text).toContain(words)
    const full = await browser.get('/accounts/add')
    expect(full.text).toContain(words)
    expect(full.text).not.toContain('Link this account')
  })
})

describe('the nickname', () => {
  const name = async (browser: Browser, nickname: string): Promise<Page> =>
    await browser.fill(`/accounts/${account.id}/name`, { nickname })
  const kept = async () =>
    (
      await portal.sql`select nickname from account_link where service_account_id = ${account.id}`
    )[0]!.nickname

  test('is given after linking, changed, and taken away', async () => {
    const browser = await portal.signedIn()
    const done = await browser.follow(await tryLink(browser, byStreet(account.accountNumber)))
    expect((await browser.submit(done, { nickname: ' Mom’s  house ' })).location).toBe('/home')
    expect(await kept()).toBe('Mom’s house')
    expect((await browser.get(`/accounts/${account.id}/name`)).html).toContain(
      'value="Mom’s house"',
    )
    expect((await name(browser, 'x'.repeat(41))).text).toContain(
      'Use 40 characters or fewer. You used 41.',
    )
    await name(browser, '')
    expect(await kept()).toBeNull()
  })

  test('T11: is shown as it was typed, never as markup', async () => {
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    await name(browser, '<b hx-get=/sign-out>')
    const page = await browser.get(`/accounts/${account.id}/linked`)
    expect(page.html).toContain('&lt;b hx-get=/sign-out&gt;')
  })

  test('T12: of an account of somebody else, or of nobody, is not found', async () => {
    const owner = await portal.signedIn()
    await portal.link(owner.resident, account, 'Mine')
    const browser = await portal.signedIn()
    const token = (await browser.get('/link')).forms.at(-1)!.fields._token
    for (const id of [account.id, crypto.randomUUID(), 'x', '..%2f', account.accountNumber]) {
      expect((await browser.get(`/accounts/${id}/name`)).status).toBe(404)
      expect((await browser.get(`/accounts/${id}/linked`)).status).toBe(404)
      const answer = await browser.post(`/accounts/${id}/name`, {
        _token: token,
        nickname: 'Now mine',
      })
      expect(answer.status).toBe(404)
    }
    expect(await kept()).toBe('Mine')
  })

  test('T33: nickname', async () => {
    const browser = await portal.signedIn()
    await portal.link(browser.resident, account)
    await tryBadInput({
      browser,
      page: `/accounts/${account.id}/name`,
      fields: {},
      field: 'nickname',
      before: () => portal.sql`delete from throttle`,
    })
  })
})
