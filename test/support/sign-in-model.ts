import type { LockWhy, Tried } from '../../src/domain/sign-in.js'

/**
 * What security.md 1.4 and 1.3 say of one username, told a second time and otherwise: as marks on doors. Tests walk it
 * beside the machine.
 *
 * @param misses Wrong passwords in a row from before.
 */
export function signInModel({ tries = 3, misses = 0 } = {}) {
  interface Marks {
    /** One for each wrong password since the last right answer. */
    wrong: string
    /** Right answers, in milliseconds. */
    passes: number[]
    shut: boolean
  }
  let doors = new Map<string, Marks>()
  let everything = false
  let inARow = misses

  const at = (door: string): Marks => {
    const marks = doors.get(door) ?? { wrong: '', passes: [], shut: false }
    doors.set(door, marks)
    return marks
  }
  const shut = (door: string, why: LockWhy) => {
    at(door).shut = true
    if (door !== 'stranger' || why === 'too_many_misses') everything = true
    return why
  }

  return {
    /** @returns What is shown, and why it locks when it is this try that does. */
    try(door: string, tried: Tried, now: number): { show: string; locks?: LockWhy } {
      if ('unlock' in tried) {
        doors = new Map()
        everything = false
        inARow = 0
        return { show: 'password' }
      }
      const marks = at(door)
      if (everything || marks.shut) return { show: 'locked' }
      const asked = marks.wrong.length >= tries
      if ('answer' in tried) {
        if (!asked) return { show: 'password' }
        if (tried.answer === 'wrong') return { show: 'locked', locks: shut(door, 'wrong_answer') }
        marks.wrong = ''
        marks.passes.push(now)
        return { show: 'answer matched' }
      }
      if (asked) return { show: 'question' }
      if (tried.password === 'right') {
        doors.delete(door)
        inARow = 0
        return { show: 'signed in' }
      }
      marks.wrong += 'x'
      inARow += 1
      if (inARow === 100) return { show: 'locked', locks: shut(door, 'too_many_misses') }
      if (marks.wrong.length < tries) return { show: 'wrong password' }
      const today = marks.passes.filter((moment) => now - moment < 24 * 3_600_000)
      if (today.length > 1) return { show: 'locked', locks: shut(door, 'too_many_rounds') }
      return { show: 'question' }
    },
    /** Whether a right password would be looked at here. */
    judges: (door: string): boolean =>
      !everything && !at(door).shut && at(door).wrong.length < tries,
  }
}
