import { writeBillFile } from '../../domain/bill-file-write.js'
import { addDays, type CityDay } from '../../domain/city-date.js'
import { hashOf } from './chance.js'
import { type BodyRecord, historyOf } from './history.js'
import { householdPlan } from './household.js'

export interface SyntheticFile {
  readonly accounts: number
  readonly months: number
  /** The same seed, counts and day give the same bytes; another seed has other accounts. */
  readonly seed: string
  readonly runOn: CityDay
}

/**
 * A valid bill file of made-up households, line by line, so that a hundred thousand of them take no memory. The
 * newest bills are of the run day; months before it are paid.
 */
export function syntheticFile(file: SyntheticFile): Generator<string> {
  const { accounts, months, seed, runOn } = file
  const runId = `made-${runOn}-${hashOf(seed).toString(16)}-${accounts}x${months}`
  return writeBillFile({ runId, runOn, source: 'bills make' }, body(file))
}

function* body({ accounts, months, seed, runOn }: SyntheticFile): Generator<BodyRecord> {
  const newest = { billedOn: runOn, dueOn: addDays(runOn, 24) }
  for (let place = 1; place <= accounts; place += 1) {
    const plan = householdPlan({ seed, place, months, newest, habit: 'pays' })
    yield plan.account
    for (const month of historyOf(plan)) {
      yield* month.bill
      yield* month.payments
    }
  }
}
