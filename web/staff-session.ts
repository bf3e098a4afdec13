import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Sql } from '../sql/database.js'
import * as staff from '../sql/staff.js'
import * as staffSessions from '../sql/staff-sessions.js'
import type { StaffId } from '../src/domain/ids.js'
import type { PortalEnv } from './env.js'
import { cookieNames, cookieOptions, visitToken } from './gate.js'

/** Sessions of the 311 console: a cookie of its own, which opens nothing of a resident's, and the other way round. */

/** The idle time is written at most this often. */
const touchSeconds = 60

const hash = (token: string) => createHash('sha256').update(token).digest('hex')

/** Sessions that this process remembers, so that a request is counted before SQL is asked whose it is. */
const remembered = 2_000

export function createStaffSessions(sql: Sql) {
  /** By the hash of a token that was right a moment ago. */
  const seen = new Map<string, StaffId>()

  function remember(id: string, owner: StaffId | undefined): void {
    seen.delete(id)
    if (owner) seen.set(id, owner)
    const [oldest] = seen.keys()
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest)
  }

  return {
    /** Whose request it is, for the meter; undefined for a cookie that nobody has shown yet: its address counts. */
    meterKey(c: Context<PortalEnv>): string | undefined {
      const token = getCookie(c, cookieNames(c.get('deps')).staff)
      const owner = token && seen.get(hash(token))
      return owner ? `staff ${owner}` : undefined
    },
    /**
     * Signs in with a one-time code.
     *
     * @returns The token for the cookie; undefined when the code was used before.
     */
    async start(who: staff.StaffSignIn, step: number): Promise<string | undefined> {
      const token = randomBytes(32).toString('hex')
      return (await staff.signIn(sql, who, { step, session: hash(token) })) ? token : undefined
    },
    /** @param poll A page that refreshes itself does not prolong its session (F18). */
    async read(token: string, { poll }: { poll: boolean }) {
      if (!/^[0-9a-f]{64}$/.test(token)) return undefined
      const found = await staffSessions.read(sql, hash(token))
      remember(hash(token), found?.id)
      if (!found) return undefined
      const { idleSeconds, ...who } = found
      if (idleSeconds > touchSeconds && !poll) await staffSessions.touch(sql, hash(token))
      return who
    },
    end: (who: staffSessions.StaffRow, token: string) => staff.signOut(sql, who.id, hash(token)),
  }
}

export type StaffSessions = ReturnType<typeof createStaffSessions>

/** Reads the staff member's session, and makes the token that every form of the console carries. */
export const identifyStaff = (sessions: StaffSessions) =>
  createMiddleware<PortalEnv>(async (c, next) => {
    const deps = c.get('deps')
    const token = getCookie(c, cookieNames(deps).staff)
    const who = token
      ? await sessions.read(token, { poll: c.req.query('poll') !== undefined })
      : undefined
    c.set('staff', who)
    c.set('ended', token !== undefined && !who)
    c.set('sessionId', who && token)
    c.set('token', who ? deps.seals.mac('csrf', `staff ${token}`) : visitToken(c))
    await next()
  })

/** Strict: no other site's link or form brings it along. */
export const staffCookieOptions = (deps: Parameters<typeof cookieOptions>[0]) =>
  ({ ...cookieOptions(deps), sameSite: 'Strict' }) as const
