import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { LoadableAccount } from '../sql/bill-accounts.js'
import { loadBatch } from '../sql/bill-batches.js'
import { knownOf } from '../sql/bill-known.js'
import {
  acceptBillRun,
  type BillRun,
  billRunBytes,
  findBillRun,
  finishBillRun,
  unfinishedBillRuns,
  whileImporting,
} from '../sql/bill-runs.js'
import type { Sql } from '../sql/database.js'
import { keptCopy, readBillFile } from './adapters/bill-file.js'
import {
  type AccountRecord,
  type BillFileFault,
  type BillFileRecord,
  keyedTaxId,
} from './domain/bill-file.js'
import {
  type BillBatch,
  createBillBatcher,
  createOrderWatch,
  inOrder,
} from './domain/bill-file-batch.js'
import { createBillFileChecker } from './domain/bill-file-check.js'
import { readRecord } from './domain/bill-file-record.js'
import type { Seals } from './ports.js'

export interface ImportCounts {
  readonly accounts: number
  readonly bills: number
  readonly payments: number
}

export interface BillImport {
  readonly outcome: 'loaded' | 'already' | 'refused'
  /** The billing system's own name of the run; undefined when the header could not be read. */
  readonly runId: string | undefined
  /** Why the file was refused, by line; at most 100. */
  readonly faults: readonly BillFileFault[]
  readonly counts: ImportCounts
}

/** Lines after which whoever else lives in this program has a turn: some milliseconds. */
const linesInTurn = 250

interface Importing {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'taxId'>
  /** Called after each batch. */
  readonly onProgress?: ((bills: { loaded: number; of: number }) => void) | undefined
}

/**
 * Imports one bill file: checks it whole, keeps its bytes as a run, loads it batch by batch. Any run that was killed
 * half way is brought to its end first, this file's own among them. The same bytes twice are `already`.
 *
 * Nothing of a refused file is written (F17). One import runs at a time; others wait.
 */
export async function importBillFile(
  given: Importing & { bytes: Uint8Array },
): Promise<BillImport> {
  const { sql, bytes } = given
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return await whileImporting(sql, async () => {
    const before = await findBillRun(sql, { sha256 })
    if (before?.status === 'loaded') return told('already', before)
    await continueRuns(given)
    if (before) return told('loaded', before)
    const { faults, summary } = await check(sql, bytes)
    const { header } = summary
    if (!header || faults.length > 0) {
      return { outcome: 'refused', runId: header?.runId, faults: byLine(faults), counts: summary }
    }
    const { runId, source, runOn } = header
    const { lines, accounts, bills, payments } = summary
    const accepted = await acceptBillRun(
      sql,
      { runId, source, runOn, sha256, lines, accounts, bills, payments },
      keptCopy(bytes, (last4, accountNumber) => keyedCell(given.seals, last4, accountNumber)),
    )
    if ('taken' in accepted) {
      const message = `${runId} is the run id of another file, which was imported before`
      return {
        outcome: 'refused',
        runId,
        faults: [{ line: 1, column: 'run id', message }],
        counts: summary,
      }
    }
    const run = await findBillRun(sql, { sha256 })
    await load(given, run!, bytes)
    return told('loaded', run!)
  })
}

/** Brings every run to its end that was killed half way (F17); for the start of a program. */
export async function continueBillRuns(given: Importing): Promise<void> {
  await whileImporting(given.sql, async () => await continueRuns(given))
}

/** From the kept bytes: the file itself may be gone. */
async function continueRuns(given: Importing): Promise<void> {
  for (const run of await unfinishedBillRuns(given.sql)) {
    await load(given, run, await billRunBytes(given.sql, run.id))
  }
}

const told = (outcome: 'loaded' | 'already', run: BillRun): BillImport => ({
  outcome,
  runId: run.runId,
  faults: [],
  counts: run,
})

const byLine = (faults: readonly BillFileFault[]) => faults.toSorted((a, b) => a.line - b.line)

async function check(sql: Sql, bytes: Uint8Array) {
  const checker = createBillFileChecker()
  let lastLine = 1
  for (const row of readBillFile(bytes)) {
    lastLine = row.line
    if (row.cells) checker.record(row.line, row.cells)
    else checker.fault(row.line, row.column, row.message)
    if (checker.full()) break
    if (row.line % linesInTurn === 0) await setImmediate()
  }
  const summary = checker.end(lastLine)
  if (checker.faults.length === 0) checker.compare(await knownOf(sql, checker.asked()))
  return { faults: checker.faults, summary }
}

/** @param bytes The file as it was given or, for a run that was killed, as it is kept. */
async function load(given: Importing, run: BillRun, bytes: Uint8Array): Promise<void> {
  const { sql, seals, onProgress } = given
  let loaded = 0
  async function put({ accounts, ...batch }: BillBatch) {
    loaded += batch.bills.length
    if (batch.throughLine <= run.loadedLines) return
    const keyed = accounts.map((account) => loadable(seals, account))
    await loadBatch(sql, run.id, { ...batch, accounts: keyed })
    onProgress?.({ loaded, of: run.bills })
  }
  const all = batches(bytes)
  let next = await all.next()
  while (!next.done) {
    // The next batch is read while the database works on this one.
    const [, after] = await Promise.all([put(next.value), all.next()])
    next = after
  }
  await finishBillRun(sql, run.id)
}

async function* batches(bytes: Uint8Array): AsyncGenerator<BillBatch, undefined> {
  const watch = createOrderWatch()
  for (const row of readBillFile(bytes)) {
    if (row.cells) watch.cells(row.cells)
    if (row.line % linesInTurn === 0) await setImmediate()
  }
  const batcher = createBillBatcher()
  const all = records(bytes)
  let lines = 0
  for (const record of watch.right() ? all : inOrder([...all])) {
    const batch = batcher.record(record)
    if (batch) yield batch
    lines += 1
    if (lines % linesInTurn === 0) await setImmediate()
  }
  yield batcher.end()
}

function* records(bytes: Uint8Array): Generator<BillFileRecord> {
  for (const row of readBillFile(bytes)) {
    const record = row.cells && readRecord(row.cells, () => {})
    // The file was found right when it became a run: only a changed copy, or newer code, can say otherwise.
    if (!record) throw new Error(`line ${row.line} of a bill run that was accepted can't be read`)
    yield record
  }
}

function loadable(seals: Importing['seals'], account: AccountRecord): LoadableAccount {
  const { taxIdLast4: cell, kind: _, ...rest } = account
  const keyed = cell?.startsWith(keyedTaxId)
    ? cell
    : cell && keyedCell(seals, cell, rest.accountNumber)
  return { ...rest, taxIdHmac: keyed?.slice(keyedTaxId.length) }
}

/** What stands in the kept copy of the file where the digits were. */
const keyedCell = (seals: Importing['seals'], last4: string, accountNumber: string) =>
  keyedTaxId + seals.taxId(last4, accountNumber.replace('-', ''))
