import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../src/http-server.js'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { city } from '../support/city.js'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import type { TestPortal } from '../support/portal.js'

/** Removing an account and canceling a payment by keyboard alone, in a real browser (ux.md 7.2, 8). */
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

interface Opened {
  readonly page: Page
  readonly who: Paying
  /** What the browser's console has against the pages. */
  readonly complaints: string[]
}

/** Home with a scheduled payment, and Shop with nothing. */
async function open(javaScriptEnabled: boolean): Promise<Opened> {
  const who = await paying(portal)
  const shop = await portal.addServiceAccount({ street: 'Commonwealth Avenue' })
  await portal.link(who.browser.resident, shop, 'Shop')
  await pay(who, { when: 'date', date: '2026-12-11' })
  const context = await chromium.newContext({ javaScriptEnabled })
  await context.addCookies([{ name: 'sid', value: who.browser.cookies.get('sid')!, url: origin }])
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, who, complaints }
}

/** What has the focus, as it is named: its label, else its words. */
const focused = async (page: Page): Promise<string> => {
  const here = page.locator(':focus')
  if ((await here.count()) === 0) return ''
  const words = (await here.getAttribute('aria-label')) ?? (await here.textContent()) ?? ''
  return words.replace(/\s+/g, ' ').trim()
}

/** Tabs on until what has the focus reads so. */
async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    if (typeof name === 'string' ? here === name : name.test(here)) return
  }
  throw new Error(`no way by Tab to ${name}`)
}

/** A pending payment's own page, and how often it has asked for itself and was answered. */
async function watched({ page, who }: Opened) {
  const id = await city(portal.sql).payment(who.browser.resident, who.account, {
    cents: 10_00,
    payOn: '2026-11-23',
    status: 'pending',
  })
  let answers = 0
  page.on('requestfinished', (request) => {
    if (request.url().includes('poll=1') && request.url().includes(id)) answers += 1
  })
  await page.clock.install()
  await page.goto(`${origin}/payment-activity/${id}`)
  return {
    id,
    answers: () => answers,
    /** Half a minute passes, and what was asked is answered. */
    async asks(count: number) {
      await page.clock.fastForward(31_000)
      await expect.poll(() => answers, { timeout: 10_000 }).toBe(count)
    },
    /** Minutes in which nothing is asked. */
    async staysQuiet() {
      const before = answers
      for (let minutes = 0; minutes < 5; minutes += 1) await page.clock.fastForward(60_000)
      await page.evaluate("fetch('/favicon.ico')")
      expect(answers).toBe(before)
    },
  }
}

const axe = (page: Page) => expectNoAxeViolations(page, checker)
const ask = (page: Page) => page.getByRole('heading', { name: 'Remove Home from your portal?' })

