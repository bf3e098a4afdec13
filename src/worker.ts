import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../activities/index.js'
import { connect } from '../sql/database.js'
import { taskQueue } from '../workflows/contract.js'
import { smtpMailer } from './adapters/mailer-smtp.js'
import { tableMailer } from './adapters/mailer-table.js'
import { processorHttp } from './adapters/processor-http.js'
import { seals, vault } from './adapters/vault-sealed.js'
import { serveAdmin } from './admin.js'
import { watchBillsFolder } from './bills-folder.js'
import { log } from './log.js'
import { startNudger } from './nudger.js'
import { program } from './program.js'
import { keepSchedule } from './reconciliation-schedule.js'
import { runningWorkflows } from './running-workflows.js'
import { startSealer } from './sealer.js'
import { temporalClient } from './temporal-client.js'
import { bundleWorkflows } from './workflow-bundle.js'

/** The worker program: carries out workflows and activities, and delivers nudges. Any number may run. */
await program('worker', async (config, needs) => {
  const databaseUrl = needs('DATABASE_URL')
  const address = needs('TEMPORAL_ADDRESS')
  Runtime.install({
    shutdownSignals: [], // program.ts hears them
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const facts = { workflowId: meta?.workflowId, fault: meta?.error }
      if (level === 'ERROR') log.error(facts, message)
      else log.warn(facts, message)
    }),
  })
  let polling = false
  const sql = connect(databaseUrl, { max: 10, statementSeconds: 10, name: 'worker' })
  const admin = await serveAdmin(config.ADMIN_PORT, {
    sql: async () => void (await sql`select 1`),
    temporal: async () => {
      if (!polling) throw new Error('not polling yet')
    },
  })
  const client = temporalClient(address, config.TEMPORAL_NAMESPACE)
  const smtp = config.SMTP_URL ? smtpMailer(config.SMTP_URL) : undefined
  const ourSeals = seals({ keysDir: config.KEYS_DIR })
  // Needs no Temporal, so it does not wait for it.
  const sealer = startSealer(sql, ourSeals, log)
  const activities = createActivities({
    sql,
    processor: processorHttp({ url: config.PROCESSOR_URL, secret: config.PROCESSOR_SECRET }),
    vault: vault({ keysDir: config.KEYS_DIR }),
    seals: ourSeals,
    mailer: smtp ?? tableMailer(sql),
    runningWorkflows: () => runningWorkflows(client),
    alert: (event, facts, words) => log.error({ event, alert: true, ...facts }, words),
    origin: config.PUBLIC_ORIGIN,
    supportPhone: config.SUPPORT_PHONE,
    convenienceFeeCents: config.CONVENIENCE_FEE_CENTS,
    temporaryPasswordMinutes: config.TEMPORARY_PASSWORD_MINUTES,
  })
  const connection = await untilTemporal(address)
  const worker = await Worker.create({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue,
    workflowBundle: await bundleWorkflows(),
    activities,
    // A cached execution costs 350 kB; an uncached one a replay of some 20 events (temporal.md 9).
    maxCachedWorkflows: 500,
    shutdownGraceTime: '20 seconds', // longer than a call to the processor
    shutdownForceTime: '25 seconds',
  })
  const nudger = startNudger(sql, client, log)
  const schedule = keepSchedule(client, log)
  const stopFolder = config.BILLS_FOLDER
    ? watchBillsFolder({ folder: config.BILLS_FOLDER, sql, seals: ourSeals, log })
    : undefined
  const running = worker.run()
  polling = true
  log.info({ address, namespace: config.TEMPORAL_NAMESPACE }, 'worker runs')
  return {
    ended: running,
    async stop() {
      polling = false
      await Promise.all([nudger.stop(), schedule.stop(), sealer.stop(), stopFolder?.()])
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running
      await Promise.all([client.close(), connection.close()])
      smtp?.close()
      await sql.end({ timeout: 5 })
      await admin.close()
    },
  }
})

/** Start order does not matter: Temporal may come later (reliability.md 5.1). */
async function untilTemporal(address: string): Promise<NativeConnection> {
  for (let told = false; ; told = true) {
    try {
      return await NativeConnection.connect({ address })
    } catch (fault) {
      if (!told) log.warn({ address, fault }, 'waits for Temporal')
      await new Promise((next) => setTimeout(next, 500))
    }
  }
}
