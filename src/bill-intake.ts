import { createHash, type Hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { knownOf } from '../sql/bill-known.js'
import {
  acceptBillRun,
  type BillRun,
  type BillRunPart,
  findBillRun,
  type NewBillRun,
} from '../sql/bill-runs.js'
import type { Sql } from '../sql/database.js'
import { whileAlone } from '../sql/locks.js'
import {
  type BillFileSource,
  billFileReader,
  inLoadingOrder,
  keptCopy,
  wholeLines,
} from './adapters/bill-file.js'
import { type BillFileFault, keyedTaxId } from './domain/bill-file.js'
import { createOrderWatch } from './domain/bill-file-batch.js'
import { type BillFileSummary, createBillFileChecker } from './domain/bill-file-check.js'
import type { Seals } from './ports.js'

/** From a bill file to a run: checked whole, then kept with a nudge for its workflow, or refused and nothing written. */

export type Intake =
  | { readonly outcome: 'accepted' | 'already'; readonly run: BillRun }
  | {
      readonly outcome: 'refused'
      /** The billing system's own name of the run; undefined when the header could not be read. */
      readonly runId: string | undefined
      /** By line; at most 100. */
      readonly faults: readonly BillFileFault[]
      readonly counts: Pick<BillFileSummary, 'accounts' | 'bills' | 'payments'>
    }

/** Lines after which whoever else lives in this program has a turn: some milliseconds. */
const linesInTurn = 250

interface Given {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'taxId'>
  readonly source: BillFileSource
  /** Called now and then, with the lines that are checked. */
  readonly onChecked?: ((lines: number) => void) | undefined
}

/**
 * Takes one bill file. The same bytes twice are `already`; nothing of a refused file is written (F17).
 *
 * @param options `nudge`: whether its workflow is to load it; otherwise the caller does.
 * @throws When the file can't be read, or changes meanwhile.
 */
export async function takeBillFile(given: Given, options: { nudge: boolean }): Promise<Intake> {
  const { sql, source } = given
  const sha256 = await digestOf(source)
  const before = await findBillRun(sql, { sha256 })
  if (before) return { outcome: 'already', run: before }
  const { checker, summary, inOrder } = await readBillFile(given)
  const { header } = summary
  const refused = (faults: readonly BillFileFault[]): Intake => ({
    outcome: 'refused',
    runId: header?.runId,
    faults: faults.toSorted((a, b) => a.line - b.line),
    counts: summary,
  })
  if (!header || checker.faults.length > 0) return refused(checker.faults)
  // One at a time is compared with what is known and accepted: otherwise two files could bring the same bill.
  return await whileAlone(sql, 'bill intake', async () => {
    // Another import of the same file may have been quicker.
    const other = await findBillRun(sql, { sha256 })
    if (other) return { outcome: 'already', run: other }
    checker.compare(await knownOf(sql, checker.asked()))
    if (checker.faults.length > 0) return refused(checker.faults)
    const { runId, source: name, runOn } = header
    const { nudge } = options
    const parts = kept(given, sha256, inOrder)
    const run: NewBillRun = { ...summary, runId, source: name, runOn, sha256 }
    const accepted = await acceptBillRun(sql, run, { parts, nudge })
    if ('taken' in accepted) {
      const message = `${runId} is the run id of another file, which was imported before`
      return refused([{ line: 1, column: 'run id', message }])
    }
    const found = await findBillRun(sql, { sha256 })
    return { outcome: 'accepted' in accepted ? 'accepted' : 'already', run: found! }
  })
}

/** What the file says by itself; what the database knows is still to be compared. */
export async function readBillFile({ source, onChecked }: Pick<Given, 'source' | 'onChecked'>) {
  const checker = createBillFileChecker()
  const watch = createOrderWatch()
  const rows = billFileReader()
  let line = 1
  for await (const block of wholeLines(source.open())) {
    for (const row of rows(block)) {
      line = row.line
      if (row.cells) {
        watch.cells(row.cells)
        checker.record(line, row.cells)
      } else checker.fault(line, row.column, row.message)
      if (checker.full()) break
      if (line % linesInTurn === 0) await setImmediate()
    }
    onChecked?.(line)
    if (checker.full()) break
  }
  return { checker, summary: checker.end(line), inOrder: watch.right() }
}

export async function digestOf(source: BillFileSource): Promise<string> {
  const hash = createHash('sha256')
  for await (const portion of source.open()) hash.update(portion)
  return hash.digest('hex')
}

/** The file as it is kept. @throws When it is no longer the one that was checked. */
async function* kept(
  { source, seals }: Given,
  sha256: string,
  inOrder: boolean,
): AsyncGenerator<BillRunPart> {
  const hash = createHash('sha256')
  const lines = wholeLines(hashing(source, hash))
  let firstLine = 1
  for await (const block of inOrder ? lines : inLoadingOrder(lines)) {
    const part = keptCopy(
      block,
      (last4, accountNumber) => keyedTaxId + seals.taxId(last4, accountNumber.replace('-', '')),
    )
    yield { firstLine, bytes: part.bytes }
    firstLine += part.lines
  }
  if (hash.digest('hex') !== sha256) throw new Error('the file was changed while it was read')
}

async function* hashing(source: BillFileSource, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const portion of source.open()) {
    hash.update(portion)
    yield portion
  }
}
