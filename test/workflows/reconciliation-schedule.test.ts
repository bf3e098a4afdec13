import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { nudgeEverything } from '../../sql/nudges.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import { fetchTemporal } from '../../src/local/temporal-fetch.js'
import { startNudger } from '../../src/nudger.js'
import type { Mailer, Processor } from '../../src/ports.js'
import { keepSchedule } from '../../src/reconciliation-schedule.js'
import { runningWorkflows } from '../../src/running-workflows.js'
import {
  reconciliationId,
  searchAttributes,
  taskQueue,
  workflowId,
} from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { payer, schedule } from '../support/payments.js'
import { until } from '../support/until.js'
import { workerParts } from '../support/worker-parts.js'

/** Temporal's development server, because the time-skipping one has neither schedules nor a list (temporal.md 4). */

const log = pino({ level: 'silent' })
let env: TestWorkflowEnvironment
let sql: Sql
let keysDir: string
let stop: () => Promise<void>

beforeAll(async () => {
  sql = await freshDatabase()
  const parts = await workerParts(sql, {
    processor: {} as Processor,
    mailer: {} as Mailer,
    runningWorkflows: () => runningWorkflows(env.client),
  })
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await fetchTemporal() },
      searchAttributes: Object.values(searchAttributes),
    },
  })
  keysDir = parts.keysDir
  const { workflowBundle, activities } = parts
  const connection = env.nativeConnection
  const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities })
  const running = worker.run()
  const nudger = startNudger(sql, env.client, log)
  stop = async () => {
    await nudger.stop()
    worker.shutdown()
    await running
    await env.teardown()
  }
})
afterAll(async () => await stop?.())

const scheduleHandle = () => env.client.schedule.getHandle(reconciliationId)
const kept = async () => await scheduleHandle().describe()

/** @returns How many runs the Schedule has started. */
const started = async () => (await kept()).info.numActionsTaken

test('architecture 4: several workers make one Schedule, every 5 minutes, that never overlaps itself', async () => {
  const workers = [1, 2, 3].map(() => keepSchedule(env.client, log))
  const { spec, policies, action } = await until(kept)
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(spec.intervals).toMatchObject([{ every: 5 * 60_000 }])
  expect(policies.overlap).toBe('SKIP')
  expect(action).toMatchObject({ workflowType: 'reconciliation', taskQueue })
  const all = []
  for await (const { scheduleId } of env.client.schedule.list()) all.push(scheduleId)
  expect(all).toEqual([reconciliationId])
})

test('it fires at its own times, and the run goes over the rows to its end', async () => {
  const before = await started()
  // The times of the last 10 minutes, as if they came now.
  const end = new Date()
  const start = new Date(end.getTime() - 10 * 60_000)
  await scheduleHandle().backfill({ start, end, overlap: 'BUFFER_ALL' })
  await until(async () => (await started()) >= before + 2, { ms: 15_000 })
  const runs = await until(
    async () => {
      const { recentActions } = (await kept()).info
      const ids = recentActions.map(({ action }) => action.workflow.workflowId)
      const results = await Promise.all(ids.map((id) => env.client.workflow.getHandle(id).result()))
      return results.length >= 2 && ids.map((id, place) => ({ id, result: results[place] }))
    },
    { ms: 15_000 },
  )
  for (const { id, result } of runs) {
    expect(id).toMatch(/^reconciliation-20/)
    expect(result).toEqual({
      nudgeOverdue: 0,
      nudgeMissing: 0,
      writeReminders: 0,
      clearAway: expect.any(Number),
    })
  }
})

test('an operator’s pause outlives a new worker; a lost Schedule comes back', async () => {
  await scheduleHandle().pause('maintenance')
  const worker = keepSchedule(env.client, log)
  await until(async () => (await kept()).state.note === 'maintenance')
  await worker.stop()
  expect((await kept()).state.paused).toBe(true)
  await scheduleHandle().delete()
  const another = keepSchedule(env.client, log)
  await until(async () => !(await kept()).state.paused)
  await another.stop()
})

/** A payment that waits for its day, and how its workflow does. */
async function waiting() {
  const dana = await payer(sql, seals({ keysDir }))
  const id = await schedule(sql, dana, { inSeconds: 3 * 86_400 })
  const workflow = () => env.client.workflow.getHandle(workflowId('payment', id))
  const runs = async () => (await workflow().describe()).status.name === 'RUNNING'
  await until(runs)
  return {
    runs,
    async lose() {
      await workflow().terminate('a test')
      await until(async () => !(await runningWorkflows(env.client)).has('payment', id))
    },
  }
}

test('I8: an open payment whose workflow somebody terminated gets one again', async () => {
  const payment = await waiting()
  await payment.lose()
  await scheduleHandle().trigger()
  await until(payment.runs, { ms: 15_000 })
})

test('I14: a rebuild starts every open row’s workflow, and is harmless where one runs', async () => {
  const [lost, fine] = [await waiting(), await waiting()]
  await lost.lose()
  await sql.begin(nudgeEverything)
  await until(lost.runs, { ms: 15_000 })
  await sql.begin(nudgeEverything)
  await until(async () => (await sql`select 1 from nudge`).length === 0, { ms: 15_000 })
  expect([await lost.runs(), await fine.runs()]).toEqual([true, true])
})
