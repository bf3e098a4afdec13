import { type CityDay, showMonthDay } from './city-date.js'
import { showMoney } from './money.js'

/** What the red X means (ux.md 4.9). */

/** How long Undo brings a removed account back (F11). */
export const undoMinutes = 10

/** `off`: it was not on. `ends`: with the last link. `stays`: another portal account is linked. */
export type PaperlessAfterRemoval = 'off' | 'ends' | 'stays'

/** Paperless billing is the service account's: it ends when nobody stays linked (F11). */
export function paperlessAfterRemoval(
  paperless: boolean,
  linkedByOthers: boolean,
): PaperlessAfterRemoval {
  if (!paperless) return 'off'
  return linkedByOthers ? 'stays' : 'ends'
}

/** A payment that outlives the link. */
interface StillTaken {
  readonly amountCents: number
  readonly payOn: CityDay
}

/**
 * What still happens to the payer's bank account, in one sentence (ux.md 4.9); empty when nothing does.
 *
 * @returns From three payments on a count and a sum, which fit into one line.
 */
export function stillTakenWords(payments: readonly StillTaken[]): string {
  const [first, second] = payments
  if (!first) return ''
  const words = `${showMoney(first.amountCents)} will still be taken on ${showMonthDay(first.payOn)}`
  if (!second) return `${words}.`
  if (payments.length === 2)
    return `${words}, and ${showMoney(second.amountCents)} on ${showMonthDay(second.payOn)}.`
  const sum = payments.reduce((cents, { amountCents }) => cents + amountCents, 0)
  return `${payments.length} payments, ${showMoney(sum)} in all, will still be taken.`
}
