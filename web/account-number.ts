import type { readAccountNumber } from '../src/domain/service-account.js'

/** What is wrong with an account number as it was typed (ux.md 3.7); wherever one is asked for. */
export function accountNumberWords(
  reading: Extract<ReturnType<typeof readAccountNumber>, { problem: string }>,
): string {
  const ask = 'Enter the account number from your bill, 13 digits.'
  switch (reading.problem) {
    case 'empty':
      return `${ask} Include zeros at the start.`
    case 'letters':
      return `${ask} Use digits only.`
    case 'count':
      return `${ask} You entered ${reading.count}. Include zeros at the start.`
  }
}
