import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'

/** What programs and workflows agree on; outside checks read the ids (reliability.md 4.1, C11), so they keep. */
export const taskQueue = 'portal'

/** The one signal without authority: "your row changed, read it again". */
export const nudgeSignalName = 'nudge'

/** 311 asked for an unlock; carries the id of the `unlock_request`, which alone has the authority (architecture.md 4). */
export const unlockSignalName = 'unlock'

interface WorkflowRow {
  readonly type: string
  readonly prefix: string
  /** What Temporal's UI calls it. */
  readonly summary: string
  /** The signal that a running one gets; undefined when a start is all it needs. */
  readonly hears?: { readonly signal: string; readonly withId: boolean }
}

const nudge = { signal: nudgeSignalName, withId: false }
const lockout = { type: 'lockout', prefix: 'lockout-', summary: 'Lockout: waits for CharMeck 311' }

/** The kind of row a nudge names (`sql/nudges.ts`), its workflow, and how that hears of it. A new kind is a row here. */
export const workflowOf = {
  payment: { type: 'scheduledPayment', prefix: 'payment-', summary: 'Payment', hears: nudge },
  recurring: {
    type: 'recurringEnrollment',
    prefix: 'recurring-',
    summary: 'Recurring payment',
    hears: nudge,
  },
  notice: { type: 'noticeDelivery', prefix: 'notice-', summary: 'Email' },
  lockout: { ...lockout, hears: nudge },
  unlock: { ...lockout, hears: { signal: unlockSignalName, withId: true } },
  password_reset: {
    type: 'passwordReset',
    prefix: 'password-reset-',
    summary: 'Forgot Password?',
    hears: nudge,
  },
  username_reminder: {
    type: 'usernameReminder',
    prefix: 'username-reminder-',
    summary: 'Forgot Username?',
    hears: nudge,
  },
  reconciliation: {
    type: 'reconciliation',
    prefix: 'reconciliation-',
    summary: 'Reconciliation, asked for',
    hears: nudge,
  },
  bill_run: { type: 'billRun', prefix: 'bill-run-', summary: 'Bill run', hears: nudge },
} as const satisfies Record<string, WorkflowRow>

export type WorkflowKind = keyof typeof workflowOf

/** The table's row, with what only some rows have. */
export const workflowRow = (kind: WorkflowKind): WorkflowRow => workflowOf[kind]

export const workflowId = (kind: WorkflowKind, id: string): string =>
  `${workflowOf[kind].prefix}${id}`

/** The Schedule that runs the reconciliation, and the beginning of its runs' ids; outside checks read it. */
export const reconciliationId = 'reconciliation'
export const reconciliationEvery = '5 minutes'

/** What operators filter by in Temporal's UI; never anything personal (architecture.md 1.9). */
export const searchAttributes = {
  PaymentStatus: defineSearchAttributeKey('PaymentStatus', SearchAttributeType.KEYWORD),
  PayOn: defineSearchAttributeKey('PayOn', SearchAttributeType.DATETIME),
  Source: defineSearchAttributeKey('Source', SearchAttributeType.KEYWORD),
  HoldReason: defineSearchAttributeKey('HoldReason', SearchAttributeType.KEYWORD),
  HoldDue: defineSearchAttributeKey('HoldDue', SearchAttributeType.DATETIME),
  LockScope: defineSearchAttributeKey('LockScope', SearchAttributeType.KEYWORD),
  LockedAt: defineSearchAttributeKey('LockedAt', SearchAttributeType.DATETIME),
} as const
