import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { connect, type Sql } from '../../sql/database.js'
import { withDatabaseName } from './postgres.js'

/** A migrated, empty database of this test file's own; dropped when its tests are over. */
export async function freshDatabase(
  options: { max?: number } = {},
): Promise<Sql & { url: string }> {
  const server = inject('databaseUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = inject('databaseTemplate')
  const admin = connect(server, { max: 1, statementSeconds: 60 })
  for (let left = 20; ; left -= 1) {
    try {
      await admin.unsafe(`create database ${name} template ${template}`)
      break
    } catch (fault) {
      // Another file is copying the template at this very moment.
      if (left === 0 || !/being accessed by other users/.test(String(fault))) throw fault
      await new Promise((next) => setTimeout(next, 50))
    }
  }
  const url = withDatabaseName(server, name)
  const sql = connect(url, { max: options.max ?? 10 })
  afterAll(async () => {
    await sql.end({ timeout: 5 })
    await admin.unsafe(`drop database if exists ${name} with (force)`)
    await admin.end()
  })
  return Object.assign(sql, { url })
}
