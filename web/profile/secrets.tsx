import { type Context, Hono } from 'hono'
import * as profiles from '../../sql/profiles.js'
import { normalizeAnswer } from '../../src/domain/security-question.js'
import { nearNameWords } from '../choosing.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { hashSecret } from '../passwords.js'
import type { Sessions } from '../session.js'
import { notYourPassword, passwordForm, questionForm } from './form.js'
import { back, prove } from './prove.js'
import { PasswordPage, QuestionPage } from './views.js'

/** The password, and the question that stands behind it. */
export function secretRoutes(deps: Deps, sessions: Sessions) {
  const { sql, city } = deps
  return new Hono<PortalEnv>()
    .get('/profile/password', resident, (c) => passwordPage(c, emptyForm))
    .post('/profile/password', resident, async (c) => {
      const { username, email } = c.get('resident')
      const rules = { min: city.passwordMin, names: [username, email] }
      const form = await parse(c, passwordForm(rules))
      if (!form.ok) return passwordPage(c, form)
      const proven = await prove(c, sessions, form.value.currentPassword)
      if (!proven) return passwordPage(c, withErrors(form, { currentPassword: notYourPassword }))
      const newHash = await hashSecret(form.value.password)
      const done = await profiles.changePassword(sql, proven, newHash)
      return back(c, deps, done, proven, '/profile?saved=password')
    })
    .get('/profile/question', resident, (c) => questionPage(c, emptyForm))
    .post('/profile/question', resident, async (c) => {
      const form = await parse(c, questionForm(c.get('resident')))
      if (!form.ok) return questionPage(c, form)
      const { currentPassword, question, answer } = form.value
      const proven = await prove(c, sessions, currentPassword)
      if (!proven) return questionPage(c, withErrors(form, { currentPassword: notYourPassword }))
      if (normalizeAnswer(answer) === normalizeAnswer(currentPassword))
        return questionPage(c, withErrors(form, { answer: nearNameWords }))
      const answerHash = await hashSecret(normalizeAnswer(answer))
      const done = await profiles.changeQuestion(sql, proven, { question, answerHash })
      return back(c, deps, done, proven, '/profile?saved=1')
    })
}

const passwordPage = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Password', status: state === emptyForm ? 200 : 422 },
    <PasswordPage c={c} state={state} />,
  )

const questionPage = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Security question', status: state === emptyForm ? 200 : 422 },
    <QuestionPage c={c} state={state} />,
  )
