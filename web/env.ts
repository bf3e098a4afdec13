import type { Sql } from '../sql/database.js'
import type { StaffRow } from '../sql/staff-sessions.js'
import type { PortalAccountId } from '../src/domain/ids.js'
import type { BillPrinter, Clock, Processor, Seals } from '../src/ports.js'

/** Who is signed in, from the one joined query that reads the session. */
export interface Resident {
  readonly id: PortalAccountId
  readonly username: string
  readonly name: string | null
  readonly email: string
  /** The mail server refuses that address for good: every page says so (ux.md 4.10). */
  readonly emailRefused: boolean
}

/** What the city sets and pages show (F22). */
export interface City {
  readonly supportPhone: string
  readonly speedpayPhone: string
  readonly convenienceFeeCents: number
  readonly passwordMin: number
  readonly passwordTries: number
  /** Whether a lock made by an unknown browser locks known ones too (security.md D1). */
  readonly lockoutScope: 'unknown-browsers' | 'account'
  readonly temporaryPasswordMinutes: number
  readonly serviceNotice: string | undefined
  readonly feedbackUrl: string
}

/** What every route module may use: given once by the program, never imported. */
export interface Deps {
  readonly sql: Sql
  /** Asked on a connection of its own, within its patience; never throws (`sql/heartbeat.ts`). */
  readonly databaseAnswers: () => Promise<boolean>
  readonly clock: Clock
  readonly seals: Seals
  readonly billPrinter: BillPrinter
  readonly processor: Pick<Processor, 'parseEvent' | 'hostedPage' | 'findByKey'>
  /** Where browsers are sent to pay by card: the CSP names it. */
  readonly processorOrigin: string
  readonly city: City
  /** `PUBLIC_ORIGIN`: links and cookies follow it, never the Host header. */
  readonly origin: string
  readonly trustedProxies: readonly string[]
}

export interface PortalEnv {
  Variables: {
    requestId: string
    deps: Deps
    /** Only behind the gates `resident` and `restricted`. */
    resident: Resident
    /** Set where somebody is signed in, on public pages too. */
    visitor: Resident | undefined
    /** Set where a temporary password opened the session; then there is no visitor. */
    restricted: Resident | undefined
    /** Who works in the console; never set outside it, where a visitor is. */
    staff: StaffRow | undefined
    /** The cookie's token, wherever there is a session of any kind. */
    sessionId: string | undefined
    /** The cookie names a session that is over. */
    ended: boolean
    /** Seconds since the visitor's last request that counts, before this one. */
    idleSeconds: number
    /** Goes into every form; bound to the session, or to the visit before it. */
    token: string
  }
}
