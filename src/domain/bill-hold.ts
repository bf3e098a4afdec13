import { addDays, type CityDay, momentOf } from './city-date.js'
import { showMoney } from './money.js'

/** A bill over the threshold that waits for the resident's OK: its reminders and its ends (F7, N7). */
export interface OpenHold {
  /** Its shown deadline, not its end. */
  readonly dueOn: CityDay
  readonly openedOn: CityDay
  /** The day of the last reminder. */
  readonly remindedOn: CityDay | null
}

/** The first mail goes at once; then so many days before the due date, and on that day (ux.md 4.7). */
const reminderDays = [3, 0]
/** City hour at which reminders go out, like those of bills (F13). */
const reminderHour = 8

/** When the next reminder goes out, which may have passed; undefined when none is left. */
export function nextReminder({ dueOn, openedOn, remindedOn }: OpenHold): Date | undefined {
  const after = remindedOn ?? openedOn
  const day = reminderDays.map((days) => addDays(dueOn, -days)).find((day) => day > after)
  return day === undefined ? undefined : momentOf(day, reminderHour)
}

export type HoldEnd = 'authorized' | 'paid' | 'replaced' | 'stopped'

/** Why a bill may be higher than usual, in one line, when that is known (ux.md 4.7). */
export function whyHigher(bill: {
  /** Carried over from the bill before. */
  readonly previousCents: number
  /** Ccf. */
  readonly usage: number | null
  readonly usageBefore: number | null
}): string | undefined {
  if (bill.previousCents > 0)
    return `It includes ${showMoney(bill.previousCents)} that was still open from the bill before.`
  const { usage, usageBefore } = bill
  if (usage === null || usageBefore === null || usage <= usageBefore) return undefined
  const more = Math.round((usage - usageBefore) * 10) / 10
  return `You used ${more} Ccf more water than on the bill before.`
}
