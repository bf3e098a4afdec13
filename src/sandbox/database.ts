import { readFileSync } from 'node:fs'
import postgres from 'postgres'

/** The sandbox's own database: its processes share nothing with the portal but HTTP. */
export type Sql = postgres.Sql<{ bigint: number }>
/** The pool, or one of its transactions. */
export type Db = Sql | postgres.TransactionSql<{ bigint: number }>

/** @param url `postgres://…` */
export function openDatabase(url: string): Sql {
  return postgres(url, {
    max: 10,
    idle_timeout: 60,
    connect_timeout: 5,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: 'sandbox', statement_timeout: 5_000 },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
  })
}

/** Creates what is missing; several sandboxes may start at once. */
export async function createTables(sql: Sql): Promise<void> {
  const statements = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8')
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(72004)`
    await tx.unsafe(statements)
  })
}
