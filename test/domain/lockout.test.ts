import { expect, test } from 'vitest'
import { type Lockout, nextLockoutStep } from '../../src/domain/lockout.js'

const lockedAt = new Date('2026-11-23T15:00:00Z')
const hours = (count: number) => new Date(lockedAt.getTime() + count * 3_600_000)
const fresh: Lockout = {
  scope: 'strangers',
  why: 'wrong_answer',
  lockedAt,
  toldAt: null,
  waitingNoticeId: null,
  remindedAt: null,
  unlockedAt: null,
}
const told = { ...fresh, toldAt: lockedAt }
const why = 'CharMeck 311 to unlock it'

test.each([
  ['the owner is told first', fresh, 0, { do: 'tell' }],
  ['then the mail goes out', { ...told, waitingNoticeId: 'n' }, 0, { do: 'mail', noticeId: 'n' }],
  ['then it waits, a day at first', told, 1, { do: 'wait', until: hours(24), why }],
  ['after a day somebody is reminded', told, 24, { do: 'remind' }],
  ['once', { ...told, remindedAt: hours(24) }, 240, { do: 'wait', until: null, why }],
  [
    'unlocked ends it, whatever is left to do',
    { ...fresh, unlockedAt: hours(1) },
    1,
    { do: 'end' },
  ],
] as const)('%s', (_, lockout, after, step) => {
  expect(nextLockoutStep(lockout, hours(after))).toEqual(step)
})
