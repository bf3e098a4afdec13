import { heartbeat } from '@temporalio/activity'
import * as bankAccounts from '../sql/bank-accounts.js'
import type { Sql } from '../sql/database.js'
import * as nudges from '../sql/nudges.js'
import * as registrations from '../sql/registrations.js'
import * as reminders from '../sql/reminders.js'
import * as sessions from '../sql/sessions.js'
import { beating } from './beating.js'

/** Which workflows run at one moment. */
export interface RunningWorkflows {
  /** @param of The row whose workflow it is. */
  has(kind: nudges.NudgeKind, of: string): boolean
}

interface Ports {
  readonly sql: Sql
  /** As Temporal lists them now; one that started a second ago may be missing. */
  runningWorkflows(): Promise<RunningWorkflows>
}

/** Rows of one step: each is a transaction of its own, so that nobody waits long for one. */
const batch = 500

/** What the reconciliation does, each in bounded steps, and each safe to do twice (reliability.md 5.3). */
export const reconciliationActivities = ({ sql, runningWorkflows }: Ports) => ({
  /** Payments that should have moved by now: their workflows look again. @returns How many. */
  async nudgeOverdue(): Promise<number> {
    return await nudges.addOverdue(sql)
  },

  /**
   * Open rows without a running workflow: a nudge starts it (I8). What runs is asked first, so that a row that is made
   * meanwhile is nudged once too often and never missed.
   *
   * @returns How many.
   */
  async nudgeMissing(): Promise<number> {
    const running = await beating(runningWorkflows)
    let nudged = 0
    for (const kind of nudges.rowKinds) {
      let after: string | undefined
      do {
        const rows = await nudges.openAfter(sql, kind, after, batch)
        const missing = rows.filter(({ of }) => !running.has(kind, of)).map(({ id }) => id)
        nudged += await nudges.add(sql, kind, missing)
        after = rows.length === batch ? rows.at(-1)?.id : undefined
        heartbeat()
      } while (after !== undefined)
    }
    return nudged
  },

  /** Due date reminders and past due notices, from 08:00 city time on (F13). @returns How many are newly owed. */
  async writeReminders(): Promise<number> {
    let owed = 0
    for (let more = true; more; heartbeat()) {
      const written = await reminders.writeNext(sql, batch)
      owed += written.owed
      more = written.more
    }
    return owed
  },

  /** What nobody needs any more (F18, F21, I21). @returns How many rows. */
  async clearAway(): Promise<number> {
    const removed = [
      await registrations.removeUnconfirmed(sql),
      await registrations.removeExpired(sql),
      await bankAccounts.removeUnused(sql),
      await bankAccounts.destroySealed(sql),
      await sessions.removeExpired(sql),
    ]
    return removed.reduce((sum, count) => sum + count, 0)
  },
})
