import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { FC } from 'hono/jsx'
import { firstPage } from '../console.js'
import type { Deps, PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Field, Form, type FormState, Note, parse } from '../form.js'
import { anyone, cookieNames, cookieOptions } from '../gate.js'
import { show } from '../page.js'
import { type StaffSessions, staffCookieOptions } from '../staff-session.js'
import { signInForm } from './form.js'
import { trySignIn } from './try-sign-in.js'

/** The way into the console and out of it. */
export function staffSignInRoutes(deps: Deps, sessions: StaffSessions) {
  const names = cookieNames(deps)
  return new Hono<PortalEnv>()
    .get('/staff/sign-in', anyone, (c) => {
      const who = c.get('staff')
      if (who) return c.redirect(firstPage(who.roles), 303)
      return page(c, emptyForm, {
        next: c.req.query('next'),
        ended: c.req.query('ended') === '1',
        enrolled: c.req.query('enrolled') === '1',
      })
    })
    .post('/staff/sign-in', anyone, async (c) => {
      const form = await parse(c, signInForm)
      if (!form.ok) return page(c, form, { status: 422 })
      const tried = await trySignIn(c, sessions, form.value)
      switch (tried.come) {
        case 'later':
          c.header('Retry-After', String(tried.seconds))
          return page(c, form, { status: 429, problem: tooMany })
        case 'wrong':
          return page(c, form, { status: 422, problem: noMatch })
        case 'in': {
          const [before, who] = [c.get('sessionId'), c.get('staff')]
          if (before && who) await sessions.end(who, before)
          setCookie(c, names.staff, tried.token, staffCookieOptions(deps))
          // The visit's form token was known before somebody was known: it ends with the visit.
          deleteCookie(c, names.visit, cookieOptions(deps))
          return c.redirect(form.value.next ?? firstPage(tried.who.roles), 303)
        }
      }
    })
    .post('/staff/sign-out', anyone, async (c) => {
      const [token, who] = [c.get('sessionId'), c.get('staff')]
      if (token && who) await sessions.end(who, token)
      deleteCookie(c, names.staff, staffCookieOptions(deps))
      c.header('Clear-Site-Data', '"cache","storage"')
      return c.redirect('/staff/sign-in', 303)
    })
}

/** Never which of the three was wrong. */
const noMatch = 'Username, password and code do not match. Check all three. A code works once.'
const tooMany = 'Too many tries. Wait 10 minutes, or ask your supervisor.'

interface Facts {
  readonly next?: string | undefined
  readonly ended?: boolean
  readonly enrolled?: boolean
  readonly problem?: string
}

const page = (
  c: Context<PortalEnv>,
  state: FormState,
  { status, ...facts }: Facts & { status?: 422 | 429 },
) =>
  show(
    c,
    { title: 'Staff sign in', ...(status && { status }) },
    <SignInPage c={c} state={state} {...facts} />,
  )

const SignInPage: FC<Facts & { c: Context<PortalEnv>; state: FormState }> = ({
  c,
  state,
  next,
  ended,
  enrolled,
  problem,
}) => (
  <div class="stack short">
    {ended && (
      <Note kind="warn" role="status">
        <p>
          <strong>You were signed out after 15 minutes of no use.</strong> What you typed was not
          sent.
        </p>
      </Note>
    )}
    {enrolled && (
      <Note kind="ok" role="status">
        <p>You are enrolled. Sign in with the next code that your app shows.</p>
      </Note>
    )}
    <Form c={c} action="/staff/sign-in" class="sheet stack in" labelledby="sign-in">
      <h1 id="sign-in">Staff sign in</h1>
      <ErrorSummary state={state} />
      {problem && (
        <Note kind="bad" role="alert" focus>
          <p>{problem}</p>
        </Note>
      )}
      <input type="hidden" name="next" value={state.values.next ?? next ?? ''} />
      <Field
        name="username"
        label="Username"
        state={state}
        input={{ autocomplete: 'username', autocapitalize: 'none', required: true }}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        state={state}
        input={{ autocomplete: 'current-password', required: true }}
      />
      <Field
        name="code"
        label="One-time code"
        hint="6 digits from your authenticator app"
        class="w8"
        state={{ ...state, values: {} }}
        input={{ autocomplete: 'one-time-code', inputmode: 'numeric', required: true }}
      />
      <button class="btn" type="submit">
        Sign in
      </button>
    </Form>
    <p class="soft">
      New here, or a new phone? <a href="/staff/enroll">Enter your enrollment code</a>
    </p>
  </div>
)
