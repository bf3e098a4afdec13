import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { type Config, inherit } from './config.js'
import {
  createDatabases,
  migrations,
  searchAttributeTypes,
  seedSample,
  withDatabase,
} from './first-start.js'

import { freePort } from './local/free-port.js'
import { makeKeys } from './local/keys.js'
import { startPostgres } from './local/postgres.js'
import { answers, startProgram, turnLog } from './local/programs.js'
import { type Running, type Supervised, supervise } from './local/supervisor.js'
import { startTemporal } from './local/temporal.js'
import { fetchTemporal } from './local/temporal-fetch.js'
import { type RunFile, removeRunFile, writeRunFile } from './run-file.js'

type Role = 'web' | 'worker' | 'sandbox' | 'temporal' | 'postgres'
/** Who needs somebody ends before him. */
const stopOrder: readonly Role[] = ['web', 'worker', 'sandbox', 'temporal', 'postgres']

/** The mains of our own programs, and how long each may take to finish what it began (reliability.md 5.1). */
export const ourPrograms = {
  web: { main: 'src/server.ts', graceSeconds: 12 },
  worker: { main: 'src/worker.ts', graceSeconds: 25 },
  sandbox: { main: 'src/sandbox/main.ts', graceSeconds: 5 },
}

export interface OneMachine {
  /** @returns When everything answers. */
  up(): Promise<RunFile>
  /** In order; what is just starting is stopped when it has started. */
  stop(): Promise<void>
  /** At once. */
  kill(): void
}

