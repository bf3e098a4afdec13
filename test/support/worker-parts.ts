import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, Runtime } from '@temporalio/worker'
import { type ActivityPorts, createActivities } from '../../activities/index.js'
import type { Sql } from '../../sql/database.js'
import { seals, vault } from '../../src/adapters/vault-sealed.js'
import { makeKeys } from '../../src/local/keys.js'

export type TestPorts = Pick<ActivityPorts, 'processor' | 'mailer'> & Partial<ActivityPorts>

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
let quiet = false

/** What a worker of ours is made of, over a real Postgres and keys of this test file's own; the SDK logs nothing. */
export async function workerParts(sql: Sql, ports: TestPorts) {
  if (!quiet)
    Runtime.install({
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
      logger: silent,
    })
  quiet = true
  const keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  await makeKeys(keysDir)
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: silent,
  })
  const activities = createActivities({
    sql,
    vault: vault({ keysDir }),
    seals: seals({ keysDir }),
    origin: 'http://localhost:3000',
    supportPhone: '704-336-7600',
    convenienceFeeCents: 125,
    temporaryPasswordMinutes: 60,
    // The time-skipping server has no list (temporal.md 4): every open row counts as missing, which is harmless.
    runningWorkflows: async () => ({ has: () => false }),
    alert: () => {},
    ...ports,
  })
  return { keysDir, workflowBundle, activities }
}
