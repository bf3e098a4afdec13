import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Sql } from './database.js'

/** Whether the database answers, asked on a connection of its own: a busy pool says nothing about that. */
export interface Heartbeat {
  /** Never throws, never waits longer than its patience. */
  answers(): Promise<boolean>
  end(): Promise<void>
}

/**
 * @param patienceMs How long an answer may take. A connection without one is given up, so that one that hangs for ever
 *   (a host that vanished) is not asked again.
 */
export function heartbeat(url: string, patienceMs = 1_000): Heartbeat {
  const open = () =>
    connect(url, { max: 1, statementSeconds: patienceMs / 1000, name: 'heartbeat' })
  let sql: Sql = open()
  return {
    async answers() {
      const asked = sql
      const late = new AbortController()
      const answered = await Promise.race([
        asked`select 1`.then(
          () => true,
          () => false,
        ),
        sleep(patienceMs, 'late' as const, { signal: late.signal, ref: false }).catch(() => false),
      ])
      late.abort()
      if (answered === true) return true
      if (answered === 'late' && asked === sql) {
        sql = open()
        void asked.end({ timeout: 0 }).catch(() => {})
      }
      return false
    },
    end: () => sql.end({ timeout: 1 }),
  }
}
