import type { BillId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import { owed } from '../src/domain/owed.js'
import type { AccountMoney } from '../src/domain/recurring-decision.js'
import { type PastBill, previewedBills } from '../src/domain/recurring-preview.js'
import * as balances from './balances.js'
import type { Sql } from './database.js'

/** What the preview of a recurring payment is computed from. Every query joins the link: without it there is nothing (F10). */

export interface CurrentBill extends PastBill {
  readonly id: BillId
  /** A recurring payment looked at it before, which happens once a bill (I9). */
  readonly decided: boolean
  /** It corrects one that is settled (F14). */
  readonly settledBefore: boolean
}

export interface PreviewBills {
  /** The last twelve, newest first. */
  readonly bills: readonly PastBill[]
  /** The newest of them. */
  readonly current: CurrentBill | undefined
  readonly money: AccountMoney
}

export async function read(
  sql: Sql,
  resident: PortalAccountId,
  account: ServiceAccountId,
): Promise<PreviewBills> {
  const [bills, sums] = await Promise.all([
    sql<CurrentBill[]>`
      select b.id, b.billed_on, b.due_on, b.amount_due_cents,
             exists (select from recurring_decision d where d.bill_id = b.id) as decided,
             settled_before(b.id) as settled_before
        from bill b
        join account_link l on l.service_account_id = b.service_account_id and l.portal_account_id = ${resident}
       where b.service_account_id = ${account}
         and not exists (select from bill r where r.replaces_id = b.id)
       order by b.billed_on desc, b.bill_number desc
       limit ${previewedBills}`,
    balances.read(sql, account, resident),
  ])
  return {
    bills,
    current: bills[0],
    money: { owedCents: owed(sums), scheduledCents: sums.scheduledCents },
  }
}
