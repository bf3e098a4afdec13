import { cityDay } from './city-date.js'

/** The graph is `payment_edge` in SQL (reliability.md 3.1); residents see fewer words than the books have. */
export type PaymentStatus =
  | 'scheduled'
  | 'submitting'
  | 'unknown'
  | 'pending'
  | 'needs_attention'
  | 'approved'
  | 'rejected'
  | 'canceled'
  | 'returned'

/** How a resident reads a status (ux.md 2). */
export const wordFor: Record<PaymentStatus, string> = {
  scheduled: 'Scheduled',
  submitting: 'Pending',
  unknown: 'Pending',
  needs_attention: 'Pending',
  pending: 'Pending',
  approved: 'Approved',
  rejected: 'Rejected',
  canceled: 'Canceled',
  returned: 'Returned',
}

/** Nothing happens by itself any more. An approved payment may still be returned by the bank. */
export function atRest(status: PaymentStatus): boolean {
  return ['approved', 'rejected', 'canceled', 'returned'].includes(status)
}

/** On its way: lowers what is owed, and no longer cancelable (F3). */
export const pendingStatuses = ['submitting', 'unknown', 'needs_attention', 'pending'] as const

export interface PaymentState {
  readonly status: PaymentStatus
  /** When it is to be sent: 06:00 city time of a dated payment's day, at once for ASAP. */
  readonly sendAt: Date
  readonly held: boolean
  readonly debitsStopped: boolean
  /** Of a recurring one: another payment of its bill has no answer yet (I18). */
  readonly otherUnanswered: boolean
  /** When to ask the processor (again); null: at once. */
  readonly askAt: Date | null
  readonly submittedAt: Date | null
  readonly unknownTold: boolean
}

export type PaymentStep =
  | { readonly do: 'wait'; readonly until: Date | null; readonly why: string }
  | { readonly do: 'submit' }
  | { readonly do: 'ask' }
  | { readonly do: 'tell-unknown' }
  | { readonly do: 'end' }

/** After this long without an answer the resident is told (F13). */
const tellUnknownAfterMs = 3_600_000

/** Past this share of the key's life nothing is sent again, only asked (reliability.md 3.2). */
const sendableShare = 0.8

/**
 * What the payment's workflow does next. Never a second send past the key's life, never a call for a payment that is
 * canceled or at rest.
 *
 * @param keyLifeHours How long the processor remembers a key.
 */
export function nextPaymentStep(
  payment: PaymentState,
  keyLifeHours: number,
  now: Date,
): PaymentStep {
  const { status, sendAt, askAt } = payment
  switch (status) {
    case 'scheduled':
      if (payment.held) return { do: 'wait', until: null, why: 'held by finance' }
      if (payment.debitsStopped) return { do: 'wait', until: null, why: 'all debits are stopped' }
      if (sendAt > now) return { do: 'wait', until: sendAt, why: `pay day ${cityDay(sendAt)}` }
      if (payment.otherUnanswered)
        return { do: 'wait', until: null, why: 'another payment of this bill has no answer yet' }
      return { do: 'submit' }
    case 'submitting':
      return { do: 'submit' }
    case 'unknown':
      if (!payment.unknownTold && sinceMs(payment.submittedAt, now) >= tellUnknownAfterMs)
        return { do: 'tell-unknown' }
      if (askAt && askAt > now)
        return { do: 'wait', until: askAt, why: 'the processor did not answer' }
      // Asks by key first; sends again, under the same key, only when the processor never had it.
      return mayStillSend(payment.submittedAt, keyLifeHours, now) ? { do: 'submit' } : { do: 'ask' }
    case 'pending':
      if (askAt && askAt > now) return { do: 'wait', until: askAt, why: "the bank's answer" }
      return { do: 'ask' }
    case 'needs_attention':
      return { do: 'wait', until: null, why: 'a person must look at it' }
    case 'approved':
    case 'rejected':
    case 'canceled':
    case 'returned':
      return { do: 'end' }
  }
}

const sinceMs = (moment: Date | null, now: Date) => (moment ? now.getTime() - moment.getTime() : 0)

/** Whether the processor still remembers the key for certain, so that the same one may be sent again. */
export function mayStillSend(submittedAt: Date | null, keyLifeHours: number, now: Date): boolean {
  return sinceMs(submittedAt, now) < keyLifeHours * 3_600_000 * sendableShare
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** While the key lives: 1 s, 2 s, 4 s … 5 min; then 5 min, 1 h and daily for five days (reliability.md 3.2). */
const lateAsks = [5 * minute, hour, day, day, day, day, day]
/** A pending payment is asked for when no event comes (ux.md: "healed by polling"). */
const pendingAsks = [minute, 5 * minute, 15 * minute]

/**
 * When to ask an unanswered payment by its key again.
 *
 * @param asks Questions without an answer so far.
 * @returns undefined when a person must look: the key is old and the last question went unanswered.
 */
export function nextUnknownAsk(
  payment: { asks: number; submittedAt: Date | null },
  keyLifeHours: number,
  now: Date,
): Date | undefined {
  if (mayStillSend(payment.submittedAt, keyLifeHours, now)) {
    return new Date(now.getTime() + Math.min(1000 * 2 ** Math.min(payment.asks, 10), 5 * minute))
  }
  // From there on the clock alone says which question is next, so that nothing needs counting.
  let moment = (payment.submittedAt ?? now).getTime() + keyLifeHours * hour * sendableShare
  for (const wait of lateAsks) {
    moment += wait
    if (moment > now.getTime()) return new Date(moment)
  }
  return undefined
}

/** When to ask for the outcome of a pending payment, if its event does not come. */
export function nextPendingAsk(asks: number, now: Date): Date {
  return new Date(now.getTime() + (pendingAsks[asks] ?? hour))
}

/** What the processor says of a payment, from the least to the most final; an older word never undoes a newer one. */
const rank = { pending: 1, approved: 2, rejected: 2, returned: 3 } as const
type OutcomeStatus = keyof typeof rank

/**
 * The statuses a payment walks through, in order, to where the processor says it is; each is an edge of the graph.
 *
 * @returns Empty when the word is old or known, or when only a person may move the payment.
 */
export function pathTo(from: PaymentStatus, outcome: OutcomeStatus): PaymentStatus[] {
  if (from === 'needs_attention' || from === 'canceled' || from === 'scheduled') return []
  const at = from in rank ? rank[from as OutcomeStatus] : 0
  if (rank[outcome] <= at) return []
  if (outcome === 'returned')
    return from === 'rejected' ? [] : [...pathTo(from, 'approved'), 'returned']
  if (outcome === 'pending') return ['pending']
  return at === 0 ? ['pending', outcome] : [outcome]
}