describe('with JavaScript', () => {
  test('the red X asks in its place, gives the focus back, removes, and undoes', async () => {
    const { page, complaints } = await open(true)
    await page.goto(`${origin}/paperless`)
    await axe(page)
    await tabTo(page, /^Delete Home, account/)
    await page.keyboard.press('Enter')
    await ask(page).waitFor()
    expect(page.url()).toBe(`${origin}/paperless`)
    expect(await focused(page)).toBe('Remove Home from your portal?')
    expect(await page.title()).toContain('Paperless Billing')
    await tabTo(page, 'Keep this account')
    await page.keyboard.press('Enter')
    await ask(page).waitFor({ state: 'detached' })
    expect(await focused(page)).toMatch(/^Delete Home/)

    // Two questions are never open at once.
    await page.keyboard.press('Enter')
    await ask(page).waitFor()
    await tabTo(page, /^Delete Shop/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Remove Shop from your portal?' }).waitFor()
    expect(await page.locator('tr.ask').count()).toBe(1)
    await page.getByRole('link', { name: /^Delete Home/ }).focus()
    await page.keyboard.press('Enter')
    await ask(page).waitFor()
    await page.getByText('Scheduled payments will still be processed.').waitFor()
    await tabTo(page, 'OK, remove this account')
    await page.keyboard.press('Enter')
    await page.getByText('Home was removed.').waitFor()
    expect(await focused(page)).toContain('$84.17 will still be taken on December 11.')
    expect(await page.getByRole('link', { name: /^Delete Home/ }).count()).toBe(0)
    await axe(page)
    await tabTo(page, /^Undo/)
    await page.keyboard.press('Enter')
    await page.getByText('Home is back').waitFor()
    expect(await page.getByRole('link', { name: /^Delete / }).count()).toBe(2)
    expect(complaints).toEqual([])
  })

  test('canceling asks in place of the sheet, gives it back, and says what changed', async () => {
    const { page, complaints } = await open(true)
    await page.goto(`${origin}/payment-activity`)
    await axe(page)
    await tabTo(page, /^Cancel this payment/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cancel this payment?' }).waitFor()
    expect(await focused(page)).toBe('Cancel this payment?')
    expect(page.url()).toBe(`${origin}/payment-activity`)
    await tabTo(page, 'Keep it')
    await page.keyboard.press('Enter')
    await page.getByText('You can still cancel').waitFor()
    expect(await focused(page)).toMatch(/^Cancel this payment of \$84\.17/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cancel this payment?' }).waitFor()
    await tabTo(page, 'Cancel this payment')
    await page.keyboard.press('Enter')
    await page.locator('section [data-status=canceled]').waitFor()
    expect(await focused(page)).toBe('$84.17 for Home')
    expect(await page.locator('#live').textContent()).toBe('Payment of $84.17 is now canceled')
    expect(complaints).toEqual([])
  })

  test('a pending payment looks again by itself until it is decided, and only says a change', async () => {
    const opened = await open(true)
    const { page, who, complaints } = opened
    const { id, asks, staysQuiet } = await watched(opened)
    await asks(1)
    expect(await page.locator('#live').textContent()).toBe('')
    await portal.sql.begin(async (tx) => {
      await tx`update payment set status = 'approved' where id = ${id}`
      await tx`
        insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
        values (${who.account.id}, 'payment', -1000, '2026-11-23', ${id})`
    })
    await asks(2)
    await page.locator('[data-status=approved]').waitFor()
    expect(await page.locator('#live').textContent()).toBe('Payment of $10.00 is now approved')
    await staysQuiet()
    expect(complaints).toEqual([])
  })

  test('ux 7.2: at most 20 times, however long it stays pending', async () => {
    const opened = await open(true)
    const { asks, staysQuiet } = await watched(opened)
    for (let count = 1; count <= 20; count += 1) await asks(count)
    await staysQuiet()
    expect(opened.complaints).toEqual([])
  })
})

describe('without JavaScript', () => {
  test('N11: remove, undo and cancel are pages', async () => {
    const { page } = await open(false)
    await page.goto(`${origin}/paperless`)
    await tabTo(page, /^Delete Home, account/)
    await page.keyboard.press('Enter')
    await ask(page).waitFor()
    expect(page.url()).toContain('/remove')
    await axe(page)
    await tabTo(page, /^Cancel/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cancel this payment?' }).waitFor()
    await axe(page)
    await tabTo(page, 'Cancel this payment')
    await page.keyboard.press('Enter')
    await ask(page).waitFor()
    await page.getByText('No payments are scheduled for this account.').waitFor()
    await tabTo(page, 'OK, remove this account')
    await page.keyboard.press('Enter')
    await page.getByText('Home was removed.').waitFor()
    await tabTo(page, /^Undo/)
    await page.keyboard.press('Enter')
    await page.getByText('Home is back').waitFor()
  })
})

test('S58: a payment prints on one Letter page, without what is only for the screen', async () => {
  const { page, who } = await open(true)
  const [row] = await portal.sql<{ id: string }[]>`
    select id from payment where payer_id = ${who.browser.resident.id}`
  // 7.5 by 10 inches, what the margins leave of Letter.
  await page.setViewportSize({ width: 720, height: 960 })
  await page.emulateMedia({ media: 'print' })
  await page.goto(`${origin}/payment-activity/${row!.id}`)
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  expect(height).toBeLessThanOrEqual(960)
  for (const words of ['Something wrong with this payment?', 'What you agreed to', 'This payment'])
    expect(await page.getByRole('heading', { name: words, exact: true }).isVisible()).toBe(true)
  for (const hidden of ['Print', 'Print this page'])
    expect(await page.getByRole('button', { name: hidden, exact: true }).count()).toBe(0)
  expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false)
})
