import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { temporalClient } from '../../src/temporal-client.js'
import type { Stack } from '../support/stack.js'
import { cpuSeconds } from './cpu.js'

/** A worker of the bare workflows, beside the stack's own, on the same Temporal server. */
export async function bareWorker(stack: Stack) {
  const { address, namespace } = stack.run().temporal
  const worker: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', resolve(import.meta.dirname, 'bare-worker.ts'), address, namespace],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  await once(worker.stdout!, 'data')
  let said = 0
  worker.stdout!.on('data', (text: Buffer) => {
    said = Number(text.toString().trim().split('\n').at(-1))
  })
  const client = temporalClient(address, namespace)
  const temporal = stack.run().pids.temporal!
  return {
    client,
    /** Second activities that ran so far. */
    seconds: () => said,
    /** CPU seconds of everything that a bare workflow needs: its worker, the server, the client (this process). */
    cpu: () => {
      const { user, system } = process.cpuUsage()
      return cpuSeconds(worker.pid!) + cpuSeconds(temporal) + (user + system) / 1e6
    },
    async stop() {
      await client.close()
      worker.kill('SIGKILL')
    },
  }
}
