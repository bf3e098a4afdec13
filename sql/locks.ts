import type { ReservedSql } from 'postgres'
import type { Sql } from './database.js'

/** What only one program does at a time; the numbers are ours among the database's advisory locks. */
const locks = { 'bill intake': 72_003, 'bill export': 72_004, 'bills folder': 72_005 } as const
export type Lock = keyof typeof locks

/**
 * Does a deed alone, after whoever does it now. The lock is a connection's, so it ends with its program. Needs a second
 * connection of the pool for the deed.
 */
export async function whileAlone<T>(sql: Sql, lock: Lock, deed: () => Promise<T>): Promise<T> {
  return await holding(sql, async (held) => {
    // Asking again instead of waiting in the database: a long wait would meet the statement timeout.
    while (!(await taken(held, lock))) await new Promise((next) => setTimeout(next, 100))
    return await locked(held, lock, deed)
  })
}

/** Does a deed unless another program does it now; then it is undefined. */
export async function unlessDone<T>(
  sql: Sql,
  lock: Lock,
  deed: () => Promise<T>,
): Promise<T | undefined> {
  return await holding(sql, async (held) =>
    (await taken(held, lock)) ? await locked(held, lock, deed) : undefined,
  )
}

async function holding<T>(sql: Sql, deed: (held: ReservedSql) => Promise<T>): Promise<T> {
  const held = await sql.reserve()
  try {
    return await deed(held)
  } finally {
    held.release()
  }
}

async function taken(held: ReservedSql, lock: Lock): Promise<boolean> {
  const [row] = await held<{ taken: boolean }[]>`
    select pg_try_advisory_lock(${locks[lock]}) as taken`
  return row!.taken
}

async function locked<T>(held: ReservedSql, lock: Lock, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } finally {
    await held`select pg_advisory_unlock(${locks[lock]})`
  }
}
