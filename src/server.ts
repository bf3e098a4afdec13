import { connect, type Sql } from '../sql/database.js'
import { heartbeat } from '../sql/heartbeat.js'
import * as staff from '../sql/staff.js'
import { createApp } from '../web/app.js'
import { devRoutes } from '../web/dev/routes.js'
import { keyOf, nextCode } from '../web/staff/totp.js'
import { billPrinterPdf } from './adapters/bill-pdf/printer.js'
import { movableClock } from './adapters/clock.js'
import { processorHttp } from './adapters/processor-http.js'
import { seals } from './adapters/vault-sealed.js'
import { serveAdmin } from './admin.js'
import type { Config } from './config.js'
import { close, listen } from './http-server.js'
import { log } from './log.js'
import type { Clock, Seals } from './ports.js'
import { program } from './program.js'
import { readRunFile } from './run-file.js'

/** The web program: pages over SQL, stateless, any number may run. It never talks to Temporal. */
await program('web', async (config, needs) => {
  const sql = connect(needs('DATABASE_URL'), { max: 10, name: 'web' })
  const heart = heartbeat(needs('DATABASE_URL'))
  const admin = await serveAdmin(config.ADMIN_PORT, { sql: async () => void (await sql`select 1`) })
  const clock = await movableClock(sql)
  const ourSeals = seals({ keysDir: config.KEYS_DIR })
  const app = createApp(
    {
      sql,
      databaseAnswers: heart.answers,
      clock,
      seals: ourSeals,
      billPrinter: billPrinterPdf(),
      processor: processorHttp({
        url: config.PROCESSOR_URL,
        publicUrl: config.PROCESSOR_PUBLIC_URL,
        secret: config.PROCESSOR_SECRET,
        timeoutMs: 1_500, // a resident waits
      }),
      processorOrigin: new URL(config.PROCESSOR_PUBLIC_URL).origin,
      origin: config.PUBLIC_ORIGIN,
      trustedProxies: config.TRUSTED_PROXIES,
      city: {
        supportPhone: config.SUPPORT_PHONE,
        speedpayPhone: config.SPEEDPAY_PHONE,
        convenienceFeeCents: config.CONVENIENCE_FEE_CENTS,
        passwordMin: config.PASSWORD_MIN,
        passwordTries: config.PASSWORD_TRIES,
        lockoutScope: config.LOCKOUT_SCOPE,
        temporaryPasswordMinutes: config.TEMPORARY_PASSWORD_MINUTES,
        serviceNotice: config.SERVICE_NOTICE,
        feedbackUrl: config.FEEDBACK_URL,
      },
    },
    config.SAMPLE_CITY === 'demo'
      ? [devRoutes({ sql, directory: () => directory(config, sql, clock, ourSeals) })]
      : [],
  )
  const server = await listen(app.fetch, { port: config.PORT, hostname: config.HOST })
  log.info({ port: config.PORT, origin: config.PUBLIC_ORIGIN }, 'web runs')
  return {
    async stop() {
      await close(server)
      await clock.stop()
      await Promise.all([sql.end({ timeout: 5 }), heart.end()])
      await admin.close()
    },
  }
})

/** What `/dev` lists: the parts that run here, and the sample city's people and bills. */
async function directory(config: Config, sql: Sql, clock: Clock, ourSeals: Seals) {
  const { sampleDirectory } = await import('./local/sample-city/directory.js')
  return {
    run: readRunFile(config.DATA_DIR) ?? {},
    now: clock.now().toISOString(),
    staff: await sampleStaffNow(sql, ourSeals),
    ...(await sampleDirectory(sql)),
  }
}

/** The sample city's staff, each with the code that signs in next. */
async function sampleStaffNow(sql: Sql, ourSeals: Seals) {
  const { sampleStaff } = await import('./local/sample-city/staff.js')
  const here = await staff.list(sql)
  return sampleStaff.flatMap(({ username, password, roles }) => {
    const who = here.find((one) => one.username === username && !one.removedAt)
    if (!who?.totpId) return []
    return [
      { username, password, code: nextCode(keyOf(ourSeals, who.totpId), who.totpStep), roles },
    ]
  })
}
