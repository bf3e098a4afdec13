import { counted, showCount } from './number-word.js'

/** What a bill run's workflow does next: its turn, its batches, its emails, the end. */
export type BillRunStep =
  | { readonly do: 'wait'; readonly why: string }
  | { readonly do: 'load' }
  | { readonly do: 'send' }
  | { readonly do: 'end' }

export interface BillRunProgress {
  readonly bills: number
  readonly loadedBills: number
  /** Runs that were accepted before it and are not loaded. */
  readonly earlier: number
  /** New Document emails that it has still to send. */
  readonly emails: number
}

/**
 * Runs are loaded in the order in which they were accepted: a later one may replace or pay what an earlier one brings.
 * Emails go out when all bills are in, so that nobody is told of a bill that comes second.
 */
export function nextBillRunStep(
  run: BillRunProgress & { readonly status: 'loading' | 'loaded' },
): BillRunStep {
  if (run.status === 'loading') {
    return run.earlier > 0 ? { do: 'wait', why: 'earlier bill runs' } : { do: 'load' }
  }
  return run.emails > 0 ? { do: 'send' } : { do: 'end' }
}

/** `12,500 of 100,000 bills`, the words of the command, of Temporal's UI and of the log. */
export const showLoaded = ({
  loadedBills,
  bills,
}: Pick<BillRunProgress, 'loadedBills' | 'bills'>): string =>
  `${showCount(loadedBills)} of ${counted(bills, 'bill')}`
