import type { Client } from '@temporalio/client'
import type { RunningWorkflows } from '../activities/reconciliation.js'
import { workflowId } from '../workflows/contract.js'

/** Everything that runs in Temporal at this moment, by id; its list lags behind by a second or two. */
export async function runningWorkflows(client: Client): Promise<RunningWorkflows> {
  const ids = new Set<string>()
  const running = client.workflow.list({ query: "ExecutionStatus = 'Running'", pageSize: 1000 })
  for await (const { workflowId: id } of running) ids.add(id)
  return { has: (kind, of) => ids.has(workflowId(kind, of)) }
}
