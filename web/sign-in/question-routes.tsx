import { type Context, Hono } from 'hono'
import * as doors from '../../sql/sign-in-doors.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse } from '../form.js'
import { anyone } from '../gate.js'
import { show } from '../page.js'
import { forgetAsked, whoIsAsked } from './asked.js'
import { answerForm } from './form.js'
import { LockedPage, QuestionPage } from './question-views.js'
import { type Standing, standingOf, tryAnswer } from './try-answer.js'
import { tooMany } from './words.js'

/** The question after three wrong passwords, and the page of a lock. */
export function questionRoutes({ sql }: Deps) {
  return new Hono<PortalEnv>()
    .get('/sign-in/question', anyone, async (c) => {
      const asked = whoIsAsked(c)
      if (!asked) return c.redirect('/sign-in', 303)
      const standing = await standingOf(c, asked.username)
      switch (await doors.stateOf(sql, standing.at)) {
        case 'question':
          return page(c, standing, emptyForm)
        case 'locked':
          return c.redirect('/locked', 303)
        case 'open':
          return c.redirect('/sign-in', 303)
      }
    })
    .post('/sign-in/question', anyone, async (c) => {
      const asked = whoIsAsked(c)
      if (!asked) return c.redirect('/sign-in', 303)
      const standing = await standingOf(c, asked.username)
      const form = await parse(c, answerForm)
      if (!form.ok) return page(c, standing, form, { status: 422 })
      const answered = await tryAnswer(c, standing, form.value.answer)
      switch (answered.come) {
        case 'later':
          c.header('Retry-After', '600')
          return page(c, standing, form, { status: 429, problem: tooMany })
        case 'matched':
          return c.redirect('/sign-in?matched=1', 303)
        case 'locked':
          forgetAsked(c)
          return c.redirect('/locked', 303)
        case 'not-asked':
          return c.redirect('/sign-in', 303)
      }
    })
    .get('/locked', anyone, (c) =>
      show(c, { title: 'Your portal account is locked', status: 403 }, <LockedPage c={c} />),
    )
}

const page = (
  c: Context<PortalEnv>,
  { question }: Standing,
  state: FormState,
  { status, problem }: { status?: 422 | 429; problem?: string } = {},
) =>
  show(
    c,
    { title: 'Answer your security question', ...(status && { status }) },
    <QuestionPage c={c} question={question} state={state} problem={problem} />,
  )
