import {
  continueAsNew,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { EnrollmentFacts } from '../activities/enrollments.js'
import { searchAttributes } from './contract.js'
import { nudges } from './nudges.js'
import { rows } from './proxies.js'

/** A year: bounds both the history and the time that old code must be able to replay. */
const billsARun = 12

/** One per recurring enrollment, as long as it lasts. The rows decide; this waits and calls. */
export async function recurringEnrollment(enrollmentId: string): Promise<void> {
  const nudge = nudges()
  let shown = ''
  for (let bills = 0; bills < billsARun && !workflowInfo().continueAsNewSuggested; ) {
    nudge.forget()
    const { step, facts } = await rows.nextEnrollmentStep(enrollmentId)
    if (facts && (step.do === 'wait' || step.do === 'end') && JSON.stringify(facts) !== shown) {
      tell(facts)
      shown = JSON.stringify(facts)
    }
    switch (step.do) {
      case 'decide':
        await rows.decideBill(enrollmentId, step.billId)
        bills += 1
        break
      case 'remind':
        await rows.remindOfHold(step.holdId)
        break
      case 'end-hold':
        await rows.endPaidHold(step.holdId)
        break
      case 'finish':
        await rows.finishEnrollment(enrollmentId)
        break
      case 'wait':
        setCurrentDetails(`Waits for: ${step.why}`)
        await nudge.orAfter(step.forMs, step.why)
        break
      case 'end':
        setCurrentDetails('Stopped')
        return
    }
  }
  await continueAsNew<typeof recurringEnrollment>(enrollmentId)
}

/** What the list in Temporal's UI can be filtered by. */
function tell({ holdDue, payOn }: EnrollmentFacts): void {
  upsertSearchAttributes([
    { key: searchAttributes.HoldReason, value: holdDue ? 'over threshold' : null },
    { key: searchAttributes.HoldDue, value: holdDue ? new Date(holdDue) : null },
    { key: searchAttributes.PayOn, value: payOn ? new Date(payOn) : null },
  ])
}
