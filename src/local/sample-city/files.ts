import { writeBillFile } from '../../domain/bill-file-write.js'
import { addDays, type CityDay } from '../../domain/city-date.js'
import { members, seed } from './cast.js'
import { type BodyRecord, historyOf, type Plan } from './history.js'
import { householdPlan } from './household.js'
import { whitfieldAccounts } from './whitfield.js'

/**
 * The two bill files of the sample city, the same bytes for the same day: everything up to the last bill but one,
 * and the newest bills. Between them residents enroll, so that the newest are their first electronic bills (F2).
 */
export const historyRunId = 'sample-city-history'
export const newestRunId = 'sample-city-newest'

const months = 24 // S27

/** @param today The day that plays the mocks' November 23, 2026. */
export const historyFile = (today: CityDay): Generator<string> =>
  writeBillFile({ runId: historyRunId, runOn: today, source: 'sample city' }, history(today))

export const newestFile = (today: CityDay): Generator<string> =>
  writeBillFile({ runId: newestRunId, runOn: today, source: 'sample city' }, newest(today))

function* history(today: CityDay): Generator<BodyRecord> {
  for (const { plan, holdsNewest } of plans(today)) {
    yield plan.account
    const all = historyOf(plan)
    for (const month of holdsNewest ? all.slice(0, -1) : all) {
      yield* month.bill
      yield* month.payments
    }
  }
}

function* newest(today: CityDay): Generator<BodyRecord> {
  for (const { plan, holdsNewest } of plans(today)) {
    if (holdsNewest) yield* historyOf(plan).at(-1)!.bill
  }
}

/** `holdsNewest`: whether the newest bill waits for the second file. */
function* plans(today: CityDay): Generator<{ plan: Plan; holdsNewest: boolean }> {
  for (const { plan, waitsForFirstBill } of whitfieldAccounts(today)) {
    yield { plan, holdsNewest: !waitsForFirstBill }
  }
  for (const { place, account, habit } of members()) {
    const billedOn = addDays(today, -1 - (place % 19))
    const due = { billedOn, dueOn: addDays(billedOn, 24) }
    yield {
      plan: householdPlan({ seed, place, months, newest: due, habit, account }),
      holdsNewest: true,
    }
  }
}
