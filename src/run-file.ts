import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** `DATA_DIR/run.json`: what runs on this machine and where, while it runs (architecture.md 7). */
const pid = z.int().positive()
const runFile = z.object({
  portal: z.url(),
  admin: z.url(),
  mail: z.url(),
  sandbox: z.url(),
  temporal: z.object({
    address: z.string(),
    namespace: z.string(),
    ui: z.url().nullable(), // null: a server of the city's own, of which we know the address alone
    cli: z.string().nullable(),
  }),
  databaseUrl: z.string(),
  logs: z.string(),
  pids: z.object({
    start: pid,
    web: z.array(pid),
    worker: z.array(pid),
    temporal: pid.nullable(), // null: not ours
    postgres: pid.nullable(),
    sandbox: pid.nullable(),
  }),
})

export type RunFile = z.infer<typeof runFile>

const pathIn = (dataDir: string) => join(dataDir, 'run.json')

/** @returns undefined when nothing runs, or a stranger wrote the file. */
export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return runFile.safeParse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8'))).data
  } catch {
    return undefined
  }
}

/** For our eyes alone: the database's password is in it. Readers see the old one or the new one, never a half. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  mkdirSync(dataDir, { recursive: true })
  const half = `${pathIn(dataDir)}.${process.pid}`
  writeFileSync(half, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
  renameSync(half, pathIn(dataDir))
}

export function removeRunFile(dataDir: string): void {
  rmSync(pathIn(dataDir), { force: true })
}
