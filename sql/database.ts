import postgres from 'postgres'

/** The connection, its types and its limits; every query module takes it as its first argument. */
export type Sql = postgres.Sql<{ bigint: number; date: string }>
/** Either the pool or one transaction of it. */
export type Db = Sql | postgres.TransactionSql<{ bigint: number; date: string }>

/**
 * @param url `postgres://…`
 * @param options `max` connections; `statementSeconds` ends a statement (2.5 for requests, more for jobs).
 */
export function connect(
  url: string,
  options: { max?: number; statementSeconds?: number; name?: string } = {},
): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connect_timeout: 5,
    // A database that comes back is found within a second, not within the driver's 20.
    backoff: (tries) => Math.min(1, 0.05 * 2 ** tries),
    onnotice: () => {},
    // Rows come back in camelCase; columns are named in snake_case in every query.
    transform: { column: { from: postgres.toCamel } },
    connection: {
      application_name: options.name ?? 'portal',
      statement_timeout: (options.statementSeconds ?? 2.5) * 1000,
    },
    types: {
      // int8 arrives as text; ours are counts and sums of cents, safe as numbers, and checked.
      bigint: { to: 20, from: [20], serialize: String, parse: safeNumber },
      // A city day stays the text it is: a Date would move it across time zones.
      date: { to: 1082, from: [1082], serialize: String, parse: (text: string) => text },
    },
  })
}

function safeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is past what a number holds`)
  return number
}

/** Whether a fault is Postgres refusing with this SQLSTATE (ours are CSS01 to CSS08, in the migrations). */
export function isSqlState(fault: unknown, code: string): boolean {
  return fault instanceof postgres.PostgresError && fault.code === code
}

/** Whether a unique constraint or index of this name was hit. */
export function isTaken(fault: unknown, constraint: string): boolean {
  return (
    isSqlState(fault, '23505') && (fault as postgres.PostgresError).constraint_name === constraint
  )
}
