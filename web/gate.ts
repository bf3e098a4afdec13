import { randomBytes, timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { mayEnter, roleName, type StaffRole } from '../src/domain/access.js'
import { Refusal } from '../src/domain/refusal.js'
import { clientKey } from './client-address.js'
import type { Deps, PortalEnv } from './env.js'
import { readForm } from './form.js'
import type { Sessions } from './session.js'

/**
 * Who may enter. Every route names its role as its first handler; a route without one does not start
 * (`routeTable`), and `portal routes` prints them.
 */
export type Role = 'anyone' | 'resident' | 'restricted' | 'processor' | 'dev' | StaffGateRole
/** `staff` is everybody who works in the console; of several roles, one is enough. */
export type StaffGateRole = 'staff' | StaffRole | 'agent, finance'
export type Gate = MiddlewareHandler<PortalEnv> & { readonly role: Role }

const gate = (role: Role, handler: MiddlewareHandler<PortalEnv>): Gate =>
  Object.assign(handler, { role })

/** Open to everybody; knows the visitor when there is a session. */
export const anyone = gate(
  'anyone',
  createMiddleware<PortalEnv>(async (_, next) => await next()),
)

/** Needs a session; else to sign-in, and back to the same page afterwards. */
export const resident = gate(
  'resident',
  createMiddleware<PortalEnv>(async (c, next) => {
    const visitor = c.get('visitor')
    // What a temporary password opened leads to Choose a new password, whatever was asked for.
    if (c.get('restricted')) return goTo(c, '/new-password')
    if (!visitor) return toSignIn(c)
    c.set('resident', visitor)
    await next()
  }),
)

/** Needs the session that a temporary password opens (security.md 1.5). */
export const restricted = gate(
  'restricted',
  createMiddleware<PortalEnv>(async (c, next) => {
    const owner = c.get('restricted')
    if (!owner) return goTo(c, c.get('visitor') ? '/profile/password' : '/new-password/expired')
    c.set('resident', owner)
    await next()
  }),
)

/** Signed by the payment processor; its own route checks the signature. No cookie, no form token. */
export const processor = gate(
  'processor',
  createMiddleware<PortalEnv>(async (_, next) => await next()),
)

/** Only where the sample city is loaded, never in production: the program leaves these routes out elsewhere. */
export const dev = gate(
  'dev',
  createMiddleware<PortalEnv>(async (_, next) => await next()),
)

/** Needs a session of the console with one of these roles (ux.md 1.3, `src/domain/access.ts`). */
const staffGate = (role: StaffGateRole, needed: readonly StaffRole[]) =>
  gate(
    role,
    createMiddleware<PortalEnv>(async (c, next) => {
      const who = c.get('staff')
      if (!who) return toSignIn(c, '/staff/sign-in')
      if (!mayEnter(needed, who.roles))
        throw new Refusal('role-missing', undefined, roleName[needed[0]!])
      await next()
    }),
  )

export const staff = staffGate('staff', [])
export const agent = staffGate('agent', ['agent'])
export const operator = staffGate('operator', ['operator'])
export const supervisor = staffGate('supervisor', ['supervisor'])
export const agentOrFinance = staffGate('agent, finance', ['agent', 'finance'])

/** Everything of the 311 console, and nothing else, lies below this path. */
export const inConsole = (path: string): boolean => path === '/staff' || path.startsWith('/staff/')

function toSignIn(c: Context<PortalEnv>, door = '/sign-in') {
  const page = pageOf(c)
  const back = page ? `?next=${encodeURIComponent(page)}` : ''
  return goTo(c, `${door}${back}${c.get('ended') ? `${back ? '&' : '?'}ended=1` : ''}`)
}

/** The page that the person sees: not the fragment that htmx asks for, not where a form posts to. */
function pageOf(c: Context<PortalEnv>): string | undefined {
  const get = c.req.method === 'GET'
  const said = c.req.header('hx-request') ? c.req.header('hx-current-url') : undefined
  const url = said ?? (get ? c.req.url : c.req.header('referer'))
  if (!url || !URL.canParse(url)) return undefined
  const { origin, pathname, search } = new URL(url)
  const ours = url === c.req.url || origin === c.get('deps').origin
  return ours ? pathname + search : undefined
}

/** A fragment must not get another page's form swapped into it: the page goes there as a whole. */
export function goTo(c: Context<PortalEnv>, to: string) {
  if (c.req.header('hx-request')) return c.body(null, 200, { 'HX-Redirect': to })
  return c.redirect(to, 303)
}

/** On https the names carry `__Host-`; browsers refuse that on plain http, except for localhost (web.md 3). */
export function cookieNames({ origin }: Pick<Deps, 'origin'>) {
  const host = origin.startsWith('https://') ? '__Host-' : ''
  return {
    session: `${host}sid`,
    /** Of the console; a resident's opens nothing there. */
    staff: `${host}staff`,
    visit: `${host}visit`,
    /** From step 1 of Register to step 2. */
    registration: `${host}reg`,
    /** Whom "Check your email" names, masked. */
    mailed: `${host}mailed`,
    /** A browser that signed in before; never a session. */
    device: `${host}dev`,
    /** Whose security question is to be answered. */
    asked: `${host}asked`,
  }
}

/** Attributes of every cookie of ours. */
export const cookieOptions = ({ origin }: Pick<Deps, 'origin'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: origin.startsWith('https://') }) as const

