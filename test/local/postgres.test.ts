import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../../sql/database.js'
import { canEnter } from '../../src/local/account.js'
import { sleep } from '../../src/local/fault.js'
import { isAlive } from '../../src/local/guarded.js'
import { startPostgres } from '../../src/local/postgres.js'

const top = mkdtempSync(join(tmpdir(), 'portal-local-'))
chmodSync(top, 0o755)
afterAll(() => rmSync(top, { recursive: true, force: true }))

const nobody = { uid: 65_534, gid: 65_534 }
const asRoot = process.getuid?.() === 0
const canBeNobody = asRoot && (await canEnter(process.cwd(), nobody))

async function ask<Row>(url: string, query: string): Promise<Row[]> {
  const sql = connect(url, { max: 1 })
  const rows = await sql.unsafe<never[]>(query)
  await sql.end()
  return rows
}

/** Another process that holds a server on this folder. */
async function hold(folder: string, account = {}) {
  const script = fileURLToPath(new URL('hold-postgres.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, TMPDIR: folder },
    ...account,
  })
  const [line] = await once(createInterface(child.stdout!), 'line')
  return { child, ...(JSON.parse(line) as { url: string; pid: number; fault?: string }) }
}

test('data outlive the server, and its port and password stay', async () => {
  const folder = join(top, 'twice')
  const first = await startPostgres({ folder })
  await ask(first.url, 'create table kept as select 7 as seven')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await startPostgres({ folder })
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select seven from kept')).toEqual([{ seven: 7 }])
  expect(
    await ask(second.url, "select lower('ÉA') as low, current_setting('fsync') as fsync"),
  ).toEqual([{ low: 'éa', fsync: 'on' }])
  await second.stop()
})

test('the password is asked for', async () => {
  const server = await startPostgres({ folder: join(top, 'secret') })
  const without = new URL(server.url)
  without.password = 'guessed'
  await expect(ask(without.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  await server.stop()
})

test('starts after the server was killed', async () => {
  const folder = join(top, 'killed')
  const first = await startPostgres({ folder })
  await ask(first.url, 'create table kept as select 7 as seven')
  process.kill(first.pid, 'SIGKILL')
  expect(await first.exited).toBe('SIGKILL')
  const second = await startPostgres({ folder })
  expect(await ask(second.url, 'select seven from kept')).toEqual([{ seven: 7 }])
  await second.stop()
})

test('ends when the process that started it was killed, and starts again at once', async () => {
  const folder = join(top, 'orphan')
  for (let life = 0; life < 3; life += 1) {
    const held = await hold(folder)
    expect(held.fault).toBeUndefined()
    if (life === 1) process.kill(held.pid, 'SIGKILL')
    held.child.kill('SIGKILL')
    if (life === 1) continue
    for (let left = 100; isAlive(held.pid) && left > 0; left -= 1) await sleep(100)
    expect(isAlive(held.pid)).toBe(false)
  }
  const server = await startPostgres({ folder })
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop()
})

test('says that another server runs on the folder, after waiting for it to go', async () => {
  const folder = join(top, 'taken')
  const server = await startPostgres({ folder, durable: false })
  await expect(startPostgres({ folder, durable: false, patienceSeconds: 1 })).rejects.toThrow(
    new RegExp(`another server \\(process ${server.pid}\\) already runs on `),
  )
  await server.stop()
})

test('of two first starts at once, one gets the folder', async () => {
  const folder = join(top, 'race')
  const starts = [1, 2].map(() => startPostgres({ folder, patienceSeconds: 2 }))
  const results = await Promise.allSettled(starts)
  const started = results.filter((result) => result.status === 'fulfilled')
  expect(started).toHaveLength(1)
  expect(await ask(started[0]!.value.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await started[0]!.value.stop()
})

test('refuses data of another version in one line', async () => {
  const folder = join(top, 'old')
  await (await startPostgres({ folder, durable: false })).stop()
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '9\n')
  await expect(startPostgres({ folder, durable: false })).rejects.toThrow(
    /^the database in .* is of Postgres 9, this is \d+: .*$/,
  )
})

test('a port that is taken is named', async () => {
  const port = Number(new URL((await startedForPort()).url).port)
  await expect(startPostgres({ folder: join(top, 'port2'), durable: false, port })).rejects.toThrow(
    new RegExp(`port ${port}`),
  )
  await (await startedForPort()).stop()
})
let forPort: ReturnType<typeof startPostgres> | undefined
function startedForPort() {
  forPort ??= startPostgres({ folder: join(top, 'port1'), durable: false })
  return forPort
}

test.skipIf(!asRoot)('as root, works below a folder that only root can enter', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'portal-closed-'))
  const server = await startPostgres({ folder: join(closed, 'pg'), durable: false })
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop()
  rmSync(closed, { recursive: true })
})

test.skipIf(!canBeNobody)('works as an ordinary user', async () => {
  const folder = mkdtempSync(join(top, 'nobody-'))
  chownSync(folder, nobody.uid, nobody.gid)
  const held = await hold(folder, nobody)
  expect(held.fault).toBeUndefined()
  expect(await ask(held.url, 'select 1 as one')).toEqual([{ one: 1 }])
  held.child.stdin!.end()
  await once(held.child, 'exit')
  expect(isAlive(held.pid)).toBe(false)
})
