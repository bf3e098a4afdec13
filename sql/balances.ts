import type { PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Db } from './database.js'

/** The sums that F3 and F5 speak of, of one service account, in cents. */
export interface Balance {
  readonly balanceCents: number
  /** Given to the processor (or about to be), not yet decided. */
  readonly pendingCents: number
  /** One-time payments of this payer that are still scheduled. */
  readonly ownScheduledCents: number
  /** The same of anybody: a recurring payment gives way to them (F6). */
  readonly scheduledCents: number
}

export async function read(
  db: Db,
  account: ServiceAccountId,
  payer: PortalAccountId,
): Promise<Balance> {
  const [row] = await db<Balance[]>`
    select coalesce((select sum(amount_cents) from ledger_entry where service_account_id = ${account}), 0)::bigint as balance_cents,
           coalesce(sum(amount_cents) filter (where status in ('submitting', 'unknown', 'needs_attention', 'pending')), 0)::bigint as pending_cents,
           coalesce(sum(amount_cents) filter (where status = 'scheduled' and source = 'one_time' and payer_id = ${payer}), 0)::bigint as own_scheduled_cents,
           coalesce(sum(amount_cents) filter (where status = 'scheduled' and source = 'one_time'), 0)::bigint as scheduled_cents
      from payment
     where service_account_id = ${account}
       and status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')`
  return row!
}
