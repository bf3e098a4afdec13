import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as recoveries from '../../sql/recoveries.js'
import { browserLabel } from '../../src/domain/browser-label.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import type { RecoveryKind } from '../../src/domain/recovery.js'
import { buckets, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse } from '../form.js'
import { anyone, clientAddress, cookieNames, cookieOptions, restricted } from '../gate.js'
import { show } from '../page.js'
import { hashSecret } from '../passwords.js'
import type { Sessions } from '../session.js'
import { forgotForm, newPasswordForm } from './form.js'
import { ExpiredPage, ForgotPage, ForgotSentPage, forgotTitle, NewPasswordPage } from './views.js'

/** "Forgot Username?", "Forgot Password?", and the page that a temporary password opens. */
export function recoveryRoutes(deps: Deps, sessions: Sessions) {
  const { sql, seals, city } = deps
  const names = cookieNames(deps)
  const anHour = { ...cookieOptions(deps), maxAge: 3600 }

  const app = new Hono<PortalEnv>()
    .get('/new-password', restricted, (c) => newPassword(c, emptyForm))
    .post('/new-password', restricted, async (c) => {
      const owner = c.get('resident')
      const form = await parse(c, newPasswordForm(city.passwordMin, owner))
      if (!form.ok) return newPassword(c, form)
      const passwordHash = await hashSecret(form.value.password)
      const session = sessions.rotation(c.get('sessionId') ?? '').from
      if (!(await recoveries.choosePassword(sql, owner, { session, passwordHash })))
        return c.redirect('/new-password/expired', 303)
      const label = browserLabel(c.req.header('user-agent'))
      setCookie(c, names.session, await sessions.start(owner.id, { label }), cookieOptions(deps))
      return c.redirect('/home', 303)
    })
    .get('/new-password/expired', anyone, (c) =>
      show(c, { title: 'Choose a new password' }, <ExpiredPage />),
    )

  const kinds: readonly RecoveryKind[] = ['username', 'password']
  for (const kind of kinds) {
    app
      .get(`/forgot-${kind}`, anyone, (c) => forgot(c, kind, emptyForm))
      .post(`/forgot-${kind}`, anyone, async (c) => {
        const form = await parse(c, forgotForm)
        if (!form.ok) return forgot(c, kind, form)
        const { email } = form.value
        if (await mayAsk(c, email)) await recoveries.request(sql, kind, email)
        setCookie(c, names.mailed, maskEmail(email), anHour)
        return c.redirect(`/forgot-${kind}/sent`, 303)
      })
      .get(`/forgot-${kind}/sent`, anyone, (c) => {
        const masked = getCookie(c, names.mailed) ?? ''
        const maskedEmail = /^\S?•{5}\S?@\S+$/u.test(masked) ? masked : undefined
        const minutes = city.temporaryPasswordMinutes
        return show(
          c,
          { title: 'Check your email' },
          <ForgotSentPage kind={kind} maskedEmail={maskedEmail} minutes={minutes} />,
        )
      })
  }
  return app

  /** Past these, the page says the same and no mail comes (security.md T7). */
  async function mayAsk(c: Context<PortalEnv>, email: string): Promise<boolean> {
    const key = seals.mac('name', email.toLowerCase())
    const full = await takePlaces(sql, [
      [buckets.forgotAddress, clientAddress(c)],
      [buckets.forgotEmailHour, key],
      [buckets.forgotEmailDay, key],
    ])
    return full === undefined
  }
}

const forgot = (c: Context<PortalEnv>, kind: RecoveryKind, state: FormState) =>
  show(
    c,
    { title: forgotTitle[kind], status: state === emptyForm ? 200 : 422 },
    <ForgotPage c={c} kind={kind} state={state} />,
  )

const newPassword = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Choose a new password', status: state === emptyForm ? 200 : 422 },
    <NewPasswordPage c={c} state={state} />,
  )
