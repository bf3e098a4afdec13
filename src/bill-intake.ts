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
import {
  type BillFileFault,
  type BillFileSummary,
  type HeaderRecord,
  keyedTaxId,
  mostBytes,
} from './domain/bill-file.js'
import { createOrderWatch } from './domain/bill-file-batch.js'
import { createBillFileChecker } from './domain/bill-file-check.js'
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
  const read = await readWhole(given)
  if ('outcome' in read) return read
  const { sql } = given
  const { sha256, header, summary, inOrder } = read
  // One at a time is compared with what is known and accepted: otherwise two files could bring the same bill.
  return await whileAlone(sql, 'bill intake', async () => {
    const refused = await compare(sql, read)
    if (refused) return refused
    const { runId, source, runOn } = header
    const run: NewBillRun = { ...summary, runId, source, runOn, sha256 }
    const { nudge } = options
    await acceptBillRun(sql, run, { parts: kept(given, sha256, inOrder), nudge })
    const accepted = await findBillRun(sql, { sha256 })
    return { outcome: 'accepted', run: accepted! }
  })
}

/** The same without writing anything: what would be refused, or what the file says. */
export async function checkBillFile(
  given: Omit<Given, 'seals'>,
): Promise<Exclude<Intake, { outcome: 'accepted' }> | ReadFile> {
  const read = await readWhole(given)
  return 'outcome' in read ? read : ((await compare(given.sql, read)) ?? read)
}

export interface ReadFile {
  readonly sha256: string
  readonly header: HeaderRecord
  readonly summary: BillFileSummary
  readonly inOrder: boolean
  readonly checker: ReturnType<typeof createBillFileChecker>
}

type Refused = Extract<Intake, { outcome: 'refused' }>
type Already = { readonly outcome: 'already'; readonly run: BillRun }

/** What the file says by itself; what the database knows is still to be compared. */
async function readWhole(given: Omit<Given, 'seals'>): Promise<ReadFile | Refused | Already> {
  const { sql, source, onChecked } = given
  const checker = createBillFileChecker()
  const sha256 = await digestOf(source)
  if (!sha256) {
    checker.fault(1, 'kind', `the file is larger than ${mostBytes} bytes; divide it`)
    return refusal(checker.end(1), checker.faults.slice(0, 1))
  }
  const before = await findBillRun(sql, { sha256 })
  if (before) return { outcome: 'already', run: before }
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
  const summary = checker.end(line)
  const { header } = summary
  if (!header || checker.faults.length > 0) return refusal(summary, checker.faults)
  return { sha256, header, summary, inOrder: watch.right(), checker }
}

/** @returns undefined when the file fits to everything that is known. */
async function compare(
  sql: Sql,
  { sha256, header, summary, checker }: ReadFile,
): Promise<Refused | Already | undefined> {
  const [same, other] = await Promise.all([
    findBillRun(sql, { sha256 }), // another import of the same file may have been quicker
    findBillRun(sql, { runId: header.runId }),
  ])
  if (same) return { outcome: 'already', run: same }
  if (other) {
    const message = `${header.runId} is the run id of another file, which was imported before`
    return refusal(summary, [{ line: 1, column: 'run id', message }])
  }
  checker.compare(await knownOf(sql, checker.asked()))
  return checker.faults.length > 0 ? refusal(summary, checker.faults) : undefined
}

const refusal = (summary: BillFileSummary, faults: readonly BillFileFault[]): Refused => ({
  outcome: 'refused',
  runId: summary.header?.runId,
  faults: faults.toSorted((a, b) => a.line - b.line),
  counts: summary,
})

/** @returns undefined when the file is larger than any may be. */
async function digestOf(source: BillFileSource): Promise<string | undefined> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const portion of hashing(source, hash)) {
    bytes += portion.length
    if (bytes > mostBytes) return undefined
    await setImmediate()
  }
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
