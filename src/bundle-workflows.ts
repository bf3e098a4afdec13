import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

/** Writes the bundle of the workflows to stdout; `workflow-bundle.ts` starts it. */
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
  logger: silent,
})
process.stdout.write(code)
