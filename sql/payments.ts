import { randomBytes, randomUUID } from 'node:crypto'
import {
  type BankAccountId,
  confirmationNumber,
  type PaymentId,
  type PortalAccountId,
  type ServiceAccountId,
} from '../src/domain/ids.js'
import { amountProblem, mostPayable } from '../src/domain/one-time-payment.js'
import { owed } from '../src/domain/owed.js'
import { Refusal } from '../src/domain/refusal.js'
import { audit } from './audit.js'
import * as balances from './balances.js'
import { type Db, isTaken, type Sql } from './database.js'
import * as notices from './notices.js'

/** What a resident does with a payment: schedule it, cancel it. Looking at it: payment-activity.ts. */

export interface OneTimeOrder {
  readonly formId: string
  /** What the form said, digested: the same again is no news. */
  readonly formDigest: string
  readonly payer: { readonly id: PortalAccountId; readonly email: string }
  readonly serviceAccountId: ServiceAccountId
  readonly bankAccountId: BankAccountId
  readonly amountCents: number
  readonly payOn: string
  /** The resolved moment; for ASAP it is now. */
  readonly sendAt: Date
  readonly authorization: {
    readonly version: string
    readonly text: string
    readonly address: string
  }
}

export type Scheduled =
  | { readonly outcome: 'scheduled' | 'same'; readonly id: PaymentId }
  | { readonly outcome: 'other'; readonly id: PaymentId }
  | { readonly outcome: 'amount'; readonly problem: string }
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'too many' }

/** One-time payments that one resident may order in 24 hours (security.md 1.3). */
const ordersADay = 20

/**
 * Schedules a one-time payment: its row, what the resident agreed to, the notice and the nudges, in one transaction.
 * The same form again answers with the payment it made (I13); whatever is true by now is asked of SQL, not of the page.
 */
export async function schedule(sql: Sql, order: OneTimeOrder): Promise<Scheduled> {
  const before = await ofForm(sql, order)
  if (before) return before
  try {
    return await sql.begin((tx) => scheduleIn(tx, order))
  } catch (fault) {
    if (!isTaken(fault, 'payment_form_id_key')) throw fault
    // The other tap of a double tap was quicker; or the form is another resident's, who must not be learned of.
    const same = await ofForm(sql, order)
    if (same) return same
    throw new Refusal('form-too-old')
  }
}

/**
 * The payment that this form has made already (I13).
 *
 * @returns undefined when it has made none; `other` when it said something else that time.
 */
export async function ofForm(
  db: Db,
  form: Pick<OneTimeOrder, 'formId' | 'formDigest'> & {
    readonly payer: { readonly id: PortalAccountId }
  },
): Promise<{ readonly outcome: 'same' | 'other'; readonly id: PaymentId } | undefined> {
  const [row] = await db<{ id: PaymentId; formDigest: string }[]>`
    select id, form_digest from payment where form_id = ${form.formId} and payer_id = ${form.payer.id}`
  return row && { outcome: row.formDigest === form.formDigest ? 'same' : 'other', id: row.id }
}

async function scheduleIn(tx: Db, order: OneTimeOrder): Promise<Scheduled> {
  const { serviceAccountId: account, payer } = order
  // The account's row is the lock under which its money is decided (I18, I24).
  await tx`select 1 from service_account where id = ${account} for update`
  const before = await ofForm(tx, order)
  if (before) return before
  const [open] = await tx<{ billId: string | null }[]>`
    select (select b.id from bill b where b.service_account_id = ${account}
              and not exists (select from bill r where r.replaces_id = b.id)
             order by b.billed_on desc, b.bill_number desc limit 1) as bill_id
      from account_link l
      join paperless_enrollment p on p.service_account_id = l.service_account_id
                                 and p.ended_at is null and p.first_bill_on is not null
      join bank_account k on k.id = ${order.bankAccountId} and k.portal_account_id = l.portal_account_id
                         and k.removed_at is null and k.closed_code is null and k.sealed is not null
     where l.portal_account_id = ${payer.id} and l.service_account_id = ${account}
       for key share of k`
  if (!open) return { outcome: 'closed' }
  const [today] = await tx<{ orders: number }[]>`
    select count(*)::int as orders from payment
     where payer_id = ${payer.id} and source = 'one_time' and created_at > portal_now() - interval '1 day'`
  if (today!.orders >= ordersADay) return { outcome: 'too many' }
  const sums = await balances.read(tx, account, payer.id)
  const most = mostPayable(owed(sums), sums.ownScheduledCents)
  const problem = amountProblem(order.amountCents, most, sums.ownScheduledCents)
  if (problem) return { outcome: 'amount', problem }

  const id = randomUUID() as PaymentId
  await tx`
    insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, bank_account_id,
                         amount_cents, pay_on, send_at, form_id, form_digest)
    values (${id}, ${confirmationNumber(randomBytes(8))}, ${payer.id}, ${account}, ${open.billId}, 'one_time',
            ${order.bankAccountId}, ${order.amountCents}, ${order.payOn}, ${order.sendAt}, ${order.formId}, ${order.formDigest})`
  await tx`
    insert into payment_authorization (id, payment_id, payer_id, text_version, text, amount_cents, address)
    values (${randomUUID()}, ${id}, ${payer.id}, ${order.authorization.version}, ${order.authorization.text},
            ${order.amountCents}, ${order.authorization.address})`
  await notices.owe(tx, { template: 'payment_scheduled', params: { paymentId: id }, to: payer })
  await audit(tx, {
    actor: payer.id,
    action: 'payment_scheduled',
    subject: id,
    facts: { amountCents: order.amountCents },
  })
  await tx`insert into nudge (kind, id) values ('payment', ${id})`
  return { outcome: 'scheduled', id }
}

/**
 * Cancels a payment that is still scheduled; it races the claim for the same row, and one of them wins (I3).
 *
 * @returns Whether it is canceled by now; false when it is another's, gone, or on its way.
 */
export async function cancel(
  sql: Sql,
  id: PaymentId,
  payer: { id: PortalAccountId; email: string },
): Promise<boolean> {
  const by = { actor: payer.id, reason: 'by_payer', facts: {} } as const
  return await sql.begin((tx) => cancelIn(tx, id, payer, by))
}

/** Inside the caller's transaction, which knows who may: the payer, or 311 for the verified payer (F10). */
export async function cancelIn(
  tx: Db,
  id: PaymentId,
  payer: { readonly id: PortalAccountId; readonly email: string },
  by: {
    readonly actor: string
    readonly reason: 'by_payer' | 'by_311'
    readonly facts: Record<string, string>
  },
): Promise<boolean> {
  const { count } = await tx`
    with canceled as (
      update payment set status = 'canceled', reason = ${by.reason}
       where id = ${id} and payer_id = ${payer.id} and status = 'scheduled'
      returning id, terms_id
    ), told as (
      insert into nudge (kind, id)
      select 'recurring', t.enrollment_id from canceled c join recurring_terms t on t.id = c.terms_id
    )
    insert into nudge (kind, id) select 'payment', id from canceled`
  if (count === 0) {
    // A second tap on Cancel is no fault.
    const [already] = await tx`
      select 1 from payment where id = ${id} and payer_id = ${payer.id} and status = 'canceled'`
    return already !== undefined
  }
  await notices.owe(tx, { template: 'payment_canceled', params: { paymentId: id }, to: payer })
  const { actor, facts } = by
  await audit(tx, { actor, action: 'payment_canceled', subject: id, facts })
  return true
}
