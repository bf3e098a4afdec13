import { createHash, randomBytes } from 'node:crypto'
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia } from 'lucia'
import type { Sql } from '../sql/database.js'
import * as sessions from '../sql/sessions.js'
import type { PortalAccountId } from '../src/domain/ids.js'
import { Refusal } from '../src/domain/refusal.js'
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
/** What a temporary password opens lives long enough to choose a new one. */
const restrictedMinutes = 15
/** The idle time is written at most this often. */
const touchSeconds = 60

/** What a session is told of itself when it starts. */
export interface SessionStart {
  /** Which browser, in words: "Chrome on Windows". */
  readonly label?: string
  /** Of the device cookie, when the browser has one. */
  readonly deviceNonce?: string
  /** Opened by a temporary password: only the gate `restricted` lets it in. */
  readonly restricted?: boolean
}

export interface Session {
  readonly resident: Resident
  readonly restricted: boolean
  /** Seconds since the last request that counts, before this one. */
  readonly idleSeconds: number
}

/** A token to come, and the ids that SQL knows both by: for the transaction of the deed that rotates a session. */
export interface Rotation {
  readonly token: string
  readonly from: string
  readonly to: string
}

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, Session>
    UserId: PortalAccountId
    DatabaseUserAttributes: Session
    DatabaseSessionAttributes: SessionStart
  }
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex')
const newToken = () => randomBytes(32).toString('hex')

export function createSessions(sql: Sql, clock: Clock) {
  // lucia asks the machine's clock; our rows follow the portal's, which may be moved (F19).
  const offset = () => clock.now().getTime() - Date.now()
  const toLucia = (moment: Date) => new Date(moment.getTime() - offset())

  const adapter: Adapter = {
    async getSessionAndUser(token): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const found = await sessions.read(sql, hash(token), idleMinutes)
      if (!found) return [null, null]
      const { expiresAt, ...session } = found
      const { id } = session.resident
      return [
        // lucia must see the presented token as the id, so that what it does next hashes to the same row.
        { id: token, userId: id, expiresAt: toLucia(expiresAt), attributes: {} },
        { id, attributes: session },
      ]
    },
    async setSession({ id, userId, attributes }) {
      const { label = 'A browser', deviceNonce = null, restricted = false } = attributes
      const minutes = restricted ? restrictedMinutes : lifeHours * 60
      const expiresAt = new Date(clock.now().getTime() + minutes * 60_000)
      const session = { id: hash(id), owner: userId, expiresAt, restricted, label, deviceNonce }
      if (!(await sessions.add(sql, session))) throw new Refusal('locked')
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
    getUserAttributes: (session) => session,
  })

  /** For a deed that rotates the session inside its own transaction (`sessions.rename` of sql). */
  const rotation = (token: string): Rotation => {
    const next = newToken()
    return { token: next, from: hash(token), to: hash(next) }
  }

  return {
    /**
     * @returns The token for the cookie: 256 random bits, made anew at each sign-in.
     * @throws {Refusal} When everything of this portal account was locked meanwhile.
     */
    async start(id: PortalAccountId, facts: SessionStart = {}): Promise<string> {
      const { id: token } = await lucia.createSession(id, facts, { sessionId: newToken() })
      return token
    },
    /**
     * @param poll A page that refreshes itself does not prolong its session (F18).
     * @returns undefined when the token is unknown, idle for too long, or too old.
     */
    async read(token: string, { poll }: { poll: boolean }): Promise<Session | undefined> {
      if (!/^[0-9a-f]{64}$/.test(token)) return undefined
      const { user } = await lucia.validateSession(token)
      if (!user) return undefined
      if (user.idleSeconds > touchSeconds && !poll) await sessions.touch(sql, hash(token))
      return user
    },
    rotation,
    /** The same session under a new token, after its owner proved again who it is; the old token is dead. */
    async rotate(token: string): Promise<string> {
      const next = rotation(token)
      await sessions.rename(sql, next.from, next.to)
      return next.token
    },
    /** Ends one session. */
    end: (token: string) => lucia.invalidateSession(token),
    /** Ends all sessions of a resident. */
    endAll: (id: PortalAccountId) => lucia.invalidateUserSessions(id),
    /** Ends all sessions of a resident but the one of this token. */
    endOthers: (id: PortalAccountId, token: string) => sessions.endOthers(sql, id, hash(token)),
    /** Ends the session that `list` calls so. @returns Whether it was one of this resident. */
    endOne: (id: PortalAccountId, publicId: string) => sessions.endOne(sql, id, publicId),
    /** The resident's live sessions; `current` is the one of this token. */
    list: (id: PortalAccountId, token: string) => sessions.list(sql, id, hash(token), idleMinutes),
  }
}

export type Sessions = ReturnType<typeof createSessions>
