import { type CityDay, daysBetween } from './city-date.js'
import type { ServiceAccountId } from './ids.js'
import { sameStreetNumber } from './service-account.js'

/**
 * Whether a caller is the resident (ux.md 5.2): what they say is compared with what we know, two facts of one and the
 * same linked account, and nobody is shown what would have been right (security.md T24).
 */
export const callerFacts = ['account_number', 'street_number', 'tax_id', 'last_payment'] as const
export type CallerFact = (typeof callerFacts)[number]

/** So many matches verify. */
export const factsNeeded = 2
/** So many that do not match end it: "Could not verify". */
export const missesAllowed = 3
/** A call, and what was verified in it, ends by itself. */
export const callMinutes = 30
/** A bank statement's day may be later than the day on which it was paid. */
const daysOff = 3

export interface CheckableAccount {
  readonly id: ServiceAccountId
  readonly accountNumber: string
  readonly streetNumber: string
  readonly taxIdHmac: string | null
  readonly lastPayment: { readonly day: CityDay; readonly cents: number } | null
}

/** What the caller says, as typed; facts that were not asked for are not there. */
export interface Said {
  readonly accountNumber?: string | undefined
  readonly streetNumber?: string | undefined
  /** The keyed hash that these four digits have with that account number. */
  readonly taxIdHmac?: ((accountNumber: string) => string) | undefined
  readonly lastPayment?: { readonly day: CityDay; readonly cents: number } | undefined
}

/** What is kept of a check. Never what was said. */
export interface CallerCheck {
  readonly matched: readonly CallerFact[]
  /** Accounts that fit every match so far; null: each of them still may. */
  readonly candidates: readonly ServiceAccountId[] | null
  readonly misses: number
}

export interface Compared extends CallerCheck {
  readonly answers: Readonly<Partial<Record<CallerFact, 'match' | 'no match'>>>
  readonly outcome: 'open' | 'verified' | 'failed'
}

/** Compares what was said, one fact after the other. A fact that has matched before is not asked again. */
export function compare(
  check: CallerCheck,
  said: Said,
  accounts: readonly CheckableAccount[],
): Compared {
  const matched = [...check.matched]
  const answers: Partial<Record<CallerFact, 'match' | 'no match'>> = {}
  let { misses } = check
  let candidates = accounts.filter(({ id }) => check.candidates?.includes(id) ?? true)
  for (const fact of callerFacts) {
    const fits = fitting(fact, said)
    if (!fits || matched.includes(fact)) continue
    const left = candidates.filter(fits)
    if (left.length > 0) {
      matched.push(fact)
      candidates = left
    } else misses += 1
    answers[fact] = left.length > 0 ? 'match' : 'no match'
  }
  return {
    matched,
    candidates: matched.length > 0 ? candidates.map(({ id }) => id) : null,
    misses,
    answers,
    outcome: outcomeOf(matched.length, misses),
  }
}

function outcomeOf(matches: number, misses: number): Compared['outcome'] {
  if (misses >= missesAllowed) return 'failed'
  return matches >= factsNeeded ? 'verified' : 'open'
}

/** undefined when this fact was not said. */
function fitting(
  fact: CallerFact,
  said: Said,
): ((account: CheckableAccount) => boolean) | undefined {
  const { accountNumber, streetNumber, taxIdHmac, lastPayment } = said
  switch (fact) {
    case 'account_number':
      return accountNumber === undefined
        ? undefined
        : (account) => account.accountNumber === accountNumber
    case 'street_number':
      return streetNumber === undefined
        ? undefined
        : (account) => sameStreetNumber(account.streetNumber, streetNumber)
    case 'tax_id':
      return taxIdHmac && ((account) => account.taxIdHmac === taxIdHmac(account.accountNumber))
    case 'last_payment':
      return (
        lastPayment && (({ lastPayment: last }) => last !== null && samePayment(last, lastPayment))
      )
  }
}

/** The amount to the cent; the day within three. */
const samePayment = (
  last: { day: CityDay; cents: number },
  said: { day: CityDay; cents: number },
): boolean => last.cents === said.cents && Math.abs(daysBetween(last.day, said.day)) <= daysOff

export interface CallTimes {
  readonly startedAt: Date
  readonly verifiedAt: Date | null
  readonly failedAt: Date | null
  readonly endedAt: Date | null
}

/** Whether a call is still on, and what it is good for. */
export function callState(call: CallTimes, now: Date): 'over' | 'open' | 'verified' | 'failed' {
  const since = call.verifiedAt ?? call.startedAt
  if (call.endedAt || now.getTime() - since.getTime() >= callMinutes * 60_000) return 'over'
  if (call.failedAt) return 'failed'
  return call.verifiedAt ? 'verified' : 'open'
}

/** `311-2048817`: what agent and caller can quote. */
export const showCallNumber = (number: number): string => `311-${number}`
