import { nextReminder, type OpenHold } from './bill-hold.js'
import type { CityDay } from './city-date.js'
import type { BillId, HoldId } from './ids.js'
import { type BankPayment, bankPayment, type PaperlessEnrollment } from './paperless.js'

/** A recurring enrollment as its workflow looks at it. */
export interface Enrollment {
  readonly status: 'active' | 'paused' | 'stopped'
  /** The account's newest bill, when nothing was decided about it and the enrollment covers it. */
  readonly undecidedBillId: BillId | null
  readonly hold: (OpenHold & { readonly id: HoldId }) | null
  /** Of the service account's ledger, in cents. */
  readonly balanceCents: number
  /** The account is closed, and its final bill was decided about (F14). */
  readonly finalBillDone: boolean
  /** About when the next bill comes. */
  readonly nextBillOn: CityDay
  /** Pay day of its payment that is still scheduled. */
  readonly nextPayOn: CityDay | null
}

export type EnrollmentStep =
  | { readonly do: 'decide'; readonly billId: BillId }
  | { readonly do: 'remind'; readonly holdId: HoldId }
  /** The bill was paid another way: its OK is no longer needed (F7). */
  | { readonly do: 'end-hold'; readonly holdId: HoldId }
  /** After the final bill of a closed account (F14). */
  | { readonly do: 'finish' }
  | { readonly do: 'wait'; readonly until: Date | null; readonly why: string }
  | { readonly do: 'end' }

/** What the workflow of a recurring enrollment does next. It never pays by itself what waits for the resident (I10). */
export function nextEnrollmentStep(enrollment: Enrollment, now: Date): EnrollmentStep {
  const { status, undecidedBillId, hold } = enrollment
  if (status === 'stopped') return { do: 'end' }
  // First the new bill: it may replace the hold of the older one.
  if (undecidedBillId) return { do: 'decide', billId: undecidedBillId }
  if (hold) {
    if (enrollment.balanceCents <= 0) return { do: 'end-hold', holdId: hold.id }
    const remindAt = nextReminder(hold)
    if (remindAt && remindAt <= now) return { do: 'remind', holdId: hold.id }
    return {
      do: 'wait',
      until: remindAt ?? null,
      why: `authorization of the bill due ${hold.dueOn}`,
    }
  }
  if (enrollment.finalBillDone) return { do: 'finish' }
  return { do: 'wait', until: null, why: waitsFor(enrollment) }
}

function waitsFor({ status, nextBillOn, nextPayOn }: Enrollment): string {
  if (status === 'paused') return 'a bank account, to be chosen by the payer'
  const bill = `the next bill, expected about ${nextBillOn}`
  return nextPayOn ? `${bill}; the last one is paid on ${nextPayOn}` : bill
}

/** `open`: a resident may set one up. Else what stands in the way. */
export type SetUpState = 'open' | 'others' | 'closed' | BankPayment

/**
 * Whether a recurring payment may be set up for a service account (F2, F12, F14).
 *
 * @param account `others`: another portal account has one on.
 */
export function setUpState(account: {
  readonly others: boolean
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: PaperlessEnrollment | undefined
}): SetUpState {
  if (account.others) return 'others'
  return account.status === 'closed' ? 'closed' : bankPayment(account.paperless)
}
