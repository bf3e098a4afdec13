import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answer, type Door, newDoor, type Tried } from '../../src/domain/sign-in.js'
import { signInModel } from '../support/sign-in-model.js'

const now = new Date('2026-11-23T15:00:00Z')
const wrong: Tried = { password: 'wrong' }
const right: Tried = { password: 'right' }

/** Walks the machine, all at one moment. */
function walk(tries: readonly Tried[], from: Door = newDoor) {
  let door = from
  let shown = ''
  for (const tried of tries) {
    const next = answer(door, tried, 3, now)
    door = next.door
    shown = next.show
  }
  return { door, shown }
}

describe('the sign-in machine (S12, S13)', () => {
  test.each([
    ['a right password signs in', [right], 'open', 'signed in'],
    ['one wrong password leaves two tries', [wrong], 'open', 'wrong password'],
    ['a right password after two wrong ones signs in', [wrong, wrong, right], 'open', 'signed in'],
    ['the third wrong password asks the question', [wrong, wrong, wrong], 'question', 'question'],
    [
      'a right password no longer helps while the question waits',
      [wrong, wrong, wrong, right],
      'question',
      'question',
    ],
    ['a wrong answer locks', [wrong, wrong, wrong, { answer: 'wrong' }], 'locked', 'locked'],
    [
      'a right answer is no sign-in, but three more tries',
      [wrong, wrong, wrong, { answer: 'right' }],
      'open',
      'answer matched',
    ],
    [
      'a right password then signs in',
      [wrong, wrong, wrong, { answer: 'right' }, right],
      'open',
      'signed in',
    ],
    ['an answer that nobody asked for is nothing', [{ answer: 'right' }], 'open', 'password'],
    [
      'locked stays locked for a right password',
      [wrong, wrong, wrong, { answer: 'wrong' }, right],
      'locked',
      'locked',
    ],
    [
      'and for a right answer',
      [wrong, wrong, wrong, { answer: 'wrong' }, { answer: 'right' }],
      'locked',
      'locked',
    ],
    [
      'only 311 unlocks',
      [wrong, wrong, wrong, { answer: 'wrong' }, { unlock: true }],
      'open',
      'password',
    ],
  ] as const)('%s', (_, tries, state, shown) => {
    const end = walk(tries)
    expect(end.door.state).toBe(state)
    expect(end.shown).toBe(shown)
  })

  test('the question comes twice a day; instead of a third time the door locks', () => {
    const round: Tried[] = [wrong, wrong, wrong, { answer: 'right' }]
    expect(walk([...round, ...round, wrong, wrong, wrong]).door.state).toBe('locked')
  })

  test('a right password forgets the answers', () => {
    const round: Tried[] = [wrong, wrong, wrong, { answer: 'right' }]
    expect(walk([...round, ...round, right, wrong, wrong, wrong]).door.state).toBe('question')
  })

  test('a day later the question comes again', () => {
    const before = walk([
      wrong,
      wrong,
      wrong,
      { answer: 'right' },
      wrong,
      wrong,
      wrong,
      { answer: 'right' },
      wrong,
      wrong,
    ])
    const tomorrow = new Date(now.getTime() + 86_400_000)
    expect(answer(before.door, wrong, 3, tomorrow).door.state).toBe('question')
  })

  test('1.3: the hundredth wrong password in a row locks, whichever door it stands at', () => {
    const spread = { ...newDoor, misses: 98 }
    expect(answer(spread, wrong, 3, now)).toMatchObject({ show: 'wrong password', triesLeft: 2 })
    const last = answer({ ...spread, misses: 99 }, wrong, 3, now)
    expect(last).toMatchObject({ show: 'locked', locks: 'too_many_misses' })
    expect(last.door).toMatchObject({ state: 'locked', misses: 100 })
  })

  test.each([
    ['a right password ends the row', right, 0],
    ['an unlock ends it', { unlock: true }, 0],
    ['an answer is no password', { answer: 'right' }, 99],
  ] as const)('1.3: %s', (_, tried, misses) => {
    expect(answer({ ...newDoor, misses: 99 }, tried, 3, now).door.misses).toBe(misses)
  })

  test.each(['question', 'locked'] as const)(
    'T6: wrong passwords at a door that is %s are not judged, and count nowhere',
    (state) => {
      const door: Door = { ...newDoor, state, failures: 3, misses: 99 }
      expect(answer(door, wrong, 3, now).door).toBe(door)
    },
  )

  const anyTry: fc.Arbitrary<Tried | number> = fc.oneof(
    { weight: 6, arbitrary: fc.constant(wrong) },
    { weight: 1, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constant<Tried>({ answer: 'wrong' }) },
    { weight: 4, arbitrary: fc.constant<Tried>({ answer: 'right' }) },
    { weight: 1, arbitrary: fc.constant<Tried>({ unlock: true }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }) }, // so many hours pass
  )

  test('T4: as the model says, whatever is tried; at most 9 guesses in any 24 hours', () => {
    fc.assert(
      fc.property(
        fc.array(anyTry, { maxLength: 80, size: 'max' }),
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 4 }),
        (tries, misses, most) => {
          const model = signInModel({ tries: most, misses })
          let door: Door = { ...newDoor, misses }
          let at = now.getTime()
          let guesses: number[] = []
          for (const tried of tries) {
            if (typeof tried === 'number') {
              at += tried * 3_600_000
              continue
            }
            const judged = model.judges('stranger')
            const next = answer(door, tried, most, new Date(at))
            const { show, locks } = next
            expect({ show, ...(locks && { locks }) }).toEqual(model.try('stranger', tried, at))
            if (show === 'signed in') expect(tried).toEqual(right)
            if (show === 'signed in' || 'unlock' in tried) guesses = []
            if (judged && tried === wrong) guesses.push(at)
            const day = guesses.filter((moment) => at - moment < 24 * 3_600_000)
            expect(day.length).toBeLessThanOrEqual(3 * most)
            door = next.door
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
