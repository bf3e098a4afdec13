import { addressLine, type Place } from './service-account.js'

/** Whether a typed text finds the account: by its nickname, its street, or digits of its number. */
export function isFoundBy(
  text: string,
  account: Place & { readonly nickname: string | null; readonly accountNumber: string },
): boolean {
  const wanted = text.trim().toLowerCase()
  const words = `${account.nickname ?? ''} ${addressLine(account)}`.toLowerCase()
  const digits = wanted.replaceAll(/[\s-]/g, '')
  return words.includes(wanted) || (/^\d+$/.test(digits) && account.accountNumber.includes(digits))
}
