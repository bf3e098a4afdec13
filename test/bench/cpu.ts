import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second, as Linux counts process time. */
const ticks = 100

interface Stat {
  readonly parent: number
  readonly seconds: number
}

function stat(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticks }
  } catch {
    return undefined // it ended while we looked
  }
}

/** CPU seconds of a process, user and system; with its children when `tree`. Linux alone. */
export function cpuSeconds(pid: number, { tree = false } = {}): number {
  const own = stat(pid)?.seconds ?? 0
  if (!tree) return own
  const children = readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && stat(id)?.parent === pid)
  return children.reduce((sum, child) => sum + cpuSeconds(child, { tree }), own)
}
