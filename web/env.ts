import type { Sql } from '../sql/database.js'
import type { PortalAccountId } from '../src/domain/ids.js'
import type { Clock, Processor, Seals } from '../src/ports.js'

/** Who is signed in, from the one joined query that reads the session. */
export interface Resident {
  readonly id: PortalAccountId
  readonly username: string
  readonly name: string | null
  readonly email: string
}

/** What the city sets and pages show (F22). */
export interface City {
  readonly supportPhone: string
  readonly speedpayPhone: string
  readonly convenienceFeeCents: number
  readonly passwordMin: number
  readonly passwordTries: number
  readonly serviceNotice: string | undefined
  readonly feedbackUrl: string
}

/** What every route module may use: given once by the program, never imported. */
export interface Deps {
  readonly sql: Sql
  readonly clock: Clock
  readonly seals: Seals
  readonly processor: Pick<Processor, 'parseEvent'>
  readonly city: City
  /** `PUBLIC_ORIGIN`: links and cookies follow it, never the Host header. */
  readonly origin: string
  readonly trustedProxies: readonly string[]
}

export interface PortalEnv {
  Variables: {
    requestId: string
    deps: Deps
    /** Only behind the gate `resident`. */
    resident: Resident
    /** Set where somebody is signed in, on public pages too. */
    visitor: Resident | undefined
    sessionId: string
    /** Goes into every form; bound to the session, or to the visit before it. */
    token: string
  }
}
