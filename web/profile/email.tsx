import { type Context, Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import * as emailChanges from '../../sql/email-changes.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { Refusal } from '../../src/domain/refusal.js'
import { buckets, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { anyone, cookieNames, cookieOptions, resident } from '../gate.js'
import { show } from '../page.js'
import type { Sessions } from '../session.js'
import {
  ConfirmEmailPage,
  DeadLinkPage,
  EmailConfirmedPage,
  EmailPage,
  EmailUndonePage,
  TakenPage,
  UndoEmailPage,
} from './email-views.js'
import { emailForm, linkForm, notYourPassword } from './form.js'
import { back, prove } from './prove.js'

/**
 * The email address: asked for here, confirmed by a link to the new one, taken back by a link to the old one. Whether
 * another portal account has the new address, no page and no time tells (security.md T2).
 */
export function emailRoutes(deps: Deps, sessions: Sessions) {
  const { sql, seals } = deps
  return new Hono<PortalEnv>()
    .get('/profile/email', resident, (c) => emailPage(c, emptyForm))
    .post('/profile/email', resident, async (c) => {
      const form = await parse(c, emailForm(c.get('resident').email))
      if (!form.ok) return emailPage(c, form)
      const { currentPassword, email } = form.value
      const proven = await prove(c, sessions, currentPassword)
      if (!proven) return emailPage(c, withErrors(form, { currentPassword: notYourPassword }))
      const full = await takePlaces(sql, [
        [buckets.emailChange, proven.id],
        [buckets.confirmMail, seals.mac('name', email.toLowerCase())],
      ])
      if (full) throw new Refusal('too-many-tries')
      const done = await emailChanges.begin(sql, proven, email)
      return back(c, deps, done, proven, '/profile?saved=email')
    })
    .get('/profile/email/confirm', anyone, async (c) => {
      const token = c.req.query('token') ?? ''
      const change = await emailChanges.findByLink(sql, token)
      if (!change) return deadLink(c)
      return show(
        c,
        { title: 'Confirm your new email address' },
        <ConfirmEmailPage c={c} token={token} maskedEmail={maskEmail(change.newEmail)} />,
      )
    })
    .post('/profile/email/confirm', anyone, async (c) => {
      const form = await parse(c, linkForm)
      if (!form.ok) return deadLink(c)
      const sessionId = c.get('sessionId')
      const keep = sessionId && sessions.rotation(sessionId).from
      const came = await emailChanges.confirm(sql, form.value.token, keep)
      if (came === 'done') return c.redirect('/profile/email/confirmed', 303)
      return came === 'taken' ? taken(c) : deadLink(c)
    })
    .get('/profile/email/confirmed', anyone, (c) =>
      show(c, { title: 'Your email address is changed' }, <EmailConfirmedPage c={c} />),
    )
    .get('/profile/email/undo', anyone, async (c) => {
      const token = c.req.query('token') ?? ''
      const change = await emailChanges.findByUndoLink(sql, token)
      if (!change) return deadLink(c)
      return show(
        c,
        { title: 'Take your email address back' },
        <UndoEmailPage c={c} token={token} maskedEmail={maskEmail(change.oldEmail)} />,
      )
    })
    .post('/profile/email/undo', anyone, async (c) => {
      const form = await parse(c, linkForm)
      const came = form.ok ? await emailChanges.undo(sql, form.value.token) : 'gone'
      if (came === 'taken') return taken(c)
      if (came === 'gone') return deadLink(c)
      return c.redirect('/profile/email/undone', 303)
    })
    .get('/profile/email/undone', anyone, (c) => {
      // The session of the one who pressed ended with all others.
      if (!c.get('visitor')) deleteCookie(c, cookieNames(deps).session, cookieOptions(deps))
      return show(c, { title: 'Your email address is back' }, <EmailUndonePage />)
    })
}

const emailPage = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Email address', status: state === emptyForm ? 200 : 422 },
    <EmailPage c={c} state={state} />,
  )

const deadLink = (c: Context<PortalEnv>) =>
  show(c, { title: 'This link does not work any more', status: 404 }, <DeadLinkPage c={c} />)

const taken = (c: Context<PortalEnv>) =>
  show(c, { title: 'We cannot use this email address', status: 409 }, <TakenPage c={c} />)
