import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../../src/local/free-port.js'
import { type RunFile, readRunFile } from '../../src/run-file.js'

const root = resolve(import.meta.dirname, '../..')

/** What `/dev/mail.json` gives, newest first. */
export interface DevMail {
  id: number
  to: string
  subject: string
  text: string
}

/** One payment in the sandbox's books. */
export interface LedgerLine {
  key: string
  status: string
  amountCents: number
  calls: number
}

export type Part = 'web' | 'worker' | 'sandbox' | 'temporal' | 'postgres'

/**
 * The whole product as `npm start` runs it, on ports and a folder of its own.
 *
 * @param settings More environment, such as `SETTLE_SECONDS`.
 */
export async function startStack(settings: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'portal-stack-'))
  chmodSync(dataDir, 0o755) // as root, Postgres runs as another account, which must get in
  const names = ['PORT', 'ADMIN_PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT']
  const ports: Record<string, string> = {}
  for (const name of names) ports[name] = String(await freePort())
  const env = {
    ...process.env,
    NODE_ENV: '',
    CI: '',
    SETTLE_SECONDS: '0.3',
    TRUSTED_PROXIES: '127.0.0.1', // so that each browser of a test has an address of its own
    DATA_DIR: dataDir,
    ...ports,
    ...settings,
  }
  let output = ''
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/start.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const hear = (text: Buffer) => {
    output += text
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  await up(child, dataDir, () => output)

  const run = (): RunFile => {
    const found = readRunFile(dataDir)
    if (!found) throw new Error(`nothing runs:\n${output}`)
    return found
  }
  const pidOf = (part: Part): number => {
    const ids = run().pids[part]
    const pid = Array.isArray(ids) ? ids[0] : ids
    if (!pid) throw new Error(`${part} does not run`)
    return pid
  }
  const origin = run().portal
  return {
    origin,
    dataDir,
    run,
    output: () => output,
    get: async <T>(path: string): Promise<T> => (await (await fetch(origin + path)).json()) as T,
    mails: async (to: string): Promise<DevMail[]> =>
      (await (
        await fetch(`${origin}/dev/mail.json?to=${encodeURIComponent(to)}`)
      ).json()) as DevMail[],
    ledger: async (): Promise<LedgerLine[]> =>
      (await (await fetch(`${run().sandbox}/control/ledger`)).json()) as LedgerLine[],
    control: async (body: object): Promise<void> => {
      await fetch(`${run().sandbox}/control`, { method: 'POST', body: JSON.stringify(body) })
    },
    /** `npm run portal -- …` against this stack; `kill()` is kill -9 of the command. */
    portal: (
      ...args: string[]
    ): Promise<{ code: number | null; output: string }> & { kill(): void } => {
      let said = ''
      const command = spawn(process.execPath, ['--import', 'tsx', 'src/portal.ts', ...args], {
        cwd: root,
        env,
      })
      const listen = (text: Buffer) => {
        said += text
      }
      command.stdout.on('data', listen)
      command.stderr.on('data', listen)
      const ended = once(command, 'close').then(([code]) => ({ code, output: said }))
      return Object.assign(ended, { kill: () => void command.kill('SIGKILL') })
    },
    /** kill -9, by process id. @returns The id that was killed. */
    kill: (part: Part): number => {
      const pid = pidOf(part)
      process.kill(pid, 'SIGKILL')
      return pid
    },
    /** It lives and does nothing: who asks it waits. @returns What lets it go on; twice is once. */
    pause: (part: Part): (() => void) => {
      const pid = pidOf(part)
      process.kill(pid, 'SIGSTOP')
      return () => void process.kill(pid, 'SIGCONT')
    },
    stop: async (): Promise<void> => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type Stack = Awaited<ReturnType<typeof startStack>>

async function up(child: ChildProcess, dataDir: string, said: () => string): Promise<void> {
  const end = performance.now() + 120_000
  while (performance.now() < end) {
    if (child.exitCode !== null)
      throw new Error(`npm start ended with ${child.exitCode}:\n${said()}`)
    if (readRunFile(dataDir) && /All to try/.test(said())) return
    await new Promise((next) => setTimeout(next, 50))
  }
  child.kill('SIGTERM')
  throw new Error(`npm start did not come up:\n${said()}`)
}
