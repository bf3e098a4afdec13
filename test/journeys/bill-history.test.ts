import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../src/http-server.js'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { city } from '../support/city.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

/** Bill History and the bill in a real browser, on paper, and as a PDF that other programs read (poppler). */
let portal: TestPortal
let facts: Awaited<ReturnType<typeof whitfields>>
let chromium: Chromium
let server: Server
let origin: string
const folder = mkdtempSync(join(tmpdir(), 'portal-pdf-'))

beforeAll(async () => {
  ;[portal, chromium] = await Promise.all([testPortal(), launch()])
  facts = await whitfields(portal)
  server = await listen(portal.app.fetch, { port: 0, hostname: '127.0.0.1' })
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await chromium?.close()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(path: string, options: Parameters<Chromium['newContext']>[0] = {}) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  await context.addCookies([{ name: 'sid', value: facts.dana.cookies.get('sid')!, url: origin }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(origin + path)
  return { context, page, complaints }
}

const bill = () => `/bills/${facts.bills.at(-1)}`
const history = (more = '') => `/bill-history?account=${facts.home.id}${more}`
const dates = (page: Page) => page.locator('#bills th').allInnerTexts()

describe('Show older bills', () => {
  test('ux 7.2: adds six rows below, reads on at the first of them, and says how many there are', async () => {
    const { page, complaints, context } = await open(history())
    const before = await dates(page)
    expect(before).toHaveLength(6)
    await page
      .locator('#bills tr')
      .first()
      .evaluate((row) => row.setAttribute('data-same', ''))
    for (const [count, first] of [
      [12, 'May 20, 2026'],
      [18, 'Nov 20, 2025'],
      [24, 'May 20, 2025'],
    ] as const) {
      await page.getByRole('link', { name: 'Show older bills' }).click()
      await page.getByText(`${count} of 24 months`, { exact: true }).waitFor()
      expect(await page.locator(':focus').innerText()).toBe(first)
      expect(await page.locator('#live').textContent()).toBe(
        `6 more bills shown, ${count} of 24 months`,
      )
      expect(await dates(page)).toHaveLength(count)
    }
    // What was there has stayed; nothing is there twice.
    expect((await dates(page)).slice(0, 6)).toEqual(before)
    expect(new Set(await dates(page)).size).toBe(24)
    expect(await page.locator('#bills tr[data-same]').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Show older bills' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('without JavaScript the link opens the page with all of them, at the first new one', async () => {
    const { page, context } = await open(history(), { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Show older bills' }).click()
    await page.getByText('12 of 24 months', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toContain('months=12')
    expect(await dates(page)).toHaveLength(12)
    await context.close()
  })
})

test('the account switcher changes the page in place, keeps the address right and the section', async () => {
  const { page, complaints, context } = await open(`/bill-history/bills?account=${facts.home.id}`)
  await page.getByLabel('Account').selectOption({ label: 'Mom’s house – 908 Laurel Avenue' })
  await page.getByText('Bill images are part of paperless billing.').waitFor()
  expect(page.url()).toBe(`${origin}/bill-history/bills?account=${facts.moms.id}`)
  await page.getByRole('link', { name: 'Payments' }).click()
  await page.getByText('No payments in the last 24 months.').waitFor()
  expect(page.url()).toContain(facts.moms.id)
  expect(complaints).toEqual([])
  await context.close()
})

describe.each([
  [390, 'light'],
  [1280, 'dark'],
] as const)('at %i px, %s', (width, colorScheme) => {
  let checker: BrowserContext
  beforeAll(async () => {
    checker = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme })
  })
  afterAll(async () => await checker.close())

  test.each([
    ['overview', () => history()],
    ['bills', () => `/bill-history/bills?account=${facts.home.id}`],
    ['payments', () => `/bill-history/payments?account=${facts.home.id}`],
    ['water use', () => `/bill-history/use?account=${facts.home.id}`],
    ['not enrolled', () => `/bill-history?account=${facts.moms.id}`],
    ['the bill', bill],
  ] as const)('axe has nothing against %s', async (_, path) => {
    const { page, context } = await open(path(), { viewport: { width, height: 900 }, colorScheme })
    await expectNoAxeViolations(page, checker)
    await context.close()
  })
})

test.each(['history', 'bill'])('at 320 px nothing scrolls sideways: %s', async (what) => {
  const { page, context } = await open(what === 'bill' ? bill() : history(), {
    viewport: { width: 320, height: 800 },
  })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
  await context.close()
})

const offPaper = [
  '.top',
  '.tabs',
  'footer',
  '.sub',
  '.acctpick',
  '.btn',
  '.skip',
  'summary',
  '.quiet',
]

describe('on paper', () => {
  const pageCount = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type ?\/Page\b/g)?.length

  test('15.10: the bill is one Letter page, in dark mode too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context } = await open(bill(), { colorScheme })
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect(pageCount(pdf)).toBe(1)
      expect(pdf.toString('latin1')).toMatch(/\/MediaBox ?\[0 0 612 792\]/)
      await context.close()
    }
  })

  test('header, tabs, switcher and buttons stay off the paper, of receipts too', async () => {
    const paid = { cents: 40_00, payOn: '2026-11-10', status: 'approved' } as const
    const receipt = await city(portal.sql).payment(facts.dana.resident, facts.shop, paid)
    const paths = [
      [`/payment-activity/${receipt}`, '$40.00'],
      [history(), 'Bill History'],
      [`/bill-history/use?account=${facts.home.id}`, 'Bill History'],
      [bill(), 'What you are paying for'],
      ['/payment-activity', 'Payment Activity'],
    ] as const
    for (const [path, there] of paths) {
      const { page, context } = await open(path)
      await page.emulateMedia({ media: 'print' })
      const shown = []
      for (const part of offPaper)
        if (await page.locator(part).filter({ visible: true }).count()) shown.push(part)
      expect(shown, path).toEqual([])
      expect(await page.locator('main').innerText(), path).toContain(there)
      await context.close()
    }
  })

  test('black and white: no bar, tag or note needs its color', async () => {
    const { page, context } = await open(bill())
    await page.emulateMedia({ media: 'print' })
    const color = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).fill`)
    const [latest, before] = [await color('.chart .b1'), await color('.chart .b0')]
    expect([latest, before]).toEqual(['rgb(10, 59, 53)', 'rgb(187, 187, 187)'])
    await context.close()
  })
})

describe('the PDF, as other programs read it', () => {
  let file: string
  beforeAll(async () => {
    const answer = await fetch(`${origin}${bill()}.pdf`, {
      headers: { cookie: `sid=${facts.dana.cookies.get('sid')}` },
    })
    file = join(folder, 'bill.pdf')
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()))
  })
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8' })
  const words = (text: string) => text.replace(/\s+/g, ' ').trim()

  test('pdfinfo: tagged, titled, one Letter page, no script', () => {
    const info = run('pdfinfo', file)
    for (const line of [
      /^Title: +Bill of November 20, 2026$/m,
      /^Tagged: +yes$/m,
      /^Pages: +1$/m,
      /^Page size: +612 x 792 pts \(letter\)$/m,
      /^JavaScript: +no$/m,
      /^Form: +none$/m,
      /^Encrypted: +no$/m,
    ])
      expect(info).toMatch(line)
    expect(run('pdfdetach', '-list', file)).toContain('0 embedded files')
    const fonts = run('pdffonts', file).trim().split('\n').slice(2)
    expect(fonts).toHaveLength(2)
    for (const font of fonts) expect(font).toMatch(/ yes yes yes +\d/)
  })

  test('ux 13: it is read out in the words and the order of the screen', async () => {
    const { page, context } = await open(bill())
    // Spaces between parts that only the layout keeps apart; the chart and what is said live are another matter.
    const screen = await page.evaluate(`(() => {
      const copy = document.querySelector('article').cloneNode(true)
      for (const part of copy.querySelectorAll('svg, figcaption, .note')) part.remove()
      for (const part of copy.querySelectorAll('*')) part.before(' ')
      return copy.textContent
    })()`)
    const tree = run('pdfinfo', '-struct-text', file)
    const read = [...tree.matchAll(/^ +"(.*)"$/gm)].map(([, text]) => text!)
    const chart = read.findIndex((text) => /^0\d+.*Dec.*Nov$/.test(text))
    expect(chart).toBeGreaterThan(0)
    expect(words(read.toSpliced(chart, 1).join(' '))).toBe(words(String(screen)))
    await context.close()
  })

  test('T31: what it says comes back by pdftotext as it was', () => {
    const text = words(run('pdftotext', '-raw', file, '-'))
    for (const part of [
      'City-County Services Bill Charlotte-Mecklenburg Bill of November 20, 2026 Dana Whitfield 1234 Elm Street Charlotte, NC 28202 Account 0048291-533710',
      'Sewer usage, 6 Ccf at $6.03 $36.18',
      'Payment, Nov 12 –$91.40',
      'Paying by mail? Send this part with your check.',
    ])
      expect(text).toContain(part)
  })
})
