import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.js'

/**
 * How each kind of deed is tried again. SQL steps are local activities: short, repeatable, and cheap in history.
 * The processor and mail are regular ones: a hung one must not hold up workflow tasks (temporal.md 12).
 */
const patient = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '30 seconds',
} as const

/** Reads and writes rows. */
export const rows = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { ...patient, initialInterval: '200 milliseconds' },
})

/**
 * Talks to the payment processor: its own limit is 10 s a call, and a deed makes at most two. The heartbeat tells a
 * killed worker from a slow processor within seconds.
 */
export const processor = proxyActivities<Activities>({
  startToCloseTimeout: '40 seconds',
  heartbeatTimeout: '5 seconds',
  retry: patient,
})

/**
 * The first try of a mail, inside the workflow's own task: most mails go out at once, and a task of their own would cost
 * more than the mail. A mail server that is slow or away is left to `mail`.
 */
export const quickMail = proxyLocalActivities<Activities>({
  startToCloseTimeout: '4 seconds',
  retry: { maximumAttempts: 1 },
})

const mailRetry = {
  initialInterval: '2 seconds',
  backoffCoefficient: 2,
  maximumInterval: '5 minutes',
} as const

/** Talks to the mail server; tried for a day, then the row says so. */
export const mail = proxyActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  retry: mailRetry,
})

/**
 * Goes over many rows, batch after batch; the heartbeat tells a killed worker from a long way. A step that fails is left
 * to the next pass, minutes later.
 */
export const passes = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { ...patient, maximumAttempts: 3 },
})

/** A bill run's portions, of bills and of emails: the heartbeat says how far it is, and that the worker lives. */
const portion = { startToCloseTimeout: '5 minutes', heartbeatTimeout: '10 seconds' } as const
export const billRuns = proxyActivities<Activities>({ ...portion, retry: patient })
export const billRunMails = proxyActivities<Activities>({ ...portion, retry: mailRetry })
