import type { Client } from '@temporalio/client'
import { WorkflowIdConflictPolicy, WorkflowNotFoundError } from '@temporalio/common'
import type { Logger } from 'pino'
import type { Sql } from '../sql/database.js'
import * as nudges from '../sql/nudges.js'
import { taskQueue, workflowId, workflowRow } from '../workflows/contract.js'

/**
 * The only starter of workflows: tells each nudged row's workflow to look again, and starts it when there is none and
 * the row is not at rest. With Temporal away the rows wait; nothing is lost, and nothing here is in a resident's way.
 */
const batch = 100
const atOnce = 20
/** LISTEN wakes it; this look-round is only the net under it. */
const sweepMs = 5_000
const deadlineMs = 3_000

export interface Nudger {
  /** Ends after the deliveries that are under way. */
  stop(): Promise<void>
}

export function startNudger(sql: Sql, client: Client, log: Logger): Nudger {
  let stopped = false
  let wake = () => {}
  let again = false
  const ring = () => {
    again = true
    wake()
  }
  const listening = sql.listen('nudge', ring, ring).catch(() => undefined)

  const loop = (async () => {
    while (!stopped) {
      again = false
      const found = await deliver(sql, client, log).catch((fault) => {
        log.error({ fault }, 'nudges could not be delivered')
        return 'trouble' as const
      })
      if (found === 'more' || again || stopped) continue
      const due = found === 'trouble' ? 1_000 : await nudges.nextDueMs(sql).catch(() => 1_000)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(sweepMs, Math.max(20, due ?? sweepMs)))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (again || stopped) wake()
      })
    }
  })()

  return {
    async stop() {
      stopped = true
      wake()
      await loop
      const listener = await listening
      await listener?.unlisten().catch(() => undefined)
    },
  }
}

/** One batch: lease, tell Temporal, delete what was told by its key. */
async function deliver(
  sql: Sql,
  client: Client,
  log: Logger,
): Promise<'more' | 'none' | 'trouble'> {
  const leased = await nudges.lease(sql, batch)
  if (leased.length === 0) return 'none'
  const rows = new Map<string, nudges.Nudge[]>()
  for (const nudge of leased) {
    const key = `${nudge.kind} ${nudge.id}`
    rows.set(key, [...(rows.get(key) ?? []), nudge])
  }
  const open = await openOnes(sql, leased)
  const told: number[] = []
  let trouble: unknown
  const queue = [...rows]
  await Promise.all(
    Array.from({ length: Math.min(atOnce, queue.length) }, async () => {
      for (let next = queue.shift(); next && trouble === undefined; next = queue.shift()) {
        const [key, same] = next
        const { kind, id } = same[0]!
        try {
          await client.withDeadline(Date.now() + deadlineMs, () =>
            tell(client, kind, id, open.get(key)),
          )
          told.push(...same.map(({ seq }) => seq))
        } catch (fault) {
          trouble = fault // the first fault ends the batch: most likely Temporal is away
        }
      }
    }),
  )
  await nudges.done(sql, told)
  if (trouble === undefined) return leased.length === batch ? 'more' : 'none'
  const rest = leased.map(({ seq }) => seq).filter((seq) => !told.includes(seq))
  await nudges.later(sql, rest)
  log.warn({ waiting: rest.length, fault: trouble }, 'Temporal does not answer; nudges wait')
  return 'trouble'
}

/** By kind and id: the row whose workflow must run. */
async function openOnes(sql: Sql, leased: readonly nudges.Nudge[]): Promise<Map<string, string>> {
  const open = new Map<string, string>()
  for (const kind of new Set(leased.map((nudge) => nudge.kind))) {
    const ids = [...new Set(leased.filter((nudge) => nudge.kind === kind).map(({ id }) => id))]
    for (const [id, of] of await nudges.openOf(sql, kind, ids)) open.set(`${kind} ${id}`, of)
  }
  return open
}

/** @param of The row whose workflow must run; undefined when this one is at rest. */
async function tell(
  client: Client,
  kind: nudges.NudgeKind,
  id: string,
  of: string | undefined,
): Promise<void> {
  const { type, summary, hears } = workflowRow(kind)
  if (of === undefined) {
    // At rest: a workflow that still runs must hear of it; a new one would find nothing to do.
    if (hears && !hears.withId) {
      await client.workflow
        .getHandle(workflowId(kind, id))
        .signal(hears.signal)
        .catch(ignoreNotFound)
    }
    return
  }
  const start = {
    taskQueue,
    workflowId: workflowId(kind, of),
    args: [of],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    staticSummary: summary,
  }
  if (!hears) return void (await client.workflow.start(type, start))
  const signalArgs: string[] = hears.withId ? [id] : []
  await client.workflow.signalWithStart(type, { ...start, signal: hears.signal, signalArgs })
}

function ignoreNotFound(fault: unknown): void {
  if (!(fault instanceof WorkflowNotFoundError)) throw fault
}
