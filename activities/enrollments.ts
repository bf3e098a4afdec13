import type { Sql } from '../sql/database.js'
import { decideBill as decideInSql } from '../sql/recurring-decisions.js'
import * as steps from '../sql/recurring-steps.js'
import { momentOf } from '../src/domain/city-date.js'
import {
  type Enrollment,
  type EnrollmentStep,
  nextEnrollmentStep as rule,
} from '../src/domain/enrollment.js'
import type { BillId, EnrollmentId, HoldId } from '../src/domain/ids.js'

/** The rule's moment turned into a duration by the database's clock, so that a moved clock works. */
export type EnrollmentDeed =
  | Exclude<EnrollmentStep, { do: 'wait' }>
  | { readonly do: 'wait'; readonly forMs: number | null; readonly why: string }

/** What operators see in lists; nothing personal. */
export interface EnrollmentFacts {
  readonly status: Enrollment['status']
  /** The deadline of a bill that waits for its payer's OK, ISO. */
  readonly holdDue: string | null
  /** 06:00 of the day on which its next payment goes out, ISO. */
  readonly payOn: string | null
}

export const enrollmentActivities = ({ sql }: { readonly sql: Sql }) => ({
  async nextEnrollmentStep(id: string): Promise<{ step: EnrollmentDeed; facts?: EnrollmentFacts }> {
    const found = await steps.look(sql, id as EnrollmentId)
    if (!found) return { step: { do: 'end' } }
    const { enrollment, now } = found
    const { status, hold, nextPayOn } = enrollment
    const facts = {
      status,
      holdDue: hold && momentOf(hold.dueOn, 0).toISOString(),
      payOn: nextPayOn && momentOf(nextPayOn, 6).toISOString(),
    }
    const step = rule(enrollment, now)
    if (step.do !== 'wait') return { step, facts }
    const forMs = step.until ? Math.ceil(step.until.getTime() - now.getTime()) : null
    return { step: { do: 'wait', forMs, why: step.why }, facts }
  },

  /** Makes the bill's payment or hold, or leaves it to the resident; once a bill. Its answer is for the history alone. */
  async decideBill(enrollmentId: string, billId: string): Promise<string> {
    const decided = await decideInSql(sql, enrollmentId as EnrollmentId, billId as BillId)
    return decided ?? 'nothing to decide'
  },

  async remindOfHold(holdId: string): Promise<void> {
    await steps.remind(sql, holdId as HoldId)
  },

  async endPaidHold(holdId: string): Promise<void> {
    await steps.endPaidHold(sql, holdId as HoldId)
  },

  /** After the final bill of a closed account. */
  async finishEnrollment(id: string): Promise<void> {
    await steps.finish(sql, id as EnrollmentId)
  },
})
