import type { PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import { owed } from '../src/domain/owed.js'
import { payableCents } from '../src/domain/recurring-decision.js'
import * as balances from './balances.js'
import type { Db } from './database.js'
import { canceled } from './recurring-decisions.js'

interface DueRow {
  readonly payerId: PortalAccountId
  readonly email: string
  readonly serviceAccountId: ServiceAccountId
  readonly amountCents: number
  readonly amountDueCents: number
  readonly corrected: boolean
}

/**
 * What a due recurring payment takes by now: never more than was scheduled, and no more than is still owed (F6, I24).
 * With nothing owed, or after its bill was corrected (F14), it is canceled instead. Under the account's lock, which
 * every change of its money takes, so that nothing slips in before the claim.
 *
 * @returns Cents; undefined when nothing may be sent: canceled, not due, or another payment of the bill has no
 * answer yet (I18).
 */
export async function lowerRecurring(tx: Db, id: PaymentId): Promise<number | undefined> {
  await tx`
    select 1 from service_account
     where id = (select service_account_id from payment where id = ${id} and source = 'recurring' and status = 'scheduled')
       for update`
  const [due] = await tx<DueRow[]>`
    select p.payer_id, a.email, p.service_account_id, p.amount_cents, b.amount_due_cents,
           exists (select from bill r where r.replaces_id = p.bill_id) as corrected
      from payment p
      join portal_account a on a.id = p.payer_id
      join bill b on b.id = p.bill_id
     where p.id = ${id} and p.source = 'recurring' and p.status = 'scheduled' and p.held_at is null
       and p.send_at <= portal_now()
       and not exists (select from debit_stop where resumed_at is null)
       and not exists (select from payment o where o.bill_id = p.bill_id and o.id <> p.id
                          and o.status in ('submitting', 'unknown', 'needs_attention'))
       for update of p`
  if (!due) return undefined
  const sums = await balances.read(tx, due.serviceAccountId, due.payerId)
  const money = { owedCents: owed(sums), scheduledCents: sums.scheduledCents }
  const amountCents = Math.min(due.amountCents, payableCents(due, money))
  if (amountCents > 0 && !due.corrected) return amountCents
  await tx`
    update payment set status = 'canceled', reason = ${due.corrected ? 'replaced' : 'nothing_owed'}
     where id = ${id} and status = 'scheduled'`
  await canceled(tx, id, { id: due.payerId, email: due.email })
  return undefined
}
