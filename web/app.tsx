import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import { removeRoutes } from './accounts/remove-routes.js'
import { accountRoutes } from './accounts/routes.js'
import { assetRoutes } from './assets.js'
import { billRoutes } from './bill-history/bill-routes.js'
import { downloadRoutes } from './bill-history/download-routes.js'
import { billHistoryRoutes } from './bill-history/routes.js'
import type { Deps, PortalEnv } from './env.js'
import { errorPage, notFoundPage } from './errors.js'
import { type Gate, identify, inConsole, ownForms, type Role } from './gate.js'
import { helpRoutes } from './help/routes.js'
import { homeAsSeenByStaff } from './home/as-seen-by-staff.js'
import { homeRoutes } from './home/routes.js'
import { locationRoutes } from './locations/routes.js'
import { outage } from './outage.js'
import { notificationRoutes } from './paperless-billing/notification-routes.js'
import { paperlessRoutes } from './paperless-billing/routes.js'
import { payBillRoutes } from './pay-bill/routes.js'
import { holdRoutes } from './payment-activity/hold-routes.js'
import { paymentActivityRoutes } from './payment-activity/routes.js'
import { processorRoutes } from './processor/routes.js'
import { profileRoutes } from './profile/routes.js'
import { recoveryRoutes } from './recovery/routes.js'
import { recurringRoutes } from './recurring/routes.js'
import { registerRoutes } from './register/routes.js'
import { countRequests } from './request-meter.js'
import { createSessions } from './session.js'
import { questionRoutes } from './sign-in/question-routes.js'
import { signInRoutes } from './sign-in/routes.js'
import { speedPayPostBack, speedPayReturnRoutes } from './speedpay/return-routes.js'
import { speedPayRoutes } from './speedpay/routes.js'
import { staffRoutes } from './staff/routes.js'
import { createStaffSessions, identifyStaff } from './staff-session.js'
import { stillThereRoutes } from './still-there.js'

/** Everything a browser may load comes from here; nothing is inline (security.md T11). */
const policy = (formTargets: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self'${formTargets}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * The whole web side as one function of its ports.
 *
 * @param extra Routes that only some installations have (the sample city's `/dev`).
 */
export function createApp(deps: Deps, extra: readonly Hono<PortalEnv>[] = []): Hono<PortalEnv> {
  const sessions = createSessions(deps.sql, deps.clock)
  const staffSessions = createStaffSessions(deps.sql)
  const [resident, staff] = [identify(sessions), identifyStaff(staffSessions)]
  const headers: [string, string][] = [
    // Chromium holds a form's redirects to it too: without the processor nobody gets to SpeedPay (security.md 0a).
    ['Content-Security-Policy', policy(` ${deps.processorOrigin}`)],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'same-origin'], // no-referrer would make browsers send `Origin: null` (web.md 3)
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
  ]
  // What a page says is nobody else's; assets say otherwise for themselves.
  headers.push(
    ['Cache-Control', 'private, no-store'],
    ['Vary', 'Cookie, HX-Request, HX-Request-Type, Accept-Encoding'],
  )
  if (deps.origin.startsWith('https://'))
    headers.push(['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'])

  const app = new Hono<PortalEnv>()
  app.use(requestId({ headerName: '' }), async (c, next) => {
    c.set('deps', deps)
    // No text in SQL holds a NUL, and no address of ours has one.
    if (c.req.url.includes('%00')) return c.notFound()
    // Before the answer is made: setting them on a finished one would build it a second time.
    for (const [name, value] of headers) c.header(name, value)
    await next()
  })
  app.onError(errorPage)
  app.notFound(notFoundPage)

  // Before the cookies: neither an asset nor the processor has a session.
  app.route('/', assetRoutes())
  app.use(outage(deps))
  const limit = bodyLimit({ maxSize: 64 * 1024 })
  app.use(async (c, next) => (c.req.method === 'POST' ? await limit(c, next) : await next()))
  app.route('/', processorRoutes(deps))
  app.route('/', speedPayPostBack())

  app.use(
    countRequests(deps, (c) => (inConsole(c.req.path) ? staffSessions.meterKey(c) : undefined)),
    // Whoever is signed in there is nobody here, and the other way round.
    (c, next) => (inConsole(c.req.path) ? staff(c, next) : resident(c, next)),
    ownForms,
  )
  for (const routes of [
    signInRoutes(deps, sessions),
    questionRoutes(deps),
    registerRoutes(deps),
    recoveryRoutes(deps, sessions),
    accountRoutes(deps),
    removeRoutes(deps),
    homeRoutes(deps),
    billHistoryRoutes(deps),
    downloadRoutes(deps), // before a bill's page, of whose address the PDF's is one
    billRoutes(deps),
    payBillRoutes(deps),
    speedPayRoutes(deps),
    speedPayReturnRoutes(deps),
    locationRoutes(deps),
    paperlessRoutes(deps),
    notificationRoutes(deps),
    recurringRoutes(deps),
    paymentActivityRoutes(deps),
    holdRoutes(deps),
    profileRoutes(deps, sessions),
    stillThereRoutes(),
    helpRoutes(),
    staffRoutes(deps, staffSessions),
    homeAsSeenByStaff(deps),
    ...extra,
  ]) {
    app.route('/', routes)
  }
  routeTable(app)
  return app
}

/** `/bills/:bill{[^/]+\.pdf}` is known to everybody else as `/bills/:bill.pdf`. */
const withoutPattern = (path: string) => path.replace(/\{\[\^\/\]\+\\(\.\w+)\}/g, '$1')

export interface RouteRow {
  readonly method: string
  readonly path: string
  readonly role: Role
}

/**
 * Every route with the role that may use it.
 *
 * @throws When a route names no role: then nothing starts (default deny).
 */
export function routeTable(app: Hono<PortalEnv>): RouteRow[] {
  const rows = new Map<string, RouteRow>()
  const naked = new Set<string>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    const role = (handler as Partial<Gate>).role
    if (role) rows.set(key, { method, path: withoutPattern(path), role })
    else if (!rows.has(key)) naked.add(key)
  }
  const open = [...naked].filter((key) => !rows.has(key))
  if (open.length > 0) throw new Error(`routes without a role: ${open.join(', ')}`)
  return [...rows.values()]
}
