import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LocalFault, sleep } from './fault.js'
import { type Guarded, spawnGuarded } from './guarded.js'

export interface Program {
  /** Path of its main, from the project's root. */
  main: string
  env: Record<string, string | undefined>
  logFile: string
  /** How long it may take to finish what it began. */
  graceSeconds: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Starts one of our own programs; it writes its JSON lines to its log. */
export async function startProgram(program: Program): Promise<Guarded> {
  const { main, env, logFile, graceSeconds } = program
  const log = openSync(logFile, 'a', 0o600)
  try {
    const command = [process.execPath, '--import', 'tsx', join(root, main)] as const
    return await spawnGuarded([...command], { cwd: root, env, log, graceSeconds })
  } finally {
    closeSync(log)
  }
}

/** A log goes on where it was; past 10 MB it is put aside, one old one is kept. Before the first start only. */
export function turnLog(folder: string, role: string): string {
  const file = join(folder, `${role}.log`)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > 10_000_000) renameSync(file, `${file}.1`)
  return file
}

/**
 * Waits until the program answers 2xx here (redirects followed).
 *
 * @param ended Settles when the program ends, which ends the waiting with the last line of its log.
 */
export async function answers(
  name: string,
  url: string,
  program: { exited: Promise<string>; logFile: string },
  patienceSeconds = 60,
): Promise<void> {
  const until = performance.now() + patienceSeconds * 1000
  let how: string | undefined
  void program.exited.then((ending) => {
    how = ending
  })
  while (performance.now() < until) {
    if (await isOk(url)) return
    if (how) {
      const said = lastLine(program.logFile)
      throw new LocalFault(`${name} ended (${how}): ${said} (${program.logFile})`)
    }
    await sleep(50)
  }
  throw new LocalFault(`${name} does not answer at ${url}: see ${program.logFile}`)
}

async function isOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false // not up yet
  }
}

/** A JSON line's message, or else the last line that looks like one that a fault says. */
function lastLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-30)
  const fault = lines.findLast((line) => /^\w*(Error|Fault)\b|"level":"(error|fatal)"/.test(line))
  const line = fault ?? lines.at(-1) ?? ''
  return /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line
}
