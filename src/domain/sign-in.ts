/**
 * The sign-in machine (S12, S13, security.md 1.4). Each username has doors: one for browsers that nobody knows, and one
 * for each browser that has signed in before; each door walks this machine by itself.
 *
 * ```
 * open --3 wrong passwords in a row--> question --wrong answer--> locked --311--> open
 *                                      question --right answer--> open, with 3 more tries
 * ```
 * A right answer is never a sign-in. The question comes at most twice in 24 hours without a right password between;
 * instead of a third time the door locks: 9 passwords a day, at most.
 */
export interface Door {
  readonly state: 'open' | 'question' | 'locked'
  /** Wrong passwords since the door was last opened. */
  readonly failures: number
  /** When the question was answered right since the last right password, oldest first. */
  readonly passedAt: readonly Date[]
}

export const newDoor: Door = { state: 'open', failures: 0, passedAt: [] }

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

/** Right answers in a day, after which a question is not asked again. */
export const answersADay = 2
const dayMs = 86_400_000

/**
 * @param tries Wrong passwords in a row before the question (a setting; 3).
 * @returns The door after this try, and what is shown. A right password opens nothing while the door waits for an
 *   answer or is locked: nobody learns there whether it was right.
 */
export function answer(door: Door, tried: Tried, tries: number, now: Date): { door: Door } & Shown {
  if ('unlock' in tried) return { door: newDoor, show: 'password' }
  if (door.state === 'locked') return { door, show: 'locked' }
  if (door.state === 'question') {
    if ('password' in tried) return { door, show: 'question' }
    if (tried.answer === 'wrong') return { door: { ...door, state: 'locked' }, show: 'locked' }
    const passedAt = [...recent(door.passedAt, now), now]
    return { door: { state: 'open', failures: 0, passedAt }, show: 'answer matched' }
  }
  if ('answer' in tried) return { door, show: 'password' } // nobody asked
  if (tried.password === 'right') return { door: newDoor, show: 'signed in' }
  const failures = door.failures + 1
  if (failures < tries) {
    return { door: { ...door, failures }, show: 'wrong password', triesLeft: tries - failures }
  }
  const asked = recent(door.passedAt, now).length
  const state = asked >= answersADay ? 'locked' : 'question'
  return { door: { ...door, failures, state }, show: state }
}

const recent = (moments: readonly Date[], now: Date) =>
  moments.filter((moment) => now.getTime() - moment.getTime() < dayMs)
