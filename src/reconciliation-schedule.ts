import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import type { Logger } from 'pino'
import {
  reconciliationEvery,
  reconciliationId,
  taskQueue,
  workflowRow,
} from '../workflows/contract.js'

/**
 * Keeps the reconciliation's Schedule in Temporal: every worker makes it when it starts, or brings it up to date, and
 * looks from time to time whether it is still there, for a lost store takes it along (I14).
 */
const lookAgainMs = 60_000
const tryAgainMs = 1_000
const deadlineMs = 5_000

export interface KeptSchedule {
  /** Ends after the look that is under way. The Schedule stays. */
  stop(): Promise<void>
}

export function keepSchedule(client: Client, log: Logger): KeptSchedule {
  let stopped = false
  let wake = () => {}
  const loop = (async () => {
    for (let known = false, told = false; !stopped; ) {
      let waitMs = lookAgainMs
      try {
        await client.withDeadline(Date.now() + deadlineMs, () => ensure(client, !known))
        known = true
        told = false
      } catch (fault) {
        if (!told) log.warn({ fault }, 'the Schedule of the reconciliation could not be made yet')
        told = true
        waitMs = tryAgainMs
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (stopped) wake()
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await loop
    },
  }
}

const { type: workflowType } = workflowRow('reconciliation')

/** What every worker wants it to be. A run that lasts longer than the next one's time is not joined by it. */
const wanted = {
  spec: { intervals: [{ every: reconciliationEvery }] },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  action: {
    type: 'startWorkflow',
    workflowType,
    workflowId: reconciliationId,
    taskQueue,
    staticSummary: 'Reconciliation, every 5 minutes',
    // One that hangs must not keep all later ones from running.
    workflowExecutionTimeout: '1 hour',
  },
} satisfies Omit<ScheduleOptions, 'scheduleId'>

/** @param update Whether one that is there already is brought up to date; an operator's pause stays. */
async function ensure(client: Client, update: boolean): Promise<void> {
  try {
    await client.schedule.create({ scheduleId: reconciliationId, ...wanted })
  } catch (fault) {
    if (!(fault instanceof ScheduleAlreadyRunning)) throw fault
    if (!update) return
    await client.schedule.getHandle(reconciliationId).update(({ state }) => ({ ...wanted, state }))
  }
}
