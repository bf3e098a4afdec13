import { z } from 'zod'
import { isEmail } from '../../src/domain/portal-account.js'
import { checkPasswordPair } from '../choosing.js'

const text = z.string().default('')

/** One address: what a mail library could take for two is refused (security.md T30). */
export const forgotForm = z.strictObject({ email: text }).transform((form, ctx) => {
  const email = form.email.trim()
  const wrong = (message: string) => ctx.addIssue({ code: 'custom', path: ['email'], message })
  if (email === '') wrong('Enter your email address')
  else if (!isEmail(email)) wrong('Enter an email address like name@example.com')
  return { email }
})

/** The new password after a temporary one (ux.md 3.5). */
export const newPasswordForm = (
  passwordMin: number,
  owner: { readonly username: string; readonly email: string },
) =>
  z.strictObject({ password: text, passwordAgain: text }).transform((form, ctx) => {
    const names = [owner.username, owner.email]
    checkPasswordPair(form, { min: passwordMin, names }, (field, message) =>
      ctx.addIssue({ code: 'custom', path: [field], message }),
    )
    return { password: form.password }
  })
