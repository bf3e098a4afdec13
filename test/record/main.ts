import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../sql/database.js'
import { migrate } from '../../sql/migrate.js'
import { startPostgres } from '../../src/local/postgres.js'
import { withDatabaseName } from '../support/postgres.js'
import { scenes } from './scenes.js'
import { record } from './stage.js'

/** `npm run histories`: records each workflow in each waiting state for the replay gate (N13). */
const work = mkdtempSync(join(tmpdir(), 'portal-histories-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const server = await startPostgres({ folder: join(work, 'postgres'), durable: false })
const admin = connect(server.url, { max: 1, statementSeconds: 60 })
for (const name of ['histories', 'histories_sandbox']) await admin.unsafe(`create database ${name}`)
await admin.end()
const sql = connect(withDatabaseName(server.url, 'histories'), { max: 20 })
await migrate(sql)
for (const file of await record(sql, withDatabaseName(server.url, 'histories_sandbox'), scenes))
  console.log(file)
await sql.end({ timeout: 5 })
await server.stop()
process.exit(0)
