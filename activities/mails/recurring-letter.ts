import type { Sql } from '../../sql/database.js'
import * as facts from '../../sql/mail-facts.js'
import type { NoticeRow } from '../../sql/notices.js'
import * as recurringFacts from '../../sql/recurring-mail-facts.js'
import { cityDay } from '../../src/domain/city-date.js'
import type { EnrollmentId, HoldId, ServiceAccountId, TermsId } from '../../src/domain/ids.js'
import type { NoticeParams } from '../../src/domain/notice.js'
import type { Letter } from './layout.js'
import * as recurring from './recurring.js'

type RecurringTemplate = Extract<
  NoticeRow['template'],
  `recurring_${string}` | `threshold_${string}`
>

/**
 * The letter of a notice about a recurring payment or a hold, out of the rows as they are now.
 *
 * @returns undefined when what it tells of is gone.
 */
export async function recurringLetter(
  sql: Sql,
  origin: string,
  notice: NoticeRow,
  template: RecurringTemplate,
): Promise<Letter | undefined> {
  const of = (id: ServiceAccountId) => facts.serviceAccount(sql, id, notice.portalAccountId)
  switch (template) {
    case 'recurring_on':
    case 'recurring_changed': {
      const terms = await recurringFacts.terms(sql, params(notice, template).termsId as TermsId)
      const account = terms && (await of(terms.serviceAccountId))
      const write = template === 'recurring_on' ? recurring.recurringOn : recurring.recurringChanged
      return account && write(terms, account, origin)
    }
    case 'recurring_paused':
    case 'recurring_stopped': {
      const id = params(notice, template).enrollmentId as EnrollmentId
      const enrollment = await recurringFacts.enrollment(sql, id)
      const account = enrollment && (await of(enrollment.serviceAccountId))
      if (!account) return undefined
      if (template === 'recurring_stopped')
        return recurring.recurringStopped(enrollment, account, origin)
      return recurring.recurringPaused(params(notice, template).code, account, origin)
    }
    default: {
      const hold = await recurringFacts.hold(sql, params(notice, template).holdId as HoldId)
      const account = hold && (await of(hold.serviceAccountId))
      if (!account) return undefined
      if (template === 'threshold_ended') return recurring.thresholdEnded(hold, account, origin)
      if (template === 'threshold_replaced')
        return recurring.thresholdReplaced(hold, account, origin)
      return recurring.thresholdNeeded(hold, account, { origin, today: cityDay(notice.now) })
    }
  }
}

/** The row's parameters have the shape of its template: sql/notices.ts wrote them so. */
const params = <T extends RecurringTemplate>(notice: NoticeRow, _: T) =>
  notice.params as unknown as NoticeParams[T]
