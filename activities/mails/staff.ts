import { cityDay, showFullDay, showMonthDay, showTime } from '../../src/domain/city-date.js'
import type { Letter } from './layout.js'

/** Letters to those who work in the console. They name no resident. */

/** To a supervisor: no names. */
export const lockWaiting = (lockoutId: string, lockedAt: Date, now: Date): Letter => {
  const hours = Math.floor((now.getTime() - lockedAt.getTime()) / 3_600_000)
  return {
    subject: 'A lock waits since yesterday',
    preview: `Lockout ${lockoutId}`,
    heading: 'A lock waits since yesterday',
    parts: [{ facts: `Lockout ${lockoutId}` }, { p: `Nobody ended it for ${hours} hours.` }],
  }
}

/** Without the code: that is handed over in person. */
export const enrollsAnew = (at: Date): Letter => ({
  subject: 'Your sign-in to the 311 Console was reset',
  preview: 'Your password and one-time codes no longer work.',
  heading: 'Your sign-in to the 311 Console was reset',
  parts: [
    {
      p: `On ${showMonthDay(cityDay(at))} at ${showTime(at)}. Your password and one-time codes no longer work. Enroll anew with the code that your supervisor gives you.`,
    },
    { p: 'If you did not ask for this, *tell your supervisor now*.' },
  ],
})

/** To an operator: what nobody with rights on the database alone can change (security.md T25). */
export const auditAnchor = (anchor: { n: number; hash: string }, at: Date): Letter => ({
  subject: `The audit's anchor of ${showMonthDay(cityDay(at))}`,
  preview: 'Keep it: it shows later that nothing was cut off.',
  heading: `The audit's anchor of ${showFullDay(cityDay(at))}`,
  parts: [
    { facts: `${anchor.n}:${anchor.hash}` },
    {
      p: 'Keep this mail. `portal audit verify --anchor` compares it with the audit as it is then.',
    },
  ],
})
