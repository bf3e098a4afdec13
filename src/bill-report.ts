import { renameSync, writeFileSync } from 'node:fs'
import type { Intake } from './bill-intake.js'
import { showFault } from './domain/bill-file.js'
import { maxFaults } from './domain/bill-file-check.js'
import { counted } from './domain/number-word.js'

/** What an intake says, for a screen and for the report beside the file: one line each. */
export function showIntake(intake: Intake): string[] {
  if (intake.outcome === 'refused') {
    const { faults } = intake
    const count = counted(faults.length, 'fault')
    const more = faults.length >= maxFaults ? ' (there may be more)' : ''
    return [...faults.map(showFault), `refused: ${count}${more}, nothing was written`]
  }
  const { run, outcome } = intake
  if (outcome === 'already' && run.status === 'loaded')
    return [`already imported as run ${run.runId}`]
  return [
    `${outcome === 'already' ? 'already accepted' : 'accepted'} as run ${run.runId}: ${showCounts(run)}`,
  ]
}

/** `1,204 accounts, 100,000 bills, 12 payments`. */
export const showCounts = (counts: {
  readonly accounts: number
  readonly bills: number
  readonly payments: number
}): string =>
  [
    counted(counts.accounts, 'account'),
    counted(counts.bills, 'bill'),
    counted(counts.payments, 'payment'),
  ].join(', ')

/** Whoever reads it sees the whole report or none. @throws The faults of the file system. */
export function writeReport(path: string, file: string, intake: Intake): void {
  const runId = intake.outcome === 'refused' ? intake.runId : intake.run.runId
  const lines = [`file ${file}, run id ${runId ?? 'unknown'}`, ...showIntake(intake)]
  const half = `${path}.${process.pid}.part`
  writeFileSync(half, `${lines.join('\n')}\n`)
  renameSync(half, path)
}
