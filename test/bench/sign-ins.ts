import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../sql/database.js'
import type { Browser, Page } from '../support/browser.js'
import { median } from '../support/cpu-time.js'
import { nextAddress, remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { benchTwins, forget, twinResidents } from './twins.js'

interface Who {
  readonly username: string
  readonly password: string
}

const perSecond = 50

/** Sign-ins a second; Home while many sign in, rightly or not; and whether time tells who is registered. */
export async function benchSignIns(stack: Stack, { short = false } = {}): Promise<string[]> {
  const { residents } = await stack.get<{ residents: Who[] }>('/dev.json')
  const many = residents.filter(({ username }) => /^resident\d+$/.test(username))
  const dana = residents.find(({ username }) => username === 'dwhitfield')!
  const sql = connect(stack.run().databaseUrl, { max: 1, statementSeconds: 10 })
  const seconds = short ? 3 : 30
  try {
    const samples = short ? 8 : 50
    const twins = await benchTwins(stack, sql, many, samples)
    const rush = many.slice(twinResidents(samples))
    const lines = [...twins, await atMost(stack, rush, short ? 50 : 400)]
    const reader = remoteBrowser(stack.origin)
    await reader.fill('/sign-in', { username: dana.username, password: dana.password }, '/sign-in')
    lines.push(await home(stack, reader, 'alone', seconds, () => undefined))
    lines.push(
      await home(
        stack,
        reader,
        `while residents sign in ${perSecond} times a second`,
        seconds,
        (nth) => rush[nth % rush.length]!,
      ),
    )
    await forget(sql)
    const guess = (nth: number) => ({ username: `guess${nth}`, password: 'a wrong password' })
    lines.push(
      await home(
        stack,
        reader,
        `while strangers guess ${perSecond} times a second`,
        seconds,
        guess,
      ),
    )
    return lines
  } finally {
    await sql.end()
  }
}

/** As fast as eight at a time get in. */
async function atMost(stack: Stack, who: readonly Who[], count: number): Promise<string> {
  const doors = await openDoors(stack, count)
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let nth = next++; nth < count; nth = next++) {
        const status = (await knock(doors[nth]!, who[nth % who.length]!)).status
        if (status !== 303) throw new Error(`a sign-in answered ${status}`)
      }
    }),
  )
  return `sign-ins: ${((count / (performance.now() - began)) * 1000).toFixed(0)} a second, eight at a time`
}

/** p95 of Home, asked ten times a second while `who` knocks, on time whether answered or not. */
async function home(
  stack: Stack,
  reader: Browser,
  what: string,
  seconds: number,
  who: (nth: number) => Who | undefined,
): Promise<string> {
  const knocks = who(0) ? perSecond * seconds : 0
  const doors = await openDoors(stack, Math.min(knocks, 200))
  const cookie = [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const times: number[] = []
  const answers: Record<number, number> = {}
  const look = async () => {
    const from = performance.now()
    const headers = { cookie, 'x-forwarded-for': nextAddress() }
    const page = await fetch(`${stack.origin}/home`, { headers, redirect: 'manual' })
    await page.arrayBuffer()
    if (page.status !== 200) throw new Error(`Home answered ${page.status}`)
    times.push(performance.now() - from)
  }
  const one = async (nth: number) => {
    const { status } = await knock(doors[nth % doors.length]!, who(nth)!)
    answers[status] = (answers[status] ?? 0) + 1
  }
  const every = async (perSecond: number, count: number, deed: (nth: number) => Promise<void>) => {
    const began = performance.now()
    const all: Promise<unknown>[] = []
    // Kept for the end: a fault must not stop the clock.
    const faults: unknown[] = []
    for (let nth = 0; nth < count; nth += 1) {
      const wait = began + (nth * 1000) / perSecond - performance.now()
      if (wait > 0) await sleep(wait)
      all.push(deed(nth).catch((fault) => faults.push(fault)))
    }
    await Promise.all(all)
    if (faults.length > 0) throw faults[0]
  }
  await Promise.all([every(10, 10 * seconds, look), every(perSecond, knocks, one)])
  const p95 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!
  const answered = Object.entries(answers).map(([status, count]) => `${count} × ${status}`)
  const tail = answered.length > 0 ? ` (sign-ins answered: ${answered.join(', ')})` : ''
  return `Home ${what}, ${seconds} s: p95 ${p95.toFixed(0)} ms, median ${median(times).toFixed(0)} ms (goal p95 300)${tail}`
}

interface Door {
  readonly page: Page
  readonly cookie: string
}

/** Pages with the form open, each in a browser of its own: what is measured is the tap on Sign in. */
async function openDoors(stack: Stack, count: number): Promise<(Door & { origin: string })[]> {
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const browser = remoteBrowser(stack.origin)
      const page = await browser.get('/sign-in')
      return { page, cookie: `visit=${browser.cookies.get('visit')}`, origin: stack.origin }
    }),
  )
}

/** A try of the form, each time from another address: what is measured is not the throttle by address. */
async function knock(door: Door & { origin: string }, { username, password }: Who) {
  const form = door.page.forms.find(({ action }) => action === '/sign-in')!
  const answer = await fetch(`${door.origin}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: door.cookie, 'x-forwarded-for': nextAddress(), origin: door.origin },
    body: new URLSearchParams({ ...form.fields, username, password }),
  })
  await answer.arrayBuffer()
  return answer
}
