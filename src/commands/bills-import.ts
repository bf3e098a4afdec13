import { rmSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BillRun, findBillRun, loadingLines } from '../../sql/bill-runs.js'
import type { Sql } from '../../sql/database.js'
import { fileSource } from '../adapters/bill-file.js'
import { type Difference, differenceOf } from '../bill-difference.js'
import { type Intake, takeBillFile } from '../bill-intake.js'
import { showCounts, showDifference, showIntake, writeReport } from '../bill-report.js'
import { showLoaded } from '../domain/bill-run.js'
import { showCount } from '../domain/number-word.js'
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
      'dry-run': { type: 'boolean', default: false },
      'no-wait': { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  })
  const [file, ...more] = positionals
  if (!file || more.length > 0) return 2
  const report = `${file}.report.txt`
  const dry = values['dry-run']
  const shown = progress(context.say, context.draw)
  const intake = await take({ file, dry }, context, shown)
  shown.end()
  if (typeof intake === 'string') {
    context.say(intake)
    return 1
  }
  if (intake.outcome === 'right') {
    for (const line of showDifference(intake)) context.say(line)
    return 0
  }
  if (values.report) tryReport(values.report, file, intake, context)
  if (intake.outcome === 'refused') {
    for (const line of showIntake(intake)) context.say(line)
    if (!values.report && !dry) tryReport(report, file, intake, context)
    return 1
  }
  if (!dry) rmSync(report, { force: true }) // of an earlier try with this file
  const { run, outcome } = intake
  const once = run.status === 'loaded' || values['no-wait'] || dry
  if (once || outcome === 'already') for (const line of showIntake(intake)) context.say(line)
  if (once) return 0
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
async function take(
  { file, dry }: { file: string; dry: boolean },
  { sql, seals }: BillsContext,
  shown: Progress,
): Promise<Intake | Difference | string> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return `${file} is not a file`
  const onChecked = (lines: number) => shown.count(`checking: ${showCount(lines)} lines`)
  const given = { sql: sql(), seals: seals(), source: fileSource(file), onChecked }
  try {
    return dry ? await differenceOf(given) : await takeBillFile(given, { nudge: true })
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
  let seen = 0
  let since = performance.now()
  let patience = beginMs
  for (;;) {
    const now = await look(sql(), run.id)
    if (now?.status === 'loaded') return true
    if (now) shown.at(now.loadedBills, now.bills, showLoaded(now))
    // A database that is away for a moment is no reason to give up: the run is in it.
    if (!now || now.lines !== seen) {
      seen = now?.lines ?? seen
      since = now ? performance.now() : since
      patience = stallMs
    }
    if (performance.now() - since > patience) return false
    await new Promise((next) => setTimeout(next, lookMs))
  }
}

/** @returns undefined when the database does not answer. */
async function look(sql: Sql, id: BillRun['id']) {
  try {
    const run = await findBillRun(sql, { id })
    return run && { ...run, lines: await loadingLines(sql, run.seq) }
  } catch {
    return undefined
  }
}
