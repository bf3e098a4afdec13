import { randomUUID } from 'node:crypto'
import type { Sql } from '../../sql/database.js'
import { addDays, type CityDay } from '../../src/domain/city-date.js'
import type {
  BankAccountId,
  BillId,
  PaymentId,
  PortalAccountId,
  ServiceAccountId,
} from '../../src/domain/ids.js'
import type { PaymentStatus } from '../../src/domain/payment.js'

/** What happened in the city, as rows: bills, credits, payments and enrollments of a test. */

export interface BillRow {
  readonly billedOn: CityDay
  readonly dueOn?: CityDay
  /** New charges. */
  readonly current: number
  readonly previous?: number
  readonly received?: number
  readonly pastDue?: number
  /** What goes into the ledger; the new charges if not given. */
  readonly booked?: number
  readonly replaces?: BillId
  readonly loadedAt?: Date
  readonly reads?: readonly ReadRow[]
  readonly lines?: readonly (readonly [description: string, cents: number])[]
}

export interface ReadRow {
  readonly meter?: string
  readonly from: number
  readonly to: number
  readonly kind?: 'actual' | 'estimated' | 'corrected'
}

/** Bill numbers ascend in the order in which a test makes its bills. */
let bills = 0

export function city(sql: Sql) {
  let run: string | undefined

  /** One loaded bill file, which all bills of a test come from. */
  async function billRun(loadedAt?: Date): Promise<string> {
    if (run) return run
    run = randomUUID()
    await sql`
      insert into bill_run (id, run_id, source, run_on, sha256, lines, accounts, bills, payments, status, loaded_at)
      values (${run}, ${run}, 'test', city_today(), ${run}, 0, 0, 0, 0, 'loaded',
              ${loadedAt ?? sql`portal_now()`})`
    return run
  }

  async function bill(account: { id: ServiceAccountId }, row: BillRow): Promise<BillId> {
    const id = randomUUID() as BillId
    const { billedOn, current, previous = 0, received = 0, reads = [], lines = [] } = row
    bills += 1
    const number = `B${String(bills).padStart(6, '0')}`
    await sql`
      insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                        previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents,
                        past_due_cents, replaces_id, loaded_at)
      values (${id}, ${await billRun()}, ${number}, ${account.id}, ${billedOn}, ${row.dueOn ?? addDays(billedOn, 24)},
              ${addDays(billedOn, -32)}, ${addDays(billedOn, -2)}, ${previous}, ${received}, 0, ${current},
              ${previous - received + current}, ${row.pastDue ?? 0}, ${row.replaces ?? null},
              ${row.loadedAt ?? sql`portal_now()`})`
    await sql`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, bill_id)
      values (${account.id}, 'bill', ${row.booked ?? current}, ${billedOn}, ${id})`
    for (const [place, read] of reads.entries()) {
      await sql`
        insert into meter_read (bill_id, position, meter_number, from_on, to_on, previous_read, current_read, multiplier,
                                usage_ccf, kind)
        values (${id}, ${place + 1}, ${read.meter ?? '60214487'}, ${addDays(billedOn, -32)}, ${addDays(billedOn, -2)},
                ${read.from}, ${read.to}, 1, ${read.to - read.from}, ${read.kind ?? 'actual'})`
    }
    for (const [place, [description, cents]] of lines.entries()) {
      await sql`
        insert into bill_line (bill_id, position, service, description, amount_cents)
        values (${id}, ${place + 1}, 'water', ${description}, ${cents})`
    }
    return id
  }

  /** A payment received elsewhere, booked. */
  async function received(
    account: { id: ServiceAccountId },
    on: CityDay,
    cents: number,
    channel = 'mail',
  ): Promise<void> {
    const id = randomUUID()
    await sql`
      insert into received_payment (id, bill_run_id, service_account_id, received_on, amount_cents, channel, reference)
      values (${id}, ${await billRun()}, ${account.id}, ${on}, ${cents}, ${channel}, ${id})`
    await sql`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, received_payment_id)
      values (${account.id}, 'received', ${-cents}, ${on}, ${id})`
  }

  async function bankAccount(payer: { id: PortalAccountId }): Promise<BankAccountId> {
    const id = randomUUID() as BankAccountId
    await sql`
      insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
      values (${id}, ${payer.id}, 'checking', 'Dana Whitfield', '4471', 'sealed', ${id}, false)`
    return id
  }

  /** How a payment gets from scheduled to where a test wants it, each step an edge of the graph. */
  const ways: Record<PaymentStatus, readonly PaymentStatus[]> = {
    scheduled: [],
    canceled: ['canceled'],
    submitting: ['submitting'],
    unknown: ['submitting', 'unknown'],
    pending: ['submitting', 'pending'],
    needs_attention: ['submitting', 'needs_attention'],
    rejected: ['submitting', 'pending', 'rejected'],
    approved: ['submitting', 'pending', 'approved'],
    returned: ['submitting', 'pending', 'approved', 'returned'],
  }

  async function payment(
    payer: { id: PortalAccountId },
    account: { id: ServiceAccountId },
    row: {
      cents: number
      payOn: CityDay
      status: PaymentStatus
      reason?: string
    },
  ): Promise<PaymentId> {
    const id = randomUUID() as PaymentId
    const bank = await bankAccount(payer)
    await sql`
      insert into payment (id, confirmation, payer_id, service_account_id, source, bank_account_id, amount_cents,
                           pay_on, send_at, form_id, form_digest)
      values (${id}, ${`CSS-${id.slice(0, 4).toUpperCase()}-${id.slice(4, 8).toUpperCase()}`}, ${payer.id},
              ${account.id}, 'one_time', ${bank}, ${row.cents}, ${row.payOn}, ${`${row.payOn}T06:00:00-05:00`},
              ${randomUUID()}, 'digest')`
    for (const status of ways[row.status]) {
      await sql.begin(async (tx) => {
        await tx`update payment set status = ${status}, reason = ${row.reason ?? null} where id = ${id}`
        if (status !== 'approved' && status !== 'returned') return
        const [kind, cents] =
          status === 'approved' ? ['payment', -row.cents] : ['return', row.cents]
        await tx`
          insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
          values (${account.id}, ${kind!}, ${cents!}, ${row.payOn}, ${id})`
      })
    }
    return id
  }

  /** What the recurring payment will take of a bill: scheduled, as its payer agreed to it. */
  async function autopay(
    payer: { id: PortalAccountId },
    account: { id: ServiceAccountId },
    bill: BillId,
    row: { cents: number; payOn: CityDay },
  ): Promise<void> {
    const [enrollment, terms, id] = [randomUUID(), randomUUID(), randomUUID()]
    const bank = await bankAccount(payer)
    await sql`
      insert into recurring_enrollment (id, service_account_id, payer_id, first_bill_id, pays_first_bill)
      values (${enrollment}, ${account.id}, ${payer.id}, ${bill}, true)`
    await sql`
      insert into recurring_terms (id, enrollment_id, days_before, bank_account_id, form_id, text_version, text, address)
      values (${terms}, ${enrollment}, 3, ${bank}, ${terms}, 'test-1', 'I allow it.', '127.0.0.1')`
    await sql`
      insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, terms_id, bank_account_id,
                           amount_cents, pay_on, send_at, form_id, form_digest)
      values (${id}, ${`CSS-${id.slice(0, 4).toUpperCase()}-${id.slice(4, 8).toUpperCase()}`}, ${payer.id},
              ${account.id}, ${bill}, 'recurring', ${terms}, ${bank}, ${row.cents}, ${row.payOn},
              ${`${row.payOn}T06:00:00-05:00`}, ${id}, 'digest')`
  }

  async function enroll(
    by: { id: PortalAccountId },
    account: { id: ServiceAccountId },
    firstBillOn: CityDay | null,
  ): Promise<void> {
    await sql`
      insert into paperless_enrollment (id, service_account_id, portal_account_id, first_bill_on)
      values (${randomUUID()}, ${account.id}, ${by.id}, ${firstBillOn})`
  }

  return { billRun, bill, received, payment, autopay, enroll }
}

export type City = ReturnType<typeof city>

/** The day of the mocks: Monday, November 23, 2026, 10:42 AM. */
export const monday = '2026-11-23'
export const mondayMorning = new Date('2026-11-23T10:42:00-05:00')

/** Seconds by which the clock must be moved to show that moment. */
export const until = (moment: Date): number => Math.round((moment.getTime() - Date.now()) / 1000)
