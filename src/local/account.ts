import { execFile } from 'node:child_process'
import { LocalFault } from './fault.js'

/** The account that Postgres runs as; undefined is ourselves. */
export type Account = { uid: number; gid: number } | undefined

/** As root: `postgres`, else `nobody`, because Postgres refuses root. No account is ever created. */
export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])))
    const [uid, gid] = ids.map((answer) => Number(answer.output))
    if (ids.every((answer) => answer.ok) && uid && gid) return { uid, gid }
  }
  throw new LocalFault(
    'Postgres does not run as root, and this machine has no account postgres or nobody: start as an ordinary user, or set DATABASE_URL',
  )
}

/** Whether the account can go to this folder; below root's own home it can't. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$0"', folder], account)).ok
}

/** Runs a program to its end, as the account, away from our working folder (it may not be the account's to see). */
export function run(
  command: string,
  args: readonly string[],
  account?: Account,
): Promise<{ ok: boolean; output: string }> {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' }
  return new Promise((resolve) => {
    try {
      execFile(command, args, { cwd: '/', env, ...account }, (fault, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim() || fault?.message || ''
        resolve({ ok: !fault, output })
      })
    } catch (fault) {
      // spawn throws some faults instead of telling the callback (EACCES of a folder on the way).
      resolve({ ok: false, output: (fault as Error).message })
    }
  })
}
