import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Account, canEnter } from './account.js'
import { LocalFault } from './fault.js'

export interface Place {
  readonly folder: string
  readonly temporary: boolean // goes with the server
}

/**
 * The folder itself, or, where the account can't go there (below root's own home), one that it can enter, with a
 * symlink to it in the folder's place: who removes the symlink starts anew.
 */
export async function reachable(
  folder: string,
  account: Account,
  durable: boolean,
): Promise<Place> {
  mkdirSync(dirname(folder), { recursive: true })
  const link = linkOf(folder)
  if (link && (await canEnter(link, account))) return { folder: link, temporary: !durable }
  if (!link) mkdirSync(folder, { recursive: true })
  if (!account) {
    chmodSync(folder, 0o700)
    return { folder: realpathSync(folder), temporary: false }
  }
  // Ours, not the account's: it may pass through, and can't put symlinks where root writes.
  chmodSync(folder, 0o711)
  if (await canEnter(folder, account)) return { folder: realpathSync(folder), temporary: false }
  const elsewhere = durable ? '/var/lib/citizen-self-service' : tmpdir()
  try {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
    const place = mkdtempSync(join(elsewhere, 'postgres-'))
    chmodSync(place, 0o711)
    if (!(await canEnter(place, account))) throw new Error(`${place} is closed to it too`)
    rmdirSync(folder)
    symlinkSync(place, folder)
    return { folder: place, temporary: !durable }
  } catch (fault) {
    throw new LocalFault(
      `the account that Postgres runs as can't enter ${folder} (${(fault as Error).message}): set DATA_DIR to a folder outside root's home`,
    )
  }
}

function linkOf(folder: string): string | undefined {
  try {
    return lstatSync(folder).isSymbolicLink() ? readlinkSync(folder) : undefined
  } catch {
    return undefined
  }
}
