import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import { nudgeSignalName } from './contract.js'

export const nudgeSignal = defineSignal(nudgeSignalName)

/**
 * Waits that a nudge ends. The order forget, read the row, wait is what makes a nudge impossible to lose: one that
 * comes while the row is being read is still there when the wait begins.
 */
export function nudges() {
  let nudged = false
  setHandler(nudgeSignal, () => {
    nudged = true
  })
  return {
    forget: () => {
      nudged = false
    },
    /** Whether one came since `forget`. */
    came: () => nudged,
    /** Another signal of the workflow changed the row. */
    nudge: () => {
      nudged = true
    },
    /**
     * @param forMs How long, computed by the activity from the Clock port; `null` waits for the nudge alone.
     * @param why The words of the timer in Temporal's UI.
     */
    orAfter: async (forMs: number | null, why: string): Promise<void> => {
      if (forMs === null) await condition(() => nudged)
      else await condition(() => nudged, Math.max(1, forMs), { summary: why })
    },
  }
}
