/**
 * The sign-in machine (S12, S13, security.md 1.4). Each username has doors: one for browsers that nobody knows, and one
 * for each browser that has signed in before; each door walks this machine by itself.
 *
 * ```
 * open --3 wrong passwords in a row--> question --wrong answer--> locked --311--> open
 *                                      question --right answer--> open, with 3 more tries
 * ```
 * A right answer is never a sign-in. The question comes at most twice in 24 hours without a right password between;
 * instead of a third time the door locks: 9 passwords a day, at most. Whoever spreads guesses over many days, or over
 * many known browsers, meets the count that all doors of a name share.
 */
export interface Door {
  readonly state: 'open' | 'question' | 'locked'
  /** Wrong passwords since the door was last opened. */
  readonly failures: number
  /** When the question was answered right since the last right password, oldest first. */
  readonly passedAt: readonly Date[]
  /** Wrong passwords in a row at all doors of this name together. Tries that a closed door never judged are none. */
  readonly misses: number
}

export const newDoor: Door = { state: 'open', failures: 0, passedAt: [], misses: 0 }

export type Tried =
  | { readonly password: 'right' | 'wrong' }
  | { readonly answer: 'right' | 'wrong' }
  | { readonly unlock: true }

/** What the person sees next. */
export type Shown =
  | { readonly show: 'signed in' }
  | { readonly show: 'wrong password'; readonly triesLeft: number }
  | { readonly show: 'question' }
  | { readonly show: 'answer matched' }
  | { readonly show: 'locked' }
  | { readonly show: 'password' }

/** Why a try locked. The last of them locks every door of the name, the others their own. */
export type LockWhy = 'wrong_answer' | 'too_many_rounds' | 'too_many_misses'

export type Next = Shown & {
  /** The door after this try. */
  readonly door: Door
  /** Only when it was this try that locked. */
  readonly locks?: LockWhy
}

/** Right answers in a day, after which a question is not asked again. */
export const answersADay = 2
/** Wrong passwords in a row for one name, wherever they were tried (NIST 800-63B 3.2.2, security.md 1.3). */
export const missesInARow = 100
const dayMs = 86_400_000

/**
 * @param tries Wrong passwords in a row before the question (a setting; 3).
 * @returns The door after this try, and what is shown. A right password opens nothing while the door waits for an
 *   answer or is locked: nobody learns there whether it was right.
 */
export function answer(door: Door, tried: Tried, tries: number, now: Date): Next {
  if ('unlock' in tried) return { door: newDoor, show: 'password' }
  if (door.state === 'locked') return { door, show: 'locked' }
  if (door.state === 'question') {
    if ('password' in tried) return { door, show: 'question' }
    if (tried.answer === 'wrong') return lock(door, 'wrong_answer')
    const passedAt = [...recent(door.passedAt, now), now]
    return { door: { ...door, state: 'open', failures: 0, passedAt }, show: 'answer matched' }
  }
  if ('answer' in tried) return { door, show: 'password' } // nobody asked
  if (tried.password === 'right') return { door: newDoor, show: 'signed in' }
  const missed = { ...door, failures: door.failures + 1, misses: door.misses + 1 }
  if (missed.misses >= missesInARow) return lock(missed, 'too_many_misses')
  if (missed.failures < tries)
    return { door: missed, show: 'wrong password', triesLeft: tries - missed.failures }
  if (recent(door.passedAt, now).length >= answersADay) return lock(missed, 'too_many_rounds')
  return { door: { ...missed, state: 'question' }, show: 'question' }
}

const lock = (door: Door, why: LockWhy): Next => ({
  door: { ...door, state: 'locked' },
  show: 'locked',
  locks: why,
})

const recent = (moments: readonly Date[], now: Date) =>
  moments.filter((moment) => now.getTime() - moment.getTime() < dayMs)
