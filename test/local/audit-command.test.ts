import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { audit } from '../../sql/audit.js'
import { seals } from '../../src/adapters/vault-sealed.js'
import { auditCommand } from '../../src/commands/audit.js'
import { type CommandContext, CommandFault } from '../../src/commands/context.js'
import { makeKeys } from '../../src/local/keys.js'
import { startSealer } from '../../src/sealer.js'
import { freshDatabase } from '../support/database.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
const keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
const told: string[] = []
let said: string[] = []
const context: CommandContext = {
  config: { KEYS_DIR: keysDir } as CommandContext['config'],
  sql: () => sql,
  say: (line) => said.push(line),
}
beforeAll(() => makeKeys(keysDir))
beforeEach(() => {
  said = []
})
afterAll(() => rmSync(keysDir, { recursive: true }))

const waiting = async () => (await sql`select 1 from audit_waiting`).length

test('T25: the worker seals what is written, tells the day’s anchor to the log, and verify says so', async () => {
  const log = pino({ level: 'info' }, { write: (line: string) => void told.push(line) })
  const sealer = startSealer(sql, seals({ keysDir }), log)
  for (let row = 0; row < 3; row += 1) await audit(sql, { actor: 'a test', action: 'tried' })
  await until(async () => (await waiting()) === 0)
  await sealer.stop()
  expect(await auditCommand(['verify'], context)).toBe(0)
  expect(said[0]).toMatch(/^3 rows hold; the chain stands at 3:[0-9a-f]{64}$/)
  const anchor = JSON.parse(told.find((line) => line.includes('audit_anchor'))!)
  expect(await auditCommand(['verify', '--anchor', `${anchor.n}:${anchor.hash}`], context)).toBe(0)
})

test('T25: verify names the row that a superuser changed, and exits 1', async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update audit set actor = 'nobody' where seq = 2`
  })
  expect(await auditCommand(['verify'], context)).toBe(1)
  expect(said).toEqual(['row 2 was changed after it was sealed'])
})

test('T25: verify with other keys trusts nothing', async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update audit set actor = 'a test' where seq = 2`
  })
  expect(await auditCommand(['verify'], context)).toBe(0)
  const other = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  await makeKeys(other)
  const config = { KEYS_DIR: other } as CommandContext['config']
  expect(await auditCommand(['verify'], { ...context, config })).toBe(1)
  expect(said[1]).toMatch(/written anew without its key$/)
  rmSync(other, { recursive: true })
})

test.each([[[]], [['check']], [['verify', '--anchor', '12']]])(
  'audit %j is refused in one line',
  async (args) => {
    await expect(auditCommand(args, context)).rejects.toThrow(CommandFault)
  },
)
