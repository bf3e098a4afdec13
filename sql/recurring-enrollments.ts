import { randomUUID } from 'node:crypto'
import type {
  BankAccountId,
  BillId,
  EnrollmentId,
  PortalAccountId,
  ServiceAccountId,
  TermsId,
} from '../src/domain/ids.js'
import type { Terms } from '../src/domain/recurring-terms.js'
import { Refusal } from '../src/domain/refusal.js'
import { audit } from './audit.js'
import { endHold } from './bill-holds.js'
import { type Db, isTaken, type Sql } from './database.js'
import * as notices from './notices.js'

/** A resident's standing wish to pay each bill: set up, changed, stopped (S44-S49, F12). Looking at it: recurring-list.ts. */

export interface Payer {
  readonly id: PortalAccountId
  readonly email: string
}

/** What a form agrees to, set-up or change. */
export interface AgreedTerms extends Terms {
  readonly bankAccountId: BankAccountId
  readonly formId: string
  readonly authorization: {
    readonly version: string
    readonly text: string
    readonly address: string
  }
}

export type SetUp =
  | { readonly outcome: 'on' | 'same'; readonly id: EnrollmentId }
  /** One is there already: the payer's own, or another portal account's (F12). */
  | { readonly outcome: 'taken'; readonly own: boolean }
  /** Not linked, closed, not in paperless billing, no electronic bill yet, or the bank account is closed. */
  | { readonly outcome: 'closed' }
  /** The bill that was to be paid too is no longer the newest one. */
  | { readonly outcome: 'changed' }

/**
 * Sets up a recurring payment: enrollment, terms, notice and nudge in one transaction. The same form again answers with
 * what it made; of two residents at once one wins, by the unique index (I9).
 *
 * @param currentBillId The newest bill when it is to be paid too; else it begins with the next one (F6).
 */
export async function setUp(
  sql: Sql,
  order: {
    readonly payer: Payer
    readonly serviceAccountId: ServiceAccountId
    readonly currentBillId: BillId | undefined
    readonly terms: AgreedTerms
  },
): Promise<SetUp> {
  const { payer, serviceAccountId: account, terms } = order
  try {
    return await sql.begin(async (tx): Promise<SetUp> => {
      await tx`select 1 from service_account where id = ${account} for update`
      const before = await ofForm(tx, payer, terms.formId)
      if (before) return { outcome: 'same', id: before }
      const [open] = await tx<{ newestBillId: BillId | null }[]>`
        select (select b.id from bill b where b.service_account_id = a.id
                   and not exists (select from bill r where r.replaces_id = b.id)
                 order by b.billed_on desc, b.bill_number desc limit 1) as newest_bill_id
          from account_link l
          join service_account a on a.id = l.service_account_id and a.status <> 'closed'
          join paperless_enrollment p on p.service_account_id = a.id and p.ended_at is null and p.first_bill_on is not null
         where l.portal_account_id = ${payer.id} and a.id = ${account}`
      if (!open || !(await isUsable(tx, payer, terms.bankAccountId))) return { outcome: 'closed' }
      const [taken] = await tx<{ own: boolean }[]>`
        select payer_id = ${payer.id} as own from recurring_enrollment
         where service_account_id = ${account} and status <> 'stopped'`
      if (taken) return { outcome: 'taken', own: taken.own }
      const { currentBillId } = order
      if (currentBillId && currentBillId !== open.newestBillId) return { outcome: 'changed' }
      const id = randomUUID() as EnrollmentId
      await tx`
        insert into recurring_enrollment (id, service_account_id, payer_id, first_bill_id, pays_first_bill)
        values (${id}, ${account}, ${payer.id}, ${open.newestBillId}, ${currentBillId !== undefined})`
      const termsId = await agree(tx, id, terms)
      await notices.owe(tx, { template: 'recurring_on', params: { termsId }, to: payer })
      await audit(tx, { actor: payer.id, action: 'recurring_on', subject: id })
      await nudge(tx, id)
      return { outcome: 'on', id }
    })
  } catch (fault) {
    if (isTaken(fault, 'recurring_enrollment_one')) return { outcome: 'taken', own: false }
    throw ofAnothersForm(fault)
  }
}

/** A form's id that agreed to something else: another account's, or another resident's, who must not be learned of. */
const ofAnothersForm = (fault: unknown) =>
  isTaken(fault, 'recurring_terms_form_id_key') ? new Refusal('form-too-old') : fault

export type Changed =
  | { readonly outcome: 'changed' | 'same' }
  /** Stopped meanwhile, or another's. */
  | { readonly outcome: 'gone' }
  /** The bank account takes no new payments. */
  | { readonly outcome: 'closed' }

