import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answer, type Door, newDoor, type Tried } from '../../src/domain/sign-in.js'

const now = new Date('2026-11-23T15:00:00Z')
const wrong: Tried = { password: 'wrong' }
const right: Tried = { password: 'right' }

/** Walks the machine; `+hours` before a try moves the clock. */
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

  const anyTry: fc.Arbitrary<Tried> = fc.oneof(
    fc.constant(wrong),
    fc.constant(right),
    fc.constant<Tried>({ answer: 'wrong' }),
    fc.constant<Tried>({ answer: 'right' }),
  )

  test('T4: nobody signs in without the right password, and at most 9 wrong ones are tried before the lock', () => {
    fc.assert(
      fc.property(fc.array(anyTry, { maxLength: 60 }), (tries) => {
        let door = newDoor
        let guesses = 0
        for (const tried of tries) {
          const counted = door.state === 'open' && 'password' in tried && tried.password === 'wrong'
          const next = answer(door, tried, 3, now)
          if (counted) guesses += 1
          if (next.show === 'signed in') {
            expect(tried).toEqual(right)
            expect(door.state).toBe('open')
            guesses = 0
          }
          expect(guesses).toBeLessThanOrEqual(9)
          if (door.state === 'locked') expect(next.door.state).toBe('locked')
          door = next.door
        }
      }),
    )
  })
})
