import type { Sql } from '../../../sql/database.js'
import * as enrollments from '../../../sql/recurring-enrollments.js'
import type { BankAccountId, BillId, PortalAccountId, ServiceAccountId } from '../../domain/ids.js'
import {
  recurringTextVersion,
  standingAuthorization,
  type Terms,
} from '../../domain/recurring-terms.js'
import { idOf } from './id-of.js'

/** Dana's recurring payments, as the mocks show them: Home is paid by itself, Rental's newest bill is over the limit. */
const terms: Terms = { daysBefore: 3, thresholdCents: 150_00 }
const accounts = ['0048291533710', '0048830119204']

interface Row {
  readonly id: ServiceAccountId
  readonly billId: BillId
  readonly dueOn: string
  readonly payer: PortalAccountId
  readonly email: string
  readonly bankAccountId: BankAccountId
  readonly kind: 'checking' | 'savings'
  readonly last4: string
}

/**
 * Sets them up as the page does, the newest bill included; what becomes of that bill is decided by the worker. Doing it
 * again changes nothing, also when they were stopped meanwhile.
 *
 * @returns Whether any was set up by this call.
 */
export async function setUpRecurring(sql: Sql): Promise<boolean> {
  const rows = await sql<Row[]>`
    select a.id, b.id as bill_id, b.due_on, p.id as payer, p.email, k.id as bank_account_id, k.kind, k.last4
      from service_account a
      join portal_account p on p.username = 'dwhitfield'
      join bank_account k on k.portal_account_id = p.id and k.kind = 'checking'
     cross join lateral (select id, due_on from bill where service_account_id = a.id
                          order by billed_on desc limit 1) b
     where a.account_number in ${sql(accounts)}
     order by a.account_number`
  let any = false
  for (const { id, billId, dueOn, payer, email, bankAccountId, ...bank } of rows) {
    const { outcome } = await enrollments.setUp(sql, {
      payer: { id: payer, email },
      serviceAccountId: id,
      currentBillId: billId,
      terms: {
        ...terms,
        bankAccountId,
        formId: idOf('form', id),
        authorization: {
          version: recurringTextVersion,
          text: standingAuthorization(terms, {
            bank,
            from: { dueOn },
            button: 'Start recurring payment',
          }),
          address: '127.0.0.1',
        },
      },
    })
    any ||= outcome === 'on'
  }
  return any
}
