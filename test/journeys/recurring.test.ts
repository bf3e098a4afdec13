import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId } from '../../src/domain/ids.js'
import { listen } from '../../src/http-server.js'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { mondayPortal } from '../support/paying.js'
import { password, type TestPortal } from '../support/portal.js'
import {
  agreedOf,
  type RecurringResident,
  recurringResident,
  yearOfBills,
} from '../support/recurring-pages.js'

/** Setting up, changing and stopping a recurring payment in a real browser, with JavaScript on and off (S44 to S49). */
let portal: TestPortal
let chromium: Chromium
let checker: BrowserContext
let server: Server
let origin: string

beforeAll(async () => {
  ;[portal, chromium] = await Promise.all([mondayPortal(), launch()])
  checker = await chromium.newContext()
  server = await listen(portal.app.fetch, { port: 0, hostname: '127.0.0.1' })
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await chromium?.close()
  server?.close()
})

describe.sequential.each([
  ['with JavaScript', true, 1280],
  ['without JavaScript, on a phone', false, 390],
] as const)('%s', (_, javaScriptEnabled, width) => {
  let who: RecurringResident
  let page: Page
  let checkPage: string
  const complaints: string[] = []
  const asked: URL[] = []

  beforeAll(async () => {
    who = await recurringResident(portal)
    await yearOfBills(portal, who)
    const context = await chromium.newContext({
      javaScriptEnabled,
      viewport: { width, height: 900 },
    })
    await context.addCookies([{ name: 'sid', value: who.browser.cookies.get('sid')!, url: origin }])
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('console', (said) => {
      if (said.type() === 'error' && !/status of 4\d\d/.test(said.text()))
        complaints.push(said.text())
    })
    page.on('request', (request) => asked.push(new URL(request.url())))
  })
  afterAll(async () => await page?.context().close())

  const axe = () => expectNoAxeViolations(page, checker)
  const main = () => page.getByRole('main')
  const button = (name: string) => page.getByRole('button', { name })
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
  const link = (name: string | RegExp) => main().getByRole('link', { name })
  const preview = () => page.locator('#preview')
  /** With JavaScript by itself; without, by its button. */
  const updated = async (words: string) => {
    if (!javaScriptEnabled) await button('Update preview').click()
    await preview().getByText(words).waitFor()
  }

  test('N1: from Paperless Billing to the form, whose choices say what they mean', async () => {
    await page.goto(`${origin}/paperless`)
    await axe()
    await main().getByRole('link', { name: 'Set up a recurring payment for Home' }).click()
    await heading('Set up a recurring payment')
    await axe()
    await preview().getByText('paid 3 days before due').waitFor()
    await page.getByLabel('Days before the due date').selectOption('5')
    await updated('paid 5 days before due')
    await page.getByLabel('Ask me when a bill is more than').fill('100')
    await page.getByLabel('Ask me when a bill is more than').blur()
    await updated('wait for your OK')
    await page.getByLabel('On the due date').check()
    await updated('paid on the due date')
    // Only the choices were sent for it, never a field of a bank account.
    const previews = asked.filter(({ searchParams }) => searchParams.has('day'))
    expect(previews.length > 0).toBe(javaScriptEnabled)
    for (const { searchParams } of previews)
      expect([...searchParams.keys()].sort()).toEqual(['ask', 'day', 'days', 'limit'])
  })

  test('S38, F21: a bank account is typed inside the form; a wrong number keeps what was typed', async () => {
    await page.getByLabel('A different checking or savings account').check()
    await page.getByRole('textbox', { name: 'Routing number' }).fill('053000219')
    await page.getByLabel('Account number', { exact: true }).fill('000482913377')
    await page.getByLabel('Confirm account number').fill('1')
    await button('Continue').click()
    await heading('Check 1 answer')
    expect(await page.title()).toMatch(/^Error: Set up/)
    await axe()
    expect(await page.getByLabel('On the due date').isChecked()).toBe(true)
    expect(await page.getByLabel('Ask me when a bill is more than').inputValue()).toBe('100')
    await page.getByLabel('Confirm account number').fill('000482913377')
    await button('Continue').click()
    await heading('Check your recurring payment')
    await axe()
    expect(page.url()).not.toMatch(/482913377|053000219/)
    checkPage = page.url()
  })

  test('S49: the box must be checked; the current bill is paid too', async () => {
    await page.getByLabel('Yes', { exact: true }).check()
    await main()
      .getByText('We take $84.17 on Monday, December 14, under your $100.00 limit.')
      .waitFor()
    await main().getByText('starting with the bill due December 14, 2026').waitFor()
    await button('Start recurring payment').click()
    await main().getByText('Check this box, or stop the other payment first').first().waitFor()
    await axe()
    expect(await page.getByLabel('Yes', { exact: true }).isChecked()).toBe(true)
    await page.getByLabel('I do not have another automatic payment').check()
    await button('Start recurring payment').click()
    await heading('Recurring payment is on')
    await axe()
    const [agreed] = await agreedOf(portal, who)
    expect(agreed).toMatchObject({ daysBefore: 0, thresholdCents: 100_00, paysFirstBill: true })
    await decideBill(portal.sql, agreed!.id, who.payer.bill as BillId)
    await page.reload()
    await main().getByText('$84.17 on December 14, from checking ending 3377').waitFor()
  })

  test('A6: back and again is no second one', async () => {
    await page.goto(checkPage)
    await main().getByText('We already have this one. It was not sent twice.').waitFor()
    await axe()
    expect(await agreedOf(portal, who)).toHaveLength(1)
  })

  test('A27: its bank account can’t be removed, and the page says why', async () => {
    await page.goto(`${origin}/profile/bank-accounts`)
    await axe()
    await link('Remove checking ending 3377').click()
    await heading('Checking ending 3377 is in use')
    await main().getByText('This account is used for your recurring payment for Home.').waitFor()
    await axe()
    await link('Change the recurring payment for Home').click()
    await heading('Change the recurring payment')
  })

  test('F12: changes it; the payment that is scheduled stays as it is', async () => {
    await main().getByText('What is under way stays as it is').waitFor()
    await axe()
    await page.getByLabel('No, pay every bill in full').check()
    await page.getByLabel('Checking ending 4471').check()
    await updated('Your last 12 bills:')
    await button('Continue').click()
    await page.getByLabel('I do not have another automatic payment').check()
    await axe()
    await button('Change recurring payment').click()
    await heading('Recurring payment is changed')
    await main().getByText('$84.17 on December 14, from checking ending 3377').waitFor()
    await axe()
  })

  test('F10: cancels what is scheduled, then stops it', async () => {
    await link(/^Stop/).click()
    await heading('Stop the recurring payment for Home?')
    await axe()
    await link('Cancel $84.17 on December 14').click()
    await button('Cancel this payment').click()
    await main().locator('[data-status=canceled]').first().waitFor()
    await page.goto(`${origin}${who.page}/stop`)
    await main().getByText('No recurring payment is scheduled for this account.').waitFor()
    await button('Stop recurring payment').click()
    await main().getByText('The recurring payment for Home is stopped.').waitFor()
    await axe()
    expect((await agreedOf(portal, who)).map(({ status }) => status)).toEqual([
      'stopped',
      'stopped',
    ])
  })

  test('A27: now the bank account goes', async () => {
    await page.goto(`${origin}/profile/bank-accounts`)
    await link('Remove checking ending 3377').click()
    await axe()
    await page.getByLabel('Current password').fill(password)
    await button('Remove this bank account').click()
    await main().getByText('The bank account is removed. It is not used again.').waitFor()
    await axe()
    expect(await link('Remove checking ending 3377').count()).toBe(0)
  })

  test('T11: no page broke its own rules', () => {
    expect(complaints).toEqual([])
  })
})
