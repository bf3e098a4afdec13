import { cityDay, showMonthDay, showTime } from '../../src/domain/city-date.js'
import { confirmHours, maskEmail, undoHours } from '../../src/domain/portal-account.js'
import type { Letter } from './layout.js'

/** Letters about changes on Profile (ux.md 10). They name no account, no balance and no username (security.md T8). */

const changed = (what: string, at: Date): Letter => ({
  subject: `Your ${what} was changed`,
  preview: 'If it was you, nothing to do.',
  heading: `Your ${what} was changed`,
  parts: [
    { p: `Changed ${moment(at)}. If it was you, nothing to do.` },
    { p: 'If not, call CharMeck 311 now so we can lock the account.' },
  ],
})

export const passwordChanged = (at: Date) => changed('password', at)
export const questionChanged = (at: Date) => changed('security question', at)

/** To the new address. */
export const confirmNewEmail = (link: string): Letter => ({
  subject: 'Confirm your new email address',
  preview: `Open the link within ${confirmHours} hours.`,
  heading: 'Confirm your new email address',
  parts: [
    {
      p: `Open this link within ${confirmHours} hours to use this address for your portal account.`,
    },
    { button: 'Use this address', href: link },
    { soft: 'If you did not ask for this, ignore this email.' },
  ],
})

/** To the old address. */
export const emailChanged = (newEmail: string, at: Date, undo: string): Letter => ({
  subject: 'Your email address was changed',
  preview: 'If you did not do this, call CharMeck 311 now.',
  heading: 'Your email address was changed',
  parts: [
    { p: `From ${moment(at)} our email goes to ${maskEmail(newEmail)}.` },
    {
      p: `If you did not do this, call CharMeck 311 now. You can undo it for ${undoHours} hours:`,
    },
    { button: 'Undo the change', href: undo },
  ],
})

/** `November 23 at 10:52 AM` */
const moment = (at: Date) => `${showMonthDay(cityDay(at))} at ${showTime(at)}`
