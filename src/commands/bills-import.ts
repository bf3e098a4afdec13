import { rmSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BillRun, findBillRun, loadingLines } from '../../sql/bill-runs.js'
import { fileSource } from '../adapters/bill-file.js'
import { type Intake, takeBillFile } from '../bill-intake.js'
import { showCounts, showIntake, writeReport } from '../bill-report.js'
import { showCount, showLoaded } from '../domain/bill-run.js'
import type { BillsContext } from './bills.js'
import { type Progress, progress } from './progress.js'

const lookMs = 200
/** Nobody loads: the worker or Temporal is away. */
const beginMs = 5_000
/** Loading stands still: longer than a killed worker's place stays empty. */
const stallMs = 45_000

/**
 * `bills import FILE`: takes the file and waits until the run's workflow has loaded it.
 *
 * @returns 0 when it is loaded, or will be by itself; 1 when it is refused.
 */
export async function importBills(args: string[], context: BillsContext): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'no-wait': { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  })
  const [file, ...more] = positionals
  if (!file || more.length > 0) return 2
  const report = `${file}.report.txt`
  const shown = progress(context.say, context.draw)
  const intake = await take(file, context)
  shown.end()
  if (typeof intake === 'string') {
    context.say(intake)
    return 1
  }
  if (values.report) tryReport(values.report, file, intake, context)
  if (intake.outcome === 'refused') {
    for (const line of showIntake(intake)) context.say(line)
    if (!values.report) tryReport(report, file, intake, context)
    return 1
  }
  rmSync(report, { force: true }) // of an earlier try with this file
  const { run, outcome } = intake
  const done = outcome === 'already' && run.status === 'loaded'
  if (done || outcome === 'already' || values['no-wait']) {
    for (const line of showIntake(intake)) context.say(line)
  }
  if (done || values['no-wait']) return 0
  const loaded = await waitFor(run, context, shown)
  shown.end()
  context.say(
    loaded
      ? `imported as run ${run.runId}: ${showCounts(run)}`
      : `queued as run ${run.runId}, it continues by itself when the worker and Temporal run`,
  )
  return 0
}

/** @returns What is wrong with reading it, when it can't be read at all. */
async function take(file: string, { sql, seals, draw }: BillsContext): Promise<Intake | string> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return `${file} is not a file`
  const onChecked = (lines: number) => draw?.(`\rchecking: ${showCount(lines)} lines\u001b[K`)
  const source = fileSource(file)
  try {
    return await takeBillFile({ sql: sql(), seals: seals(), source, onChecked }, { nudge: true })
  } catch (fault) {
    const { code, syscall } = fault as NodeJS.ErrnoException
    if (syscall === 'open' || syscall === 'read') return `${file} can’t be read (${code})`
    throw fault
  }
}

function tryReport(path: string, file: string, intake: Intake, { say }: BillsContext): void {
  try {
    writeReport(path, file, intake)
    say(`report: ${path}`)
  } catch (fault) {
    say(`no report: ${path} can’t be written (${(fault as NodeJS.ErrnoException).code})`)
  }
}

/** @returns false when it does not go on; the run is kept, and its workflow loads it once it can. */
async function waitFor(run: BillRun, { sql }: BillsContext, shown: Progress): Promise<boolean> {
  let seen = -1
  let since = performance.now()
  for (;;) {
    // A database that is away for a moment is no reason to give up: the run is in it.
    const now = await findBillRun(sql(), { id: run.id }).catch(() => undefined)
    if (now?.status === 'loaded') return true
    const lines = now && (await loadingLines(sql(), now.seq).catch(() => undefined))
    if (lines !== undefined && lines !== seen) {
      seen = lines
      since = performance.now()
    }
    if (now) shown.at(now.loadedBills, now.bills, showLoaded(now))
    if (performance.now() - since > (seen > 0 ? stallMs : beginMs)) return false
    await new Promise((next) => setTimeout(next, lookMs))
  }
}
