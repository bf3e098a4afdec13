import { z } from 'zod'
import { usernameProblem } from '../../src/domain/portal-account.js'
import { checkEmailPair, checkPassword, checkQuestion } from '../choosing.js'

const text = z.string().default('')

const usernameWords = {
  empty: 'Enter a username',
  address: 'A username cannot be an email address. Use letters and numbers.',
  shape:
    'Use 6 to 30 letters and numbers, with a letter first. Dots, dashes and underscores are fine.',
} as const

/** Step 1 of Register (ux.md 3.6). */
export const registerForm = (passwordMin: number) =>
  z
    .strictObject({ email: text, emailAgain: text, username: text, password: text })
    .transform((form, ctx) => {
      const wrong = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: [field], message })
      const email = checkEmailPair(form, wrong)
      const username = form.username.trim()
      const name = usernameProblem(username)
      if (name) wrong('username', usernameWords[name])
      const names = [username, email].filter(Boolean)
      checkPassword(form.password, { min: passwordMin, names }, wrong)
      return { email, username, password: form.password }
    })

/** Names near a taken one that are free. */
export const takenWords = (free: readonly string[]): string =>
  `This username is taken. ${
    free.length > 0 ? `Try ${free.slice(0, 2).join(' or ')}.` : 'Choose another one.'
  }`

/** What the field says by itself when it is left (ux.md 7.2). */
export const shapeWords = (username: string): string | undefined => {
  const problem = usernameProblem(username)
  return problem && usernameWords[problem]
}

/** Step 2: the question between the third and the fourth wrong password. */
export const questionForm = (names: { readonly username: string; readonly email: string }) =>
  z.strictObject({ question: text, answer: text, answerAgain: text }).transform((form, ctx) => {
    checkQuestion(form, names, (field, message) =>
      ctx.addIssue({ code: 'custom', path: [field], message }),
    )
    return { question: form.question, answer: form.answer }
  })

export const confirmForm = z.strictObject({ token: text })
