import { setImmediate } from 'node:timers/promises'
import type { LoadableAccount } from '../sql/bill-accounts.js'
import { loadBatch } from '../sql/bill-batches.js'
import { type BillRun, billRunParts, finishBillRun } from '../sql/bill-runs.js'
import type { Sql } from '../sql/database.js'
import { type AccountRecord, type BillFileRecord, keyedTaxId } from '../src/domain/bill-file.js'
import { type BillBatch, createBillBatcher } from '../src/domain/bill-file-batch.js'
import { readRecord } from '../src/domain/bill-file-record.js'
import { splitCsvLine } from '../src/domain/csv-line.js'

/** Lines after which whoever else lives in this program has a turn: some milliseconds. */
const linesInTurn = 250

/** What is in, the run's earlier batches too. */
export interface Loaded {
  readonly line: number
  readonly bills: number
}

/**
 * Loads of a bill run what is not in yet, from its kept bytes, and ends it when all is in. Each batch is a transaction
 * that begins where the last one ended, so that two loaders of one run, or one that was killed, double nothing.
 *
 * @param after Called after each batch; false stops there, and the rest is for another call.
 */
export async function loadBillRun(
  sql: Sql,
  run: BillRun,
  after: (loaded: Loaded) => boolean,
): Promise<void> {
  const all = batches(sql, run)
  let bills = run.loadedBills
  let next = await all.next()
  while (!next.done) {
    const { accounts, ...batch } = next.value
    // The next batch is read while the database works on this one.
    const [, following] = await Promise.all([
      loadBatch(sql, run.id, { ...batch, accounts: accounts.map(loadable) }),
      all.next(),
    ])
    bills += batch.bills.length
    const on = after({ line: batch.throughLine, bills })
    next = following
    if (!on && !next.done) return
  }
  await finishBillRun(sql, run.id)
}

async function* batches(sql: Sql, run: BillRun): AsyncGenerator<BillBatch, undefined> {
  const batcher = createBillBatcher(run.loadedLines)
  for await (const part of billRunParts(sql, run.id, run.loadedLines + 1)) {
    let line = part.firstLine - 1
    for (const text of part.bytes.toString('utf8').split(/\r?\n/)) {
      if (text === '') continue
      line += 1
      if (line <= run.loadedLines) continue
      const batch = batcher.record(kept(line, text))
      if (batch) yield batch
      if (line % linesInTurn === 0) await setImmediate()
    }
  }
  yield batcher.end()
}

function kept(line: number, text: string): BillFileRecord {
  const cells = splitCsvLine(text)
  const record = typeof cells === 'number' ? undefined : readRecord(cells, () => {})
  // The file was found right when it became a run: only a changed copy, or newer code, can say otherwise.
  if (!record) throw new Error(`line ${line} of a bill run that was accepted can't be read`)
  return record
}

function loadable({ taxIdLast4: keyed, kind: _, ...rest }: AccountRecord): LoadableAccount {
  if (keyed && !keyed.startsWith(keyedTaxId)) throw new Error('a kept bill file tells a tax id')
  return { ...rest, taxIdHmac: keyed?.slice(keyedTaxId.length) }
}
