import { z } from 'zod'
import { passwordProblem, passwordProblemWords } from '../../src/domain/password.js'
import { isEmail } from '../../src/domain/portal-account.js'

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
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    const problem = passwordProblem(form.password, {
      min: passwordMin,
      names: [owner.username, owner.email],
    })
    if (problem) wrong('password', passwordProblemWords(problem, passwordMin))
    else if (form.password !== form.passwordAgain)
      wrong('passwordAgain', 'Enter the same password in both boxes')
    return { password: form.password }
  })
