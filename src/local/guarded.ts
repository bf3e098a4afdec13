import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { LocalFault } from './fault.js'

export interface Guarded {
  readonly pid: number
  readonly exited: Promise<string>
  /** Asks it to end, and ends it after its grace; resolves when it is gone. */
  stop(): Promise<void>
  /** Ends it at once. */
  kill(): void
}

export interface GuardedOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** The account to run as; only root may choose one. */
  account?: { uid: number; gid: number } | undefined
  /** What asks it to end: Postgres takes TERM for "when the last client has gone". */
  signal?: 'TERM' | 'INT'
  graceSeconds?: number
  /** File descriptor that takes stdout and stderr. */
  log: number
}

// The shell leaves a watcher behind and becomes the program, so that the pid is the program's own. The watcher
// reads our pipe, which the kernel closes when we end, even by SIGKILL: then it ends the program.
// Where nobody reaps the dead at once, kill -0 takes a zombie for alive, so its state is asked too.
const script = `
exec 3<&0 </dev/null
signal=$0 tenths=$1; shift
runs() {
  state=R
  kill -0 $$ && { read -r _ _ state _ </proc/$$/stat || :; } && [ "$state" != Z ]
}
( while read -r _ <&3; do :; done
  kill -$signal $$
  while [ $tenths -gt 0 ] && runs; do sleep 0.1; tenths=$((tenths - 1)); done
  runs && kill -KILL $$ ) >/dev/null 2>&1 &
exec 3<&-
exec "$@"`

/** Starts a program that can't outlive this process, in a group of its own so that Ctrl-C reaches us alone. */
export async function spawnGuarded(
  command: readonly [string, ...string[]],
  options: GuardedOptions,
): Promise<Guarded> {
  const { signal = 'TERM', graceSeconds = 10, log, account, cwd, env } = options
  const settings: SpawnOptions = { detached: true, stdio: ['pipe', log, log], ...account }
  if (cwd) settings.cwd = cwd
  if (env) settings.env = env
  const tenths = Math.ceil(graceSeconds * 10)
  const child = spawn('/bin/sh', ['-c', script, signal, String(tenths), ...command], settings)
  try {
    await once(child, 'spawn')
  } catch (fault) {
    throw new LocalFault(`can't start ${command[0]}: ${(fault as Error).message}`)
  }
  return guarded(child, signal, graceSeconds)
}

function guarded(child: ChildProcess, signal: 'TERM' | 'INT', graceSeconds: number): Guarded {
  const pid = child.pid!
  child.stdin!.on('error', () => {})
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, by) => {
      // The watcher keeps the group's number taken, so this can't hit a stranger.
      signalGroup(pid)
      child.stdin!.destroy()
      resolve(by ?? `exit ${code}`)
    })
  })
  return {
    pid,
    exited,
    async stop() {
      child.kill(`SIG${signal}`)
      const late = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000)
      await exited
      clearTimeout(late)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}

/** Whether a process of this number runs. A zombie does not: a container's first process may never reap it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0] !== 'Z'
  } catch {
    return false
  }
}
