import { type PaymentStatus, wordFor } from '../../src/domain/payment.js'

/** The word that a resident reads of a bill over the threshold (ux.md 2); no payment has it. */
export const holdWord = 'Waiting for your OK'

/** The words by which payments can be narrowed, each once. */
export const filterWords: readonly string[] = [holdWord, ...new Set(Object.values(wordFor))]

/** The statuses that a resident reads as this word: none of a hold's; any other text filters nothing. */
export function statusesOf(word: string | undefined): PaymentStatus[] | undefined {
  if (word?.toLowerCase() === holdWord.toLowerCase()) return []
  const all = Object.keys(wordFor) as PaymentStatus[]
  const found = all.filter((status) => wordFor[status].toLowerCase() === word?.toLowerCase())
  return found.length > 0 ? found : undefined
}

/** From 1; far more than 24 months of payments ever fill. */
export const pageOf = (text: string | undefined): number =>
  /^[1-9]\d{0,2}$/.test(text ?? '') ? Number(text) : 1
