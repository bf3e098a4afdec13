import type { CityDay } from '../src/domain/city-date.js'
import type { PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { Db } from './database.js'

/**
 * What goes on for its payer after paperless billing or the link has ended, until the payer stops it (S25, S26, F10):
 * one list, which the red X, UNENROLL, their notes and their mails all read (N3). A recurring enrollment is one more
 * kind of it, with Stop where a payment has Cancel, and joins here and in `web/still-running.tsx`.
 */
export type StillRunning = RunningPayment

export interface RunningPayment {
  readonly kind: 'payment'
  readonly id: PaymentId
  readonly source: 'one_time' | 'recurring' | 'speedpay'
  readonly amountCents: number
  readonly payOn: CityDay
  readonly bankKind: 'checking' | 'savings' | null
  readonly bankLast4: string | null
}

/** Of this payer and service account, the next one first. */
export async function stillRunning(
  db: Db,
  payer: PortalAccountId,
  account: ServiceAccountId,
): Promise<StillRunning[]> {
  return await db<StillRunning[]>`
    select 'payment' as kind, p.id, p.source, p.amount_cents, p.pay_on, k.kind as bank_kind, k.last4 as bank_last4
      from payment p
      left join bank_account k on k.id = p.bank_account_id
     where p.service_account_id = ${account} and p.payer_id = ${payer} and p.status = 'scheduled'
     order by p.send_at, p.id
     limit 100`
}
