import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigFault, readConfig } from '../config.js'
import { log } from '../log.js'
import { startSandbox } from './sandbox.js'

export { startSandbox }

/** `npm run sandbox`: config -> database -> listen; SIGTERM ends it with 0. */
async function main(): Promise<void> {
  const config = readConfig()
  if (config.production) throw new ConfigFault(['NODE_ENV: production refuses the sandbox'])
  const databaseUrl = config.SANDBOX_DATABASE_URL
  if (!databaseUrl) {
    throw new ConfigFault(['SANDBOX_DATABASE_URL: the sandbox needs a database of its own'])
  }

  // Asked to end while it still waits for its database, it has nothing to finish.
  let finish = async () => {}
  const end = () => {
    void finish().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)

  const sandbox = await startSandbox({
    databaseUrl,
    port: config.SANDBOX_PORT,
    host: config.HOST,
    secret: config.PROCESSOR_SECRET,
    settleSeconds: config.SETTLE_SECONDS,
    publicUrl: config.PROCESSOR_PUBLIC_URL,
    publicOrigin: config.PUBLIC_ORIGIN,
    report: (fault) => log.warn({ role: 'sandbox', fault }, 'fault, trying again'),
  })
  finish = sandbox.stop
  log.info({ role: 'sandbox', url: sandbox.url }, 'listening')
}

// Tests and `npm start` may import this file; only as a program of its own it reads settings and runs.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((fault: unknown) => {
    if (fault instanceof ConfigFault) process.stderr.write(`${fault.message}\n`)
    else log.error({ role: 'sandbox', fault }, 'ended')
    process.exit(1)
  })
}
