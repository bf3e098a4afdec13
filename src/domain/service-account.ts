/** The city's billing account, as its holder knows it: number, place, and the proof that it is theirs. */

/** S22, "How do I enroll multiple accounts?" */
export const maxLinks = 30

export type AccountNumberReading =
  | { readonly number: string }
  | { readonly problem: 'empty' | 'letters' }
  | { readonly problem: 'count'; readonly count: number }

/** Reads the 13 digits as typed, with or without hyphen and spaces; zeros at the start stay (F1). */
export function readAccountNumber(text: string): AccountNumberReading {
  const digits = text.replace(/[\s\u2010-\u2015-]/g, '')
  if (digits === '') return { problem: 'empty' }
  if (!/^[0-9]+$/.test(digits)) return { problem: 'letters' }
  return digits.length === 13 ? { number: digits } : { problem: 'count', count: digits.length }
}

/** `0048291-533710`, as on the bill. */
export const showAccountNumber = (number: string): string =>
  `${number.slice(0, 7)}-${number.slice(7)}`

/** reliability.md 4.4: `1234 1/2` and `12-A` are street numbers too. */
export const isStreetNumber = (text: string): boolean =>
  /^[0-9A-Za-z/ -]{1,10}$/.test(text) && /[0-9A-Za-z]/.test(text)

/** Whether both name the same house: case and the number of spaces do not count. */
export function sameStreetNumber(a: string, b: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase()
  return plain(a) === plain(b)
}

export interface Place {
  readonly streetNumber: string
  readonly street: string
  readonly unit: string | null
}

/** `57 Mill Lane, Unit B` */
export const addressLine = ({ streetNumber, street, unit }: Place): string =>
  `${streetNumber} ${street}${unit ? `, ${unit}` : ''}`

/** What a resident calls it: the nickname, else the address. */
export const accountName = (account: Place & { readonly nickname: string | null }): string =>
  account.nickname ?? addressLine(account)

export const nicknameMax = 40

/**
 * A nickname as it is kept: one line, single spaces.
 *
 * @returns null when nothing is left, which takes the nickname away; a count when it is too long.
 */
export function readNickname(text: string): { nickname: string | null } | { tooLong: number } {
  // Control characters would break the line of a mail's subject, of which a nickname is part.
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const length = [...plain].length
  if (length > nicknameMax) return { tooLong: length }
  return { nickname: plain === '' ? null : plain }
}
