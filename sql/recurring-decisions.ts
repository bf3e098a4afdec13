import { randomBytes, randomUUID } from 'node:crypto'
import { type CityDay, cityDay } from '../src/domain/city-date.js'
import {
  type BankAccountId,
  type BillId,
  confirmationNumber,
  type EnrollmentId,
  type PaymentId,
  type PortalAccountId,
  type ServiceAccountId,
  type TermsId,
} from '../src/domain/ids.js'
import { owed } from '../src/domain/owed.js'
import { type Decision, decide } from '../src/domain/recurring-decision.js'
import type { PayMoment, Terms } from '../src/domain/recurring-terms.js'
import { audit } from './audit.js'
import * as balances from './balances.js'
import { endHold, openHold } from './bill-holds.js'
import type { Db, Sql } from './database.js'
import * as notices from './notices.js'

/** What becomes of a bill when a recurring enrollment looks at it (F6, F7, F14), in one transaction. */

interface Facts extends Terms {
  readonly payer: PortalAccountId
  readonly email: string
  readonly account: ServiceAccountId
  readonly paused: boolean
  readonly termsId: TermsId
  readonly bankAccountId: BankAccountId
  readonly amountDueCents: number
  readonly dueOn: CityDay
  /** The bill corrects one that was sent, canceled or left to the resident already. */
  readonly settledBefore: boolean
  readonly now: Date
}

/**
 * Decides once about the account's newest bill: ends the hold of an older one, takes back the unsent payment of the bill
 * that it corrects, and then makes a payment, makes a hold, or leaves the bill to the resident.
 *
 * @returns undefined when there is nothing to decide: stopped, decided already, or no longer the newest.
 */
export async function decideBill(
  sql: Sql,
  enrollmentId: EnrollmentId,
  billId: BillId,
): Promise<Decision['do'] | undefined> {
  return await sql.begin(async (tx) => {
    const facts = await lockedFacts(tx, enrollmentId, billId)
    if (!facts) return undefined
    const { payer, email, account, termsId } = facts
    const replaced = await endHold(tx, { enrollmentId }, { end: 'replaced', by: billId })
    await takeBackCorrected(tx, billId, { id: payer, email })
    const sums = await balances.read(tx, account, payer)
    const decision = decide({
      ...facts,
      terms: facts,
      bill: facts,
      money: { owedCents: owed(sums), scheduledCents: sums.scheduledCents },
      today: cityDay(facts.now),
    })
    const outcome = { schedule: 'scheduled', ask: 'held', leave: 'left' }[decision.do]
    await tx`
      insert into recurring_decision (bill_id, enrollment_id, terms_id, outcome, why)
      values (${billId}, ${enrollmentId}, ${termsId}, ${outcome}, ${decision.do === 'leave' ? decision.why : null})`
    await audit(tx, {
      actor: 'worker',
      action: 'bill_decided',
      subject: enrollmentId,
      facts: { billId, outcome },
    })
    if (decision.do === 'schedule') await schedule(tx, { facts, billId, ...decision })
    if (decision.do === 'ask') {
      const holdId = await openHold(tx, { enrollmentId, termsId, billId })
      // The mail about the hold that it replaced asks for this one too.
      if (!replaced) {
        await notices.owe(tx, {
          template: 'threshold_needed',
          params: { holdId, reminder: false },
          to: { id: payer, email },
          dedupe: `threshold_needed/${holdId}`,
        })
      }
    }
    return decision.do
  })
}

/** The account's row is the lock under which its money is decided (I18, I24). */
async function lockedFacts(
  tx: Db,
  enrollmentId: EnrollmentId,
  billId: BillId,
): Promise<Facts | undefined> {
  await tx`
    select 1 from service_account
     where id = (select service_account_id from recurring_enrollment where id = ${enrollmentId}) for update`
  const [facts] = await tx<Facts[]>`
    select e.payer_id as payer, a.email, e.service_account_id as account, e.status = 'paused' as paused,
           t.id as terms_id, t.days_before, t.threshold_cents, t.bank_account_id,
           b.amount_due_cents, b.due_on, settled_before(b.id) as settled_before, portal_now() as now
      from recurring_enrollment e
      join portal_account a on a.id = e.payer_id
      join bill b on b.id = ${billId} and b.service_account_id = e.service_account_id
      join lateral (
           select id, days_before, threshold_cents, bank_account_id
             from recurring_terms
            where enrollment_id = e.id
            order by agreed_at <= b.loaded_at desc,
                     case when agreed_at <= b.loaded_at then agreed_at end desc nulls last,
                     agreed_at
            limit 1) t on true
     where e.id = ${enrollmentId} and e.status <> 'stopped' and covered(e.id, b.id)
       and not exists (select from bill r where r.replaces_id = b.id)
       and not exists (select from bill n where n.service_account_id = b.service_account_id
                          and (n.billed_on, n.bill_number) > (b.billed_on, b.bill_number)
                          and not exists (select from bill r where r.replaces_id = n.id))
       and not exists (select from recurring_decision d where d.bill_id = b.id)
       for update of e`
  return facts
}

/** A corrected bill voids what was agreed to about the old one, unless that was sent already (F14, I10). */
async function takeBackCorrected(
  tx: Db,
  billId: BillId,
  to: { id: PortalAccountId; email: string },
): Promise<void> {
  const back = await tx<{ id: PaymentId }[]>`
    update payment set status = 'canceled', reason = 'replaced'
     where source = 'recurring' and status = 'scheduled' and bill_id in (select corrected_by(${billId}))
    returning id`
  for (const { id } of back) await canceled(tx, id, to)
}

/** The payer's mail, the trail and the nudge of a recurring payment that a rule has canceled. */
export async function canceled(
  tx: Db,
  id: PaymentId,
  to: { id: PortalAccountId; email: string },
): Promise<void> {
  await notices.owe(tx, { template: 'payment_canceled', params: { paymentId: id }, to })
  await audit(tx, { actor: 'worker', action: 'payment_canceled', subject: id })
  await tx`insert into nudge (kind, id) values ('payment', ${id})`
}

async function schedule(
  tx: Db,
  given: { facts: Facts; billId: BillId; amountCents: number; moment: PayMoment },
): Promise<void> {
  const { facts, billId, amountCents, moment } = given
  const id = randomUUID() as PaymentId
  await tx`
    insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, bank_account_id, terms_id,
                         amount_cents, pay_on, send_at, form_id, form_digest)
    values (${id}, ${confirmationNumber(randomBytes(8))}, ${facts.payer}, ${facts.account}, ${billId}, 'recurring',
            ${facts.bankAccountId}, ${facts.termsId}, ${amountCents}, ${moment.payOn}, ${moment.sendAt}, ${randomUUID()}, 'recurring')`
  await notices.owe(tx, {
    template: 'payment_scheduled',
    params: { paymentId: id },
    to: { id: facts.payer, email: facts.email },
    dedupe: `payment_scheduled/${id}`,
  })
  await audit(tx, {
    actor: 'worker',
    action: 'payment_scheduled',
    subject: id,
    facts: { amountCents },
  })
  await tx`insert into nudge (kind, id) values ('payment', ${id})`
}
