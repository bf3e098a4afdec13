import type { AccountRecord } from '../../domain/bill-file.js'
import { accountNumberOf, type Habit, household } from './household.js'

/**
 * Who is in the sample city (requirements.md F20). Nothing here depends on the day, so a page may list it without
 * the database.
 */

export const seed = 'charlotte'
export const password = 'correct horse battery staple'
export const securityAnswer = 'blue heron'

export interface SampleResident {
  readonly username: string
  readonly password: string
  readonly securityAnswer: string
  readonly email: string
}

export interface Linkable {
  readonly accountNumber: string // 13 digits
  readonly streetNumber: string
  readonly taxIdLast4: string
}

/** A made-up household and who sees it; `places` of a seed, so that nobody's account number ever changes. */
export interface Member {
  readonly place: number
  readonly account: AccountRecord
  readonly habit: Habit
  /** undefined: nobody has linked it. */
  readonly username: string | undefined
}

const residents = 200
const landlordAccounts = 30 // S22: as many as one portal account may link
const unlinked = 36

const usernameOf = (nth: number) => `resident${String(nth).padStart(3, '0')}`

/** The made-up households: 200 residents with one each, a landlord with thirty, and those that nobody has linked. */
export function members(): Member[] {
  const all = residents + landlordAccounts + unlinked
  return Array.from({ length: all }, (_, at) => member(at + 1))
}

function member(place: number): Member {
  const account = household(seed, place)
  if (place <= residents) {
    // Some carry a month over: pages must say what is past due.
    const habit = place % 20 === 0 ? 'owes a month' : 'pays'
    return { place, account, habit, username: usernameOf(place) }
  }
  const nth = place - residents
  if (nth <= landlordAccounts) {
    const owned = {
      ...account,
      holderKind: 'business' as const,
      holderName: 'Rowan Homes LLC',
      unit: `Unit ${nth}`,
    }
    return { place, ...trouble(owned, nth - landlordAccounts + 2), username: 'landlord01' }
  }
  return { place, ...stranger(account, nth - landlordAccounts), username: undefined }
}

/** The first is interrupted and owes, the second has a credit, all others pay. */
function trouble(account: AccountRecord, nth: number): { account: AccountRecord; habit: Habit } {
  if (nth === 1) {
    return { account: { ...account, status: 'interrupted' }, habit: 'owes three months' }
  }
  return { account, habit: nth === 2 ? 'has a credit' : 'pays' }
}

function stranger(account: AccountRecord, nth: number): { account: AccountRecord; habit: Habit } {
  if (nth !== 3) return trouble(account, nth)
  const bakery = {
    ...account,
    holderKind: 'business' as const,
    holderName: 'Queen City Bakery LLC',
  }
  return { account: bakery, habit: 'pays' }
}

/** Who can sign in, `dwhitfield` first. */
export const sampleResidents: readonly SampleResident[] = [
  'dwhitfield',
  'landlord01',
  ...Array.from({ length: residents }, (_, at) => usernameOf(at + 1)),
].map((username) => ({ username, password, securityAnswer, email: `${username}@example.com` }))

/** Bills that nobody had linked when the city was seeded, with both proofs (S19). */
export const linkable: readonly Linkable[] = members()
  .filter(({ username }) => username === undefined)
  .map(({ account, place }) => ({
    accountNumber: accountNumberOf(seed, place),
    streetNumber: account.streetNumber,
    taxIdLast4: account.taxIdLast4!,
  }))
