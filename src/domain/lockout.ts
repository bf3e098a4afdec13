import type { LockWhy } from './sign-in.js'

/** One lock of a portal account, from the third wrong password and what followed until CharMeck 311 ends it. */
export interface Lockout {
  /** `strangers`: browsers that nobody knows; known ones and live sessions go on. */
  readonly scope: 'strangers' | 'everything'
  readonly why: LockWhy
  readonly lockedAt: Date
  /** When the owner was written to, or need not be. */
  readonly toldAt: Date | null
  /** Its mail about the lock, while that is not with the mail server. */
  readonly waitingNoticeId: string | null
  readonly remindedAt: Date | null
  readonly unlockedAt: Date | null
}

export type LockoutStep =
  | { readonly do: 'tell' }
  | { readonly do: 'mail'; readonly noticeId: string }
  | { readonly do: 'remind' }
  | { readonly do: 'wait'; readonly until: Date | null; readonly why: string }
  | { readonly do: 'end' }

/** After so long without an unlock a supervisor hears of it (architecture.md 4). */
export const remindHours = 24
/** At most one mail about a lock in so many hours, however often it is locked (security.md 1.4). */
export const lockedMailHours = 24

/** What the lock's workflow does next: write to the owner, then wait for 311, with one reminder after a day. */
export function nextLockoutStep(lockout: Lockout, now: Date): LockoutStep {
  if (lockout.unlockedAt) return { do: 'end' }
  if (!lockout.toldAt) return { do: 'tell' }
  if (lockout.waitingNoticeId) return { do: 'mail', noticeId: lockout.waitingNoticeId }
  const why = 'CharMeck 311 to unlock it'
  if (lockout.remindedAt) return { do: 'wait', until: null, why }
  const remindAt = new Date(lockout.lockedAt.getTime() + remindHours * 3_600_000)
  return remindAt <= now ? { do: 'remind' } : { do: 'wait', until: remindAt, why }
}
