import { isEmail, readPhone, usernameProblem } from './portal-account.js'
import { readAccountNumber } from './service-account.js'

/** What the console's one search field was asked for: exact, but a street address by its beginning (security.md T23). */
export type ResidentSearch =
  | { readonly by: 'account number'; readonly accountNumber: string }
  | { readonly by: 'email'; readonly email: string }
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'address'; readonly beginning: string }
  | { readonly by: 'username'; readonly username: string }

/** Rows on the page (ux.md 5.1). */
export const searchRows = 20
/** Beyond that nobody counts: "20 of more than 1,000". */
export const searchCountsTo = 1_000
/** A shorter beginning of an address fits half the city. */
const shortestAddress = 3

/** @returns undefined when it can be none of them, or is not typed to its end. */
export function readSearch(typed: string): ResidentSearch | undefined {
  const text = typed.trim().slice(0, 254)
  if (text.includes('@')) return isEmail(text) ? { by: 'email', email: text } : undefined
  const account = readAccountNumber(text)
  if ('number' in account) return { by: 'account number', accountNumber: account.number }
  const phone = readPhone(text)
  if (phone) return { by: 'phone', phone }
  if (/^\d/.test(text)) {
    const beginning = addressKey(text)
    return beginning.length >= shortestAddress ? { by: 'address', beginning } : undefined
  }
  return usernameProblem(text) === undefined ? { by: 'username', username: text } : undefined
}

/** As `service_account.address_key` spells it: `57 mill lane unit b`. */
const addressKey = (text: string): string =>
  text.replace(/,/g, ' ').replace(/\s+/g, ' ').trim().toLowerCase()
