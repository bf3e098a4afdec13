import { renameSync, writeFileSync } from 'node:fs'
import type { Difference } from './bill-difference.js'
import type { Intake } from './bill-intake.js'
import { showFault } from './domain/bill-file.js'
import { maxFaults } from './domain/bill-file-check.js'
import { showMoney } from './domain/money.js'
import { counted, showCount } from './domain/number-word.js'

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

/** What a file would change, and how it differs from the last run in size: a slip in the billing system shows there. */
export function showDifference({ summary, accounts, last, loading }: Difference): string[] {
  const { header, bills, corrected, amountDueCents, payments, paymentsCents } = summary
  const fresh = showCount(bills - corrected)
  return [
    `run ${header?.runId} of ${header?.runOn} from ${header?.source}`,
    `accounts: ${showCount(accounts.added)} new, ${showCount(accounts.changed)} changed, ${showCount(accounts.same)} as they are`,
    `bills: ${fresh} new, ${showCount(corrected)} corrected, ${showMoney(amountDueCents)} due`,
    `payments: ${showCount(payments)} of ${showMoney(paymentsCents)}`,
    last
      ? `last run ${last.runId} of ${last.runOn}: ${[
          `${counted(last.bills, 'bill')} (${showChange(last.bills, bills)})`,
          `${showMoney(last.amountDueCents)} due (${showChange(last.amountDueCents, amountDueCents)})`,
          `${counted(last.payments, 'payment')} (${showChange(last.payments, payments)})`,
        ].join(', ')}`
      : 'last run: none',
    ...(loading > 0
      ? [`still loading: ${counted(loading, 'run')}, with accounts not counted here`]
      : []),
    'nothing was written',
  ]
}

/** `now +1.0%`; from nothing there is no percentage. */
function showChange(before: number, now: number): string {
  if (before === now) return 'now the same'
  if (before === 0) return 'now more'
  const percent = ((now - before) / Math.abs(before)) * 100
  return `now ${percent > 0 ? '+' : ''}${percent.toFixed(1)}%`
}

/** Whoever reads it sees the whole report or none. @throws The faults of the file system. */
export function writeReport(path: string, file: string, intake: Intake): void {
  const runId = intake.outcome === 'refused' ? intake.runId : intake.run.runId
  const lines = [`file ${file}, run id ${runId ?? 'unknown'}`, ...showIntake(intake)]
  const half = `${path}.${process.pid}.part`
  writeFileSync(half, `${lines.join('\n')}\n`)
  renameSync(half, path)
}
