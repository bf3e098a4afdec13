import { addDays, addMonths, type CityDay, laterDay } from './city-date.js'

/** Paperless billing: what an enrolled service account may do, and when its first electronic bill comes (F2, S37). */

export interface PaperlessEnrollment {
  /** The first bill loaded while the account is enrolled; null while it is awaited. */
  readonly firstBillOn: CityDay | null
}

/** How long the first bill of a new service usually takes (ux.md 4.2). */
const firstBillDays = 35

/**
 * About when the next bill arrives: a month after the newest one; without any, 35 days from now. A bill that is late
 * by then is expected any day, so never a day before today.
 */
export function expectedBill(newestBilledOn: CityDay | undefined, today: CityDay): CityDay {
  if (newestBilledOn === undefined) return addDays(today, firstBillDays)
  return laterDay(addMonths(newestBilledOn, 1), today)
}

/** `open`: may be paid from a bank account. Else what it lacks. */
export type BankPayment = 'open' | 'not enrolled' | 'waiting'

/** Whether a service account may be paid from checking or savings (S36, S37, F2). */
export function bankPayment(enrollment: PaperlessEnrollment | undefined): BankPayment {
  if (!enrollment) return 'not enrolled'
  return enrollment.firstBillOn === null ? 'waiting' : 'open'
}
