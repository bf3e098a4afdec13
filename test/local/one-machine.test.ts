import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../../sql/database.js'
import { sleep } from '../../src/local/fault.js'
import { freePort } from '../../src/local/free-port.js'
import { isAlive } from '../../src/local/guarded.js'
import { type RunFile, readRunFile } from '../../src/run-file.js'

const dataDir = mkdtempSync(join(tmpdir(), 'portal-machine-'))
chmodSync(dataDir, 0o755) // else root's Postgres keeps its data in /var/lib
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

const slow = { timeout: 90_000 }
const names = ['PORT', 'ADMIN_PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'] as const
const ports = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, String(await freePort())])),
) as Record<(typeof names)[number], string>

function start(script: string, args: string[] = [], settings: Record<string, string> = {}) {
  const { NODE_ENV: _, ...outside } = process.env
  const env = { ...outside, ...ports, DATA_DIR: dataDir, SAMPLE_CITY: 'none', ...settings }
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  const said: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => said.push(line))
  }
  // `close`, not `exit`: by then its last line has been read.
  return { child, said, ended: once(child, 'close').then(([code]) => code as number | null) }
}

async function until(what: () => boolean, story: () => string, seconds = 60): Promise<void> {
  for (let left = seconds * 20; !what(); left -= 1) {
    if (left === 0) throw new Error(`not in time: ${story()}`)
    await sleep(50)
  }
}

async function upWithStandIns() {
  const machine = start('test/local/stand-ins/start.ts')
  await until(
    () => machine.said.includes('up'),
    () => machine.said.join('\n'),
  )
  return { ...machine, run: readRunFile(dataDir)! }
}

const pidsOf = ({ pids }: RunFile) =>
  [pids.postgres, pids.temporal, pids.sandbox, ...pids.web, ...pids.worker].map(Number)

async function answersOf(run: RunFile): Promise<void> {
  const sql = connect(run.databaseUrl, { max: 1 })
  expect(await sql`select count(*)::int as migrations from migration`).toHaveLength(1)
  await sql.end()
  for (const url of [run.portal, run.sandbox, run.temporal.ui!]) {
    // A node program needs a moment before it listens.
    const answer = () =>
      fetch(url).then(
        ({ status }) => status === 200,
        () => false,
      )
    while (!(await answer())) await sleep(50)
  }
}

test(
  'comes up, restarts what dies on the same addresses, and stops without a trace',
  slow,
  async () => {
    const { child, said, run, ended } = await upWithStandIns()
    expect(run.pids.start).toBe(child.pid)
    expect(statSync(join(dataDir, 'run.json')).mode & 0o777).toBe(0o600)
    await answersOf(run)
    for (const pid of pidsOf(run)) process.kill(pid, 'SIGKILL')
    const renewed = () => pidsOf(readRunFile(dataDir)!).every((pid) => !pidsOf(run).includes(pid))
    await until(renewed, () => said.join('\n'))
    for (const role of ['web', 'worker', 'sandbox', 'temporal', 'postgres']) {
      expect(said).toContain(`${role} ended (SIGKILL); starting it again in 0.2 s`)
    }
    const after = readRunFile(dataDir)!
    expect({ ...after, pids: run.pids }).toEqual(run)
    await answersOf(after)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(pidsOf(after).filter(isAlive)).toEqual([])
    expect(existsSync(join(dataDir, 'run.json'))).toBe(false)
    expect(readFileSync(join(dataDir, 'logs', 'web.log'), 'utf8')).toContain('"msg":"runs"')
  },
)

test('nothing outlives a start that was killed, and the next start works', slow, async () => {
  const first = await upWithStandIns()
  const started = pidsOf(first.run)
  first.child.kill('SIGKILL')
  const second = await upWithStandIns()
  // A program has its grace to end in.
  await until(
    () => !started.some(isAlive),
    () => `${started.filter(isAlive)} still run`,
  )
  await answersOf(second.run)

  const third = start('src/start.ts')
  expect(await third.ended).toBe(1)
  expect(third.said).toEqual([
    expect.stringContaining(`npm start already runs on ${dataDir} (process ${second.child.pid})`),
  ])
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})

test('a program that can not start ends it all, with the last line of its log', async () => {
  const { said, ended } = start('test/local/stand-ins/start.ts', ['worker'])
  expect(await ended).toBe(1)
  expect(said.at(-1)).toMatch(/^LocalFault: worker ended \(exit 1\): a key is missing \(.*\)$/)
  expect(existsSync(join(dataDir, 'run.json'))).toBe(false)
})

test('a taken port and a wrong setting are one line each, before anything starts', async () => {
  const server = createServer().listen(Number(ports.SANDBOX_PORT), '127.0.0.1')
  await once(server, 'listening')
  const taken = start('src/start.ts')
  expect(await taken.ended).toBe(1)
  expect(taken.said).toEqual([
    `port ${ports.SANDBOX_PORT} is taken by another program: set SANDBOX_PORT to a free one`,
  ])
  server.close()
  const twice = start('src/start.ts', [], { ADMIN_PORT: ports.PORT })
  expect(await twice.ended).toBe(1)
  expect(twice.said).toEqual([`port ${ports.PORT} is given twice: PORT and ADMIN_PORT`])
  const wrong = start('src/start.ts', [], { PORT: 'http' })
  expect(await wrong.ended).toBe(1)
  expect(wrong.said).toEqual([expect.stringMatching(/^PORT: /)])
})
