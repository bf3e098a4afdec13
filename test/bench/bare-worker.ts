import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker } from '@temporalio/worker'

/** Runs the bare workflow. Arguments: address, namespace. */
const [address = '', namespace = ''] = process.argv.slice(2)
const nothing = async () => {}
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
  activities: { one: nothing, two: nothing, three: nothing },
  maxCachedWorkflows: 500,
})
process.stdout.write('ready\n')
await worker.run()
