import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '../../sql/database.js'
import { migrate } from '../../sql/migrate.js'
import { startPostgres } from '../../src/local/postgres.js'
import { withDatabaseName } from '../support/postgres.js'
import { month } from './month.js'

/** `npm run month`: two bill runs of a thousand residents in simulated time, and whether the money agrees (N12). */
const { values } = parseArgs({
  options: { n: { type: 'string', default: '1000' }, seed: { type: 'string', default: '42' } },
})
const residents = Number(values.n)
if (!(Number.isInteger(residents) && residents >= 20 && residents <= 5000)) {
  console.log('--n is a whole number from 20 to 5000')
  process.exit(2)
}

const work = mkdtempSync(join(tmpdir(), 'portal-month-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const server = await startPostgres({ folder: join(work, 'postgres'), durable: false })
const admin = connect(server.url, { max: 1, statementSeconds: 60 })
for (const name of ['month', 'month_sandbox']) await admin.unsafe(`create database ${name}`)
await admin.end()
const sql = connect(withDatabaseName(server.url, 'month'), { max: 20, statementSeconds: 60 })
await migrate(sql)

const began = performance.now()
const { reckoning, done } = await month(sql, {
  sandboxUrl: withDatabaseName(server.url, 'month_sandbox'),
  residents,
  seed: values.seed,
  tell: console.log,
})
await sql.end({ timeout: 5 })
await server.stop()

const pairs = (facts: Readonly<Record<string, number>>) =>
  Object.entries(facts)
    .map(([name, count]) => `${name.replaceAll(' ', '_')}=${count}`)
    .join(' ')
console.log(
  `month seed=${values.seed} residents=${residents} wall_s=${Math.round((performance.now() - began) / 1000)}`,
)
console.log(pairs(done))
console.log(pairs(reckoning))
const wrong = Object.values(reckoning).some((count) => count !== 0)
// A month in which something never happened proves nothing about it.
const never = [
  'approved',
  'rejected',
  'returned',
  'canceled',
  'authorized',
  'hold replaced',
].filter((what) => !done[what])
if (never.length > 0) console.log(`VOID: never happened: ${never.join(', ')}`)
process.exit(wrong || never.length > 0 ? 1 : 0)
