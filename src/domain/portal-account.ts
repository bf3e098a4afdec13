/** Username and email address of a portal account: what they may be, and how they are shown. */

/** S4: never an address, so that the email can change without the login changing. */
const username = /^[A-Za-z][A-Za-z0-9._-]{5,29}$/

/** Why a text can't be a username; undefined when it can. */
export function usernameProblem(text: string): 'empty' | 'address' | 'shape' | undefined {
  if (text === '') return 'empty'
  if (text.includes('@')) return 'address'
  return username.test(text) ? undefined : 'shape'
}

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domain =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/

/**
 * Whether a text is exactly one plain address (`name@example.com`). Quoted names, comments, angle brackets and lists
 * are refused: a mail library would take some of them for two recipients (security.md T30).
 */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  return local.length <= 64 && localPart.test(local) && domain.test(text.slice(at + 1))
}

/** `d•••••d@example.com`: enough to know one's own address again, always the same length. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const last = local.length > 2 ? local.at(-1) : ''
  return `${local.slice(0, 1)}•••••${last}${email.slice(at)}`
}

/**
 * Usernames near the one that was taken, best first, all of a legal shape: `dwhitfield2`, then `dana-whitfield` out of
 * the address. Which of them are free, only SQL knows.
 */
export function usernameSuggestions(taken: string, email = ''): string[] {
  const fromEmail = email
    .slice(0, Math.max(email.lastIndexOf('@'), 0))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
  const stem = taken.slice(0, 27)
  const numbered = [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${stem}${number}`)
  const year = ['22', '28', '47', '63', '91'].map((number) => `${stem}-${number}`)
  return [numbered[0]!, fromEmail, ...numbered.slice(1), ...year].filter(
    (name, place, all) =>
      usernameProblem(name) === undefined &&
      name.toLowerCase() !== taken.toLowerCase() &&
      all.indexOf(name) === place,
  )
}

/** Registering is over after this: an unconfirmed portal account no longer holds its name and address (F18). */
export const unconfirmedDays = 7
/** How long a mailed link works (F18). */
export const confirmHours = 24
/** How long the old address can take a change of address back (security.md T8). */
export const undoHours = 72

export const nameMax = 100

/** A person's name as it is kept: one line, single spaces. @returns null when nothing is left. */
export function readName(text: string): { name: string | null } | { tooLong: number } {
  // It greets in mails, where a control character could begin another line.
  const name = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const length = [...name].length
  if (length > nameMax) return { tooLong: length }
  return { name: name === '' ? null : name }
}

/**
 * Reads a phone number of this country, however it is written. @returns `704-555-0142`, null when nothing was typed,
 * undefined when it is none.
 */
export function readPhone(text: string): string | null | undefined {
  if (text.trim() === '') return null
  if (!/^[0-9+(). -]{1,40}$/.test(text)) return undefined
  const digits = text.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '')
  if (!/^[2-9]\d{9}$/.test(digits)) return undefined
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`
}
