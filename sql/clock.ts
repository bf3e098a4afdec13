import type { Db, Sql } from './database.js'
import { nudgeEverything } from './nudges.js'

/** The offset of the Clock port in seconds: the only place where the city's time can be moved. */
export async function offset(sql: Db): Promise<number> {
  const [row] = await sql<{ seconds: number }[]>`select seconds from clock_offset`
  return row!.seconds
}

/** Moves the city's time on (or back) and tells everything that waits for a moment. @returns The new offset. */
export async function advance(sql: Sql, seconds: number): Promise<number> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<{ seconds: number }[]>`
      update clock_offset set seconds = seconds + ${Math.round(seconds)} returning seconds`
    await nudgeEverything(tx)
    return row!.seconds
  })
}

/** Moves the city's time to this moment. @returns The new offset. */
export async function setTo(sql: Sql, moment: Date): Promise<number> {
  return await sql.begin(async (tx) => {
    const [row] = await tx<{ seconds: number }[]>`
         update clock_offset
            set seconds = ceil(extract(epoch from ${moment}::timestamptz - now()))
      returning seconds`
    await nudgeEverything(tx)
    return row!.seconds
  })
}
