import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** A bill over the limit, from Home to the bank, through the whole product (S46, W3). */

let stack: Stack
let chromium: Browser
let checker: BrowserContext
let dana: { username: string; password: string; email: string }

beforeAll(async () => {
  ;[stack, chromium] = await Promise.all([startStack(), launch()])
  checker = await chromium.newContext()
  const { residents } = await stack.get<{ residents: (typeof dana)[] }>('/dev.json')
  dana = residents.find(({ username }) => username === 'dwhitfield')!
})
afterAll(async () => {
  await chromium?.close()
  await stack?.stop()
})

async function signIn(options: { javaScriptEnabled: boolean; width: number }): Promise<Page> {
  const { javaScriptEnabled, width } = options
  const context = await chromium.newContext({ javaScriptEnabled, viewport: { width, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${stack.origin}/sign-in`)
  await page.getByLabel('Username').fill(dana.username)
  await page.getByLabel('Password', { exact: true }).fill(dana.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/home')
  return page
}

test('the worker decided about the bills of the first start: one is paid by itself, one waits', async () => {
  const page = await signIn({ javaScriptEnabled: true, width: 1280 })
  await until(async () => {
    await page.reload()
    return await page.getByText('One is past due, and one is waiting for your OK.').isVisible()
  })
  await page.getByText('This bill is over your $150.00 limit.').waitFor()
  await page.getByText(/Pays \w+, \w+ \d+ from checking ending 4471/).waitFor()
  await expectNoAxeViolations(page, checker)
  await until(
    async () =>
      (await stack.mails(dana.email)).filter(({ subject }) =>
        /^(Your OK is needed: \$168\.92|Scheduled: \$84\.17)/.test(subject),
      ).length === 2,
    { ms: 15_000 },
  )
  await page.context().close()
})

test('S46: authorized without JavaScript on a phone, it is paid on its day, once, and what was on its own way too', async () => {
  const page = await signIn({ javaScriptEnabled: false, width: 390 })
  await page.getByRole('link', { name: 'Authorize $168.92' }).click()
  await page.getByRole('heading', { name: 'This bill is over your limit' }).waitFor()
  await expectNoAxeViolations(page, checker)
  await page.getByRole('button', { name: 'Authorize $168.92' }).click()
  await page.waitForURL(/payment-activity\/[0-9a-f-]{36}$/)
  await page.getByText('Recurring payment. From checking ending 4471').waitFor()
  await expectNoAxeViolations(page, checker)
  expect(await stack.ledger()).toEqual([])
  await page.context().close()

  expect((await stack.portal('clock', 'advance', '30d')).code).toBe(0)
  const books = await until(
    async () => {
      const lines = await stack.ledger()
      return (
        lines.filter(({ status }) => status === 'approved').length === 2 &&
        lines.map(({ amountCents, calls }) => [amountCents, calls])
      )
    },
    { ms: 60_000, every: 100 },
  )
  expect(books.sort()).toEqual([
    [168_92, 1],
    [84_17, 1],
  ])
})
