import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectNoAxeViolations, expectNoAxeViolationsHere, launch } from '../support/chromium.js'
import { onHostedPage } from '../support/hosted.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** Pay Now with Western Union SpeedPay as people do it: from this site to the processor's page and back (S50 to S53). */

let stack: Stack
let chromium: Browser
let checker: BrowserContext

beforeAll(async () => {
  ;[stack, chromium] = await Promise.all([startStack(), launch()])
  checker = await chromium.newContext()
})
afterAll(async () => {
  await chromium?.close()
  await stack?.stop()
})
afterEach(async () => await stack.control({ mode: 'normal', latencyMs: 0 }))

describe.sequential.each([
  ['with JavaScript', true, 1280, 0],
  ['without JavaScript, on a phone', false, 390, 1],
] as const)('%s', (_, javaScriptEnabled, width, nth) => {
  let context: BrowserContext
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    context = await chromium.newContext({ javaScriptEnabled, viewport: { width, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text()))
        faults.push(message.text())
    })
    page.on('request', (request) => {
      const { origin } = new URL(request.url())
      const known = [stack.origin, new URL(stack.run().sandbox).origin, 'null']
      if (!known.includes(origin)) faults.push(`asked ${request.url()}`)
    })
  })
  afterAll(async () => await context?.close())
  // What the person saw, when it went wrong.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.log(page.url(), await page.locator('body').innerText())
  })

  const go = async (path: string) => void (await page.goto(stack.origin + path))
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
  const main = () => page.getByRole('main')
  const axe = () =>
    javaScriptEnabled ? expectNoAxeViolationsHere(page) : expectNoAxeViolations(page, checker)
  const toSpeedPay = async () => {
    await button('Continue to Western Union SpeedPay').click()
    await heading('Pay the City of Charlotte')
    expect(new URL(page.url()).origin).toBe(new URL(stack.run().sandbox).origin)
  }
  const paidOf = async (cents: number) =>
    (await stack.ledger()).filter((line) => line.amountCents === cents)

  test('S52, F15: signed out, by account number; nothing of the account is shown', async () => {
    const { linkable } = await stack.get<{ linkable: { accountNumber: string }[] }>('/dev.json')
    const { accountNumber } = linkable[nth]!
    await go('/')
    await main().getByRole('link', { name: 'Pay Now with Western Union SpeedPay' }).first().click()
    await heading('Pay with Western Union SpeedPay')
    await axe()
    await page.getByLabel('Account number').fill(accountNumber.slice(1))
    await page.getByLabel('Amount').fill('21.50')
    await button('Continue to Western Union SpeedPay').click()
    await page.getByText('You entered 12.').first().waitFor()
    await axe()
    await page.getByLabel('Account number').fill(accountNumber)
    await toSpeedPay()
    await page.getByText('$22.75').waitFor()
    await axe()
    await button('Pay by debit card').click()
    await heading('Approved: $21.50')
    await main()
      .getByText(/^WU-\d{8}$/)
      .first()
      .waitFor()
    const text = await main().innerText()
    expect(text).toContain(`ending ${accountNumber.slice(-4)}`)
    expect(text).not.toContain(accountNumber.slice(0, 7))
    await axe()
    expect(await paidOf(21_50)).toHaveLength(nth + 1)
  })

  test('S30, S53: from Home, less than what is past due is asked about; paid by card it is approved', async () => {
    await go('/sign-in')
    await page.getByLabel('Username').fill('dwhitfield')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
    await button('Sign in').click()
    await heading(/^You owe/)
    await main().getByRole('link', { name: 'Pay Now with Western Union SpeedPay' }).first().click()
    await heading('Pay with Western Union SpeedPay')
    await axe()
    await page.getByLabel('Amount').fill('10.00')
    await button('Continue to Western Union SpeedPay').click()
    await page.getByText('$10.00 is less than the past due amount of').waitFor()
    await axe()
    await toSpeedPay()
    await page.getByText('$11.25').waitFor()
    await button('Pay by a card that is declined').click()
    await page.getByText('Declined.').waitFor()
    await button('Pay by credit card').click()
    await heading('Approved: $10.00')
    await axe()
    const confirmation = /WU-\d{8}/.exec(await main().innerText())![0]
    await main().getByRole('link', { name: 'Payment Activity' }).click()
    await page.getByText(confirmation).first().waitFor()
    expect(await main().locator('[data-status=approved]').count()).toBe(1)
    await axe()
    expect(await paidOf(10_00)).toHaveLength(nth + 1)
  })

  test('I17: gone back without paying, nothing was charged and the amount is offered again', async () => {
    await go('/pay')
    await axe()
    await main().getByRole('link', { name: 'Pay Now with Western Union SpeedPay' }).click()
    await page.getByLabel('Amount').fill('3.21')
    await toSpeedPay()
    await button('Go back without paying').click()
    await page.getByText('You did not finish. Nothing was charged.').waitFor()
    await axe()
    await main().getByRole('link', { name: 'Try SpeedPay again' }).click()
    expect(await page.getByLabel('Amount').inputValue()).toBe('3.21')
    expect(await paidOf(3_21)).toEqual([])
  })

  test('an electronic check is waited for, and the page says by itself when it is approved', async () => {
    await go('/pay')
    await main().getByRole('link', { name: 'Pay Now with Western Union SpeedPay' }).click()
    await page.getByLabel('Amount').fill('4.32')
    await toSpeedPay()
    await button('Pay by electronic check').click()
    await page
      .getByRole('heading', { name: 'Approved: $4.32', level: 1 })
      .waitFor({ timeout: 30_000 })
    await axe()
  })

  test('I17: paid, and the browser never came back: credited once, and listed', async () => {
    await go('/pay')
    await main().getByRole('link', { name: 'Pay Now with Western Union SpeedPay' }).click()
    await page.getByLabel('Amount').fill('5.43')
    await toSpeedPay()
    await onHostedPage(page.url(), 'credit')
    await until(
      async () => {
        await go('/payment-activity')
        return (await main().getByText('$5.43').count()) > nth
      },
      { ms: 30_000, every: 300 },
    )
    expect(await paidOf(5_43)).toMatchObject(Array(nth + 1).fill({ status: 'approved' }))
  })

  test('ux.md 6: SpeedPay away, nothing was charged, and what else one can do', async () => {
    await go('/pay/speedpay')
    const { linkable } = await stack.get<{ linkable: { accountNumber: string }[] }>('/dev.json')
    await page.getByLabel('Account number').fill(linkable[nth]!.accountNumber)
    await page.getByLabel('Amount').fill('7.65')
    await stack.control({ latencyMs: 5_000 })
    await button('Continue to Western Union SpeedPay').click()
    await heading('We cannot reach Western Union SpeedPay')
    await page.getByText('Nothing was charged.').waitFor()
    expect(await paidOf(7_65)).toEqual([])
  })

  test('T10, T11: no page broke its own rules, and none asked a third party', () => {
    expect(faults).toEqual([])
  })
})
