import { agrees } from '../src/domain/card-intent.js'
import type { PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import { nextPendingAsk, type PaymentStatus, pathTo } from '../src/domain/payment.js'
import { returnCode } from '../src/domain/return-code.js'
import type { Outcome } from '../src/ports.js'
import { audit } from './audit.js'
import * as cardIntents from './card-intents.js'
import type { Db } from './database.js'
import * as notices from './notices.js'
import { tellEnrollments } from './recurring-outcomes.js'

/** What an outcome changes, inside the caller's transaction: the row, the ledger, the payer's mail, the bank account. */

export interface LockedPayment {
  readonly id: PaymentId
  readonly status: PaymentStatus
  readonly payerId: PortalAccountId | null
  readonly email: string | null
  readonly serviceAccountId: ServiceAccountId
  readonly amountCents: number
  readonly feeCents: number
  /** What the processor was told, and says again; of a bank payment the confirmation number. */
  readonly reference: string
  readonly payOn: string
  readonly asks: number
  readonly submittedAt: Date | null
  readonly unknownToldAt: Date | null
  readonly wantsUpdates: boolean
  readonly now: Date
}

/** The row, kept from everybody else until the transaction ends. */
export async function lock(tx: Db, id: PaymentId): Promise<LockedPayment | undefined> {
  const [row] = await tx<LockedPayment[]>`
    select p.id, p.status, p.payer_id, a.email, p.service_account_id, p.amount_cents, p.fee_cents,
           coalesce(i.reference, p.confirmation) as reference, p.pay_on, p.asks, p.submitted_at, p.unknown_told_at,
           (select payment_updates from notice_boxes(p.payer_id, p.service_account_id)) as wants_updates,
           portal_now() as now
      from payment p
      left join card_intent i on i.id = p.id
      left join portal_account a on a.id = p.payer_id
     where p.id = ${id}
       for update of p`
  return row
}

/** Walks the row to where the processor says it is; an old word, or the same again, changes nothing (I6, I16). */
export async function recordIn(tx: Db, outcome: Outcome): Promise<void> {
  const payment = (await lock(tx, outcome.key)) ?? (await speedPay(tx, outcome))
  if (!payment) return
  if (!agrees(outcome, payment))
    return await needsAttention(tx, payment, 'the processor has another amount or reference')
  const path = pathTo(payment.status, outcome.status)
  for (const status of path) {
    await tx`
      update payment
         set status = ${status}, processor_ref = coalesce(processor_ref, ${outcome.ref}), asks = 0,
             ask_at = ${status === 'pending' ? nextPendingAsk(0, payment.now) : null},
             reason = ${status === 'rejected' || status === 'returned' ? (outcome.reason ?? null) : null}
       where id = ${payment.id}`
    await tellLedger(tx, payment, status)
    await tellPayer(tx, payment, status)
    if (status === 'rejected' || status === 'returned') {
      await closeBankAccount(tx, payment, outcome.reason)
      await tellEnrollments(tx, payment, outcome.reason)
    }
  }
  if (path.length > 0) await wake(tx, payment)
  if (path.length === 0 && payment.status === 'pending') await askLater(tx, payment)
}

/** The payment that an intent becomes once the processor says that it is paid (F15). */
async function speedPay(tx: Db, outcome: Outcome): Promise<LockedPayment | undefined> {
  const begun = await cardIntents.begin(tx, outcome)
  const payment = begun && (await lock(tx, outcome.key))
  if (begun === 'begun' && payment?.status === 'approved') {
    await tellLedger(tx, payment, 'approved')
    await tellPayer(tx, payment, 'approved')
    await wake(tx, payment)
  }
  return payment
}

/** Moves a payment to `needs_attention`, where the graph allows it, and leaves a trail (I4). */
export async function needsAttention(tx: Db, payment: LockedPayment, why: string): Promise<void> {
  await audit(tx, {
    actor: 'processor',
    action: 'payment_mismatch',
    subject: payment.id,
    facts: { why, status: payment.status },
  })
  await tx`
    update payment set status = 'needs_attention', ask_at = null
     where id = ${payment.id} and status in ('submitting', 'unknown', 'pending')`
}

/** Who waits for this payment's answer: recurring payments of its bill (I18), and the hold that it may have paid (F7). */
async function wake(tx: Db, payment: LockedPayment): Promise<void> {
  await tx`
    insert into nudge (kind, id)
    select 'payment', o.id from payment o
     where o.service_account_id = ${payment.serviceAccountId} and o.source = 'recurring' and o.status = 'scheduled'
       and o.send_at <= portal_now() and o.id <> ${payment.id}
     union all
    select 'recurring', h.enrollment_id from bill_hold h
     where h.service_account_id = ${payment.serviceAccountId} and h.status = 'open'`
}

async function tellLedger(tx: Db, payment: LockedPayment, status: PaymentStatus): Promise<void> {
  if (status === 'approved') {
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
      values (${payment.serviceAccountId}, 'payment', ${-payment.amountCents}, ${payment.payOn}, ${payment.id})`
  }
  if (status === 'returned') {
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
      values (${payment.serviceAccountId}, 'return', ${payment.amountCents}, city_today(), ${payment.id})`
  }
}

/** Some codes say that the account takes no debits at all: it is not offered again (F8). */
async function closeBankAccount(
  tx: Db,
  payment: LockedPayment,
  code: string | undefined,
): Promise<void> {
  if (returnCode(code).bankAccount !== 'closed') return
  await tx`
    update bank_account set closed_code = ${code!}
     where id = (select bank_account_id from payment where id = ${payment.id}) and closed_code is null`
}

/** F13: rejected and returned always; sent and approved when wanted, or when the payer waited without an answer. */
async function tellPayer(tx: Db, payment: LockedPayment, status: PaymentStatus): Promise<void> {
  if (!payment.payerId || !payment.email) return
  const told = payment.wantsUpdates || payment.unknownToldAt !== null
  const template =
    status === 'rejected'
      ? 'payment_rejected'
      : status === 'returned'
        ? 'payment_returned'
        : status === 'approved' && told
          ? 'payment_approved'
          : status === 'pending' && payment.wantsUpdates
            ? 'payment_submitted'
            : undefined
  if (!template) return
  await notices.owe(tx, {
    template,
    params: { paymentId: payment.id },
    to: { id: payment.payerId, email: payment.email },
    dedupe: `${template}/${payment.id}`,
  })
}

/** Asks once more, later, what became of a pending payment. */
export async function askLater(tx: Db, payment: LockedPayment): Promise<void> {
  await tx`
    update payment set asks = asks + 1, ask_at = ${nextPendingAsk(payment.asks + 1, payment.now)}
     where id = ${payment.id} and status = 'pending'`
}
