import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './account.js'
import { LocalFault, sleep } from './fault.js'
import { isFree } from './free-port.js'
import { isAlive } from './guarded.js'

/**
 * Takes the data folder for this start.
 *
 * @returns How the last one ended: `left` behind a lock of a dead process (it was killed), or `clean`.
 * @throws {LocalFault} When another start holds it.
 */
export async function takeFolder(dataDir: string): Promise<'clean' | 'left'> {
  mkdirSync(dataDir, { recursive: true })
  const lock = join(dataDir, 'start.pid')
  let found: 'clean' | 'left' = 'clean'
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' })
      return found
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault
    }
    const holder = Number(readFileSync(lock, 'utf8'))
    if (holder && (await isStart(holder))) {
      throw new LocalFault(
        `npm start already runs on ${dataDir} (process ${holder}): stop it, or set DATA_DIR for a second one`,
      )
    }
    rmSync(lock, { force: true })
    found = 'left'
  }
}

export function leaveFolder(dataDir: string): void {
  rmSync(join(dataDir, 'start.pid'), { force: true })
}

/** After a restart of the machine the number may be another program's. */
async function isStart(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.ts')
  } catch {
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).output.includes('start.ts')
  }
}

/**
 * @param ports Setting to port.
 * @param patienceSeconds The parts of a start that was killed need a moment to leave.
 * @throws {LocalFault} One line for each port that is taken or given twice.
 */
export async function checkPorts(
  ports: Readonly<Record<string, number>>,
  patienceSeconds: number,
): Promise<void> {
  const entries = Object.entries(ports)
  const twice = entries.flatMap(([setting, port], index) =>
    entries
      .slice(0, index)
      .filter(([, other]) => other === port)
      .map(([other]) => `port ${port} is given twice: ${other} and ${setting}`),
  )
  if (twice.length > 0) throw new LocalFault(twice.join('\n'))
  for (let left = patienceSeconds * 5; ; left -= 1) {
    const taken: string[] = []
    for (const [setting, port] of entries) {
      // Both: a listener on one address does not everywhere keep another off the wildcard.
      if (!(await isFree(port)) || !(await isFree(port, '0.0.0.0')))
        taken.push(`port ${port} is taken by another program: set ${setting} to a free one`)
    }
    if (taken.length === 0) return
    if (left <= 0) throw new LocalFault(taken.join('\n'))
    await sleep(200)
  }
}
