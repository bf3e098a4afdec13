import { isCancellation, setCurrentDetails } from '@temporalio/workflow'
import { nudges } from './nudges.js'
import { passes } from './proxies.js'

/** In this order: what moves money first. Each is what the words say, done by the activity of that name. */
const steps = {
  nudgeOverdue: 'payments that should have moved',
  nudgeMissing: 'open rows without a workflow',
  writeReminders: 'due date reminders and past due notices',
  clearAway: 'what nobody needs any more',
} as const
type Step = keyof typeof steps

/**
 * One pass over all rows: by its Schedule every 5 minutes, and when somebody asks, such as a moved clock (F19). It only
 * nudges, owes and clears away; every row decides for itself (reliability.md 5.3).
 *
 * @returns How many rows each step touched.
 */
export async function reconciliation(): Promise<Partial<Record<Step, number>>> {
  const nudge = nudges()
  const touched: Partial<Record<Step, number>> = {}
  const faults: unknown[] = []
  do {
    nudge.forget()
    for (const step of Object.keys(steps) as Step[]) {
      setCurrentDetails(`Looks at: ${steps[step]}`)
      try {
        touched[step] = (touched[step] ?? 0) + (await passes[step]())
      } catch (fault) {
        if (isCancellation(fault)) throw fault
        faults.push(fault) // one that fails keeps no other from being done
      }
    }
  } while (nudge.came())
  if (faults.length > 0) throw faults[0]
  setCurrentDetails('Done')
  return touched
}
