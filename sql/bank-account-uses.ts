import type { CityDay } from '../src/domain/city-date.js'
import type {
  BankAccountId,
  EnrollmentId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../src/domain/ids.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Place } from '../src/domain/service-account.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import { type Proof, prove } from './profiles.js'

/** What takes money from a saved bank account, and its removal, which that stands in the way of (A27, I21). */

interface Used extends Place {
  readonly serviceAccountId: ServiceAccountId
  /** Of the owner's link, as long as there is one. */
  readonly nickname: string | null
}

export type BankAccountUse = Used &
  (
    | {
        readonly kind: 'payment'
        readonly id: PaymentId
        readonly status: PaymentStatus
        readonly payOn: CityDay
        readonly amountCents: number
      }
    /** Active or paused. */
    | { readonly kind: 'recurring'; readonly id: EnrollmentId }
  )

/** Of one of the owner's: payments by their day, then recurring payments. */
export async function uses(
  db: Db,
  owner: PortalAccountId,
  id: BankAccountId,
): Promise<BankAccountUse[]> {
  return await db<BankAccountUse[]>`
    select u.kind, u.id, p.status, p.pay_on, p.amount_cents,
           a.id as service_account_id, a.street_number, a.street, a.unit, l.nickname
      from bank_account b
     cross join lateral bank_account_uses(b.id) u
      left join payment p on u.kind = 'payment' and p.id = u.id
      left join recurring_enrollment e on u.kind = 'recurring' and e.id = u.id
      join service_account a on a.id = coalesce(p.service_account_id, e.service_account_id)
      left join account_link l on l.service_account_id = a.id and l.portal_account_id = b.portal_account_id
     where b.id = ${id} and b.portal_account_id = ${owner}
     order by u.kind, p.pay_on, u.id
     limit 100`
}

/** `lost`: the password was changed meanwhile, or the session ended. */
export type Removed = 'removed' | 'in use' | 'not there' | 'lost'

/**
 * Takes a saved bank account away, unless something still takes money from it. Whoever is about to use it waits for this
 * transaction, or this one for theirs: one of them wins (I21). Twice is once.
 */
export async function remove(sql: Sql, proof: Proof, id: BankAccountId): Promise<Removed> {
  return await sql.begin(async (tx): Promise<Removed> => {
    if (!(await prove(tx, proof))) return 'lost'
    const [found] = await tx<{ removed: boolean }[]>`
      select removed_at is not null as removed from bank_account
       where id = ${id} and portal_account_id = ${proof.id} and saved for update`
    if (!found) return 'not there'
    if (found.removed) return 'removed'
    // Asked after the lock, so that a payment which was quicker is seen.
    const [used] = await tx`select 1 from bank_account_uses(${id}) limit 1`
    if (used) return 'in use'
    await tx`update bank_account set removed_at = portal_now() where id = ${id}`
    await audit(tx, { actor: proof.id, action: 'bank_account_removed', subject: id })
    return 'removed'
  })
}
