import { connect, type Sql } from '../../sql/database.js'
import { median } from '../support/cpu-time.js'
import { onHostedPage } from '../support/hosted.js'
import { remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'

type Browser = ReturnType<typeof remoteBrowser>

/** From the browser's return to the page that says Approved, and how soon a processor that is away is said to be. */
export async function benchSpeedPay(stack: Stack, { short = false } = {}): Promise<string[]> {
  const count = short ? 10 : 100
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const payers = residents.filter(({ username }) => /^resident\d+$/.test(username))
  const sql = connect(stack.run().databaseUrl, { max: 1, statementSeconds: 10 })
  try {
    const back: number[] = []
    const closed: number[] = []
    for (const payer of payers) {
      if (back.length === count) break
      const ready = await open(stack, payer)
      if (!ready) continue
      back.push(await comesBack(stack, ready))
      if (closed.length < count / 4) closed.push(await closes(sql, ready))
    }
    if (back.length < count) throw new Error(`only ${back.length} residents could pay`)
    const lines = [
      `SpeedPay, ${count} returns, to the page that says Approved: ${figures(back)}`,
      `SpeedPay, ${closed.length} browsers closed after paying, to the approved payment: ${figures(closed)}`,
    ]
    for (const [what, control] of [
      ['down', { mode: 'down' }],
      ['silent', { latencyMs: 10_000 }],
    ] as const)
      lines.push(await away(stack, (await open(stack, payers[0]!))!, what, control))
    return lines
  } finally {
    await sql.end()
  }
}

interface Ready {
  readonly browser: Browser
  readonly page: string
}

async function open(
  stack: Stack,
  { username, password }: { username: string; password: string },
): Promise<Ready | undefined> {
  const browser = remoteBrowser(stack.origin)
  await browser.fill('/sign-in', { username, password }, '/sign-in')
  const account = /\/pay\/([0-9a-f-]{36})\//.exec((await browser.get('/home')).html)?.[1]
  return account ? { browser, page: `/pay/${account}/speedpay` } : undefined
}

/** @returns What the processor's page is. */
async function sent({ browser, page }: Ready): Promise<string> {
  const done = await browser.fill(page, { amount: '1.00', sure: '1.00' }, page)
  if (done.status !== 303) throw new Error(`not handed over (${done.status}): ${done.text}`)
  return done.location!
}

async function comesBack(stack: Stack, ready: Ready): Promise<number> {
  const location = await onHostedPage(await sent(ready), 'credit')
  if (!location) throw new Error('the processor sent nobody back')
  const began = performance.now()
  const page = await ready.browser.follow(
    await ready.browser.get(location.slice(stack.origin.length)),
  )
  if (page.text.includes('Approved: $1.00')) return performance.now() - began
  const asks = /hx-get="(\/pay\/speedpay[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
  if (!asks) throw new Error(`not approved: ${page.text}`)
  await until(
    async () =>
      (await ready.browser.get(asks, { 'hx-request': 'true' })).text.includes('Approved: $1.00'),
    { ms: 30_000, every: 20 },
  )
  return performance.now() - began
}

async function closes(sql: Sql, ready: Ready): Promise<number> {
  const hosted = await sent(ready)
  const [intent] = await sql<{ id: string }[]>`
    select id from card_intent order by created_at desc limit 1`
  const began = performance.now()
  await onHostedPage(hosted, 'credit')
  await until(
    async () =>
      (await sql`select 1 from payment where id = ${intent!.id} and status = 'approved'`).length >
      0,
    { ms: 30_000, every: 5 },
  )
  return performance.now() - began
}

async function away(stack: Stack, { browser, page }: Ready, what: string, control: object) {
  const form = await browser.get(page)
  await stack.control(control)
  try {
    const began = performance.now()
    const { status } = await browser.submit(form, { amount: '1.00', sure: '1.00' }, page)
    const ms = performance.now() - began
    return `SpeedPay ${what}: ${status} after ${ms.toFixed(0)} ms (goal 2000)`
  } finally {
    await stack.control({ mode: 'normal', latencyMs: 0 })
  }
}

function figures(times: number[]): string {
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!
  return `p95 ${p95.toFixed(0)} ms, median ${median(times).toFixed(0)} ms`
}
