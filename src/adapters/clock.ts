import { offset } from '../../sql/clock.js'
import type { Sql } from '../../sql/database.js'
import type { Clock } from '../ports.js'

/** The machine's clock: production has no other. */
export function systemClock(): Clock {
  return { now: () => new Date() }
}

/** The moved clock's now, once: for a command or a first start. */
export async function movedNow(sql: Sql): Promise<Date> {
  return new Date(Date.now() + (await offset(sql)) * 1000)
}

/**
 * The machine's clock moved by the offset in SQL, following `portal clock` while it runs; for tests and
 * demonstrations. While Postgres is away it keeps the last offset, and reads it again on coming back.
 */
export async function movableClock(sql: Sql): Promise<Clock & { stop(): Promise<void> }> {
  let seconds = 0
  let asked = 0
  const reload = async () => {
    asked += 1
    const question = asked
    const answer = await offset(sql)
    if (question === asked) seconds = answer // an answer to an older question may come later
  }
  const reloadWhenTold = () => void reload().catch(() => {}) // away again: the next connection reloads
  const listening = await sql.listen('clock', reloadWhenTold, reloadWhenTold)
  await reload()
  return {
    now: () => new Date(Date.now() + seconds * 1000),
    stop: () => listening.unlisten(),
  }
}
