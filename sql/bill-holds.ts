import { randomBytes, randomUUID } from 'node:crypto'
import type { HoldEnd } from '../src/domain/bill-hold.js'
import { type CityDay, cityDay } from '../src/domain/city-date.js'
import {
  type BankAccountId,
  type BillId,
  confirmationNumber,
  type EnrollmentId,
  type HoldId,
  type PaymentId,
  type PortalAccountId,
  type ServiceAccountId,
  type TermsId,
} from '../src/domain/ids.js'
import { owed } from '../src/domain/owed.js'
import { payableCents } from '../src/domain/recurring-decision.js'
import { payMoment } from '../src/domain/recurring-terms.js'
import { audit } from './audit.js'
import * as balances from './balances.js'
import { type Db, isTaken, type Sql } from './database.js'
import * as notices from './notices.js'

/** Bills over the threshold that wait for their payer's OK, and the OK itself (S46, F7, I10). */

export interface Authorization {
  readonly holdId: HoldId
  readonly payer: { readonly id: PortalAccountId; readonly email: string }
  /** As the page showed them: another amount or day by now is not what was agreed to. */
  readonly amountCents: number
  readonly payOn: CityDay
  readonly formId: string
  readonly text: { readonly version: string; readonly text: string; readonly address: string }
}

export type Authorized =
  | { readonly outcome: 'authorized' | 'already'; readonly paymentId: PaymentId }
  /** Paid, replaced or stopped meanwhile; or a newer bill is there, or another amount or day. */
  | { readonly outcome: 'changed' }
  /** Its bank account is closed: another one must be chosen first. */
  | { readonly outcome: 'no bank account' }
  /** Another's, or not there. */
  | { readonly outcome: 'none' }

interface LockedHold {
  readonly status: 'open' | HoldEnd
  readonly paymentId: PaymentId | null
  readonly enrollmentId: EnrollmentId
  readonly billId: BillId
  readonly serviceAccountId: ServiceAccountId
  readonly amountDueCents: number
  readonly dueOn: CityDay
  readonly daysBefore: number | null
  readonly thresholdCents: number | null
  readonly isNewest: boolean
  readonly now: Date
}

/**
 * The payer's OK of one bill and one amount: hold, authorization record, payment, notice and nudges in one transaction.
 * Twice, in a row or at once, is one payment (I10, I13).
 */
export async function authorize(sql: Sql, given: Authorization): Promise<Authorized> {
  try {
    return await sql.begin((tx) => authorizeIn(tx, given))
  } catch (fault) {
    // The form has paid something else already.
    if (isTaken(fault, 'payment_form_id_key')) return { outcome: 'changed' }
    throw fault
  }
}

async function authorizeIn(tx: Db, given: Authorization): Promise<Authorized> {
  const { holdId, payer } = given
  await tx`
    select 1 from service_account
     where id = (select service_account_id from bill_hold where id = ${holdId}) for update`
  const [hold] = await tx<LockedHold[]>`
    select h.status, h.payment_id, h.enrollment_id, h.bill_id, h.service_account_id, h.amount_cents as amount_due_cents,
           h.due_on, t.days_before, t.threshold_cents, portal_now() as now,
           h.bill_id = (select b.id from bill b where b.service_account_id = h.service_account_id
                           and not exists (select from bill r where r.replaces_id = b.id)
                         order by b.billed_on desc, b.bill_number desc limit 1) as is_newest
      from bill_hold h join recurring_terms t on t.id = h.terms_id
     where h.id = ${holdId} and h.payer_id = ${payer.id}
       for update of h`
  if (!hold) return { outcome: 'none' }
  if (hold.paymentId) return { outcome: 'already', paymentId: hold.paymentId }
  // A bill that was loaded a moment ago has it in it: the enrollment asks about that one anew (F7).
  if (hold.status !== 'open' || !hold.isNewest) return { outcome: 'changed' }
  const sums = await balances.read(tx, hold.serviceAccountId, payer.id)
  const money = { owedCents: owed(sums), scheduledCents: sums.scheduledCents }
  const amountCents = payableCents(hold, money)
  const moment = payMoment(hold, hold.dueOn, cityDay(hold.now), hold.now)
  if (amountCents !== given.amountCents || moment.payOn !== given.payOn)
    return { outcome: 'changed' }
  const terms = await usableTerms(tx, holdId)
  if (!terms) return { outcome: 'no bank account' }

  const id = randomUUID() as PaymentId
  await tx`
    insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, bank_account_id, terms_id,
                         amount_cents, pay_on, send_at, form_id, form_digest)
    values (${id}, ${confirmationNumber(randomBytes(8))}, ${payer.id}, ${hold.serviceAccountId}, ${hold.billId}, 'recurring',
            ${terms.bankAccountId}, ${terms.id}, ${amountCents}, ${moment.payOn}, ${moment.sendAt}, ${given.formId}, 'authorized')`
  await tx`
    insert into payment_authorization (id, payment_id, payer_id, text_version, text, amount_cents, address)
    values (${randomUUID()}, ${id}, ${payer.id}, ${given.text.version}, ${given.text.text}, ${amountCents}, ${given.text.address})`
  await tx`
    update bill_hold set status = 'authorized', ended_at = portal_now(), payment_id = ${id} where id = ${holdId}`
  await notices.owe(tx, { template: 'payment_scheduled', params: { paymentId: id }, to: payer })
  await audit(tx, {
    actor: payer.id,
    action: 'bill_authorized',
    subject: holdId,
    facts: { paymentId: id, amountCents },
  })
  await tx`
    insert into nudge (kind, id) values ('payment', ${id}), ('recurring', ${hold.enrollmentId})`
  return { outcome: 'authorized', paymentId: id }
}

