import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import pino from 'pino'
import type { Sql } from '../../sql/database.js'
import { fetchTestServer } from '../../src/local/temporal-fetch.js'
import { startNudger } from '../../src/nudger.js'
import { searchAttributes, taskQueue } from '../../workflows/contract.js'
import { type TestPorts, workerParts } from './worker-parts.js'

/** Types as Temporal's operator service numbers them. */
const typeNumber = { KEYWORD: 2, DATETIME: 6 } as Record<string, number>

/**
 * Our worker and nudger over a time-skipping Temporal server and a real Postgres, whose clock follows the server's:
 * `skip('10 days')` is ten days for both. Runs outside of the test runner too.
 */
export async function simulatedTime(sql: Sql, ports: TestPorts) {
  const { keysDir, workflowBundle, activities: real } = await workerParts(sql, ports)
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await fetchTestServer() } },
  })
  // Without this an upsert of an unknown attribute fails its task for ever (temporal.md 0.3).
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: Object.fromEntries(
      Object.values(searchAttributes).map(({ name, type }) => [name, typeNumber[type]!]),
    ),
  })
  let seconds = 0
  const setClock = async () => {
    const ahead = Math.round(((await env.currentTimeMs()) - Date.now()) / 1000)
    // The row is one for all: written only when time has passed.
    if (ahead !== seconds) await sql`update clock_offset set seconds = ${ahead}`
    seconds = ahead
  }
  const deeds: string[] = []
  const activities = Object.fromEntries(
    Object.entries(real).map(([name, deed]) => [
      name,
      async (...given: unknown[]) => {
        await setClock()
        deeds.push(name)
        return await (deed as (...given: unknown[]) => Promise<unknown>)(...given)
      },
    ]),
  )
  const worker = await Worker.create({
    connection: env.nativeConnection,
    ...(env.namespace && { namespace: env.namespace }),
    taskQueue,
    workflowBundle,
    activities,
  })
  const running = worker.run()
  const nudge = () => startNudger(sql, env.client, pino({ level: 'silent' }))
  let nudger = nudge()
  return {
    async stop() {
      await nudger.stop()
      worker.shutdown()
      await running
      await env.teardown()
    },
    env,
    client: env.client,
    keysDir,
    /** Activities in the order they ran. */
    deeds,
    /** Time passes for Temporal and for SQL. */
    async skip(span: string) {
      await env.sleep(span)
      await setClock()
    },
    setClock,
    /** As if Temporal were away meanwhile: nothing is told to it, and nudges wait. */
    async whileAway<T>(deed: () => Promise<T>): Promise<T> {
      await nudger.stop()
      try {
        return await deed()
      } finally {
        nudger = nudge()
      }
    },
  }
}
