import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { bankingDayFrom } from '../../src/domain/banking-day.js'
import { addDays, cityDay } from '../../src/domain/city-date.js'
import type { Browser } from '../support/browser.js'
import { nextAddress, remoteBrowser } from '../support/remote.js'
import { allRoutes } from '../support/routes.js'
import { startStack } from '../support/stack.js'

/**
 * `npm run weights`: what each page costs a phone, in bytes on the wire with headers, as the sample resident gets it. First
 * visit: the page and all that it loads; later: the page alone, since everything else is kept for a year (ux.md 9).
 */
const firstMax = 60 * 1024
const laterMax = 12 * 1024

const stack = await startStack()
try {
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const dana = residents.find(({ username }) => username === 'dwhitfield')!
  const browser = remoteBrowser(stack.origin)
  await browser.fill('/sign-in', { username: dana.username, password: dana.password }, '/sign-in')
  const things = await thingsOf(browser)
  const rows: { path: string; first: number; later: number }[] = []
  for (const { path, method } of allRoutes()) {
    // A bill's PDF is a document that somebody asks for, with a budget of its own (ux.md 13).
    if (method !== 'GET' || path.startsWith('/assets') || path.endsWith('.pdf')) continue
    for (const there of placesOf(path, things)) {
      const page = await weigh(there, browser)
      if (!page) continue
      const parts = await Promise.all(page.loads.map((asset) => weigh(asset, browser)))
      const more = parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0)
      rows.push({ path, first: page.bytes + more, later: page.bytes })
    }
  }
  rows.sort((a, b) => b.later - a.later)
  console.log(`${'page'.padEnd(44)} first visit    later`)
  for (const { path, first, later } of rows)
    console.log(`${path.padEnd(44)} ${kb(first).padStart(11)} ${kb(later).padStart(8)}`)
  const heavy = rows.filter(({ first, later }) => first > firstMax || later > laterMax)
  console.log(
    `${rows.length} pages; over ${kb(firstMax)} or ${kb(laterMax)}: ${heavy.map(({ path }) => path).join(', ') || 'none'}`,
  )
  process.exitCode = heavy.length > 0 ? 1 : 0
} finally {
  await stack.stop()
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`
}

/** What the sample resident has, in place of a path's parameters. */
interface Things {
  readonly accounts: readonly string[]
  readonly bill: string
  readonly payment: string
}

async function thingsOf(browser: Browser): Promise<Things> {
  const home = (await browser.get('/home')).html
  const accounts = [...new Set([...home.matchAll(/account=([0-9a-f-]{36})/g)].map(([, id]) => id!))]
  const paperless = (await browser.get('/paperless')).html
  const all = [...paperless.matchAll(/\/accounts\/([0-9a-f-]{36})\/remove/g)].map(([, id]) => id!)
  const [, bill = ''] = /\/bills\/([0-9a-f-]{36})/.exec(home) ?? []
  const [, form = ''] = /href="(\/pay\/[0-9a-f-]{36}\/bank)"/.exec(home) ?? []
  const date = bankingDayFrom(addDays(cityDay(new Date()), 7))
  const check = await browser.follow(await browser.fill(form, { when: 'date', date }))
  const done = await browser.submit(check)
  const [, payment = ''] = /payment=([0-9a-f-]{36})/.exec(done.location ?? '') ?? []
  return { accounts: [...new Set([...all, ...accounts])], bill, payment }
}

/** One address a route; where an account stands in it, one for each account. */
function placesOf(path: string, { accounts, bill, payment }: Things): string[] {
  const plain = path
    .replace('/bills/:bill', `/bills/${bill}`)
    .replace('/payment-activity/:id', `/payment-activity/${payment}`)
    .replace('/help/:topic', '/help/pay')
  if (!plain.includes(':')) return [plain]
  return accounts.map((account) => plain.replace(/:(?:acct|account|id)\b/, account))
}

interface Weighed {
  readonly bytes: number
  /** Of ours, and each once. */
  readonly loads: readonly string[]
}

/** @returns undefined for what is no page here: a redirect, or not found. */
async function weigh(path: string, browser: Browser): Promise<Weighed | undefined> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, 'accept-encoding': 'gzip, br', 'x-forwarded-for': nextAddress() }
  return await new Promise((resolve, reject) => {
    get(stack.origin + path, { headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const body = Buffer.concat(chunks)
        // `name: value\r\n` each, the status line and the empty line.
        const head = answer.rawHeaders.reduce((sum, text) => sum + text.length + 2, 19)
        if (answer.statusCode !== 200) return resolve(undefined)
        const isPage = /text\/html/.test(answer.headers['content-type'] ?? '')
        const packed = answer.headers['content-encoding'] === 'gzip'
        const text = isPage ? (packed ? gunzipSync(body) : body).toString() : ''
        const found = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, at]) => at!)
        // The style's own picture, the row of crowns above the footer.
        const crown = found.map((at) => at.replace(/[^/]+$/, 'crown.svg')).slice(0, 1)
        resolve({ bytes: body.length + head, loads: [...new Set([...found, ...crown])] })
      })
    }).on('error', reject)
  })
}
