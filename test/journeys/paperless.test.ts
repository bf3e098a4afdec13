import { Client, Connection } from '@temporalio/client'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addDays, cityDay, showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { expectNoAxeViolations, expectNoAxeViolationsHere, launch } from '../support/chromium.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** Paperless Billing as a resident meets it, and the mails about bills that come by themselves. */

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

const mailOf = async (start: string) =>
  await until(
    async () => (await stack.mails(dana.email)).find(({ subject }) => subject.includes(start)),
    { ms: 60_000, every: 100 },
  )

describe.sequential.each([
  ['with JavaScript', true, 1280],
  ['without JavaScript, on a phone', false, 390],
] as const)('%s', (_, javaScriptEnabled, width) => {
  let context: BrowserContext
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    context = await chromium.newContext({ javaScriptEnabled, viewport: { width, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await go('/sign-in')
    await page.getByLabel('Username').fill(dana.username)
    await page.getByLabel('Password', { exact: true }).fill(dana.password)
    await button('Sign in').click()
    await page.waitForURL('**/home')
  })
  afterAll(async () => await context?.close())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.log(page.url(), await page.locator('body').innerText())
  })

  const go = async (path: string) => void (await page.goto(stack.origin + path))
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name })
  /** Of the page as it is now; without JavaScript there is nothing that its address does not show. */
  const axe = () =>
    javaScriptEnabled ? expectNoAxeViolationsHere(page) : expectNoAxeViolations(page, checker)
  const focused = () => page.locator(':focus')
  const atTop = async () => (await page.locator('tr.ask').count()) === 0

  test('S26, N3: UNENROLL asks first; “Stay enrolled” leads back to where it was asked', async () => {
    await go('/paperless')
    await axe()
    await link('UNENROLL Home').click()
    const heading = page.getByRole('heading', { name: 'Unenroll Home from paperless billing?' })
    await heading.waitFor()
    expect(new URL(page.url()).pathname.endsWith('/unenroll')).toBe(!javaScriptEnabled)
    if (javaScriptEnabled) {
      expect(await focused().innerText()).toBe('Unenroll Home from paperless billing?')
      await page.getByRole('heading', { name: 'Paperless Billing', exact: true }).waitFor()
    }
    await axe()
    await link('Stay enrolled').click()
    await until(async () => (await atTop()) && new URL(page.url()).pathname === '/paperless')
    await until(async () => /^UNENROLL/.test(await focused().innerText()))
    // And again, in place.
    await link('UNENROLL Home').click()
    await heading.waitFor()
    await link('Stay enrolled').click()
    await until(atTop)
  })

  test('S31: ENROLL NOW asks with its box checked, and enrolls', async () => {
    await go('/paperless')
    await link('ENROLL NOW Mom’s house').click()
    const box = page.getByLabel('Email me when a bill is ready (New Document)')
    await box.waitFor()
    expect(await box.isChecked()).toBe(true)
    await axe()
    await button('ENROLL NOW').click()
    await page.getByRole('heading', { name: 'You are enrolled' }).waitFor()
    await go('/paperless')
    await page.getByText(/Waiting for your first electronic bill for .*Mom’s house/).waitFor()
    await link('UNENROLL Mom’s house').click()
    await button('UNENROLL').click()
    await page.getByText('Mom’s house is unenrolled.').waitFor()
  })

  test('S60: Notifications and Reminders are saved, one account different', async () => {
    await go('/paperless/notifications')
    await axe()
    const open = page.getByLabel('Different for Rental')
    if (!(await open.isVisible())) await page.getByText('Different for one account?').click()
    await open.check()
    await axe()
    const own = page.getByRole('group', { name: 'What we email you about Rental' })
    await own.getByLabel('Payment updates').check()
    await button('Save notifications').click()
    await page.getByText('Changes start now.').waitFor()
    expect(await focused().innerText()).toContain('Saved.')
    expect(page.url().endsWith('?saved=1')).toBe(!javaScriptEnabled)
    expect(await own.getByLabel('Payment updates').isChecked()).toBe(true)
    await axe()
    await open.uncheck()
    await button('Save notifications').click()
    await until(async () => !(await open.isVisible()))
  })

  test('S61: a test email arrives', async () => {
    const before = (await stack.mails(dana.email)).filter(isTest).length
    await button('Send me a test email').click()
    await page.getByText('We sent a test email to d•••••d@example.com.').waitFor()
    await axe()
    await until(async () => (await stack.mails(dana.email)).filter(isTest).length === before + 1, {
      ms: 20_000,
    })
  })

  test('T11: no page broke its own rules', () => expect(faults).toEqual([]))
})

const isTest = ({ subject }: { subject: string }) =>
  subject === 'Test email from Citizen Self Service'

describe('by themselves', () => {
  test('the worker made the reconciliation’s Schedule, and it is on', async () => {
    const { address, namespace } = stack.run().temporal
    const connection = await Connection.connect({ address })
    const schedule = new Client({ connection, namespace }).schedule.getHandle('reconciliation')
    const { spec, state, info } = await until(async () => await schedule.describe())
    expect(spec.intervals).toMatchObject([{ every: 300_000 }])
    expect(state.paused).toBe(false)
    expect(info.nextActionTimes.length).toBeGreaterThan(0)
    await connection.close()
  })

  test('F13, F19: a reminder three days before the due date, “past due” the day after', async () => {
    const { now } = await stack.get<{ now: string }>('/dev.json')
    const dueOn = addDays(cityDay(new Date(now)), 11) // Rental's, in the sample city
    const set = async (day: string, time: string) =>
      expect((await stack.portal('clock', 'set', `${day}T${time}`)).code).toBe(0)
    await set(addDays(dueOn, -3), '09:00')
    const reminder = await mailOf(`is due ${showLongDay(dueOn)}`)
    expect(reminder.subject).toBe(`$168.92 is due ${showLongDay(dueOn)}`)
    expect(reminder.text).toContain('No payment is scheduled for Rental.')
    await set(addDays(dueOn, 1), '09:00')
    const late = await mailOf('$168.92 is past due')
    expect(late.text).toContain(`It was due ${showMonthDay(dueOn)}.`)
  })
})
