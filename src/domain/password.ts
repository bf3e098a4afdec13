import { isCommonPassword, lettersAndDigits, partsOfName } from './common-passwords.js'

/** security.md D2: longer ones are refused, never cut. */
export const passwordMax = 128

/** One spelling for what looks the same; nothing is trimmed and no case is changed (security.md 2.1, 6.2.8). */
export const normalizePassword = (text: string): string => text.normalize('NFKC')

/** Characters as a person counts them: an emoji is one. */
export const passwordLength = (text: string): number => [...normalizePassword(text)].length

export type PasswordProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'short' | 'long'; readonly length: number }
  | { readonly kind: 'name' | 'common' }

/**
 * Why a new password is refused; undefined when it is good.
 *
 * @param rules `min` is a setting; `names` are the username and the email address, which everybody tries first;
 *   `isLeaked` looks it up in a list of leaked ones, in lower case.
 */
export function passwordProblem(
  password: string,
  rules: {
    readonly min: number
    readonly names: readonly string[]
    readonly isLeaked: (password: string) => boolean
  },
): PasswordProblem | undefined {
  const length = passwordLength(password)
  if (length === 0) return { kind: 'empty' }
  if (length < rules.min) return { kind: 'short', length }
  if (length > passwordMax) return { kind: 'long', length }
  const folded = (text: string) => normalizePassword(text).trim().toLowerCase()
  if (rules.names.some((name) => folded(name) === folded(password))) return { kind: 'name' }
  const lower = normalizePassword(password).toLowerCase()
  const leaked = [lower, lettersAndDigits(lower)].some(rules.isLeaked)
  if (leaked || isCommonPassword(password)) return { kind: 'common' }
  // Nothing but parts of one's own name, a year and the like.
  return isCommonPassword(password, rules.names.flatMap(partsOfName)) ? { kind: 'name' } : undefined
}

/** The words for a refused password (ux.md 3.5), the same wherever one is chosen. */
export function passwordProblemWords(problem: PasswordProblem, min: number): string {
  switch (problem.kind) {
    case 'empty':
      return 'Enter a password'
    case 'short':
      return `Use at least ${min} characters. You used ${problem.length}.`
    case 'long':
      return `Use ${passwordMax} characters or fewer. You used ${problem.length}.`
    case 'name':
      return 'Choose a password that is not your username or email address'
    case 'common':
      return 'This password has appeared in a data leak. Choose another one.'
  }
}
