import { randomUUID } from 'node:crypto'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillRunId } from '../src/domain/ids.js'
import type { Sql } from './database.js'

/** What a checked file says of itself. */
export interface NewBillRun {
  readonly runId: string
  readonly source: string
  readonly runOn: CityDay
  readonly sha256: string // of the file as it was handed over
  readonly lines: number
  readonly accounts: number
  readonly bills: number
  readonly payments: number
}

export interface BillRun extends NewBillRun {
  readonly id: BillRunId
  readonly loadedLines: number
  readonly status: 'loading' | 'loaded'
}

const portion = 4 * 1024 * 1024 // bytes of a file that go over in one statement

/** The run of this name, or of exactly this file; of both, the file's comes first. */
export async function findBillRun(
  sql: Sql,
  by: { readonly runId?: string; readonly sha256?: string },
): Promise<BillRun | undefined> {
  const [run] = await sql<BillRun[]>`
    select id, run_id, source, run_on, sha256, lines, loaded_lines, accounts, bills, payments, status
      from bill_run
     where run_id = ${by.runId ?? null} or sha256 = ${by.sha256 ?? null}
     order by sha256 = ${by.sha256 ?? null} desc
     limit 1`
  return run
}

/** Runs whose batches have not all come in, oldest first (F17: they always come to their end). */
export async function unfinishedBillRuns(sql: Sql): Promise<BillRun[]> {
  return await sql<BillRun[]>`
    select id, run_id, source, run_on, sha256, lines, loaded_lines, accounts, bills, payments, status
      from bill_run
     where status = 'loading'
     order by created_at, id
     limit 100`
}

/**
 * Takes a checked file as a run, its bytes with it; nothing of it is loaded yet.
 *
 * @param parts Of the file, in order; never held together.
 * @returns The run's id; `already` when the very same file is a run; `taken` when another file has this run id.
 */
export async function acceptBillRun(
  sql: Sql,
  run: NewBillRun,
  parts: Iterable<Uint8Array>,
): Promise<{ accepted: BillRunId } | { already: BillRunId } | { taken: BillRunId }> {
  const id = randomUUID() as BillRunId
  const count = await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    await tx`create temporary table bill_file_part (seq integer primary key, part bytea) on commit drop`
    let seq = 0
    for (const part of portions(parts)) {
      seq += 1
      await tx`insert into bill_file_part (seq, part) values (${seq}, ${part})`
    }
    const { count } = await tx`
      insert into bill_run (id, run_id, source, run_on, sha256, bytes, lines, accounts, bills, payments)
      select ${id}, ${run.runId}, ${run.source}, ${run.runOn}, ${run.sha256},
             (select coalesce(string_agg(part, ''::bytea order by seq), ''::bytea) from bill_file_part),
             ${run.lines}, ${run.accounts}, ${run.bills}, ${run.payments}
      on conflict do nothing`
    return count
  })
  if (count === 1) return { accepted: id }
  const before = await findBillRun(sql, run)
  if (!before) throw new Error(`bill run ${run.runId} was refused by a run that is not there`)
  return before.sha256 === run.sha256 ? { already: before.id } : { taken: before.id }
}

function* portions(parts: Iterable<Uint8Array>): Generator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; at += portion) {
      const piece = part.subarray(at, at + portion)
      held.push(piece)
      size += piece.length
      if (size < portion) continue
      yield Buffer.concat(held)
      held = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(held)
}

/** The file as it is kept: the tax ids in it are keyed hashes. */
export async function billRunBytes(sql: Sql, id: BillRunId): Promise<Uint8Array> {
  return await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    const [run] = await tx<{ size: number }[]>`
      select octet_length(bytes) as size from bill_run where id = ${id}`
    if (!run) throw new Error(`there is no bill run ${id}`)
    const bytes = Buffer.alloc(run.size)
    for (let at = 0; at < run.size; at += portion) {
      const [piece] = await tx<{ part: Buffer }[]>`
        select substring(bytes from ${at + 1} for ${portion}) as part from bill_run where id = ${id}`
      bytes.set(piece!.part, at)
    }
    return bytes
  })
}

/** Every batch is in. Twice is once; a run that is not through stays as it is. */
export async function finishBillRun(sql: Sql, id: BillRunId): Promise<boolean> {
  const { count } = await sql`
    update bill_run set status = 'loaded', loaded_at = portal_now()
     where id = ${id} and status = 'loading' and loaded_lines = lines`
  return count === 1
}

/**
 * One import at a time: between a file's check and its last batch nobody else may load a bill that it has too. The
 * lock is a connection's, so it ends with its program. Needs a second connection of the pool for the deed.
 */
export async function whileImporting<T>(sql: Sql, deed: () => Promise<T>): Promise<T> {
  const held = await sql.reserve()
  try {
    // Asking again instead of waiting in the database: a long wait would meet the statement timeout.
    for (;;) {
      const [lock] = await held<{ taken: boolean }[]>`select pg_try_advisory_lock(72003) as taken`
      if (lock?.taken) break
      await new Promise((next) => setTimeout(next, 100))
    }
    try {
      return await deed()
    } finally {
      await held`select pg_advisory_unlock(72003)`
    }
  } finally {
    held.release()
  }
}
