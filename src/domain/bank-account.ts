/** Checking and savings accounts as a person types them. Numbers are texts: their zeros count (S39). */

/** Spaces and dashes of a paste go; anything else stays, so that the message can speak of it. */
export const withoutGaps = (text: string): string => text.replace(/[\s-]/g, '')

/** ABA weights (domain.md 1). */
const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1]

/** @param routing Without gaps. @returns What is wrong with it, as the form says it, or undefined. */
export function routingProblem(routing: string): string | undefined {
  if (!/^[0-9]*$/.test(routing)) return 'Use digits only'
  if (routing.length !== 9) {
    return `Enter a routing number with 9 digits. You entered ${routing.length}. If it starts with 0, include the 0.`
  }
  if (!isRoutingNumber(routing)) return 'Check the routing number. One of the digits is not right.'
  return undefined
}

/** Nine digits whose weighted sum is a multiple of ten, of a prefix that can be debited; 000000000 is none. */
export function isRoutingNumber(routing: string): boolean {
  if (!/^(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2])\d{7}$/.test(routing)) return false
  return weights.reduce((sum, weight, place) => sum + weight * Number(routing[place]), 0) % 10 === 0
}

/** @param account Without gaps. @returns What is wrong with it, as the form says it, or undefined. */
export function bankNumberProblem(account: string): string | undefined {
  if (!/^[0-9]*$/.test(account)) return 'Use digits only'
  if (account.length < 4 || account.length > 17) {
    return 'Enter an account number with 4 to 17 digits, including zeros at the start'
  }
  return undefined
}

/** `checking ending 4471` */
export const showBank = (bank: { kind: string; last4: string }): string =>
  `${bank.kind} ending ${bank.last4}`

/** At most so many are kept for next time (I22). */
export const maxSavedBankAccounts = 5
