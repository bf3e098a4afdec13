import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LocalFault, sleep } from './fault.js'
import { freePort } from './free-port.js'
import { spawnGuarded } from './guarded.js'

export interface LocalTemporal {
  readonly address: string
  readonly ui: string
  readonly pid: number
  readonly exited: Promise<string>
  stop(): Promise<void>
  kill(): void
}

export interface TemporalOptions {
  cli: string
  /** Holds the server's one file of histories. */
  folder: string
  port: number
  uiPort: number
  namespace: string
  /** Name to type, such as `PayOn: 'Datetime'`. */
  searchAttributes: Readonly<Record<string, string>>
  logFile: string
}

const patienceMs = 30_000

/**
 * Temporal's development server with its UI, on a file, ending when we do. Not for production (one writer, SQLite).
 *
 * @returns When the namespace and its search attributes are there; a healthy server may not have them yet.
 */
export async function startTemporal(options: TemporalOptions): Promise<LocalTemporal> {
  const { folder, logFile, port } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (let left = 40; ; left -= 1) {
    const before = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
    const server = await startOnce(options)
    if (typeof server !== 'string') return server
    // The one before lets its ports go before its file.
    const busy = readFileSync(logFile).subarray(before).includes('SQLITE_BUSY')
    if (!busy || left === 0) {
      throw new LocalFault(`Temporal does not start on port ${port} (${server}): see ${logFile}`)
    }
    await sleep(250)
  }
}

/** @returns The server, or how it ended before it answered. */
async function startOnce(options: TemporalOptions): Promise<LocalTemporal | string> {
  const { cli, folder, port, uiPort, namespace, logFile } = options
  // Given, because the CLI's own choice of these two may race with another server's.
  const [httpPort, metricsPort] = await Promise.all([freePort(), freePort()])
  const numbers = { port, 'http-port': httpPort, 'metrics-port': metricsPort, 'ui-port': uiPort }
  const ports = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)])
  const file = ['--db-filename', join(folder, 'temporal.db')]
  const attributes = Object.entries(options.searchAttributes)
  const search = attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`])
  const rest = ['--ip', '127.0.0.1', '--ui-disable-news-fetch', '--namespace', namespace]
  const logging = ['--log-level', 'error', '--log-format', 'json']
  const log = openSync(logFile, 'a', 0o600)
  const server = await spawnGuarded(
    [cli, 'server', 'start-dev', ...file, ...ports, ...rest, ...search, ...logging],
    { log, graceSeconds: 5 },
  ).finally(() => closeSync(log))
  const about = `http://127.0.0.1:${httpPort}/api/v1/namespaces/${namespace}`
  const readiness = ready(about, attributes, server.exited)
  const ended = await readiness.catch(async (fault) => {
    await server.stop()
    throw fault
  })
  if (ended) return ended
  return { ...server, address: `127.0.0.1:${port}`, ui: `http://localhost:${uiPort}` }
}

/** @returns undefined when it is ready, else how it ended. */
async function ready(
  about: string,
  attributes: [string, string][],
  exited: Promise<string>,
): Promise<string | undefined> {
  const begun = performance.now()
  while (performance.now() - begun < patienceMs) {
    const known = await get(`${about}/search-attributes`)
    const complete = known && attributes.every(([name]) => known.includes(`"${name}"`))
    if (complete && (await get(about))) return undefined
    const ended = await Promise.race([exited, sleep(50)])
    if (ended) return ended
  }
  throw new LocalFault(`Temporal does not answer at ${about} after ${patienceMs / 1000} s`)
}

async function get(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    const text = await response.text()
    return response.ok ? text : undefined
  } catch {
    return undefined // not up yet
  }
}
