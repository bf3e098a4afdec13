import type { Addressee } from '../../sql/mail-facts.js'
import { showTime } from '../../src/domain/city-date.js'
import type { RecoveryRequestId } from '../../src/domain/ids.js'
import {
  showTemporaryPassword,
  spellTemporaryPassword,
} from '../../src/domain/temporary-password.js'
import type { Seals } from '../../src/ports.js'
import type { Letter } from './layout.js'

/** Letters that "Forgot Username?" and "Forgot Password?" send (ux.md 10). They name no account and no balance. */

/**
 * The temporary password of a request, the same at every attempt: a mail that is sent twice carries one secret, and
 * none stands in a row or in Temporal's history (security.md 1.5).
 */
export function temporaryPassword(seals: Pick<Seals, 'mac'>, id: RecoveryRequestId): string {
  return spellTemporaryPassword(Buffer.from(seals.mac('temporary-password', id), 'base64url'))
}

export const usernameReminder = (to: Addressee, origin: string): Letter => ({
  subject: 'Your username',
  preview: 'The username of your portal account.',
  heading: 'Your username',
  parts: [
    { p: `Your username is *${to.username}*.` },
    { button: 'Sign in', href: `${origin}/sign-in` },
    { soft: 'If you did not ask for this, you do not need to do anything.' },
  ],
})

/** @param until When it stops working, if the mail goes out now. */
export const temporaryPasswordLetter = (secret: string, until: Date, origin: string): Letter => ({
  subject: 'Your temporary password',
  preview: 'It works once. Your old password still works until you choose a new one.',
  heading: 'Your temporary password',
  parts: [
    { facts: `*${showTemporaryPassword(secret)}*` },
    {
      p: `It works once, until ${showTime(until)}. Sign in with it, and you will choose a new password right away.`,
    },
    { button: 'Sign in', href: `${origin}/sign-in` },
    {
      soft: 'If you did not ask for this, someone may have typed your email by mistake. Your old password still works until you choose a new one.',
    },
  ],
})
