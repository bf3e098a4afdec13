import type { Sql } from '../sql/database.js'
import type { Mailer, Processor, Vault } from '../src/ports.js'
import { noticeActivities } from './notices.js'
import { paymentActivities } from './payments.js'

/** What the deeds stand on: given once by the worker. */
export interface ActivityPorts {
  readonly sql: Sql
  readonly processor: Processor
  readonly vault: Vault
  readonly mailer: Mailer
  /** `PUBLIC_ORIGIN`, for links in mails. */
  readonly origin: string
  readonly supportPhone: string
  readonly convenienceFeeCents: number
}

export const createActivities = (ports: ActivityPorts) => ({
  ...paymentActivities(ports),
  ...noticeActivities(ports),
})

export type Activities = ReturnType<typeof createActivities>
