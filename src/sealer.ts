import { batch, seal } from '../sql/audit-chain.js'
import type { Sql } from '../sql/database.js'
import type { log as Log } from './log.js'
import type { Seals } from './ports.js'

const everyMs = 1_000

/**
 * Seals the audit's new rows, about a second after they were written. Any number may run: one of them finds the work. The
 * first batch of a day is told to the log, where nobody with rights on the database alone can change it.
 */
export function startSealer(
  sql: Sql,
  seals: Pick<Seals, 'mac'>,
  log: Pick<typeof Log, 'info' | 'warn'>,
): { stop(): Promise<void> } {
  let stopped = false
  let wake = () => {}
  const running = run()
  return {
    async stop() {
      stopped = true
      wake()
      await running
    },
  }

  async function run(): Promise<void> {
    for (let told = false; !stopped; ) {
      try {
        const { rows, anchor } = await seal(sql, (text) => seals.mac('audit', text))
        told = false
        if (anchor) log.info({ event: 'audit_anchor', ...anchor }, 'where the audit stands')
        if (rows === batch) continue
      } catch (fault) {
        if (!told && !stopped) log.warn({ fault }, 'the audit could not be sealed; it waits')
        told = true
      }
      await pause()
    }
  }

  async function pause(): Promise<void> {
    if (stopped) return
    await new Promise<void>((next) => {
      const timer = setTimeout(next, everyMs)
      wake = () => {
        clearTimeout(timer)
        next()
      }
    })
  }
}
