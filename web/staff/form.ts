import { z } from 'zod'
import { checkPasswordPair } from '../choosing.js'

const text = z.string().default('')

/** As typed; whether the three belong together is not the form's question. */
export const signInForm = z
  .strictObject({ username: text, password: text, code: text, next: text })
  .transform(({ username, password, code, next }, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (username.trim() === '') wrong('username', 'Enter your username')
    if (password === '') wrong('password', 'Enter your password')
    if (code.trim() === '') wrong('code', 'Enter the code that your authenticator app shows')
    return {
      username: username.trim().toLowerCase(),
      password,
      code,
      // A page of the console and nothing else (security.md T14).
      next: /^\/staff(\/[a-z0-9/-]*)?(\?[\w=&%.-]*)?$/.test(next) ? next : undefined,
    }
  })

/** @param rules The least length, and what everybody tries first. */
export const enrollForm = (rules: { min: number; names: readonly string[] }) =>
  z
    .strictObject({ enrollment: text, password: text, passwordAgain: text, code: text })
    .transform((form, ctx) => {
      const wrong = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: [field], message })
      checkPasswordPair(form, rules, wrong)
      if (form.code.trim() === '') wrong('code', 'Enter the code that your authenticator app shows')
      return form
    })