/**
 * Agrees to other terms, which count from the next bill on (F12). A paused recurring payment goes on with the bank
 * account that was chosen; bills that came meanwhile stay left to the resident (F8).
 */
export async function change(
  sql: Sql,
  id: EnrollmentId,
  payer: Payer,
  terms: AgreedTerms,
): Promise<Changed> {
  try {
    return await sql.begin((tx) => changeIn(tx, id, payer, terms))
  } catch (fault) {
    throw ofAnothersForm(fault)
  }
}

async function changeIn(
  tx: Db,
  id: EnrollmentId,
  payer: Payer,
  terms: AgreedTerms,
): Promise<Changed> {
  const found = await lock(tx, id, payer)
  if (await ofForm(tx, payer, terms.formId)) return { outcome: 'same' }
  if (!found || found.status === 'stopped') return { outcome: 'gone' }
  if (!(await isUsable(tx, payer, terms.bankAccountId))) return { outcome: 'closed' }
  const termsId = await agree(tx, id, terms)
  await tx`update recurring_enrollment set status = 'active', reason = null where id = ${id} and status = 'paused'`
  await notices.owe(tx, { template: 'recurring_changed', params: { termsId }, to: payer })
  await audit(tx, { actor: payer.id, action: 'recurring_changed', subject: id })
  await nudge(tx, id)
  return { outcome: 'changed' }
}

/**
 * Stops a recurring payment; payments already scheduled go on, a hold ends (F7, F10). Twice is once.
 *
 * @returns Whether it is stopped by now; false when it is another's, or not there.
 */
export async function stop(sql: Sql, id: EnrollmentId, payer: Payer): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const found = await lock(tx, id, payer)
    if (!found) return false
    await stopIn(tx, { id, to: payer, reason: 'by_payer', actor: payer.id })
    return true
  })
}

/** Ends it inside the caller's transaction: its open hold, the payer's mail, the trail. Twice is once. */
export async function stopIn(
  tx: Db,
  stopped: { id: EnrollmentId; to: Payer; reason: string; actor: string },
): Promise<void> {
  const { id, to, reason, actor } = stopped
  const { count } = await tx`
    update recurring_enrollment set status = 'stopped', reason = ${reason} where id = ${id} and status <> 'stopped'`
  if (count === 0) return
  await endHold(tx, { enrollmentId: id }, { end: 'stopped' })
  const params = { enrollmentId: id }
  await notices.owe(tx, {
    template: 'recurring_stopped',
    params,
    to,
    dedupe: `recurring_stopped/${id}`,
  })
  await audit(tx, { actor, action: 'recurring_stopped', subject: id, facts: { reason } })
  await nudge(tx, id)
}

/** The payer's enrollment, kept from everybody else; the account first, as everywhere where money is decided. */
async function lock(tx: Db, id: EnrollmentId, payer: Payer) {
  await tx`
    select 1 from service_account
     where id = (select service_account_id from recurring_enrollment where id = ${id}) for update`
  const [row] = await tx<{ status: 'active' | 'paused' | 'stopped' }[]>`
    select status from recurring_enrollment where id = ${id} and payer_id = ${payer.id} for update`
  return row
}

async function ofForm(tx: Db, payer: Payer, formId: string): Promise<EnrollmentId | undefined> {
  const [row] = await tx<{ id: EnrollmentId }[]>`
    select e.id from recurring_terms t join recurring_enrollment e on e.id = t.enrollment_id
     where t.form_id = ${formId} and e.payer_id = ${payer.id}`
  return row?.id
}

/** It waits for a removal of the bank account, and is waited for (I21). */
async function isUsable(tx: Db, payer: Payer, bank: BankAccountId): Promise<boolean> {
  const [row] = await tx`
    select 1 from bank_account
     where id = ${bank} and portal_account_id = ${payer.id} and removed_at is null and closed_code is null and sealed is not null
       for key share`
  return row !== undefined
}

async function agree(tx: Db, enrollment: EnrollmentId, terms: AgreedTerms): Promise<TermsId> {
  const id = randomUUID() as TermsId
  const { daysBefore, thresholdCents, bankAccountId, formId, authorization } = terms
  await tx`
    insert into recurring_terms (id, enrollment_id, days_before, threshold_cents, bank_account_id, form_id, text_version,
                                 text, address)
    values (${id}, ${enrollment}, ${daysBefore}, ${thresholdCents}, ${bankAccountId}, ${formId}, ${authorization.version},
            ${authorization.text}, ${authorization.address})`
  return id
}

const nudge = (tx: Db, id: EnrollmentId) =>
  tx`insert into nudge (kind, id) values ('recurring', ${id})`