/** Everything on one machine: starts it, keeps it running, writes `run.json`, stops it. */
export function oneMachine(
  config: Config,
  say: (line: string) => void,
  programs: typeof ourPrograms = ourPrograms,
): OneMachine {
  const parts = new Map<Role, Supervised>()
  const logs = join(config.DATA_DIR, 'logs')
  const temporalAddress = config.TEMPORAL_ADDRESS ?? `127.0.0.1:${config.TEMPORAL_PORT}`
  const ownSandbox = config.PROCESSOR_URL === `http://127.0.0.1:${config.SANDBOX_PORT}`
  const waiting = new Set<string>()
  let cli: string | undefined
  let portalUrl = config.DATABASE_URL ?? ''
  let stopping = false
  let written = false

  async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    waiting.add(name)
    const result = await work()
    waiting.delete(name)
    say(`${String(Math.round(performance.now())).padStart(6)} ms  ${name}`)
    return result
  }

  async function add(role: Role, start: () => Promise<Running>): Promise<void> {
    const part = await supervise({ name: role, start }, say, () => written && record())
    parts.set(role, part)
    if (stopping) await part.stop()
  }

  async function temporal(): Promise<void> {
    if (config.TEMPORAL_ADDRESS) return
    const searchAttributes = await searchAttributeTypes()
    cli = await fetchTemporal(say)
    const logFile = turnLog(logs, 'temporal')
    await add('temporal', () =>
      startTemporal({
        cli: cli!,
        folder: join(config.DATA_DIR, 'temporal'),
        port: config.TEMPORAL_PORT,
        uiPort: config.TEMPORAL_UI_PORT,
        namespace: config.TEMPORAL_NAMESPACE,
        searchAttributes,
        logFile,
      }),
    )
  }

  async function postgres(): Promise<string> {
    const folder = join(config.DATA_DIR, 'postgres')
    const logFile = turnLog(logs, 'postgres')
    // A restart takes the port of the first start: the programs know that one.
    let first: { url: string; port: number } | undefined
    await add('postgres', async () => {
      const server = await startPostgres({ folder, logFile, ...(first && { port: first.port }) })
      first ??= server
      return server
    })
    return first!.url
  }

  /** @returns The addresses of the portal's database and of the sandbox's. */
  async function databases(): Promise<[portal: string, sandbox: string]> {
    const server = config.DATABASE_URL ?? (await postgres())
    const portal = config.DATABASE_URL ?? withDatabase(server, 'portal')
    const sandbox = config.SANDBOX_DATABASE_URL ?? withDatabase(server, 'sandbox')
    const missing = [
      ...(config.DATABASE_URL ? [] : ['portal']),
      ...(config.SANDBOX_DATABASE_URL || !ownSandbox ? [] : ['sandbox']),
    ]
    await createDatabases(server, missing)
    return [portal, sandbox]
  }

  async function program(role: keyof typeof programs, env: Record<string, string | undefined>) {
    const { main, graceSeconds } = programs[role]
    const logFile = turnLog(logs, role)
    let first: Running | undefined
    await add(role, async () => {
      const running = await startProgram({ main, env: inherit(env), logFile, graceSeconds })
      first ??= running
      return running
    })
    // The first page itself; a worker answers when it polls.
    const url = {
      web: `http://localhost:${config.PORT}/`,
      worker: `http://127.0.0.1:${env.ADMIN_PORT}/readyz`,
      sandbox: `http://127.0.0.1:${config.SANDBOX_PORT}/healthz`,
    }[role]
    await answers(role, url, { exited: first!.exited, logFile })
  }

  function record(): RunFile {
    const ui = `http://localhost:${config.TEMPORAL_UI_PORT}`
    const run: RunFile = {
      portal: config.PUBLIC_ORIGIN,
      admin: `http://127.0.0.1:${config.ADMIN_PORT}`,
      mail: `${config.PUBLIC_ORIGIN}/dev/mail`,
      sandbox: config.PROCESSOR_URL,
      temporal: {
        address: temporalAddress,
        namespace: config.TEMPORAL_NAMESPACE,
        ui: config.TEMPORAL_ADDRESS ? null : ui,
        cli: cli ?? null,
      },
      databaseUrl: portalUrl,
      logs,
      pids: {
        start: process.pid,
        web: [parts.get('web')!.pid()],
        worker: [parts.get('worker')!.pid()],
        temporal: parts.get('temporal')?.pid() ?? null,
        postgres: parts.get('postgres')?.pid() ?? null,
        sandbox: parts.get('sandbox')?.pid() ?? null,
      },
    }
    writeRunFile(config.DATA_DIR, run)
    written = true
    return run
  }

  async function up(): Promise<RunFile> {
    removeRunFile(config.DATA_DIR)
    mkdirSync(logs, { recursive: true, mode: 0o700 })
    const patience = setInterval(() => say(`still waiting for ${[...waiting].join(', ')}`), 5000)
    try {
      const workerPort = await freePort()
      const temporalUp = step(`Temporal on ${temporalAddress}`, temporal)
      const keysMade = step('keys', () => makeKeys(config.KEYS_DIR))
      for (const promise of [temporalUp, keysMade]) promise.catch(() => {}) // awaited below
      const [portal, sandbox] = await step('Postgres', databases)
      portalUrl = portal
      const common = {
        DATABASE_URL: portal,
        DATA_DIR: config.DATA_DIR,
        KEYS_DIR: config.KEYS_DIR,
        TEMPORAL_ADDRESS: temporalAddress,
        PROCESSOR_URL: config.PROCESSOR_URL,
        SAMPLE_CITY: config.SAMPLE_CITY,
      }
      const sandboxUp = ownSandbox
        ? step('sandbox', () => program('sandbox', { SANDBOX_DATABASE_URL: sandbox }))
        : Promise.resolve()
      sandboxUp.catch(() => {})
      await Promise.all([step('migrations', () => migrations(portal)), keysMade])
      await Promise.all([
        step('web', () => program('web', { ...common, ADMIN_PORT: String(config.ADMIN_PORT) })),
        // After Temporal, so that two cores are the pages' first.
        temporalUp.then(() =>
          step('worker', () => program('worker', { ...common, ADMIN_PORT: String(workerPort) })),
        ),
        config.SAMPLE_CITY === 'demo' && step('sample city', () => seedSample(config, portal)),
        sandboxUp,
      ])
      return record()
    } finally {
      clearInterval(patience)
    }
  }

  return {
    up,
    async stop() {
      stopping = true
      for (const role of stopOrder) await parts.get(role)?.stop()
      removeRunFile(config.DATA_DIR)
    },
    kill() {
      stopping = true
      for (const part of parts.values()) part.kill()
      removeRunFile(config.DATA_DIR)
    },
  }
}
