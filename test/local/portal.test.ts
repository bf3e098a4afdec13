import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { offset } from '../../sql/clock.js'
import { movableClock } from '../../src/adapters/clock.js'
import { type RunFile, removeRunFile, writeRunFile } from '../../src/run-file.js'
import { freshDatabase } from '../support/database.js'

const sql = await freshDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'portal-cli-'))
afterAll(() => rmSync(dataDir, { recursive: true }))

async function portal(args: string[], settings: Record<string, string> = {}) {
  const { NODE_ENV: _, ...outside } = process.env
  const env = { ...outside, DATA_DIR: dataDir, DATABASE_URL: sql.url, ...settings }
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/portal.ts', ...args], { env })
  const [said, fault] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode ?? once(child, 'exit'),
  ])
  return { code: child.exitCode, said: said.trim(), fault: fault.trim() }
}

test('an unknown command prints the help and exits 2', async () => {
  expect(await portal(['toString'])).toMatchObject({
    code: 2,
    fault: expect.stringMatching(
      /^no such command: toString\n\nnpm run portal[\s\S]*clock[\s\S]*migrate/,
    ),
  })
  expect(await portal(['clock', '--wrong'])).toMatchObject({ code: 2, said: '' })
})

test('the clock is shown, set and advanced, everything is nudged, and programs follow', async () => {
  const clock = await movableClock(sql)
  await sql`insert into notice (id, template, recipient) values (gen_random_uuid(), 'test', 'a@b.example')`
  expect((await portal(['clock'])).said).toMatch(
    /^\w+day, \w+ \d+, 20\d\d, .* the machine's own time$/,
  )
  expect((await portal(['clock', 'set', '2031-07-04T09:30'])).said).toMatch(
    /^Friday, July 4, 2031, 9:30 AM \(America\/New_York\), \d+d .* ahead of the machine's$/,
  )
  await expect.poll(() => clock.now().toISOString()).toMatch(/^2031-07-04T13:30:/)
  const before = await offset(sql)
  const advanced = await portal(['clock', 'advance', '3d', '--json'])
  expect(JSON.parse(advanced.said)).toMatchObject({
    day: '2031-07-07',
    offsetSeconds: before + 3 * 86_400,
  })
  await expect.poll(() => clock.now().toISOString()).toMatch(/^2031-07-07T13:3/)
  // Twice: the notice that waits, and the reconciliation (F19).
  const nudged = await sql<{ kind: string }[]>`select kind from nudge order by kind, seq`
  expect(nudged.map(({ kind }) => kind)).toEqual([
    'notice',
    'notice',
    'reconciliation',
    'reconciliation',
  ])
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`
  await sql`update clock_offset set seconds = 0`
  await expect
    .poll(() => clock.now().getTime() / 1000, { timeout: 10_000 })
    .toBeCloseTo(Date.now() / 1000, -1)
  await clock.stop()
})

test.each([
  ['advance', '3 days', /3d, 5h or 10m/],
  ['set', '2026-02-30', /is not like 2026-12-14/],
  ['back', '1d', /no such verb/],
])('clock %s %s is refused in one line', async (verb, to, line) => {
  const { code, fault } = await portal(['clock', verb, to])
  expect(code).toBe(1)
  expect(fault).toMatch(line)
  expect(fault.split('\n')).toHaveLength(1)
})

test('I14: workflows rebuild leaves a nudge for each open row, and for the reconciliation', async () => {
  await sql`delete from nudge`
  expect(await portal(['workflows', 'rebuild'])).toEqual({
    code: 0,
    said: '2 nudges: the worker starts what is missing as soon as Temporal answers',
    fault: '',
  })
  const kinds = await sql<{ kind: string }[]>`select kind from nudge order by kind`
  expect(kinds.map(({ kind }) => kind)).toEqual(['notice', 'reconciliation'])
  expect((await portal(['workflows', 'build'])).code).toBe(1)
})

test('production refuses to move the clock', async () => {
  const production = {
    NODE_ENV: 'production',
    PROCESSOR_SECRET: 'a-secret-of-thirty-letters',
    PUBLIC_ORIGIN: 'https://city.example',
  }
  const { code, fault } = await portal(['clock', 'advance', '1d'], production)
  expect({ code, fault }).toEqual({ code: 1, fault: 'clock advance is refused in production' })
})

test('finds the database of what runs here, and says when nothing does', async () => {
  const run: RunFile = {
    portal: 'http://localhost:3000',
    admin: 'http://127.0.0.1:3001',
    mail: 'http://localhost:3000/dev/mail',
    sandbox: 'http://127.0.0.1:4000',
    temporal: { address: '127.0.0.1:7233', namespace: 'portal', ui: null, cli: null },
    databaseUrl: sql.url,
    logs: dataDir,
    pids: { start: 1, web: [2], worker: [3], temporal: null, postgres: 4, sandbox: 5 },
  }
  writeRunFile(dataDir, run)
  expect(await portal(['migrate'], { DATABASE_URL: '' })).toMatchObject({
    code: 0,
    said: 'nothing to apply: the tables are of this version',
  })
  removeRunFile(dataDir)
  expect(await portal(['migrate'], { DATABASE_URL: '' })).toMatchObject({
    code: 1,
    fault: expect.stringMatching(/^no database: nothing runs on /),
  })
})
