import { loadBillRun } from '../activities/bill-loading.js'
import { findBillRun, unfinishedBillRuns } from '../sql/bill-runs.js'
import type { Sql } from '../sql/database.js'
import { bytesSource } from './adapters/bill-file.js'
import { takeBillFile } from './bill-intake.js'
import type { BillFileFault } from './domain/bill-file.js'
import type { Seals } from './ports.js'

/** A bill file loaded right here, without a worker or Temporal: for the sample city of a first start, and for tests. */

export interface BillImport {
  readonly outcome: 'loaded' | 'already' | 'refused'
  readonly runId: string | undefined
  /** Why the file was refused, by line; at most 100. */
  readonly faults: readonly BillFileFault[]
  readonly counts: {
    readonly accounts: number
    readonly bills: number
    readonly payments: number
  }
}

interface Importing {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'taxId'>
  /** Called after each batch. */
  readonly onProgress?: ((bills: { loaded: number; of: number }) => void) | undefined
}

/**
 * Imports one bill file. Any run that was killed half way is brought to its end first, this file's own among them. The
 * same bytes twice are `already`.
 */
export async function importBillFile(
  given: Importing & { bytes: Uint8Array },
): Promise<BillImport> {
  const { sql, seals, bytes } = given
  const intake = await takeBillFile({ sql, seals, source: bytesSource(bytes) }, { nudge: false })
  if (intake.outcome === 'refused') return intake
  const { run } = intake
  const already = run.status === 'loaded'
  if (!already) await continueBillRuns(given)
  return { outcome: already ? 'already' : 'loaded', runId: run.runId, faults: [], counts: run }
}

/** Brings every run to its end that was killed half way (F17), in order. */
export async function continueBillRuns({
  sql,
  onProgress,
}: Omit<Importing, 'seals'>): Promise<void> {
  for (const { id } of await unfinishedBillRuns(sql)) {
    const run = await findBillRun(sql, { id })
    if (run?.status !== 'loading') continue
    await loadBillRun(sql, run, ({ bills }) => {
      onProgress?.({ loaded: bills, of: run.bills })
      return true
    })
  }
}
