import { type PaymentStatus, wordFor } from '../../src/domain/payment.js'

/** The words by which payments can be narrowed, each once. */
export const filterWords: readonly string[] = [...new Set(Object.values(wordFor))]

/** The statuses that a resident reads as this word; any other text filters nothing. */
export function statusesOf(word: string | undefined): PaymentStatus[] | undefined {
  const all = Object.keys(wordFor) as PaymentStatus[]
  const found = all.filter((status) => wordFor[status].toLowerCase() === word?.toLowerCase())
  return found.length > 0 ? found : undefined
}

/** From 1; far more than 24 months of payments ever fill. */
export const pageOf = (text: string | undefined): number =>
  /^[1-9]\d{0,2}$/.test(text ?? '') ? Number(text) : 1
