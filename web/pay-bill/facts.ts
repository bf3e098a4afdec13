import * as bankAccounts from '../../sql/bank-accounts.js'
import * as payableAccounts from '../../sql/payable-accounts.js'
import * as recurringList from '../../sql/recurring-list.js'
import { type CityDay, cityDay } from '../../src/domain/city-date.js'
import { type Delinquency, delinquency } from '../../src/domain/delinquency.js'
import { setUpState } from '../../src/domain/enrollment.js'
import { isId, type PortalAccountId, type ServiceAccountId } from '../../src/domain/ids.js'
import { leastCents, mostPayable } from '../../src/domain/one-time-payment.js'
import { owed, pastDue } from '../../src/domain/owed.js'
import { bankPayment } from '../../src/domain/paperless.js'
import type { Deps, Resident } from '../env.js'

/** What the pages of a bank payment know, read anew by each of them: whatever is true by now decides. */
export interface PayFacts {
  /** `open`: there is a form. Else why there is none (ux.md 4.4, F5). */
  readonly state: 'open' | 'not enrolled' | 'waiting' | 'nothing owed' | 'all scheduled'
  readonly account: payableAccounts.PayableAccount
  readonly saved: readonly bankAccounts.BankAccountRow[]
  readonly now: Date
  readonly today: CityDay
  readonly owedCents: number
  /** What is owed minus what the resident has scheduled already (F5). */
  readonly mostCents: number
  readonly pastDueCents: number
  /** The account's recurring payment. */
  readonly recurring: recurringList.RecurringAccount
  /** The same as the city sees it before it restores service (S30). */
  readonly delinquency: Delinquency
}

/** @returns undefined when the account is not there, or not this resident's (T12). */
export async function readFacts(
  { sql, clock }: Deps,
  resident: Resident,
  id: string,
): Promise<PayFacts | undefined> {
  if (!isId(id)) return undefined
  const [account, saved, recurring] = await Promise.all([
    payableAccounts.find(sql, resident.id, id as ServiceAccountId),
    bankAccounts.list(sql, resident.id),
    recurringList.find(sql, resident.id, id as ServiceAccountId),
  ])
  if (!account || !recurring) return undefined
  const now = clock.now()
  const today = cityDay(now)
  const owedCents = owed(account.sums)
  const mostCents = mostPayable(owedCents, account.sums.ownScheduledCents)
  return {
    state: stateOf(account, owedCents, mostCents),
    account,
    saved,
    now,
    today,
    owedCents,
    mostCents,
    pastDueCents: pastDue({ newest: account.bill, owedCents, today }),
    recurring,
    delinquency: delinquency({ newest: account.bill, sums: account.sums, today }),
  }
}

/** Whether a recurring payment may be set up for an account, and is not on (ux.md 4.5). */
export async function offersRecurring(
  { sql }: Deps,
  payer: PortalAccountId,
  id: ServiceAccountId,
): Promise<boolean> {
  const account = await recurringList.find(sql, payer, id)
  if (!account || (account.own && account.own.status !== 'stopped')) return false
  return setUpState(account) === 'open'
}

/** Whether "Past due only" says something else than "The full amount". */
export const offersPastDue = ({ pastDueCents, mostCents }: PayFacts): boolean =>
  pastDueCents >= leastCents && pastDueCents < mostCents

function stateOf(
  account: payableAccounts.PayableAccount,
  owedCents: number,
  mostCents: number,
): PayFacts['state'] {
  const bank = bankPayment(account.paperless)
  if (bank !== 'open') return bank
  if (owedCents === 0) return 'nothing owed'
  return mostCents === 0 ? 'all scheduled' : 'open'
}
