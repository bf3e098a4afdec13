import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Sql } from './database.js'

const folder = new URL('./migrations/', import.meta.url)

/**
 * Applies what is missing, in order, in one transaction under a lock: several programs may call it at once.
 *
 * @returns The names that were applied by this call.
 * @throws When an applied migration was edited since, or the database knows one that this version does not.
 */
export async function migrate(sql: Sql): Promise<string[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '10min'`
    await tx`select pg_advisory_xact_lock(72001)`
    await tx`create table if not exists migration (name text primary key, digest text not null, applied_at timestamptz not null default now())`
    const rows = await tx<{ name: string; digest: string }[]>`select name, digest from migration`
    const applied = new Map(rows.map((row) => [row.name, row.digest]))
    const unknown = [...applied.keys()].filter((name) => !files.includes(name))
    if (unknown.length > 0) {
      throw new Error(
        `the database is of a newer version: it has ${unknown.join(', ')}, which this version does not know`,
      )
    }
    const added = []
    for (const name of files) {
      const text = readFileSync(new URL(name, folder), 'utf8')
      const digest = createHash('sha256').update(text).digest('hex')
      const before = applied.get(name)
      if (before === digest) continue
      if (before)
        throw new Error(
          `migration ${name} was edited after it was applied; write a new one instead`,
        )
      await tx.unsafe(text).simple()
      await tx`insert into migration (name, digest) values (${name}, ${digest})`
      added.push(name)
    }
    return added
  })
}
