import { z } from 'zod'
import { nameMax, readName, readPhone } from '../../src/domain/portal-account.js'
import { checkEmailPair, checkPasswordPair, checkQuestion } from '../choosing.js'

const text = z.string().default('')

/** Both are optional; empty takes them away (F18). */
export const nameForm = z.strictObject({ name: text, phone: text }).transform((form, ctx) => {
  const wrong = (field: string, message: string) =>
    ctx.addIssue({ code: 'custom', path: [field], message })
  const reading = readName(form.name)
  if ('tooLong' in reading)
    wrong('name', `Use ${nameMax} characters or fewer. You used ${reading.tooLong}.`)
  const phone = readPhone(form.phone)
  if (phone === undefined) wrong('phone', 'Enter a phone number like 704-555-0142')
  return { name: 'name' in reading ? reading.name : null, phone: phone ?? null }
})

export const notYourPassword = 'That is not your current password'

/** Each of these changes asks the current password first (ux.md 4.12). */
const currentPassword = z.string().default('')
const needCurrent = 'Enter your current password'

export const emailForm = (present: string) =>
  z.strictObject({ currentPassword, email: text, emailAgain: text }).transform((form, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (form.currentPassword === '') wrong('currentPassword', needCurrent)
    const email = checkEmailPair(form, wrong)
    if (email.toLowerCase() === present.toLowerCase())
      wrong('email', 'This is your email address already')
    return { currentPassword: form.currentPassword, email }
  })

/** @param rules The least length, and what everybody tries first. */
export const passwordForm = (rules: { min: number; names: readonly string[] }) =>
  z
    .strictObject({ currentPassword, password: text, passwordAgain: text })
    .transform((form, ctx) => {
      const wrong = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: [field], message })
      if (form.currentPassword === '') wrong('currentPassword', needCurrent)
      if (checkPasswordPair(form, rules, wrong) && form.password === form.currentPassword)
        wrong('password', 'Choose a password that is not your current one')
      return { currentPassword: form.currentPassword, password: form.password }
    })

/** @param names The answer may be neither of them. */
export const questionForm = (names: { readonly username: string; readonly email: string }) =>
  z
    .strictObject({ currentPassword, question: text, answer: text, answerAgain: text })
    .transform((form, ctx) => {
      const wrong = (field: string, message: string) =>
        ctx.addIssue({ code: 'custom', path: [field], message })
      if (form.currentPassword === '') wrong('currentPassword', needCurrent)
      checkQuestion(form, names, wrong)
      return {
        currentPassword: form.currentPassword,
        question: form.question,
        answer: form.answer,
      }
    })

/** A deed that asks for nothing but the current password. */
export const provingForm = z.strictObject({
  currentPassword: z.string().default('').pipe(z.string().min(1, needCurrent)),
})

/** One session of the list. */
export const endForm = z.strictObject({ session: text })

/** A link that was mailed. */
export const linkForm = z.strictObject({ token: text })
