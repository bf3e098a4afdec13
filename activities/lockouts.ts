import { log } from '@temporalio/activity'
import type { Sql } from '../sql/database.js'
import * as lockouts from '../sql/lockouts.js'
import * as unlocks from '../sql/unlocks.js'
import type { LockoutId } from '../src/domain/ids.js'
import { type Lockout, type LockoutStep, nextLockoutStep as rule } from '../src/domain/lockout.js'

/** The rule's moment turned into a duration by the database's clock, so that a moved clock works. */
export type LockoutDeed =
  | Exclude<LockoutStep, { do: 'wait' }>
  | { readonly do: 'wait'; readonly forMs: number | null; readonly why: string }

/** What operators see; nothing personal. */
export interface LockoutFacts {
  readonly scope: Lockout['scope']
  readonly why: Lockout['why']
  /** ISO. */
  readonly lockedAt: string
}

export const lockoutActivities = ({ sql }: { readonly sql: Sql }) => ({
  async nextLockoutStep(id: string): Promise<{ step: LockoutDeed; facts?: LockoutFacts }> {
    const lockout = await lockouts.find(sql, id as LockoutId)
    if (!lockout) return { step: { do: 'end' } }
    const { scope, why, lockedAt, now } = lockout
    const facts = { scope, why, lockedAt: lockedAt.toISOString() }
    const step = rule(lockout, now)
    if (step.do !== 'wait') return { step, facts }
    const forMs = step.until ? Math.ceil(step.until.getTime() - now.getTime()) : null
    return { step: { do: 'wait', forMs, why: step.why }, facts }
  },

  /** Owes the owner the mail about the lock, once, and at most one a day. */
  async tellLocked(id: string): Promise<void> {
    await lockouts.tell(sql, id as LockoutId)
  },

  /** Nobody ended it for a day: every supervisor with an address reads of it, and so does the log. */
  async remindOfLockout(id: string): Promise<void> {
    if (await lockouts.remind(sql, id as LockoutId)) log.warn('a lock waits since yesterday')
  },

  /**
   * What the signal `unlock` asks for. The row of that id decides; a signal without one changes nothing.
   *
   * @param requestId As the signal brought it: anything.
   */
  async unlockByRequest(id: string, requestId: unknown): Promise<void> {
    const ended = await unlocks.unlockByRequest(sql, id as LockoutId, requestId)
    if (!ended) log.warn('a signal to unlock had no request of its own, and changed nothing')
  },
})
