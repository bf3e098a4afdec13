import { z } from 'zod'
import { passwordProblem, passwordProblemWords } from '../../src/domain/password.js'
import { isEmail, usernameProblem } from '../../src/domain/portal-account.js'
import {
  answerMax,
  answerMin,
  answerProblem,
  isSecurityQuestion,
  normalizeAnswer,
} from '../../src/domain/security-question.js'

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
      const email = form.email.trim()
      const username = form.username.trim()
      if (email === '') wrong('email', 'Enter your email address')
      else if (!isEmail(email)) wrong('email', 'Enter an email address like name@example.com')
      else if (form.emailAgain.trim().toLowerCase() !== email.toLowerCase())
        wrong('emailAgain', 'Enter the same email address in both boxes')
      const name = usernameProblem(username)
      if (name) wrong('username', usernameWords[name])
      const password = passwordProblem(form.password, {
        min: passwordMin,
        names: [username, email].filter(Boolean),
      })
      if (password) wrong('password', passwordProblemWords(password, passwordMin))
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

export const nearNameWords = 'Choose an answer that is not your username, email address or password'

const answerWords = {
  empty: 'Enter an answer',
  short: `Use at least ${answerMin} letters or digits`,
  long: `Use ${answerMax} letters and digits or fewer`,
  name: nearNameWords,
  guessable: 'Choose an answer that is harder to guess',
} as const

/** Step 2: the question between the third and the fourth wrong password. */
export const questionForm = (names: { readonly username: string; readonly email: string }) =>
  z
    .strictObject({ question: text, answer: text, answerAgain: text })
    .transform(({ question, answer, answerAgain }, ctx) => {
      const wrong = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: [field], message })
      if (!isSecurityQuestion(question)) wrong('question', 'Choose a question')
      const problem = answerProblem(answer, names)
      if (problem) wrong('answer', answerWords[problem])
      else if (normalizeAnswer(answer) !== normalizeAnswer(answerAgain))
        wrong('answerAgain', 'Enter the same answer in both boxes')
      return { question, answer }
    })

export const confirmForm = z.strictObject({ token: text })
