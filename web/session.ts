import { createHash, randomBytes } from 'node:crypto'
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia } from 'lucia'
import type { Sql } from '../sql/database.js'
import * as sessions from '../sql/sessions.js'
import type { PortalAccountId } from '../src/domain/ids.js'
import type { Clock } from '../src/ports.js'
import type { Resident } from './env.js'

/**
 * Sessions: lucia makes, finds and ends them; this file is the only one that knows lucia (web.md 4), so that it can
 * be replaced here. The cookie holds a random token, the row its sha256: a stolen dump opens no session.
 */

/** Absolute life (security.md T9). */
const lifeHours = 12
/** Without a request; a poll does not count (F18). */
export const idleMinutes = 30

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, { resident: Resident; stale: boolean }>
    UserId: PortalAccountId
    DatabaseUserAttributes: { resident: Resident; stale: boolean }
  }
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex')

export function createSessions(sql: Sql, clock: Clock) {
  // lucia asks the machine's clock; our rows follow the portal's, which may be moved (F19).
  const offset = () => clock.now().getTime() - Date.now()
  const toLucia = (moment: Date) => new Date(moment.getTime() - offset())
  const fromLucia = (moment: Date) => new Date(moment.getTime() + offset())

  const adapter: Adapter = {
    async getSessionAndUser(token): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const found = await sessions.read(sql, hash(token), idleMinutes)
      if (!found) return [null, null]
      const { resident, expiresAt, stale } = found
      return [
        // lucia must see the presented token as the id, so that what it does next hashes to the same row.
        { id: token, userId: resident.id, expiresAt: toLucia(expiresAt), attributes: {} },
        { id: resident.id, attributes: { resident, stale } },
      ]
    },
    async setSession(session) {
      await sessions.add(sql, hash(session.id), session.userId, fromLucia(session.expiresAt))
    },
    async deleteSession(token) {
      await sessions.end(sql, hash(token))
    },
    async deleteUserSessions(id) {
      await sessions.endAll(sql, id)
    },
    // The life is absolute: lucia's sliding is not wanted, idleness is counted in sql/sessions.ts.
    async updateSessionExpiration() {},
    async getUserSessions() {
      return []
    },
    async deleteExpiredSessions() {
      await sessions.removeExpired(sql)
    },
  }
  const lucia = new Lucia(adapter, {
    sessionExpiresIn: { milliseconds: () => lifeHours * 3_600_000 } as never,
    getUserAttributes: ({ resident, stale }) => ({ resident, stale }),
  })

  return {
    /** @returns The token for the cookie: 256 random bits, made anew at each sign-in. */
    async start(id: PortalAccountId): Promise<string> {
      const { id: token } = await lucia.createSession(
        id,
        {},
        { sessionId: randomBytes(32).toString('hex') },
      )
      return token
    },
    /**
     * @param poll A page that refreshes itself does not prolong its session (F18).
     * @returns The resident, or undefined when the token is unknown, idle for too long, or too old.
     */
    async read(token: string, { poll }: { poll: boolean }): Promise<Resident | undefined> {
      if (!/^[0-9a-f]{64}$/.test(token)) return undefined
      const { user } = await lucia.validateSession(token)
      if (user?.stale && !poll) await sessions.touch(sql, hash(token))
      return user?.resident
    },
    /** Ends one session. */
    end: (token: string) => lucia.invalidateSession(token),
    /** Ends all sessions of a resident. */
    endAll: (id: PortalAccountId) => lucia.invalidateUserSessions(id),
  }
}

export type Sessions = ReturnType<typeof createSessions>
