import type {
  AccountRecord,
  BillFileRecord,
  BillRecord,
  ReceivedRecord,
} from '../../domain/bill-file.js'
import { addDays, addMonths, type CityDay } from '../../domain/city-date.js'
import { charges, chargesByService } from './rates.js'

/** A payment that came in after a bill and before the next one. */
export interface Paid {
  readonly on: CityDay
  readonly cents: number
  readonly channel: ReceivedRecord['channel']
  readonly reference?: string
}

/** One month of an account, as it is to be. */
export interface Month {
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly usage: number // whole Ccf
  readonly estimated?: boolean
  /** What the charges come to; undefined: whatever the rates say. */
  readonly cents?: number | undefined
  readonly paid: readonly Paid[]
}

/** An account and its months, the oldest first. */
export interface Plan {
  readonly account: AccountRecord
  readonly meterNumber: string
  readonly firstRead: number // Ccf on the meter when the plan begins
  readonly months: readonly Month[]
  /** Whether a bill lists each tier and fee, or one line a service. */
  readonly detailed: boolean
}

/** Any record between header and trailer. */
export type BodyRecord = Exclude<BillFileRecord, { kind: 'H' | 'T' }>

export interface BillDays {
  readonly billedOn: CityDay
  readonly dueOn: CityDay
}

// A city bills on few days: working the months out anew for each account took most of the time.
const worked = new Map<string, readonly BillDays[]>()

/** The bill day and due day of each of so many months, the oldest first, from those of the newest. */
export function billDays(newest: BillDays, months: number): readonly BillDays[] {
  const key = `${newest.billedOn} ${newest.dueOn} ${months}`
  const before = worked.get(key)
  if (before) return before
  const days = Array.from({ length: months }, (_, place) => ({
    billedOn: addMonths(newest.billedOn, place + 1 - months),
    dueOn: addMonths(newest.dueOn, place + 1 - months),
  }))
  worked.set(key, days)
  return days
}

/** A bill with its lines and its read, and the payments that came after it. */
export interface MonthOfRecords {
  readonly bill: BodyRecord[]
  readonly payments: ReceivedRecord[]
}

/** Works a plan out: what each bill carries over, what was paid, what is past due. */
export function historyOf(plan: Plan): MonthOfRecords[] {
  let read = plan.firstRead
  let previousCents = 0
  let paymentsCents = 0
  return plan.months.map((month, place) => {
    const billNumber = billNumberOf(plan.account.accountNumber, month.billedOn)
    const lines = plan.detailed ? charges(month.usage, month.cents) : chargesByService(month.usage)
    const currentCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
    const readOn = addDays(month.billedOn, -2)
    const before = plan.months[place - 1]?.billedOn ?? addMonths(month.billedOn, -1)
    const bill: BillRecord = {
      kind: 'B',
      billNumber,
      accountNumber: plan.account.accountNumber,
      billedOn: month.billedOn,
      dueOn: month.dueOn,
      periodFrom: addDays(before, -2),
      periodTo: readOn,
      previousCents,
      paymentsCents,
      adjustmentsCents: 0,
      currentCents,
      amountDueCents: previousCents - paymentsCents + currentCents,
      pastDueCents: Math.max(0, Math.min(previousCents - paymentsCents, previousCents)),
      replaces: undefined,
    }
    const meter: BodyRecord = {
      kind: 'R',
      billNumber,
      meterNumber: plan.meterNumber,
      fromOn: bill.periodFrom,
      toOn: readOn,
      previousRead: read * 1000,
      currentRead: (read + month.usage) * 1000,
      multiplier: 1000,
      usage: month.usage * 1000,
      readKind: month.estimated ? 'estimated' : 'actual',
    }
    const payments = month.paid.map((paid, nth) => ({
      kind: 'P' as const,
      accountNumber: plan.account.accountNumber,
      receivedOn: paid.on,
      amountCents: paid.cents,
      channel: paid.channel,
      reference: paid.reference ?? `${billNumber}-${nth + 1}`,
    }))
    read += month.usage
    previousCents = bill.amountDueCents
    paymentsCents = month.paid.reduce((sum, paid) => sum + paid.cents, 0)
    return {
      bill: [bill, ...lines.map((line) => ({ kind: 'L' as const, billNumber, ...line })), meter],
      payments,
    }
  })
}

/** One bill of an account a month, so its month and its account name it. */
export const billNumberOf = (accountNumber: string, billedOn: CityDay): string =>
  `${billedOn.slice(0, 7).replace('-', '')}-${accountNumber}`
