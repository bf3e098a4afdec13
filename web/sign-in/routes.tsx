import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import * as devices from '../../sql/devices.js'
import * as portalAccounts from '../../sql/portal-accounts.js'
import * as registrations from '../../sql/registrations.js'
import { browserLabel } from '../../src/domain/browser-label.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { Refusal } from '../../src/domain/refusal.js'
import { buckets, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse } from '../form.js'
import { anyone, cookieNames, cookieOptions } from '../gate.js'
import { show } from '../page.js'
import type { SessionStart, Sessions } from '../session.js'
import { ask, forgetAsked, whoIsAsked } from './asked.js'
import { newNonce, rememberDevice } from './device.js'
import { localPath, sendAgainForm, signInForm } from './form.js'
import { type Tried, tryPassword } from './try-password.js'
import { ConfirmFirstPage, endedHeading, FrontPage, SignedOutPage, SignInPage } from './views.js'
import { noMatch, tooMany } from './words.js'

/** The front page, and the way in and out. */
export function signInRoutes(deps: Deps, sessions: Sessions) {
  const { sql, seals, clock } = deps
  const names = cookieNames(deps)

  return new Hono<PortalEnv>()
    .get('/', anyone, (c) => {
      if (c.get('visitor')) return c.redirect('/home', 303)
      const title = 'See and pay your City-County services bill'
      return show(c, { title }, <FrontPage c={c} state={emptyForm} />)
    })
    .get('/sign-in', anyone, (c) => {
      const next = localPath(c.req.query('next') ?? '')
      if (c.get('visitor')) return c.redirect(next ?? '/home', 303)
      // The name stays in the cookie that asked the question, out of the address.
      const matched = c.req.query('matched') === '1' ? whoIsAsked(c) : undefined
      const ended = c.req.query('ended') === '1'
      return show(
        c,
        // Who was signed out meanwhile reads that first (ux.md 6, 401); signing in leads back.
        ended ? { title: endedHeading, status: 401 } : { title: 'Sign in' },
        <SignInPage
          c={c}
          state={matched ? { values: { username: matched.username }, errors: {} } : emptyForm}
          next={matched?.next ?? next}
          matched={matched !== undefined}
          confirmed={c.req.query('confirmed') === '1'}
          ended={ended}
        />,
      )
    })
    .post('/sign-in', anyone, async (c) => {
      const form = await parse(c, signInForm)
      if (!form.ok) return refuse(c, form)
      const tried = await tryPassword(c, form.value)
      switch (tried.come) {
        case 'later':
          c.header('Retry-After', String(tried.seconds))
          return refuse(c, form, tooMany, 429)
        case 'wrong':
          return refuse(c, form, noMatch(tried.left))
        case 'question':
          ask(c, { username: form.value.username, next: form.value.next })
          return c.redirect('/sign-in/question', 303)
        case 'locked':
          return c.redirect('/locked', 303)
        case 'confirm-first': {
          const ticket = confirmTicket(tried.account.id, minute() + 30)
          const maskedEmail = maskEmail(tried.account.email)
          return show(
            c,
            { title: 'Confirm your email first', status: 403 },
            <ConfirmFirstPage c={c} maskedEmail={maskedEmail} ticket={ticket} />,
          )
        }
        case 'in':
          await signIn(c, tried)
          return c.redirect(form.value.next ?? '/home', 303)
        case 'restricted':
          await openNewPassword(c, tried.account.id)
          return c.redirect('/new-password', 303)
      }
    })
    .post('/sign-in/send-again', anyone, async (c) => {
      const form = await parse(c, sendAgainForm)
      const id = form.ok ? ownerOfTicket(form.value.ticket) : undefined
      if (!id) throw new Refusal('form-too-old')
      if (await takePlaces(sql, [[buckets.confirmMail, id]])) throw new Refusal('too-many-tries')
      const email = await registrations.sendAgain(sql, id)
      if (!email) return c.redirect('/sign-in', 303)
      setCookie(c, names.mailed, maskEmail(email), { ...cookieOptions(deps), maxAge: 3600 })
      return c.redirect('/register/sent', 303)
    })
    .post('/sign-out', anyone, async (c) => {
      const sessionId = c.get('sessionId')
      if (sessionId) await sessions.end(sessionId)
      const visitor = c.get('visitor')
      if (visitor) await portalAccounts.noteVisit(sql, visitor.id, 'signed_out')
      deleteCookie(c, names.session, cookieOptions(deps))
      // What the browser kept of the pages goes too; on plain http browsers ignore this. Not "cookies": the browser
      // stays one that is known, or a stranger's lock would meet its owner at the next sign-in (security.md 1.4).
      c.header('Clear-Site-Data', '"cache","storage"')
      return c.redirect('/signed-out', 303)
    })
    .get('/signed-out', anyone, (c) => show(c, { title: 'You are signed out' }, <SignedOutPage />))

  async function signIn(c: Context<PortalEnv>, { account, device }: Tried & { come: 'in' }) {
    const label = browserLabel(c.req.header('user-agent'))
    const nonce = device ?? newNonce()
    await startSession(c, account.id, { label, deviceNonce: nonce })
    await devices.noteSignIn(sql, { owner: account, nonce, known: device !== undefined, label })
    rememberDevice(c, account.id, nonce)
  }

  /** A temporary password was right: it opens one page, and makes no browser a known one. */
  async function openNewPassword(c: Context<PortalEnv>, id: PortalAccountId): Promise<void> {
    const label = browserLabel(c.req.header('user-agent'))
    await startSession(c, id, { label, restricted: true })
    await portalAccounts.noteVisit(sql, id, 'signed_in_for_new_password')
  }

  /** A new token at each sign-in: a cookie that was there before is never adopted (security.md T9). */
  async function startSession(
    c: Context<PortalEnv>,
    id: PortalAccountId,
    facts: SessionStart,
  ): Promise<void> {
    const before = c.get('sessionId')
    if (before) await sessions.end(before)
    setCookie(c, names.session, await sessions.start(id, facts), cookieOptions(deps))
    // The visit's form token was known before somebody was known: it ends with the visit.
    deleteCookie(c, names.visit, cookieOptions(deps))
    forgetAsked(c)
  }

  function minute(): number {
    return Math.floor(clock.now().getTime() / 60_000)
  }

  /** Says that this browser knew the password of an unconfirmed portal account; it opens nothing else. */
  function confirmTicket(id: PortalAccountId, until: number): string {
    return `${id}.${until}.${seals.mac('form', `send again ${id} ${until}`)}`
  }

  function ownerOfTicket(ticket: string): PortalAccountId | undefined {
    const [id = '', until = ''] = ticket.split('.')
    const wanted = Buffer.from(confirmTicket(id as PortalAccountId, Number(until)))
    const given = Buffer.from(ticket)
    const right = given.length === wanted.length && timingSafeEqual(given, wanted)
    return right && Number(until) >= minute() ? (id as PortalAccountId) : undefined
  }
}

const refuse = (
  c: Context<PortalEnv>,
  state: FormState,
  problem?: string,
  status: 422 | 429 = 422,
) => show(c, { title: 'Sign in', status }, <SignInPage c={c} state={state} problem={problem} />)
