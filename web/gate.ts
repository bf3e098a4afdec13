import { randomBytes, timingSafeEqual } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { Refusal } from '../src/domain/refusal.js'
import type { Deps, PortalEnv } from './env.js'
import { readForm } from './form.js'
import type { Sessions } from './session.js'

/**
 * Who may enter. Every route names its role as its first handler; a route without one does not start
 * (`routeTable`), and `portal routes` prints them.
 */
export type Role = 'anyone' | 'resident' | 'processor' | 'dev'
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
    if (!visitor) return toSignIn(c)
    c.set('resident', visitor)
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

function toSignIn(c: Context<PortalEnv>) {
  const had = getCookie(c, cookieNames(c.get('deps')).session) !== undefined
  const { pathname, search } = new URL(c.req.url)
  const back = c.req.method === 'GET' ? `?next=${encodeURIComponent(pathname + search)}` : ''
  const to = `/sign-in${back}${had ? `${back ? '&' : '?'}ended=1` : ''}`
  // A fragment must not get a sign-in form swapped into it: the page goes there as a whole.
  if (c.req.header('hx-request')) return c.body(null, 200, { 'HX-Redirect': to })
  return c.redirect(to, 303)
}

/** On https the names carry `__Host-`; browsers refuse that on plain http, except for localhost (web.md 3). */
export function cookieNames({ origin }: Pick<Deps, 'origin'>) {
  const host = origin.startsWith('https://') ? '__Host-' : ''
  return {
    session: `${host}sid`,
    visit: `${host}visit`,
    /** From step 1 of Register to step 2. */
    registration: `${host}reg`,
    /** Whom "Check your email" names, masked. */
    mailed: `${host}mailed`,
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
    const visitor = sid
      ? await sessions.read(sid, { poll: c.req.query('poll') !== undefined })
      : undefined
    c.set('visitor', visitor)
    if (visitor && sid) {
      c.set('sessionId', sid)
      c.set('token', deps.seals.mac('csrf', `session ${sid}`))
    } else {
      let visit = getCookie(c, names.visit)
      if (!visit || !/^[0-9a-f]{32}$/.test(visit)) {
        visit = randomBytes(16).toString('hex')
        setCookie(c, names.visit, visit, cookieOptions(deps))
      }
      c.set('token', deps.seals.mac('csrf', `visit ${visit}`))
    }
    await next()
  })

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
  const token = Buffer.from(form?.get('_token') ?? '')
  const wanted = Buffer.from(c.get('token'))
  if (token.length !== wanted.length || !timingSafeEqual(token, wanted))
    throw new Refusal('form-too-old')
  await next()
})

/** The client's network address: the socket's, unless the peer is a trusted proxy; then the last untrusted hop. */
export function clientAddress(c: Context<PortalEnv>): string {
  const peer = plain(socketAddress(c) ?? 'unknown')
  const trusted = c.get('deps').trustedProxies
  if (!trusted.includes(peer)) return peer
  const hops = (c.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => plain(hop.trim()))
    .filter(Boolean)
  return hops.reverse().find((hop) => !trusted.includes(hop)) ?? peer
}

/** undefined where there is no socket: the app called as a function. */
function socketAddress(c: Context<PortalEnv>): string | undefined {
  const env = c.env as { incoming?: object; server?: object } | undefined
  return env?.incoming || env?.server ? getConnInfo(c).remote.address : undefined
}

/** `::ffff:127.0.0.1` is `127.0.0.1`; an IPv6 client owns its /64, so that is its key. */
function plain(address: string): string {
  const text = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!text.includes(':')) return text
  const [head = '', tail = ''] = text.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const groups = text.includes('::')
    ? [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left
  return text === '::1' ? text : `${groups.slice(0, 4).join(':')}::/64`
}
