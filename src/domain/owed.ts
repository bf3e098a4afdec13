import type { CityDay } from './city-date.js'

/** The money words of F3: balance, pending, owed, past due, credit. All in cents. */

export interface Sums {
  /** Sum of the service account's ledger; below zero it is a credit. */
  readonly balanceCents: number
  /** Given to the processor (or about to be), not yet decided. */
  readonly pendingCents: number
}

/** Balance minus pending, never below zero; a scheduled payment does not lower it. */
export function owed({ balanceCents, pendingCents }: Sums): number {
  return Math.max(0, balanceCents - pendingCents)
}

/** What the next bill uses up; zero while anything is owed. */
export function credit({ balanceCents }: Pick<Sums, 'balanceCents'>): number {
  return Math.max(0, -balanceCents)
}

/** What F3 needs of a service account's newest bill. */
export interface NewestBill {
  readonly dueOn: CityDay
  readonly amountDueCents: number
  /** The part of the amount due that was late already when the bill was made. */
  readonly pastDueCents: number
}

/**
 * All that is owed once the newest bill's due date is over; before that, what is left of the bill's past-due part, as
 * payments cover the oldest first. The due date itself is not over yet.
 *
 * @param newest Undefined before the first bill: then nothing can be late.
 */
export function pastDue(facts: {
  newest: NewestBill | undefined
  owedCents: number
  today: CityDay
}): number {
  const { newest, owedCents, today } = facts
  if (!newest) return 0
  if (today > newest.dueOn) return owedCents
  const notYetDue = newest.amountDueCents - newest.pastDueCents
  return Math.min(newest.pastDueCents, Math.max(0, owedCents - notYetDue))
}

/** @returns When what is past due was due, where that is known: by the newest bill, else by the one before. */
export function lateSince(
  newest: { readonly dueOn: CityDay; readonly previousDueOn: CityDay | null } | undefined,
  today: CityDay,
): CityDay | undefined {
  if (newest && today > newest.dueOn) return newest.dueOn
  return newest?.previousDueOn ?? undefined
}
