import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../../sql/database.js'
import { migrate } from '../../sql/migrate.js'
import { startPostgres } from '../../src/local/postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    databaseTemplate: string
  }
}

/** One server for a test run, with one migrated template; `freshDatabase()` copies it. */
export default async function setup(project: TestProject) {
  const given = process.env.TEST_DATABASE_URL
  const folder = given ? undefined : mkdtempSync(join(tmpdir(), 'portal-test-'))
  const server = folder
    ? await startPostgres({ folder: join(folder, 'postgres'), durable: false })
    : undefined
  const url = given ?? server!.url
  const admin = connect(url, { max: 1, statementSeconds: 60 })
  const name = templateName()
  await admin`select pg_advisory_lock(72002)` // several projects may set up at once
  const [there] = await admin`select 1 from pg_database where datname = ${name}`
  if (!there) {
    await admin.unsafe(`create database ${name}_new`)
    const template = connect(withDatabaseName(url, `${name}_new`), { max: 1, statementSeconds: 60 })
    await migrate(template)
    await template.end()
    await admin.unsafe(`alter database ${name}_new rename to ${name}`)
  }
  await admin`select pg_advisory_unlock(72002)`
  await admin.end()
  project.provide('databaseTemplate', name)
  project.provide('databaseUrl', url)
  return async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

/** Named after what is in it, so that a kept server serves the right one after a migration was added. */
function templateName(): string {
  const folder = new URL('../../sql/migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)))
  return `portal_template_${hash.digest('hex').slice(0, 12)}`
}

export function withDatabaseName(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.toString()
}
