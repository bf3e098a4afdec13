import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { connect } from '../../sql/database.js'
import { freePort } from '../../src/local/free-port.js'
import { median } from '../support/cpu-time.js'
import { nextAddress, remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'
import { cpuSeconds } from './cpu.js'

const rounds = 5
const requests = 400
const atOnce = 16

/** CPU microseconds per request, over one round. @param cpu CPU seconds so far, of whoever serves it. */
export async function round(url: string, cookie: string, cpu: () => number): Promise<number> {
  const before = cpu()
  let left = requests
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1
        // One address may ask 300 times in five minutes.
        const headers = { cookie, 'x-forwarded-for': nextAddress() }
        const ask = () => fetch(url, { headers, redirect: 'manual' })
        // A connection that was kept may be closed by the other side at this very moment.
        const answer = await ask().catch(ask)
        if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
        await answer.arrayBuffer()
      }
    }),
  )
  return ((cpu() - before) / requests) * 1e6
}

/** Home and Bill History, signed in, against a bare Hono page of the same size. Goal: at most 1.25 times. */
export async function benchPages(stack: Stack): Promise<string[]> {
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const dana = residents.find(({ username }) => username === 'dwhitfield')!
  const browser = remoteBrowser(stack.origin)
  await browser.fill('/sign-in', { username: dana.username, password: dana.password }, '/sign-in')
  const cookie = `sid=${browser.cookies.get('sid')}`
  const sql = connect(stack.run().databaseUrl, { max: 1 })
  const [account] = await sql<{ id: string }[]>`
    select s.id from service_account s join account_link l on l.service_account_id = s.id
      join portal_account a on a.id = l.portal_account_id where a.username = 'dwhitfield' order by l.linked_at limit 1`
  await sql.end()
  const pid = stack.run().pids.web[0]!
  const web = () => cpuSeconds(pid)
  const lines: string[] = []
  for (const [name, path] of [
    ['Home', '/home'],
    ['Bill History', '/bill-history'],
  ] as const) {
    const size = (await browser.get(path)).html.length
    const port = await freePort()
    const bare: ChildProcess = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        resolve(import.meta.dirname, 'bare-page.tsx'),
        stack.run().databaseUrl,
        String(port),
        account!.id,
        String(size),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const bareCpu = () => cpuSeconds(bare.pid!)
    const bareUrl = `http://127.0.0.1:${port}/`
    try {
      await until(async () => (await fetch(bareUrl)).ok, { ms: 20_000 })
      const ours: number[] = []
      const theirs: number[] = []
      await round(stack.origin + path, cookie, web) // both warm
      await round(bareUrl, cookie, bareCpu)
      for (let n = 0; n < rounds; n += 1) {
        ours.push(await round(stack.origin + path, cookie, web))
        theirs.push(await round(bareUrl, cookie, bareCpu))
      }
      const ratio = median(ours) / median(theirs)
      lines.push(
        `${name} (${(size / 1024).toFixed(1)} KB): ${median(ours).toFixed(0)} µs of server CPU a request, bare page ${median(theirs).toFixed(0)} µs, ratio ${ratio.toFixed(2)} (goal 1.25)`,
      )
    } finally {
      bare.kill('SIGKILL')
    }
  }
  return lines
}
