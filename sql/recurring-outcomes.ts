import type { EnrollmentId, PaymentId, PortalAccountId } from '../src/domain/ids.js'
import { returnCode } from '../src/domain/return-code.js'
import { audit } from './audit.js'
import type { Db } from './database.js'
import * as notices from './notices.js'
import { stopIn } from './recurring-enrollments.js'

interface Affected {
  readonly id: EnrollmentId
  readonly email: string
  /** The payment was this enrollment's own, not one by hand from the same bank account. */
  readonly own: boolean
}

/**
 * What a rejection or return does to recurring payments, by its code (F8): the one that the payment belongs to goes on,
 * pauses or stops; where the bank account is closed, the payer's others that pay from it pause too.
 *
 * @param code As the processor gave it.
 */
export async function tellEnrollments(
  tx: Db,
  payment: { readonly id: PaymentId; readonly payerId: PortalAccountId | null },
  code: string | undefined,
): Promise<void> {
  const { recurring, bankAccount } = returnCode(code)
  if (!payment.payerId || recurring === 'goes on') return
  const affected = await tx<Affected[]>`
    select e.id, a.email, e.id = own.enrollment_id as own
      from payment p
      left join recurring_terms own on own.id = p.terms_id
      join recurring_enrollment e on e.payer_id = p.payer_id and e.status <> 'stopped'
      join portal_account a on a.id = e.payer_id
      join lateral (select bank_account_id from recurring_terms where enrollment_id = e.id
                     order by agreed_at desc limit 1) t on true
     where p.id = ${payment.id} and t.bank_account_id = p.bank_account_id
       and (e.id = own.enrollment_id or ${bankAccount === 'closed'})
       for update of e`
  for (const { id, email, own } of affected) {
    const to = { id: payment.payerId, email }
    if (own && recurring === 'stops')
      await stopIn(tx, { id, to, reason: code ?? 'unknown', actor: 'processor' })
    else await pause(tx, { id, to, code: code ?? '' })
  }
}

/** Until the payer chooses a bank account; meanwhile bills are left to the resident. Twice is once. */
async function pause(
  tx: Db,
  { id, to, code }: { id: EnrollmentId; to: { id: PortalAccountId; email: string }; code: string },
): Promise<void> {
  const { count } = await tx`
    update recurring_enrollment set status = 'paused', reason = ${code} where id = ${id} and status = 'active'`
  if (count === 0) return
  await notices.owe(tx, { template: 'recurring_paused', params: { enrollmentId: id, code }, to })
  await audit(tx, {
    actor: 'processor',
    action: 'recurring_paused',
    subject: id,
    facts: { code },
  })
  await tx`insert into nudge (kind, id) values ('recurring', ${id})`
}
