import * as bankAccounts from '../../sql/bank-accounts.js'
import * as recurringBills from '../../sql/recurring-bills.js'
import * as recurringList from '../../sql/recurring-list.js'
import { type CityDay, cityDay } from '../../src/domain/city-date.js'
import { type SetUpState, setUpState } from '../../src/domain/enrollment.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import { type Decision, decide } from '../../src/domain/recurring-decision.js'
import { currentBillSentence } from '../../src/domain/recurring-preview.js'
import type { Terms } from '../../src/domain/recurring-terms.js'
import type { Deps, Resident } from '../env.js'

/** What the pages of one recurring payment know, read anew by each of them. */
export interface RecurringFacts {
  /** `open`: there is a form. Else why there is none (F2, F12, F14). */
  readonly state: SetUpState
  readonly account: recurringList.RecurringAccount
  /** The one that is on, active or paused: then the form changes it. */
  readonly changing: recurringList.OwnRecurring | undefined
  /** Bank accounts to choose from: the saved ones, and the one that it pays from. */
  readonly banks: readonly bankAccounts.BankAccountRow[]
  readonly preview: recurringBills.PreviewBills
  readonly now: Date
  readonly today: CityDay
}

/** @returns undefined when the account is not there, or nothing of this resident's (T12). */
export async function readFacts(
  { sql, clock }: Deps,
  resident: Resident,
  id: string,
): Promise<RecurringFacts | undefined> {
  if (!isId(id)) return undefined
  const account = await recurringList.find(sql, resident.id, id as ServiceAccountId)
  if (!account) return undefined
  const [saved, preview] = await Promise.all([
    bankAccounts.list(sql, resident.id),
    recurringBills.read(sql, resident.id, account.id),
  ])
  const now = clock.now()
  const changing = account.own && isOn(account.own) ? account.own : undefined
  const bank = changing?.bank
  // One that was not saved is still a choice while it is the one that pays.
  const unsaved = bank?.usable && !saved.some(({ id }) => id === bank.id) ? [bank] : []
  return {
    state: changing ? 'open' : setUpState(account),
    account,
    changing,
    banks: [...saved, ...unsaved],
    preview,
    now,
    today: cityDay(now),
  }
}

export const isOn = ({ status }: recurringList.OwnRecurring): boolean => status !== 'stopped'

/** What becomes of the current bill when it is paid too. */
export interface CurrentOffer {
  readonly bill: recurringBills.CurrentBill
  readonly decision: Exclude<Decision, { do: 'leave' }>
  readonly sentence: string
}

/**
 * Whether the current bill may be paid too, by the rule that the workflow asks (N1).
 *
 * @returns undefined when there is nothing to pay; `before` when a recurring payment has looked at it, or at the one
 * that it corrects, already (I9, F14).
 */
export function currentOffer(
  facts: RecurringFacts,
  terms: Terms,
): CurrentOffer | 'before' | undefined {
  const { current: bill, money } = facts.preview
  if (!bill || facts.changing) return undefined
  const asked = { terms, bill, money, paused: false, today: facts.today, now: facts.now }
  const decision = decide({ ...asked, settledBefore: false })
  if (decision.do === 'leave') return undefined
  if (bill.decided || bill.settledBefore) return 'before'
  return { bill, decision, sentence: currentBillSentence(terms, bill, decision) ?? '' }
}
