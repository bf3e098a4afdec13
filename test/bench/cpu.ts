import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Clock ticks a second, as Linux counts process time. */
const ticks = 100

interface Stat {
  readonly parent: number
  readonly seconds: number
  /** Of its children that have ended. */
  readonly ended: number
}

function stat(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    const seconds = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / ticks
    return { parent: Number(fields[1]), seconds: seconds(11), ended: seconds(13) }
  } catch {
    return undefined // it ended while we looked
  }
}

/** CPU seconds of a process, user and system; with its children when `tree`. Linux alone. */
export function cpuSeconds(pid: number, { tree = false } = {}): number {
  const found = stat(pid)
  const own = found?.seconds ?? 0
  if (!tree) return own
  const children = readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && stat(id)?.parent === pid)
  return children.reduce(
    (sum, child) => sum + cpuSeconds(child, { tree }),
    own + (found?.ended ?? 0),
  )
}

/** CPU seconds of the programs that this one started and that have ended. */
export const endedSeconds = (): number => stat(process.pid)?.ended ?? 0

/** The most memory that a process has held since {@link forgetPeak}, in MB. */
export function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')
