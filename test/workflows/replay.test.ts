import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { scenes } from '../record/scenes.js'
import { folder } from '../record/stage.js'

const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const recorded = files.map((file) => file.replace(/\.json$/, ''))

test('N13: every waiting state of every workflow is recorded', () => {
  const wanted = Object.keys(scenes).map((name) => name.replaceAll(' ', '-'))
  expect(recorded.toSorted()).toEqual(wanted.toSorted())
})

test('N13: the workflows of today replay every recorded history', { timeout: 60_000 }, async () => {
  const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: silent,
  })
  const histories = files.map((file) => ({
    workflowId: file.replace(/\.json$/, ''),
    history: historyFromJSON(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  }))
  const outcomes: Record<string, string> = {}
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle },
    histories,
  ))
    outcomes[workflowId] = error ? `${error.name}: ${error.message}` : 'replayed'
  expect(outcomes).toEqual(Object.fromEntries(recorded.map((name) => [name, 'replayed'])))
})
