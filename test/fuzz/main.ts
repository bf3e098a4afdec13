import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '../../sql/database.js'
import { migrate } from '../../sql/migrate.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import { makeKeys } from '../../src/local/keys.js'
import { startPostgres } from '../../src/local/postgres.js'
import { withDatabaseName } from '../support/postgres.js'
import { fuzz } from './fuzz.js'

/** `npm run fuzz -- --n 20000 --seed 42`: spoiled bill files, and what must not come of them (reliability.md 4.5). */
const { values } = parseArgs({
  options: { n: { type: 'string', default: '20000' }, seed: { type: 'string' } },
})
const count = Number(values.n)
const seed = values.seed ?? String(randomInt(1_000_000))
if (!(Number.isInteger(count) && count >= 1)) {
  console.log('--n is a whole number from 1')
  process.exit(2)
}

const work = mkdtempSync(join(tmpdir(), 'portal-fuzz-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const server = await startPostgres({ folder: join(work, 'postgres'), durable: false })
const admin = connect(server.url, { max: 1, statementSeconds: 60 })
await admin.unsafe('create database fuzz')
await admin.end()
const sql = connect(withDatabaseName(server.url, 'fuzz'), { max: 4, statementSeconds: 60 })
await migrate(sql)
const keysDir = join(work, 'keys')
await makeKeys(keysDir)

console.log(`fuzz seed=${seed} n=${count}`)
const began = performance.now()
const { wrong, ways, ...sums } = await fuzz(sql, seals({ keysDir }), {
  seed,
  count,
  tell: (done) => done % 1_000 === 0 && console.log(`${done} of ${count}`),
})
await sql.end({ timeout: 5 })
await server.stop()

for (const [way, { tried, refused }] of Object.entries(ways)) {
  console.log(`${way}: ${tried} tried, ${refused} refused`)
}
for (const line of wrong) console.log(`WRONG ${line}`)
console.log(
  [
    ...Object.entries(sums).map(([name, sum]) => `${name}=${sum}`),
    `wrong=${wrong.length}`,
    `wall_s=${Math.round((performance.now() - began) / 1000)}`,
    `peak_mb=${Math.round(process.resourceUsage().maxRSS / 1024)}`,
  ].join(' '),
)
process.exit(wrong.length > 0 ? 1 : 0)