/** Those of the hold; when their bank account is closed by now, the newest ones (F8). */
async function usableTerms(
  tx: Db,
  holdId: HoldId,
): Promise<{ id: TermsId; bankAccountId: BankAccountId } | undefined> {
  const [row] = await tx<{ id: TermsId; bankAccountId: BankAccountId }[]>`
    select t.id, t.bank_account_id
      from bill_hold h
      join recurring_terms t on t.enrollment_id = h.enrollment_id
      join bank_account k on k.id = t.bank_account_id
                         and k.removed_at is null and k.closed_code is null and k.sealed is not null
     where h.id = ${holdId}
     order by t.id = h.terms_id desc, t.agreed_at desc
     limit 1
       for key share of k`
  return row
}

/** Opens a hold inside the caller's transaction. @returns Its id. */
export async function openHold(
  tx: Db,
  hold: {
    readonly enrollmentId: EnrollmentId
    readonly termsId: TermsId
    readonly billId: BillId
  },
): Promise<HoldId> {
  const id = randomUUID() as HoldId
  await tx`
    insert into bill_hold (id, enrollment_id, terms_id, bill_id, service_account_id, payer_id, threshold_cents,
                           amount_cents, due_on)
    select ${id}, e.id, t.id, b.id, e.service_account_id, e.payer_id, t.threshold_cents, b.amount_due_cents, b.due_on
      from recurring_enrollment e
      join recurring_terms t on t.id = ${hold.termsId}
      join bill b on b.id = ${hold.billId}
     where e.id = ${hold.enrollmentId}`
  return id
}

/**
 * Ends an open hold inside the caller's transaction, and mails its payer: never silently (F7). Twice is once.
 *
 * @returns Whether there was one to end.
 */
export async function endHold(
  tx: Db,
  which: { readonly holdId: HoldId } | { readonly enrollmentId: EnrollmentId },
  how: { readonly end: 'paid' | 'stopped' } | { readonly end: 'replaced'; readonly by: BillId },
): Promise<boolean> {
  const [ended] = await tx<{ id: HoldId; payerId: PortalAccountId; email: string }[]>`
    update bill_hold h
       set status = ${how.end}, ended_at = portal_now(), replaced_by_id = ${how.end === 'replaced' ? how.by : null}
      from portal_account a
     where h.status = 'open' and a.id = h.payer_id
       and ${'holdId' in which ? tx`h.id = ${which.holdId}` : tx`h.enrollment_id = ${which.enrollmentId}`}
    returning h.id, h.payer_id, a.email`
  if (!ended) return false
  const template = how.end === 'replaced' ? 'threshold_replaced' : 'threshold_ended'
  await notices.owe(tx, {
    template,
    params: { holdId: ended.id },
    to: { id: ended.payerId, email: ended.email },
    dedupe: `${template}/${ended.id}`,
  })
  const facts = { end: how.end }
  await audit(tx, { actor: 'worker', action: 'hold_ended', subject: ended.id, facts })
  return true
}
