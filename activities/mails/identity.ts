import type { LockFacts } from '../../sql/mail-facts.js'
import { cityDay, showMonthDay, showTime } from '../../src/domain/city-date.js'
import type { Letter } from './layout.js'

/** Letters about getting in: locks and browsers (ux.md 10). They name no account and no balance. */

const time = (moment: Date) => `at ${showTime(moment)} on ${showMonthDay(cityDay(moment))}`

function why({ why, failures }: LockFacts): string {
  switch (why) {
    case 'wrong_answer':
      return `after ${failures ? `${failures} ` : ''}wrong passwords and a wrong security answer`
    case 'too_many_rounds':
      return 'after too many wrong passwords in a day'
    case 'too_many_misses':
      return 'after a hundred wrong passwords in a row'
  }
}

export const locked = (lock: LockFacts): Letter => ({
  subject: 'Your portal account is locked',
  preview: 'Call CharMeck 311 and ask to unlock it.',
  heading: 'Your portal account is locked',
  parts: [
    {
      p: `We locked it ${time(lock.lockedAt)} ${why(lock)}. Your water service and scheduled payments are not affected.`,
    },
    { p: '*Call CharMeck 311* and ask to unlock it. If it was not you, tell 311.' },
  ],
})

export const unlocked = (
  unlockedAt: Date,
  { temporaryPassword, origin }: { temporaryPassword: boolean; origin: string },
): Letter => ({
  subject: 'Your portal account is unlocked',
  preview: 'You can sign in now.',
  heading: 'Your portal account is unlocked',
  parts: [
    {
      p: `CharMeck 311 unlocked it ${time(unlockedAt)} after checking who called. You can sign in now.`,
    },
    ...(temporaryPassword ? [{ p: 'We sent a temporary password in a separate email.' }] : []),
    { button: 'Sign in', href: `${origin}/sign-in` },
    { p: 'If you did not call, *dial 311 now*.' },
  ],
})

export const newBrowser = (label: string, at: Date): Letter => ({
  subject: 'New sign-in to your portal account',
  preview: 'From a browser we have not seen.',
  heading: 'New sign-in to your portal account',
  parts: [
    {
      p: `From a browser we have not seen (${label}), ${showMonthDay(cityDay(at))} at ${showTime(at)}.`,
    },
    { p: 'If it was not you, *call CharMeck 311 now*.' },
  ],
})
