import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'

/** What programs and workflows agree on; outside checks read the ids (reliability.md 4.1, C11), so they keep. */
export const taskQueue = 'portal'

/** The one signal without authority: "your row changed, read it again". */
export const nudgeSignalName = 'nudge'

/** The kind of row a nudge names, and its workflow; `listens` to nudges while it runs, or only needs a start. */
export const workflowOf = {
  payment: { type: 'scheduledPayment', prefix: 'payment-', summary: 'Payment', listens: true },
  notice: { type: 'noticeDelivery', prefix: 'notice-', summary: 'Email', listens: false },
} as const

export type WorkflowKind = keyof typeof workflowOf

export const workflowId = (kind: WorkflowKind, id: string): string =>
  `${workflowOf[kind].prefix}${id}`

/** What operators filter by in Temporal's UI; never anything personal (architecture.md 1.9). */
export const searchAttributes = {
  PaymentStatus: defineSearchAttributeKey('PaymentStatus', SearchAttributeType.KEYWORD),
  PayOn: defineSearchAttributeKey('PayOn', SearchAttributeType.DATETIME),
  Source: defineSearchAttributeKey('Source', SearchAttributeType.KEYWORD),
  HoldReason: defineSearchAttributeKey('HoldReason', SearchAttributeType.KEYWORD),
} as const
