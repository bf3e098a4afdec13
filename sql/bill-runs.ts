import { randomUUID } from 'node:crypto'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillRunId } from '../src/domain/ids.js'
import type { Db, Sql } from './database.js'

/** Bill runs: one accepted bill file each, with its kept bytes, and how much of it is loaded. */

/** What a checked file says of itself. */
export interface NewBillRun {
  readonly runId: string
  readonly source: string
  readonly runOn: CityDay
  readonly sha256: string // of the file as it was handed over
  readonly lines: number
  readonly accounts: number
  readonly bills: number
  /** Bills of them that replace one. */
  readonly corrected: number
  readonly payments: number
  readonly amountDueCents: number
  readonly paymentsCents: number
}

export interface BillRun extends NewBillRun {
  readonly id: BillRunId
  readonly seq: number
  readonly loadedLines: number
  readonly loadedBills: number
  readonly status: 'loading' | 'loaded'
}

/** Whole lines of a run's file as it is kept: in the order of loading, tax ids as keyed hashes. */
export interface BillRunPart {
  /** The number of its first line; empty lines don't count. */
  readonly firstLine: number
  readonly bytes: Buffer
}

const columns = (sql: Db) => sql`
  id, seq, run_id, source, run_on, sha256, lines, loaded_lines, loaded_bills, accounts, bills, corrected, payments,
  amount_due_cents, payments_cents, status`

/** The run of this name, or of exactly this file; of both, the file's comes first. */
export async function findBillRun(
  sql: Sql,
  by: { readonly id?: BillRunId; readonly runId?: string; readonly sha256?: string },
): Promise<BillRun | undefined> {
  const [run] = await sql<BillRun[]>`
    select ${columns(sql)}
      from bill_run
     where id = ${by.id ?? null} or run_id = ${by.runId ?? null} or sha256 = ${by.sha256 ?? null}
     order by sha256 = ${by.sha256 ?? null} desc
     limit 1`
  return run
}

/** Runs whose batches have not all come in, in the order of loading (F17: they always come to their end). */
export async function unfinishedBillRuns(sql: Sql): Promise<BillRun[]> {
  return await sql<BillRun[]>`
    select ${columns(sql)} from bill_run where status = 'loading' order by seq limit 100`
}

/** The run that was accepted last, for a comparison. */
export async function lastBillRun(sql: Sql): Promise<BillRun | undefined> {
  const [run] = await sql<BillRun[]>`select ${columns(sql)} from bill_run order by seq desc limit 1`
  return run
}

/**
 * Takes a checked file as a run, its bytes with it; nothing of it is loaded yet.
 *
 * @param parts Never held together; a throw of theirs leaves nothing behind.
 * @param nudge Whether its workflow is to load it; otherwise the caller does.
 * @throws When this file, or another of its run id, is a run already.
 */
export async function acceptBillRun(
  sql: Sql,
  run: NewBillRun,
  { parts, nudge }: { readonly parts: AsyncIterable<BillRunPart>; readonly nudge: boolean },
): Promise<BillRunId> {
  const id = randomUUID() as BillRunId
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    await tx`
      insert into bill_run (id, run_id, source, run_on, sha256, lines, accounts, bills, corrected, payments,
                            amount_due_cents, payments_cents)
      values (${id}, ${run.runId}, ${run.source}, ${run.runOn}, ${run.sha256}, ${run.lines}, ${run.accounts},
              ${run.bills}, ${run.corrected}, ${run.payments}, ${run.amountDueCents}, ${run.paymentsCents})`
    for await (const { firstLine, bytes } of parts) {
      await tx`insert into bill_run_part (bill_run_id, first_line, bytes) values (${id}, ${firstLine}, ${bytes})`
    }
    if (nudge) await tx`insert into nudge (kind, id) values ('bill_run', ${id})`
  })
  return id
}

/** The kept file from the part on that holds this line, one part at a time. */
export async function* billRunParts(
  sql: Sql,
  id: BillRunId,
  fromLine = 1,
): AsyncGenerator<BillRunPart> {
  const [first] = await sql<{ firstLine: number | null }[]>`
    select max(first_line) as first_line from bill_run_part where bill_run_id = ${id} and first_line <= ${fromLine}`
  for (let from = first?.firstLine ?? 1; ; ) {
    const [part] = await sql<BillRunPart[]>`
      select first_line, bytes from bill_run_part
       where bill_run_id = ${id} and first_line >= ${from}
       order by first_line limit 1`
    if (!part) return
    yield part
    from = part.firstLine + 1
  }
}

/** How many lines are in of the runs that are loading, up to this one: it changes while anybody loads. */
export async function loadingLines(sql: Sql, seq: number): Promise<number> {
  const [sum] = await sql<{ lines: number }[]>`
    select coalesce(sum(loaded_lines), 0)::int as lines from bill_run where status = 'loading' and seq <= ${seq}`
  return sum!.lines
}

/** What a run's workflow decides by. */
export interface BillRunState {
  readonly status: BillRun['status']
  readonly bills: number
  readonly loadedBills: number
  /** Runs that were accepted before it and are not loaded. */
  readonly earlier: number
  /** New Document emails that it has still to send. */
  readonly emails: number
}

export async function billRunState(sql: Sql, id: BillRunId): Promise<BillRunState | undefined> {
  const [state] = await sql<BillRunState[]>`
    select r.status, r.bills, r.loaded_bills,
           (select count(*)::int from bill_run e where e.status = 'loading' and e.seq < r.seq) as earlier,
           (select count(*)::int from notice n where n.bill_run_id = r.id and n.state = 'waiting' and n.carried) as emails
      from bill_run r where r.id = ${id}`
  return state
}

/**
 * Every batch is in. Runs that waited for it are nudged, and its own workflow when it has emails to send. Twice is
 * once; a run that is not through stays as it is.
 */
export async function finishBillRun(sql: Sql, id: BillRunId): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update bill_run set status = 'loaded', loaded_at = portal_now()
       where id = ${id} and status = 'loading' and loaded_lines = lines`
    if (count === 0) return false
    await tx`
      insert into nudge (kind, id)
      select 'bill_run', r.id
        from bill_run r
       where r.status = 'loading'
          or (r.id = ${id} and exists (select from notice n
                                        where n.bill_run_id = r.id and n.state = 'waiting' and n.carried))`
    return true
  })
}
