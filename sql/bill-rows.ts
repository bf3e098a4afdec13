import type { ReceivedRecord } from '../src/domain/bill-file.js'
import type { WholeBill } from '../src/domain/bill-file-batch.js'
import type { BillId, BillRunId } from '../src/domain/ids.js'
import { showThousandths, type Thousandths } from '../src/domain/thousandths.js'
import type { Db } from './database.js'

/** The rows of bills as the billing system sent them: one statement a table and batch. */

export type BillRow = WholeBill & {
  readonly id: BillId
  readonly serviceAccountId: string
  readonly replacesId: BillId | undefined
}

export type ReceivedRow = ReceivedRecord & {
  readonly id: string
  readonly serviceAccountId: string
}

/** The kind of service is data (S29): a code that was never seen gets a label that somebody may better later. */
export async function addServiceKinds(tx: Db, bills: readonly WholeBill[]): Promise<void> {
  const codes = [...new Set(bills.flatMap((bill) => bill.lines.map((line) => line.service)))]
  const labels = codes.map((code) => {
    const spaced = code.replaceAll('_', ' ').trim()
    return spaced.charAt(0).toUpperCase() + spaced.slice(1)
  })
  await tx`
    insert into service_kind (code, label)
    select code, label from unnest(${codes}::text[], ${labels}::text[]) as x(code, label)
        on conflict (code) do nothing`
}

export async function addBills(tx: Db, runId: BillRunId, bills: readonly BillRow[]): Promise<void> {
  const rows = bills.map((bill) => ({
    id: bill.id,
    bill_number: bill.billNumber,
    service_account_id: bill.serviceAccountId,
    billed_on: bill.billedOn,
    due_on: bill.dueOn,
    period_from: bill.periodFrom,
    period_to: bill.periodTo,
    previous_cents: bill.previousCents,
    payments_cents: bill.paymentsCents,
    adjustments_cents: bill.adjustmentsCents,
    current_cents: bill.currentCents,
    amount_due_cents: bill.amountDueCents,
    past_due_cents: bill.pastDueCents,
    replaces_id: bill.replacesId ?? null,
  }))
  await tx`
    insert into bill (id, bill_run_id, bill_number, service_account_id, billed_on, due_on, period_from, period_to,
                      previous_cents, payments_cents, adjustments_cents, current_cents, amount_due_cents,
                      past_due_cents, replaces_id)
    select x.id, ${runId}, x.bill_number, x.service_account_id, x.billed_on, x.due_on, x.period_from, x.period_to,
           x.previous_cents, x.payments_cents, x.adjustments_cents, x.current_cents, x.amount_due_cents,
           x.past_due_cents, x.replaces_id
      from jsonb_to_recordset(${tx.json(rows)})
        as x(id uuid, bill_number text, service_account_id uuid, billed_on date, due_on date, period_from date,
             period_to date, previous_cents integer, payments_cents integer, adjustments_cents integer,
             current_cents integer, amount_due_cents integer, past_due_cents integer, replaces_id uuid)`
}

export async function addLines(tx: Db, bills: readonly BillRow[]): Promise<void> {
  const rows = bills.flatMap((bill) =>
    bill.lines.map((line, place) => ({
      bill_id: bill.id,
      position: place + 1,
      service: line.service,
      description: line.description,
      quantity: decimal(line.quantity),
      unit: line.unit ?? null,
      amount_cents: line.amountCents,
    })),
  )
  await tx`
    insert into bill_line (bill_id, position, service, description, quantity, unit, amount_cents)
    select x.bill_id, x.position, x.service, x.description, x.quantity, x.unit, x.amount_cents
      from jsonb_to_recordset(${tx.json(rows)})
        as x(bill_id uuid, position integer, service text, description text, quantity numeric, unit text,
             amount_cents integer)`
}

export async function addReads(tx: Db, bills: readonly BillRow[]): Promise<void> {
  const rows = bills.flatMap((bill) =>
    bill.reads.map((read, place) => ({
      bill_id: bill.id,
      position: place + 1,
      meter_number: read.meterNumber,
      from_on: read.fromOn,
      to_on: read.toOn,
      previous_read: decimal(read.previousRead),
      current_read: decimal(read.currentRead),
      multiplier: decimal(read.multiplier),
      usage_ccf: decimal(read.usage),
      kind: read.readKind,
    })),
  )
  await tx`
    insert into meter_read (bill_id, position, meter_number, from_on, to_on, previous_read, current_read, multiplier,
                            usage_ccf, kind)
    select x.bill_id, x.position, x.meter_number, x.from_on, x.to_on, x.previous_read, x.current_read, x.multiplier,
           x.usage_ccf, x.kind
      from jsonb_to_recordset(${tx.json(rows)})
        as x(bill_id uuid, position integer, meter_number text, from_on date, to_on date, previous_read numeric,
             current_read numeric, multiplier numeric, usage_ccf numeric, kind text)`
}

export async function addReceived(
  tx: Db,
  runId: BillRunId,
  payments: readonly ReceivedRow[],
): Promise<void> {
  const rows = payments.map((payment) => ({
    id: payment.id,
    service_account_id: payment.serviceAccountId,
    received_on: payment.receivedOn,
    amount_cents: payment.amountCents,
    channel: payment.channel,
    reference: payment.reference,
  }))
  await tx`
    insert into received_payment (id, bill_run_id, service_account_id, received_on, amount_cents, channel, reference)
    select x.id, ${runId}, x.service_account_id, x.received_on, x.amount_cents, x.channel, x.reference
      from jsonb_to_recordset(${tx.json(rows)})
        as x(id uuid, service_account_id uuid, received_on date, amount_cents integer, channel text, reference text)`
}

const decimal = (value: Thousandths | undefined) =>
  value === undefined ? null : showThousandths(value)
