import type { FC } from 'hono/jsx'
import { passwordProblem, passwordProblemWords } from '../src/domain/password.js'
import { isEmail } from '../src/domain/portal-account.js'
import {
  answerMax,
  answerMin,
  answerProblem,
  isSecurityQuestion,
  normalizeAnswer,
  securityQuestions,
} from '../src/domain/security-question.js'
import { Field, FieldError, type FormState } from './form.js'
import { isLeaked as leaked } from './leaked-passwords.js'

/** What a person chooses at Register and changes on Profile: an email address, a password, a security question. */

/** Notes what is wrong with a field. */
type Wrong = (field: string, message: string) => void

/** @returns The address, without the spaces around it. */
export function checkEmailPair(typed: { email: string; emailAgain: string }, wrong: Wrong): string {
  const email = typed.email.trim()
  if (email === '') wrong('email', 'Enter your email address')
  else if (!isEmail(email)) wrong('email', 'Enter an email address like name@example.com')
  else if (typed.emailAgain.trim().toLowerCase() !== email.toLowerCase())
    wrong('emailAgain', 'Enter the same email address in both boxes')
  return email
}

/** @param rules The least length, and what everybody tries first. @returns Whether it is good. */
export function checkPassword(
  password: string,
  { min, names }: { readonly min: number; readonly names: readonly string[] },
  wrong: Wrong,
): boolean {
  const isLeaked = (lower: string) => leaked(lower, min)
  const problem = passwordProblem(password, { min, names, isLeaked })
  if (problem) wrong('password', passwordProblemWords(problem, min))
  return problem === undefined
}

/** The same twice, as {@link PasswordPair} asks for it. */
export function checkPasswordPair(
  typed: { password: string; passwordAgain: string },
  rules: Parameters<typeof checkPassword>[1],
  wrong: Wrong,
): boolean {
  if (!checkPassword(typed.password, rules, wrong)) return false
  const same = typed.password === typed.passwordAgain
  if (!same) wrong('passwordAgain', 'Enter the same password in both boxes')
  return same
}

export const nearNameWords = 'Choose an answer that is not your username, email address or password'

const answerWords = {
  empty: 'Enter an answer',
  short: `Use at least ${answerMin} letters or digits`,
  long: `Use ${answerMax} letters and digits or fewer`,
  name: nearNameWords,
  guessable: 'Choose an answer that is harder to guess',
} as const

export function checkQuestion(
  typed: { question: string; answer: string; answerAgain: string },
  names: { readonly username: string; readonly email: string },
  wrong: Wrong,
): void {
  if (!isSecurityQuestion(typed.question)) wrong('question', 'Choose a question')
  const problem = answerProblem(typed.answer, names)
  if (problem) wrong('answer', answerWords[problem])
  else if (normalizeAnswer(typed.answer) !== normalizeAnswer(typed.answerAgain))
    wrong('answerAgain', 'Enter the same answer in both boxes')
}

const answerInput = {
  autocomplete: 'off',
  autocapitalize: 'none',
  spellcheck: 'false',
  required: true,
}

export const QuestionFields: FC<{
  state: FormState
  labels: { question: string; answer: string; answerAgain: string }
}> = ({ state, labels }) => (
  <>
    <div class={state.errors.question ? 'field wrong' : 'field'}>
      <label for="question">{labels.question}</label>
      <FieldError name="question" state={state} />
      <select
        id="question"
        name="question"
        aria-describedby={state.errors.question && 'question-error'}
        aria-invalid={state.errors.question && 'true'}
      >
        <option value="">Choose a question</option>
        {Object.entries(securityQuestions).map(([key, words]) => (
          <option value={key} selected={state.values.question === key}>
            {words}
          </option>
        ))}
      </select>
    </div>
    <Field
      name="answer"
      label={labels.answer}
      hint="Keep it short, and easy for you to repeat exactly. It does not have to be true."
      state={state}
      input={answerInput}
    />
    <Field name="answerAgain" label={labels.answerAgain} state={state} input={answerInput} />
  </>
)

/** New password and its confirmation, after a temporary password and on Profile (ux.md 3.5, 4.12). @param min Code points. */
export const PasswordPair: FC<{ state: FormState; min: number }> = ({ state, min }) => (
  <>
    <Field
      name="password"
      label="New password"
      hint={`At least ${min} characters. A few unrelated words work well.`}
      type="password"
      state={state}
      input={{ autocomplete: 'new-password', required: true }}
    />
    <Field
      name="passwordAgain"
      label="Confirm password"
      type="password"
      state={state}
      input={{ autocomplete: 'new-password', required: true }}
    />
  </>
)
