import { connect } from '../../sql/database.js'
import { remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'
import { bareWorker } from './bare.js'
import { cpuSeconds } from './cpu.js'

const count = 200

/** ASAP payments from the tap on Pay to approved, against a bare workflow of three local activities. Goal: 2 times. */
export async function benchPayments(stack: Stack): Promise<string[]> {
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const payers = residents.filter(({ username }) => /^resident\d+$/.test(username)).slice(0, count)
  // Up to the check page; what is measured begins with the tap on Pay.
  const ready: {
    browser: ReturnType<typeof remoteBrowser>
    check: Awaited<ReturnType<ReturnType<typeof remoteBrowser>['get']>>
  }[] = []
  for (const { username, password } of payers) {
    const browser = remoteBrowser(stack.origin)
    await browser.fill('/sign-in', { username, password }, '/sign-in')
    const home = await browser.get('/home')
    const path = /href="(\/pay\/[0-9a-f-]{36}\/bank)"/.exec(home.html)?.[1]
    if (path) ready.push({ browser, check: await browser.follow(await browser.fill(path, {})) })
  }
  const sql = connect(stack.run().databaseUrl, { max: 1, statementSeconds: 10 })
  await idle(sql)
  const { pids } = stack.run()
  const cpu = () => ({
    web: cpuSeconds(pids.web[0]!),
    worker: cpuSeconds(pids.worker[0]!),
    temporal: cpuSeconds(pids.temporal!),
    postgres: cpuSeconds(pids.postgres!, { tree: true }),
    sandbox: cpuSeconds(pids.sandbox!),
  })
  const before = cpu()
  const began = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = ready[next++]; one; one = ready[next++]) {
        const done = await one.browser.submit(one.check)
        if (done.status !== 303)
          throw new Error(`not paid (${done.status}): ${done.text.slice(0, 300)}`)
      }
    }),
  )
  await until(
    async () =>
      (
        await sql<
          { n: number }[]
        >`select count(*)::int as n from check_payments where status = 'approved' and source = 'one_time'`
      )[0]!.n >= ready.length,
    { ms: 120_000, every: 100 },
  )
  const seconds = (performance.now() - began) / 1000
  await idle(sql)
  const after = cpu()
  await sql.end()
  const parts = Object.entries(after).map(
    ([part, value]) =>
      [part, ((value - before[part as keyof typeof before]) / ready.length) * 1000] as const,
  )
  const ours = parts.reduce((sum, [, ms]) => sum + ms, 0)
  const bare = await bareWorkflows(stack)
  return [
    `${ready.length} ASAP payments: ${(ready.length / seconds).toFixed(0)}/s to approved, ${ours.toFixed(0)} ms of CPU each (${parts.map(([part, ms]) => `${part} ${ms.toFixed(0)}`).join(', ')})`,
    `bare workflow with 3 local activities: ${bare.toFixed(0)} ms of CPU each, ratio ${(ours / bare).toFixed(2)} (goal 2; ours sends its mail in a workflow of its own)`,
  ]
}

/** Nothing waits, nothing runs: nudges and mails are out. */
const idle = (sql: ReturnType<typeof connect>) =>
  until(
    async () =>
      (await sql`select 1 from nudge limit 1`).length === 0 &&
      (await sql`select 1 from notice where state = 'waiting' limit 1`).length === 0,
    { ms: 120_000, every: 100 },
  )

async function bareWorkflows(stack: Stack): Promise<number> {
  const bare = await bareWorker(stack)
  try {
    const run = (n: number) =>
      bare.client.workflow.execute('bare', {
        taskQueue: 'bare',
        workflowId: `bare-${process.pid}-${n}`,
        args: [''],
      })
    await Promise.all([...Array(20).keys()].map((n) => run(n)))
    const before = bare.cpu()
    let next = 100
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let n = next++; n < 100 + count; n = next++) await run(n)
      }),
    )
    return ((bare.cpu() - before) / count) * 1000
  } finally {
    await bare.stop()
  }
}
