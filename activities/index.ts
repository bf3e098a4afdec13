import type { Sql } from '../sql/database.js'
import type { Alert, Mailer, Processor, Seals, Vault } from '../src/ports.js'
import { billRunActivities } from './bill-runs.js'
import { enrollmentActivities } from './enrollments.js'
import { lockoutActivities } from './lockouts.js'
import { noticeActivities } from './notices.js'
import { paymentActivities } from './payments.js'
import { type RunningWorkflows, reconciliationActivities } from './reconciliation.js'
import { recoveryActivities } from './recoveries.js'

/** What the deeds stand on: given once by the worker. */
export interface ActivityPorts {
  readonly sql: Sql
  readonly processor: Processor
  readonly vault: Vault
  /** Derives temporary passwords; the rest of it is the web's. */
  readonly seals: Pick<Seals, 'mac'>
  readonly mailer: Mailer
  /** What Temporal says that runs. */
  runningWorkflows(): Promise<RunningWorkflows>
  readonly alert: Alert
  /** `PUBLIC_ORIGIN`, for links in mails. */
  readonly origin: string
  readonly supportPhone: string
  readonly convenienceFeeCents: number
  readonly temporaryPasswordMinutes: number
}

export const createActivities = (ports: ActivityPorts) => ({
  ...paymentActivities(ports),
  ...enrollmentActivities(ports),
  ...noticeActivities(ports),
  ...billRunActivities(ports),
  ...lockoutActivities(ports),
  ...recoveryActivities(ports),
  ...reconciliationActivities(ports),
})

export type Activities = ReturnType<typeof createActivities>
