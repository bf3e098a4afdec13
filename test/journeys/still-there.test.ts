import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../../src/http-server.js'
import { launch } from '../support/chromium.js'
import { type TestPortal, testPortal } from '../support/portal.js'

/** The warning before a session ends, in a real browser: its timer, its place, its focus, and the CSP (ux.md 7.4). */
let portal: TestPortal
let chromium: Chromium
let server: Server
let origin: string

beforeAll(async () => {
  ;[portal, chromium] = await Promise.all([testPortal(), launch()])
  server = await listen(portal.app.fetch, { port: 0, hostname: '127.0.0.1' })
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await chromium?.close()
  server?.close()
})

/** A signed-in page whose clock the test moves; what the browser's console has against it. */
async function open(): Promise<{ page: Page; complaints: string[] }> {
  const { cookies } = await portal.signedIn()
  const context = await chromium.newContext({ viewport: { width: 390, height: 844 } })
  await context.addCookies([{ name: 'sid', value: cookies.get('sid')!, url: origin }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (said) => {
    // The page after the time-out is itself a 401.
    if (said.type() === 'error' && !/status of 401/.test(said.text())) complaints.push(said.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.clock.install()
  await page.goto(`${origin}/profile/name`)
  return { page, complaints }
}

async function minutesPass(page: Page, minutes: number): Promise<void> {
  await portal.moveClock(minutes * 60)
  await page.clock.fastForward(minutes * 60_000)
}

test('warns at 25 minutes without taking the focus; the button keeps one signed in', async () => {
  const { page, complaints } = await open()
  const words = 'Still there? You will be signed out in 5 minutes.'
  await page.getByLabel('Phone number').focus()
  await minutesPass(page, 24)
  expect(await page.getByText(words).count()).toBe(0)
  await minutesPass(page, 2)
  const button = page.getByRole('button', { name: 'Stay signed in' })
  await button.waitFor()
  expect(await page.locator('#live-urgent').textContent()).toBe(words)
  expect(await page.locator(':focus').getAttribute('id')).toBe('phone')
  expect(await page.title()).toContain('Name and phone')
  await button.click()
  await page.getByText('You stay signed in.').waitFor()
  await minutesPass(page, 29)
  await button.waitFor()
  expect(complaints).toEqual([])
})

test('unanswered, it leads to the sign-in page', async () => {
  const { page, complaints } = await open()
  await minutesPass(page, 26)
  await page.getByRole('button', { name: 'Stay signed in' }).waitFor()
  await minutesPass(page, 6)
  await page.getByRole('heading', { name: 'You were signed out after 30 minutes' }).waitFor()
  expect(complaints).toEqual([])
})
