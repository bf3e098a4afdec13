import { createHash, randomUUID } from 'node:crypto'
import {
  type Exported,
  type ExportedChange,
  type ExportedPayment,
  exportedCents,
  writeExport,
} from '../src/domain/bill-export.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { BillExportId } from '../src/domain/ids.js'
import type { Db, Sql } from './database.js'

/** The portal's files for the billing system: each change is in one of them, and each of them can be written again. */

export interface BillExport {
  readonly id: BillExportId
  readonly runId: string
  readonly runOn: CityDay
  readonly payments: number
  readonly paymentsCents: number
  readonly paperless: number
  readonly links: number
  readonly sha256: string
  readonly madeAt: Date
  /** null: nobody knows that its file was written. */
  readonly writtenAt: Date | null
}

const columns = (sql: Db) => sql`
  id, run_id, run_on, payments, payments_cents, paperless, links, sha256, made_at, written_at`

/**
 * Takes everything that was not in an export yet, in one transaction with the file's bytes: a change that commits a
 * moment later is in the next one. Two at once wait for each other.
 */
export async function makeExport(sql: Sql): Promise<BillExport> {
  return await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    await tx`lock table bill_export in share row exclusive mode`
    const id = randomUUID() as BillExportId
    const [next] = await tx<{ seq: number; runOn: CityDay }[]>`
      select coalesce(max(seq), 0) + 1 as seq, city_today() as run_on from bill_export`
    const { seq, runOn } = next!
    const runId = `portal-${runOn}-${String(seq).padStart(6, '0')}`
    await tx`update bill_export_entry set bill_export_id = ${id} where bill_export_id is null`
    const exported = await entriesOf(tx, id)
    const bytes = Buffer.from([...writeExport({ runId, runOn }, exported)].join(''))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const { payments, paperless, links } = exported
    const [made] = await tx<BillExport[]>`
      insert into bill_export (id, seq, run_id, run_on, payments, payments_cents, paperless, links, sha256, bytes)
      values (${id}, ${seq}, ${runId}, ${runOn}, ${payments.length}, ${exportedCents(exported)}, ${paperless.length},
              ${links.length}, ${sha256}, ${bytes})
      returning ${columns(tx)}`
    return made!
  })
}

type Entry = ExportedPayment | ExportedChange<'on' | 'off' | 'linked' | 'removed'>

async function entriesOf(tx: Db, id: BillExportId): Promise<Exported> {
  const rows = await tx<Entry[]>`
    select a.account_number, p.confirmation, p.pay_on, p.amount_cents, p.source, n.says, n.at
      from bill_export_entry n
      join service_account a on a.id = n.service_account_id
      left join payment p on p.id = n.payment_id
     where n.bill_export_id = ${id}
     order by n.id`
  const says = <T extends Entry>(...words: string[]) =>
    rows.filter((row): row is T & (typeof rows)[number] => words.includes(row.says))
  return {
    payments: says<ExportedPayment>('approved', 'returned'),
    paperless: says<ExportedChange<'on' | 'off'>>('on', 'off'),
    links: says<ExportedChange<'linked' | 'removed'>>('linked', 'removed'),
  }
}

/** The export whose file nobody knows to be written: a program was killed between the two. */
export async function unwrittenExport(sql: Sql): Promise<BillExport | undefined> {
  const [found] = await sql<BillExport[]>`
    select ${columns(sql)} from bill_export where written_at is null order by seq limit 1`
  return found
}

export async function findExport(sql: Sql, runId: string): Promise<BillExport | undefined> {
  const [found] = await sql<BillExport[]>`
    select ${columns(sql)} from bill_export where run_id = ${runId}`
  return found
}

/** The file, byte for byte as it was made. */
export async function exportBytes(sql: Sql, id: BillExportId): Promise<Buffer> {
  const [found] = await sql<{ bytes: Buffer }[]>`select bytes from bill_export where id = ${id}`
  return found!.bytes
}

/** Its file stands where it was asked for. Twice is once. */
export async function exportWritten(sql: Sql, id: BillExportId): Promise<void> {
  await sql`update bill_export set written_at = portal_now() where id = ${id} and written_at is null`
}
