import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.js'
import { cpuTime, median } from '../support/cpu-time.js'
import { type TestPortal, type TestServiceAccount, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let account: TestServiceAccount
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
  await portal.sql`delete from site_count`
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

const noMatch =
  'The account number and street number do not match our records. Check both against your bill.'

describe('a wrong proof', () => {
  test.each([
    [
      { accountNumber: '' },
      'accountNumber',
      'Enter the account number from your bill, 13 digits. Include zeros at the start.',
    ],
    [
      { accountNumber: '48291-5337100' },
      'accountNumber',
      'Enter the account number from your bill, 13 digits. You entered 12. Include zeros at the start.',
    ],
    [
      { accountNumber: '004829153371O' },
      'accountNumber',
      'Enter the account number from your bill, 13 digits. Use digits only.',
    ],
    [{ streetNumber: '' }, 'streetNumber', 'Enter the street number'],
    [{ streetNumber: 'Elm Street 1234' }, 'streetNumber', 'Enter a street number like 1234'],
    [{ proof: '' }, 'proof', 'Choose how to show us that it is yours'],
    [{ proof: 'last4', last4: '12' }, 'last4', 'Enter the last 4 digits'],
  ])('S19: %o at %s: %s, and is not a miss', async (change, at, words) => {
    const browser = await portal.signedIn()
    const page = await tryLink(browser, { ...byStreet('0048291533710'), ...change })
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(page.html).toContain(`href="#${at}"`)
    expect(page.html).toContain(`id="${at}"`)
    expect(
      await portal.sql`select 1 from throttle where hits > 0 and bucket <> 'requests'`,
    ).toHaveLength(0)
  })

  test('T1: no such account, wrong street number, wrong digits: one answer', async () => {
    const page = async (fields: Record<string, string>) => {
      const answer = await tryLink(await portal.signedIn(), fields)
      expect(answer.status).toBe(422)
      return answer.html.replace(/value="[^"]*"/g, '')
    }
    const wrongStreet = await page(byStreet(account.accountNumber, '1235'))
    expect(wrongStreet).toContain(noMatch)
    expect(await page(byStreet('9999999999999'))).toBe(wrongStreet)
    const wrongDigits = await page(byLast4(account.accountNumber, '0000'))
    expect(await page(byLast4('9999999999999', '0000'))).toBe(wrongDigits)
    const noDigitsKept = await portal.addServiceAccount({})
    expect(await page(byLast4(noDigitsKept.accountNumber, '0000'))).toBe(wrongDigits)
  })

  test('the digits never come back; the rest stays', async () => {
    const page = await tryLink(await portal.signedIn(), byLast4(account.accountNumber, '4321'))
    expect(page.html).not.toContain('4321')
    expect(page.forms.at(-1)?.fields).toMatchObject({
      accountNumber: account.accountNumber,
      proof: 'last4',
      last4: '',
    })
  })

  test('the right proof of the other kind does not count', async () => {
    const browser = await portal.signedIn()
    const mixed = { ...byStreet(account.accountNumber, '9'), last4: '6789' }
    expect((await tryLink(browser, mixed)).status).toBe(422)
    expect(await links(browser)).toHaveLength(0)
  })

  test('T1: absent and wrong take the same time', { retry: 2 }, async () => {
    const times: Record<string, number[]> = { [account.accountNumber]: [], '9999999999999': [] }
    const browser = await portal.signedIn()
    const page = await browser.get('/link')
    for (let round = 0; round < 40; round += 1) {
      for (const [number, list] of Object.entries(times)) {
        await portal.sql`delete from throttle`
        list.push(await cpuTime(() => browser.submit(page, byLast4(number, '0000'))))
      }
    }
    const [known, unknown] = Object.values(times).map(median)
    expect(Math.abs(known! - unknown!)).toBeLessThan(10)
  })
})

describe('after five misses', () => {
  test('T1: of one resident, linking is paused for them, with right data too', async () => {
    const browser = await portal.signedIn()
    for (let i = 0; i < 5; i += 1) await tryLink(browser, byStreet(`000000000000${i}`))
    const sixth = await tryLink(browser, byStreet(account.accountNumber))
    expect(sixth.status).toBe(422)
    expect(sixth.text).toContain('We paused linking for you until tomorrow. Call CharMeck 311')
    expect(await links(browser)).toHaveLength(0)
    await portal.sql`update throttle set expires_at = expires_at - interval '24 hours'`
    expect((await tryLink(browser, byStreet(account.accountNumber))).status).toBe(303)
  })

  test.each(['an account', 'a number that nobody has'])(
    'T1: at %s, it is paused for everybody',
    async (what) => {
      const number = what === 'an account' ? account.accountNumber : '9999999999999'
      for (let i = 0; i < 5; i += 1) await tryLink(await portal.signedIn(), byStreet(number, '9'))
      const holder = await portal.signedIn()
      const sixth = await tryLink(holder, byStreet(number))
      expect(sixth.text).toContain(
        'We paused linking for this account number until tomorrow. Call CharMeck 311 to link it now.',
      )
      expect(await links(holder)).toHaveLength(0)
    },
  )

  test('T1: twenty from one connection', async () => {
    for (let i = 0; i < 20; i += 1) {
      const other = await portal.browserOf(await portal.addResident(), '10.9.9.9')
      await tryLink(other, byStreet(String(1e12 + i)))
    }
    const next = await portal.browserOf(await portal.addResident(), '10.9.9.9')
    const page = await tryLink(next, byStreet(account.accountNumber))
    expect(page.text).toContain('We paused linking from this connection until tomorrow.')
    expect((await tryLink(await portal.signedIn(), byStreet(account.accountNumber))).status).toBe(
      303,
    )
  })

  test('right ones do not count', async () => {
    const browser = await portal.signedIn()
    for (let i = 0; i < 8; i += 1) {
      const { accountNumber } = await portal.addServiceAccount({})
      expect((await tryLink(browser, byStreet(accountNumber), '/accounts/add')).status).toBe(303)
    }
  })
})

describe('many at once', () => {
  test('twenty right ones of one resident all link, and leave no miss', async () => {
    const browser = await portal.signedIn()
    const page = await browser.get('/accounts/add')
    const all = await Promise.all(Array.from({ length: 20 }, () => portal.addServiceAccount({})))
    const answers = await Promise.all(
      all.map(({ accountNumber }) => browser.submit(page, byStreet(accountNumber))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(303))
    expect(await links(browser)).toHaveLength(20)
    expect(
      await portal.sql`select 1 from throttle where hits > 0 and bucket like 'link-%'`,
    ).toHaveLength(0)
  })

  test('T1: of thirty guesses five are judged, and the right one after them is not', async () => {
    const browser = await portal.signedIn()
    const page = await browser.get('/link')
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, nth) =>
        browser.submit(page, byStreet(account.accountNumber, `${nth}`)),
      ),
    )
    expect(answers.filter(({ text }) => text.includes(noMatch))).toHaveLength(5)
    expect(answers.filter(({ text }) => text.includes('We paused linking'))).toHaveLength(25)
    const right = await browser.submit(page, byStreet(account.accountNumber))
    expect(right.text).toContain('We paused linking')
    expect(await links(browser)).toHaveLength(0)
  })

  test('T1: a dozen at one number, of as many residents, are five', async () => {
    const page = async () => {
      const browser = await portal.signedIn()
      return { browser, page: await browser.get('/link') }
    }
    const doors = await Promise.all(Array.from({ length: 12 }, page))
    const answers = await Promise.all(
      doors.map(({ browser, page }, nth) =>
        browser.submit(page, byStreet(account.accountNumber, `${nth}`)),
      ),
    )
    expect(answers.filter(({ text }) => text.includes(noMatch))).toHaveLength(5)
  })
})

describe('the bad-input corpus', () => {
  test.each([
    ['accountNumber', false, () => byStreet('', '1234')],
    ['streetNumber', false, () => byStreet(account.accountNumber)],
    ['last4', true, () => byLast4(account.accountNumber)],
  ])('T33: %s', async (field, secret, fields) => {
    await tryBadInput({
      browser: await portal.signedIn(),
      page: '/link',
      fields: fields(),
      field,
      secret,
      before: () => portal.sql`delete from throttle`,
    })
  })
})