/** Reads the session or the visit before it, and makes the token that every form carries. */
export const identify = (sessions: Sessions) =>
  createMiddleware<PortalEnv>(async (c, next) => {
    const deps = c.get('deps')
    const names = cookieNames(deps)
    const sid = getCookie(c, names.session)
    const session = sid
      ? await sessions.read(sid, { poll: c.req.query('poll') !== undefined })
      : undefined
    c.set('ended', sid !== undefined && !session)
    c.set('visitor', session?.restricted ? undefined : session?.resident)
    c.set('restricted', session?.restricted ? session.resident : undefined)
    if (session && sid) {
      c.set('idleSeconds', session.idleSeconds)
      c.set('sessionId', sid)
      c.set('token', deps.seals.mac('csrf', `session ${sid}`))
    } else c.set('token', visitToken(c))
    await next()
  })

/** The token of somebody who is not signed in; it ends with the visit. */
export function visitToken(c: Context<PortalEnv>): string {
  const deps = c.get('deps')
  const { visit: name } = cookieNames(deps)
  let visit = getCookie(c, name)
  if (!visit || !/^[0-9a-f]{32}$/.test(visit)) {
    visit = randomBytes(16).toString('hex')
    setCookie(c, name, visit, cookieOptions(deps))
  }
  return deps.seals.mac('csrf', `visit ${visit}`)
}

/**
 * Two walls against forged posts (security.md T10): the browser's word on where the request comes from, and the
 * form's token. Only form content types are taken.
 */
export const ownForms = createMiddleware<PortalEnv>(async (c, next) => {
  if (c.req.method !== 'POST') return await next()
  const site = c.req.header('sec-fetch-site')
  const from = c.req.header('origin')
  const { origin } = c.get('deps')
  if (site ? site !== 'same-origin' : from !== undefined && from !== origin)
    throw new Refusal('form-too-old')
  const form = await readForm(c)
  if (!isOwnToken(c, form?.get('_token'))) {
    // The form's session ended meanwhile: that is what a person can do something about (ux.md 6, 401).
    if (c.get('ended')) return toSignIn(c, inConsole(c.req.path) ? '/staff/sign-in' : undefined)
    throw new Refusal('form-too-old')
  }
  await next()
})

/** Whether a text is the token that this browser's forms carry. */
export function isOwnToken(c: Context<PortalEnv>, given: string | undefined): boolean {
  const token = Buffer.from(given ?? '')
  const wanted = Buffer.from(c.get('token'))
  return token.length === wanted.length && timingSafeEqual(token, wanted)
}

/** The client's network address, as the throttles count it. */
export const clientAddress = (c: Context<PortalEnv>): string =>
  clientKey(socketAddress(c), c.req.header('x-forwarded-for'), c.get('deps').trustedProxies)

/** undefined where there is no socket: the app called as a function. */
function socketAddress(c: Context<PortalEnv>): string | undefined {
  const env = c.env as { incoming?: object; server?: object } | undefined
  return env?.incoming || env?.server ? getConnInfo(c).remote.address : undefined
}
