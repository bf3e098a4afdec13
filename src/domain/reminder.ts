import { addDays, type CityDay, cityDay, daysBetween, momentOf } from './city-date.js'
import { owed, type Sums } from './owed.js'

/** When a resident is reminded of a bill, and told that it is past due (F13). */
export type Reminder = 'due_reminder' | 'past_due'

/** City hour from which the day's reminders are written: nobody's telephone rings at night. */
export const reminderHour = 8
/** So many days before the due date the reminder goes out; a bill that comes later is reminded of at once. */
export const reminderDays = 3
/** How long after the due date a bill is told to be past due; by then the next bill says it. */
export const pastDueDays = 30

/** The city day whose reminders may be written now; undefined in its first hours, until 08:00 of the city's clocks. */
export function reminderDay(now: Date): CityDay | undefined {
  const today = cityDay(now)
  return now >= momentOf(today, reminderHour) ? today : undefined
}

/** The due dates, both included, of the bills that a day's reminders may be about. */
export function dueDatesNear(today: CityDay): { readonly from: CityDay; readonly to: CityDay } {
  return { from: addDays(today, -pastDueDays), to: addDays(today, reminderDays) }
}

export interface Coverage extends Sums {
  /** Payments for the account that are not sent yet, one-time and recurring, whoever pays. */
  readonly scheduledCents: number
}

/** What is owed and no payment on its way or scheduled will pay; never below zero. */
export function uncovered(sums: Coverage): number {
  return Math.max(0, owed(sums) - sums.scheduledCents)
}

/**
 * Which reminder a day owes for a service account's newest bill: none while payments cover it. The due date itself is
 * not over yet.
 */
export function reminderOf(
  bill: { readonly dueOn: CityDay; readonly uncoveredCents: number },
  today: CityDay,
): Reminder | undefined {
  if (bill.uncoveredCents <= 0) return undefined
  const left = daysBetween(today, bill.dueOn)
  if (left >= 0) return left <= reminderDays ? 'due_reminder' : undefined
  return -left <= pastDueDays ? 'past_due' : undefined
}
