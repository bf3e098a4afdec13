import { connect } from '../sql/database.js'
import { migrate } from '../sql/migrate.js'
import { movedNow } from './adapters/clock.js'
import type { Config } from './config.js'
import { LocalFault } from './local/fault.js'

/** What a first start makes in the stores, and a later one finds there. */
export async function createDatabases(server: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const sql = connect(server, { max: 1, statementSeconds: 30, name: 'start' })
  try {
    for (const name of names) {
      const [there] = await sql`select 1 as one from pg_database where datname = ${name}`
      if (!there) await sql.unsafe(`create database ${name}`)
    }
  } catch (fault) {
    const how = (fault as Error).message
    throw new LocalFault(
      `can't create the databases ${names.join(' and ')} (${how}): set SANDBOX_DATABASE_URL to one that is there`,
    )
  } finally {
    await sql.end()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${name}`
  return parsed.href
}

/** @returns The migrations that were missing. */
export async function migrations(url: string): Promise<string[]> {
  const sql = connect(url, { max: 1, statementSeconds: 60, name: 'start' })
  try {
    return await migrate(sql)
  } finally {
    await sql.end()
  }
}

/** Residents, bills and payments to try; a second time it finds them and leaves them. */
export async function seedSample(config: Config, databaseUrl: string): Promise<void> {
  const { seedSampleCity } = await import('./local/sample-city/index.js')
  const sql = connect(databaseUrl, { statementSeconds: 60, name: 'start' })
  try {
    const now = await movedNow(sql)
    const sandboxUrl = config.PROCESSOR_URL
    await seedSampleCity({ sql, databaseUrl, sandboxUrl, keysDir: config.KEYS_DIR, now })
  } finally {
    await sql.end()
  }
}

/** As Temporal's command line spells them: `PayOn: 'Datetime'`. Imported late: it takes a third of a second. */
export async function searchAttributeTypes(): Promise<Record<string, string>> {
  const { searchAttributes } = await import('../workflows/contract.js')
  const spell = (type: string) =>
    type.toLowerCase().replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
  const keys = Object.values(searchAttributes)
  return Object.fromEntries(keys.map(({ name, type }) => [name, spell(type)]))
}
