import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Account, postgresAccount, run } from './account.js'
import { LocalFault, sleep } from './fault.js'
import { freePort, isFree } from './free-port.js'
import { type Guarded, isAlive, spawnGuarded } from './guarded.js'
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js'
import { reachable } from './reachable.js'

export interface LocalPostgres {
  readonly url: string // of the database `postgres`, as its owner
  readonly port: number
  readonly pid: number
  readonly exited: Promise<string>
  stop(): Promise<void>
  /** Loses nothing that was committed. */
  kill(): void
}

export interface PostgresOptions {
  /** Holds the data, the password and the port. */
  folder: string
  /** Without one: the port of the last start when it is free, else a free one. */
  port?: number
  /** false, for tests: no password, no fsync, and the data may be lost with the server. */
  durable?: boolean
  logFile?: string
  /** How long another server on the folder may take to leave. */
  patienceSeconds?: number
}

/**
 * Real Postgres on this machine that ends when we do, however we end.
 *
 * @throws {LocalFault} One clear line: another server on this folder, data of another version, no binaries.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const { durable = true } = options
  const account = await postgresAccount()
  const place = await reachable(options.folder, account, durable)
  const binaries = await findPostgres(account, place.folder)
  const data = join(place.folder, 'data')
  if (!existsSync(data)) await initialize(binaries, place.folder, account, durable)
  refuseOtherVersion(data, binaries)
  const logFile = options.logFile ?? join(place.folder, 'postgres.log')
  const server = await startServer({ ...options, durable, binaries, data, account, logFile })
  const secret = durable ? `:${readFileSync(join(data, 'portal.password'), 'utf8').trim()}` : ''
  return {
    url: `postgres://postgres${secret}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    pid: server.pid,
    exited: server.exited,
    kill: server.kill,
    async stop() {
      await server.stop()
      if (place.temporary) rmSync(place.folder, { recursive: true, force: true })
    },
  }
}

/** Makes the data beside their place and moves them there whole, so that an interrupted start leaves no half. */
async function initialize(
  { initdb, major }: PostgresBinaries,
  folder: string,
  account: Account,
  durable: boolean,
): Promise<void> {
  const half = join(folder, `data.${randomBytes(4).toString('hex')}`)
  const password = `${half}.password`
  mkdirSync(half, { mode: 0o700 })
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (account) for (const path of [half, password]) chownSync(path, account.uid, account.gid)
  const auth = durable ? ['--auth=scram-sha-256', `--pwfile=${password}`] : ['--auth=trust']
  // Bytes decide the order on every machine; from 17 on, upper and lower case know all letters too.
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const locale = Number(major) >= 17 ? builtin : []
  const made = await run(
    initdb,
    ['-D', half, '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C', ...locale, ...auth],
    account,
  )
  if (!made.ok) {
    for (const path of [half, password]) rmSync(path, { recursive: true, force: true })
    throw new LocalFault(`can't make a database in ${folder}: ${lastLine(made.output)}`)
  }
  renameSync(password, join(half, 'portal.password'))
  try {
    renameSync(half, join(folder, 'data'))
  } catch {
    rmSync(half, { recursive: true, force: true }) // another start was faster; it holds the folder now
  }
}

function refuseOtherVersion(data: string, { major }: PostgresBinaries): void {
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (version === major) return
  throw new LocalFault(
    `the database in ${data} is of Postgres ${version}, this is ${major}: export it with the old one, or move the folder away`,
  )
}

interface Start extends PostgresOptions {
  durable: boolean
  binaries: PostgresBinaries
  data: string
  account: Account
  logFile: string
}

async function startServer(start: Start): Promise<Guarded & { port: number }> {
  const until = performance.now() + (start.patienceSeconds ?? 10) * 1000
  for (;;) {
    await waitUntilLeft(start.data, until)
    const port = start.port ?? (await keptPort(join(start.data, '..', 'port')))
    const before = existsSync(start.logFile) ? statSync(start.logFile).size : 0
    const server = await spawnServer(start, port)
    if (await answers(server, start.data)) return { ...server, port }
    const said = readFileSync(start.logFile).subarray(before).toString()
    const passes =
      /lock file .* already exists|shared memory block/.test(said) ||
      (!start.port && /could not bind/.test(said))
    if (!passes || performance.now() > until) {
      throw new LocalFault(
        `Postgres does not start on port ${port} (${start.logFile}): ${fatal(said)}`,
      )
    }
    await sleep(200)
  }
}

/**
 * A server that we find is not taken over: its guard may be ending it. A dead one's pid file goes, a zombie's too,
 * for which Postgres itself would take it for alive.
 */
async function waitUntilLeft(data: string, until: number): Promise<void> {
  const pidFile = join(data, 'postmaster.pid')
  for (;;) {
    const pid = Number(firstLines(pidFile)[0])
    if (!pid) return
    if (!isAlive(pid)) {
      await sleep(100) // its children notice its death and leave
      rmSync(pidFile, { force: true })
      return
    }
    if (performance.now() > until) {
      throw new LocalFault(`another server (process ${pid}) already runs on ${data}`)
    }
    await sleep(100)
  }
}

async function keptPort(file: string): Promise<number> {
  const kept = Number(firstLines(file)[0])
  if (kept && (await isFree(kept))) return kept
  const port = await freePort()
  writeFileSync(file, `${port}\n`)
  return port
}

async function spawnServer(start: Start, port: number): Promise<Guarded> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // else a socket appears in the temp folder
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(start.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(start.logFile, 'a', 0o600)
  try {
    return await spawnGuarded(
      [start.binaries.postgres, '-D', start.data, '-p', String(port), ...flags],
      {
        cwd: '/',
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
        account: start.account,
        signal: 'INT',
        log,
      },
    )
  } finally {
    closeSync(log)
  }
}

/** @returns whether it took connections before it ended; its pid file says so in line 8. */
async function answers(server: Guarded, data: string): Promise<boolean> {
  const ended = server.exited.then(() => true)
  for (;;) {
    const lines = firstLines(join(data, 'postmaster.pid'))
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true
    if (await Promise.race([ended, sleep(20).then(() => false)])) return false
  }
}

function firstLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''
const fatal = (text: string) => /FATAL: .*/.exec(text)?.[0] ?? lastLine(text)
