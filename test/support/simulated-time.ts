import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { bundleWorkflowCode, Runtime, Worker } from '@temporalio/worker'
import pino from 'pino'
import { type ActivityPorts, createActivities } from '../../activities/index.js'
import type { Sql } from '../../sql/database.js'
import { seals, vault } from '../../src/adapters/vault-sealed.js'
import { makeKeys } from '../../src/local/keys.js'
import { fetchTestServer } from '../../src/local/temporal-fetch.js'
import { startNudger } from '../../src/nudger.js'
import { searchAttributes, taskQueue } from '../../workflows/contract.js'

/** Types as Temporal's operator service numbers them. */
const typeNumber = { KEYWORD: 2, DATETIME: 6 } as Record<string, number>

let quiet = false

/**
 * Our worker and nudger over a time-skipping Temporal server and a real Postgres, whose clock follows the server's:
 * `skip('10 days')` is ten days for both. Runs outside of the test runner too.
 */
export async function simulatedTime(
  sql: Sql,
  ports: Pick<ActivityPorts, 'processor' | 'mailer'> & Partial<ActivityPorts>,
) {
  if (!quiet)
    Runtime.install({
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
      logger: silent,
    })
  quiet = true
  const keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  await makeKeys(keysDir)
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
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: silent,
  })
  let seconds = 0
  const setClock = async () => {
    const ahead = Math.round(((await env.currentTimeMs()) - Date.now()) / 1000)
    // The row is one for all: written only when time has passed.
    if (ahead !== seconds) await sql`update clock_offset set seconds = ${ahead}`
    seconds = ahead
  }
  const deeds: string[] = []
  const real = createActivities({
    sql,
    vault: vault({ keysDir }),
    seals: seals({ keysDir }),
    origin: 'http://localhost:3000',
    supportPhone: '704-336-7600',
    convenienceFeeCents: 125,
    temporaryPasswordMinutes: 60,
    ...ports,
  })
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
    workflowBundle: bundle,
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

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
