import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bankingDayFrom } from '../../src/domain/banking-day.js'
import { addDays, cityDay, showLongDay } from '../../src/domain/city-date.js'
import { oneBillFile } from '../support/bill-file.js'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** The main job, from registering to an approved payment, as a resident does it (issue lines 3 to 8). */

let stack: Stack
let chromium: Browser
let checker: BrowserContext
const folder = mkdtempSync(join(tmpdir(), 'portal-bills-'))

beforeAll(async () => {
  ;[stack, chromium] = await Promise.all([startStack(), launch()])
  checker = await chromium.newContext()
})
afterAll(async () => {
  await chromium?.close()
  await stack?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Linkable {
  accountNumber: string
  streetNumber: string
}

describe.sequential.each([
  ['with JavaScript', true, 1280, 0],
  ['without JavaScript, on a phone', false, 390, 1],
] as const)('%s', (_, javaScriptEnabled, width, nth) => {
  let context: BrowserContext
  let page: Page
  let bill: Linkable
  const faults: string[] = []
  const username = `journey${nth}x`
  const email = `${username}@example.com`
  const password = 'quiet river stone lantern'

  beforeAll(async () => {
    context = await chromium.newContext({ javaScriptEnabled, viewport: { width, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        faults.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(stack.origin)) faults.push(`asked ${request.url()}`)
    })
    const { linkable } = await stack.get<{ linkable: Linkable[] }>('/dev.json')
    bill = linkable[nth]!
  })
  afterAll(async () => await context?.close())
  // What the resident saw, when it went wrong.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.log(page.url(), await page.locator('body').innerText())
  })

  const go = async (path: string) => void (await page.goto(stack.origin + path))
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const main = () => page.getByRole('main')
  const axe = () => expectNoAxeViolations(page, checker)

  test('S2, S4, S18: registers and confirms the email', async () => {
    await go('/')
    await axe()
    await page.getByRole('link', { name: 'Register', exact: true }).click()
    await axe()
    await page.getByLabel('Email address', { exact: true }).fill(email)
    await page.getByLabel('Confirm email address').fill(email)
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await button('Continue').click()
    await page.getByRole('heading', { name: 'Choose a security question' }).waitFor()
    await axe()
    await page.getByLabel('Security question').selectOption({ index: 1 })
    await page.getByLabel('Security answer', { exact: true }).fill('blue heron')
    await page.getByLabel('Confirm security answer').fill('Blue Heron')
    await button('Continue').click()
    await page.getByRole('heading', { name: 'Check your email' }).waitFor()
    await axe()
    const mail = await until(async () => (await stack.mails(email))[0], { ms: 20_000 })
    expect(mail.subject).toBe('Confirm your email for Citizen Self Service')
    const link = /https?:\S+\/register\/confirm\?token=\S+/.exec(mail.text)![0]
    await page.goto(link)
    await axe()
    await button('Confirm my email').click()
    await page.getByText('Your email is confirmed').waitFor()
  })

  test('S14, S16: signs in, and Profile is at the top', async () => {
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await button('Sign in').click()
    await page.getByText('That username and password do not match.').first().waitFor()
    expect(await page.title()).toMatch(/^Error: /)
    await axe()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await button('Sign in').click()
    await page.getByRole('heading', { name: 'Link your City-County services bill' }).waitFor()
    await page
      .getByRole('navigation', { name: 'You' })
      .getByRole('link', { name: 'Profile' })
      .waitFor()
    await axe()
  })

  test('S19, S20, S21: links a bill with the street number', async () => {
    await go('/home')
    await axe()
    await main().getByRole('link', { name: 'Link a bill' }).click()
    await page
      .getByLabel('Account number', { exact: true })
      .fill(`${bill.accountNumber.slice(0, 7)}-${bill.accountNumber.slice(7)}`)
    await page.getByLabel('Street number of the service address').check()
    await page.getByRole('textbox', { name: 'Street number' }).fill(bill.streetNumber)
    await button('Link this account').click()
    await page.getByText('Linked. You can now see 24 months').waitFor()
    await axe()
  })

  test('S23, S27: reads 24 months of bills, payments and water use', async () => {
    await go('/home')
    await axe()
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Bill History' })
      .click()
    await axe()
    const sections = page.getByRole('navigation', { name: 'Bill History' })
    await sections.getByRole('link', { name: 'Bills' }).click()
    expect(await main().getByRole('row').count()).toBeGreaterThanOrEqual(24)
    await axe()
    await sections.getByRole('link', { name: 'Payments' }).click()
    expect(await main().getByRole('row').count()).toBeGreaterThan(12)
    await axe()
    await sections.getByRole('link', { name: 'Water use' }).click()
    expect(await main().getByRole('row').count()).toBeGreaterThanOrEqual(24)
    await axe()
  })

  test('S31, S37: enrolls in paperless, and pays from a bank only after the first electronic bill', async () => {
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Paperless Billing' })
      .click()
    await axe()
    await main()
      .getByRole('link', { name: /ENROLL NOW/ })
      .first()
      .click()
    await axe()
    await button('ENROLL NOW').click()
    await page.getByRole('heading', { name: 'You are enrolled' }).waitFor()
    await axe()
    await go('/paperless')
    await page
      .getByText(/Waiting for (?:your|the) first/)
      .first()
      .waitFor()
    await go('/pay')
    await axe()

    const { now } = await stack.get<{ now: string }>('/dev.json')
    const today = cityDay(new Date(now))
    const file = join(folder, `bill-${nth}.csv`)
    writeFileSync(
      file,
      oneBillFile({
        accountNumber: bill.accountNumber,
        runDay: today,
        dueDay: addDays(today, 21),
        previousCents: 0,
        currentCents: 84_17,
      }),
    )
    const imported = await stack.portal('bills', 'import', file)
    expect(imported).toMatchObject({ code: 0 })
    const again = await stack.portal('bills', 'import', file)
    expect(again.output).toContain('already imported as run')
    const mail = await until(
      async () =>
        (await stack.mails(email)).find(({ subject }) => subject.startsWith('Your bill is ready')),
      { ms: 20_000 },
    )
    expect(mail.subject).toContain('$84.17')
  })

  test('S29: reads the bill', async () => {
    await go('/home')
    await main()
      .getByRole('link', { name: /View bill/ })
      .first()
      .click()
    await page.getByText('What you are paying for').waitFor()
    await axe()
  })

  test('S36, S38, S39, S40: pays $10.00 ASAP from a checking account, and sees it approved', async () => {
    await go('/home')
    await main()
      .getByRole('link', { name: /^Pay \$/ })
      .first()
      .click()
    await axe()
    await page.getByLabel('A different amount').check()
    await page.getByRole('textbox', { name: 'Amount', exact: true }).fill('10.00')
    await page.getByLabel(/As soon as possible/).check()
    await fillBank({ confirm: '482913377' })
    await button('Continue').click()
    // Bad input: the words at the field, and what was typed stays.
    await page.getByRole('heading', { name: 'Check 1 answer' }).waitFor()
    await axe()
    expect(await page.getByRole('textbox', { name: 'Routing number' }).inputValue()).toBe(
      '053000219',
    )
    await fillBank({ confirm: '000482913377' })
    await button('Continue').click()
    await page.getByRole('heading', { name: 'Check your payment' }).waitFor()
    await axe()
    await button('Pay $10.00').click()
    await page.getByRole('heading', { name: 'Sending $10.00 now' }).waitFor()
    await axe()
    const confirmation = /CSS-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await main().innerText())![0]
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Payment Activity' })
      .click()
    await until(
      async () => {
        await page.reload()
        return (await main().locator('[data-status=approved]').count()) > 0
      },
      { ms: 30_000, every: 300 },
    )
    await page.getByText(confirmation).first().waitFor()
    await axe()
    const line = (await stack.ledger()).filter(({ amountCents }) => amountCents === 10_00)
    expect(line.at(-1)).toMatchObject({ status: 'approved', calls: 1 })
  })

  async function fillBank({ confirm }: { confirm: string }) {
    const other = page.getByLabel('A different checking or savings account')
    if (await other.count()) await other.check()
    await page.getByLabel('Name on the account').fill('Journey Person')
    await page.getByRole('textbox', { name: 'Routing number' }).fill('053000219')
    await page.getByLabel('Account number', { exact: true }).fill('000482913377')
    await page.getByLabel('Confirm account number').fill(confirm)
  }

  test('A6, S57: schedules the rest for a date, going back pays nothing twice, and cancels it', async () => {
    await go('/home')
    await main()
      .getByRole('link', { name: /^Pay \$/ })
      .first()
      .click()
    const { now } = await stack.get<{ now: string }>('/dev.json')
    const day = bankingDayFrom(addDays(cityDay(new Date(now)), 7))
    await page.getByLabel('On a date I choose').check()
    await page.getByLabel('Payment date').fill(day)
    await page.getByLabel(/Checking ending 3377/i).check()
    await button('Continue').click()
    await page.getByRole('heading', { name: 'Check your payment' }).waitFor()
    const amount = /Schedule (\$[\d,.]+) for/.exec(await button(/^Schedule/).innerText())![1]!
    const checkPage = page.url()
    await button(/^Schedule \$/).click()
    await page
      .getByRole('heading', { name: `Scheduled: ${amount} on ${showLongDay(day)}` })
      .waitFor()
    await axe()
    const done = page.url()
    await page.goBack()
    if (page.url() === checkPage && (await button(/^Schedule \$/).count())) {
      await button(/^Schedule \$/).click()
      await page.waitForLoadState()
      expect([done, checkPage]).toContain(page.url().split('#')[0])
    }
    await go('/payment-activity')
    expect(await main().locator('[data-status=scheduled]').count()).toBe(1)
    await axe()
    await main()
      .getByRole('link', { name: /Cancel this payment/ })
      .click()
    await page
      .getByText('Not paying by the due date could result in disconnection')
      .first()
      .waitFor()
    await axe()
    await button('Cancel this payment').click()
    await main().locator('[data-status=canceled]').first().waitFor()
    const mail = await until(
      async () => (await stack.mails(email)).find(({ subject }) => subject.startsWith('Canceled')),
      { ms: 20_000 },
    )
    expect(mail.text).toContain('You canceled the payment')
    const cents = Number(amount.replace(/\D/g, ''))
    expect((await stack.ledger()).filter(({ amountCents }) => amountCents === cents)).toEqual([])
  })

  test('S33: unenrolls, and signs out', async () => {
    await go('/paperless')
    await main()
      .getByRole('link', { name: /UNENROLL/ })
      .first()
      .click()
    await axe()
    await button('UNENROLL').click()
    await main()
      .getByRole('link', { name: /ENROLL NOW/ })
      .first()
      .waitFor()
    await go('/profile')
    await axe()
    if (width > 800)
      await page
        .getByRole('navigation', { name: 'You' })
        .getByRole('button', { name: 'Sign out' })
        .click()
    else await page.getByRole('contentinfo').getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL('**/signed-out')
    await axe()
    await go('/home')
    expect(page.url()).toContain('/sign-in')
  })

  test('T11, 14.2.3: no page broke its own rules, and none asked a third party', () => {
    expect(faults).toEqual([])
  })
})
