import { randomUUID } from 'node:crypto'
import type { BillBatch, WholeBill } from '../src/domain/bill-file-batch.js'
import { postings } from '../src/domain/bill-posting.js'
import type { BillId, BillRunId } from '../src/domain/ids.js'
import { type LoadableAccount, saveAccounts, serviceAccountIds } from './bill-accounts.js'
import {
  addPostings,
  firstBillDays,
  markFirstElectronicBills,
  oweNewDocuments,
  waitingPayments,
} from './bill-posting.js'
import { addBills, addLines, addReads, addReceived, addServiceKinds } from './bill-rows.js'
import type { Db, Sql } from './database.js'

export type LoadableBatch = Omit<BillBatch, 'accounts'> & {
  readonly accounts: readonly LoadableAccount[]
}

/**
 * Loads one batch of a run: accounts, bills with their lines and reads, payments received elsewhere, the ledger (F3),
 * the first electronic bill (F2) and the New Document notices (F13), in one transaction.
 *
 * @returns Whether this call loaded it; false when it was in already. The same batch twice adds nothing.
 * @throws When the run is not where the batch begins, or a row names what is not there; nothing is written then.
 */
export async function loadBatch(
  sql: Sql,
  runId: BillRunId,
  batch: LoadableBatch,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    const moved = await tx`
      update bill_run set loaded_lines = ${batch.throughLine}, loaded_bills = loaded_bills + ${batch.bills.length}
       where id = ${runId} and loaded_lines = ${batch.afterLine} and status = 'loading'`
    if (moved.count === 0) {
      const [run] = await tx<{ loadedLines: number }[]>`
        select loaded_lines from bill_run where id = ${runId}`
      if (run && run.loadedLines >= batch.throughLine) return false
      throw new Error(`bill run ${runId} is not loaded up to line ${batch.afterLine}`)
    }
    await saveAccounts(tx, batch.accounts)
    await addRows(tx, runId, batch)
    await wakeEnrollments(tx, batch)
    return true
  })
}

/** Bills, payments and closings are what recurring payments wait for (F6, F7, F14). */
async function wakeEnrollments(tx: Db, batch: LoadableBatch): Promise<void> {
  const rows = [...batch.bills, ...batch.payments, ...batch.accounts]
  const numbers = [...new Set(rows.map(({ accountNumber }) => accountNumber))]
  await tx`
    insert into nudge (kind, id)
    select 'recurring', e.id
      from recurring_enrollment e join service_account a on a.id = e.service_account_id
     where e.status <> 'stopped' and a.account_number = any(${numbers}::text[])`
}

async function addRows(tx: Db, runId: BillRunId, batch: LoadableBatch): Promise<void> {
  const numbers = new Set([...batch.bills, ...batch.payments].map((row) => row.accountNumber))
  if (numbers.size === 0) return
  const idOf = await serviceAccountIds(tx, [...numbers])
  const replaced = await replacedBills(tx, batch.bills)
  // Ids are made here, so that lines, reads and ledger name their bill without looking for it.
  const bills = batch.bills.map((bill) => ({
    ...bill,
    id: randomUUID() as BillId,
    serviceAccountId: idOf.get(bill.accountNumber)!,
    replacedCents: undefined as number | undefined,
    replacesId: undefined as BillId | undefined,
  }))
  const here = new Map(bills.map((bill) => [bill.billNumber, bill]))
  for (const bill of bills) {
    if (!bill.replaces) continue
    const old = here.get(bill.replaces) ?? replaced.get(bill.replaces)
    if (!old) throw new Error(`a bill of run ${runId} replaces one that is not there`)
    bill.replacedCents = old.currentCents
    bill.replacesId = old.id
  }
  const payments = batch.payments.map((payment) => ({
    ...payment,
    id: randomUUID(),
    serviceAccountId: idOf.get(payment.accountNumber)!,
  }))
  const firstDays = await firstBillDays(tx, [...idOf.values()])
  const begun = bills.map((bill) => bill.serviceAccountId).filter((id) => !firstDays.has(id))
  const waiting = await waitingPayments(tx, [...new Set(begun)])
  await addServiceKinds(tx, bills)
  await addBills(tx, runId, bills)
  // Sent together: the database works them off in order while the next ones are on their way.
  await Promise.all([
    addLines(tx, bills),
    addReads(tx, bills),
    addReceived(tx, runId, payments),
    addPostings(tx, postings(bills, [...waiting, ...payments], firstDays)),
    markFirstElectronicBills(tx, bills),
    oweNewDocuments(tx, runId, bills),
  ])
}

async function replacedBills(
  tx: Db,
  bills: readonly WholeBill[],
): Promise<Map<string, { id: BillId; currentCents: number }>> {
  const numbers = bills.flatMap((bill) => bill.replaces ?? [])
  if (numbers.length === 0) return new Map()
  const rows = await tx<{ id: BillId; billNumber: string; currentCents: number }[]>`
    select id, bill_number, current_cents from bill where bill_number = any(${numbers}::text[])`
  return new Map(rows.map((row) => [row.billNumber, row]))
}
