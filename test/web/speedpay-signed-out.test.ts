import { beforeAll, describe, expect, test } from 'vitest'
import {
  backFrom,
  balanceOf,
  newestIntent,
  pastDueResident,
  speedPayPortal,
} from '../support/speedpay.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: Awaited<ReturnType<typeof speedPayPortal>>
beforeAll(async () => {
  portal = await speedPayPortal()
})

const page = '/pay/speedpay'

describe('S52: signed out, by account number', () => {
  test('asks for account number and amount, and says fee and total', async () => {
    const { text, status, forms } = await portal.browser().get(page)
    expect(status).toBe(200)
    expect(text).toContain('Upper right corner of your paper bill. Include zeros at the start.')
    expect(text).toContain('Convenience fee $1.25')
    expect(Object.keys(forms.at(-1)!.fields).sort()).toEqual([
      '_token',
      'accountNumber',
      'amount',
      'formId',
    ])
  })

  test('pays, sees Approved with the number to keep, and nothing of the account but its ending', async () => {
    const { account } = await pastDueResident(portal)
    const browser = portal.browser()
    const typed = `${account.accountNumber.slice(0, 7)}-${account.accountNumber.slice(7)}`
    const sent = await browser.fill(page, { accountNumber: typed, amount: '97.30' }, page)
    expect(sent.status).toBe(303)
    const back = await backFrom(browser, sent.location!, 'credit')
    expect(back.text).toContain('Approved: $97.30')
    expect(back.text).toMatch(/Confirmation number WU-\d{8}/)
    expect(back.text).toContain('Keep this number: it is your receipt.')
    expect(back.text).toContain(`Account ending ${account.accountNumber.slice(-4)}`)
    for (const hidden of [account.accountNumber, typed, 'Whitfield', 'Laurel', '115.16', 'owe'])
      expect(back.text).not.toContain(hidden)
    expect(await balanceOf(portal, account)).toBe(115_16)
    const id = await newestIntent(portal)
    const [row] = await portal.sql`select payer_id, source from payment where id = ${id}`
    expect(row).toEqual({ payerId: null, source: 'speedpay' })
  })

  test('F9: who has linked the account sees day and amount of it', async () => {
    const { account, browser: dana } = await pastDueResident(portal)
    const browser = portal.browser()
    const { accountNumber } = account
    const sent = await browser.fill(page, { accountNumber, amount: '20' }, page)
    await backFrom(browser, sent.location!, 'credit')
    const { text } = await dana.get(`/bill-history/payments?account=${account.id}`)
    expect(text).toContain('In this portal Approved $20.00')
    expect(text).not.toContain('WU-')
    expect((await dana.get('/payment-activity')).text).toContain('No payments yet.')
  })

  test('left without paying, nothing was charged', async () => {
    const { account } = await pastDueResident(portal)
    const browser = portal.browser()
    const { accountNumber } = account
    const sent = await browser.fill(page, { accountNumber, amount: '20' }, page)
    const back = await backFrom(browser, sent.location!, 'abandon')
    expect(back.text).toContain('You did not finish. Nothing was charged.')
    expect(back.html).toContain('href="/pay/speedpay"')
    expect(await balanceOf(portal, account)).toBe(212_46)
  })

  test('another browser is shown nothing of it', async () => {
    const { account } = await pastDueResident(portal)
    const browser = portal.browser()
    const { accountNumber } = account
    const sent = await browser.fill(page, { accountNumber, amount: '20' }, page)
    const { path } = await backFrom(browser, sent.location!, 'credit')
    for (const other of [portal.browser(), await portal.signedIn()])
      expect((await other.get(path)).text).toContain('We cannot show this payment here.')
  })

  test('signed in, an account that is linked is the resident’s payment, another is nobody’s', async () => {
    const { account, browser: dana } = await pastDueResident(portal)
    const stranger = await portal.signedIn()
    const { accountNumber } = account
    for (const [browser, payer] of [
      [dana, dana.resident.id],
      [stranger, null],
    ] as const) {
      const sent = await browser.fill(page, { accountNumber, amount: '5' }, page)
      const back = await backFrom(browser, sent.location!, 'credit')
      expect(back.text).toContain('Approved: $5.00')
      const id = await newestIntent(portal)
      expect(await portal.sql`select payer_id from payment where id = ${id}`).toEqual([
        { payerId: payer },
      ])
    }
    expect((await stranger.get('/payment-activity')).text).not.toContain('Laurel')
  })

  test.each([
    ['12', 'Enter the account number from your bill, 13 digits. You entered 2.'],
    ['', 'Enter the account number from your bill, 13 digits.'],
    ['0000000000000', 'We have no account with this number. Check it against your bill.'],
    ['4111111111111111', 'This looks like a card number. Do not enter it here'],
  ])('account number “%s” is refused in words', async (accountNumber, words) => {
    const refused = await portal.browser().fill(page, { accountNumber, amount: '20' }, page)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain(words)
    if (accountNumber.startsWith('4111')) expect(refused.html).not.toContain(accountNumber)
  })

  test('security 1.3: after ten unknown numbers in an hour the connection waits, with a known one too', async () => {
    const { account } = await pastDueResident(portal)
    const browser = portal.browser()
    const { accountNumber } = account
    for (let n = 0; n < 10; n += 1) {
      const unknown = { accountNumber: `00000000000${10 + n}`, amount: '20' }
      expect((await browser.fill(page, unknown, page)).status).toBe(422)
    }
    for (const number of ['0000000000099', accountNumber])
      expect((await browser.fill(page, { accountNumber: number, amount: '20' }, page)).status).toBe(
        429,
      )
    // Known numbers do not count.
    const other = portal.browser()
    for (let n = 0; n < 12; n += 1)
      expect((await other.fill(page, { accountNumber, amount: '20' }, page)).status).toBe(303)
  })

  test('T38: thirty hand-offs an hour from one connection', async () => {
    const { account } = await pastDueResident(portal)
    const browser = portal.browser()
    const fields = { accountNumber: account.accountNumber, amount: '20' }
    for (let n = 0; n < 30; n += 1)
      expect((await browser.fill(page, fields, page)).status).toBe(303)
    expect((await browser.fill(page, fields, page)).status).toBe(429)
  })
})

test.each(['accountNumber', 'amount'])(
  'reliability 4.4: what nobody should type in %s',
  async (field) => {
    const { account } = await pastDueResident(portal)
    await tryBadInput({
      browser: portal.browser(),
      page,
      fields: { accountNumber: account.accountNumber, amount: '20' },
      field,
      before: () => portal.sql`delete from throttle`,
    })
  },
)
