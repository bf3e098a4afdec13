import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker } from '@temporalio/worker'

/** Runs the bare workflows. Arguments: address, namespace. Says `done` for each second activity of an entity. */
const [address = '', namespace = ''] = process.argv.slice(2)
const nothing = async () => {}
let seconds = 0
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
  activities: {
    one: nothing,
    two: async () => {
      seconds += 1
      process.stdout.write(`${seconds}\n`)
    },
    three: nothing,
  },
  maxCachedWorkflows: 500,
})
process.stdout.write('ready\n')
await worker.run()
