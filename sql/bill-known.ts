import { type Asked, createKnown, type Known } from '../src/domain/bill-file-known.js'
import { splitCsvLine } from '../src/domain/csv-line.js'
import { billRunParts, unfinishedBillRuns } from './bill-runs.js'
import type { Sql } from './database.js'

const portion = 10_000 // names asked for in one statement

/**
 * What of a file's accounts, bills and references is in the database, asked in portions, or will be: a run that is
 * loading always comes to its end (F17), so what its kept file has is known already.
 */
export async function knownOf(sql: Sql, asked: Asked): Promise<Known> {
  // Before the tables are asked: a run that ends in between is in both.
  const loading = await unfinishedBillRuns(sql)
  const known = createKnown(asked)
  for (const some of portions([...asked.accounts.keys()])) {
    const rows = await sql<{ accountNumber: string }[]>`
      select account_number from service_account where account_number = any(${some}::text[])`
    for (const row of rows) known.accounts.add(row.accountNumber)
  }
  const names = [...asked.bills.keys(), ...asked.replacements.map(({ replaces }) => replaces)]
  for (const some of portions(names)) {
    const rows = await sql<{ billNumber: string; accountNumber: string; replaced: boolean }[]>`
      select b.bill_number, a.account_number, exists (select from bill n where n.replaces_id = b.id) as replaced
        from bill b join service_account a on a.id = b.service_account_id
       where b.bill_number = any(${some}::text[])`
    for (const row of rows) known.bills.set(row.billNumber, row)
  }
  for (const some of portions([...asked.references.values()])) {
    const rows = await sql<{ channel: string; reference: string }[]>`
      select p.channel, p.reference
        from unnest(${some.map(({ channel }) => channel)}::text[], ${some.map(({ reference }) => reference)}::text[])
          as x(channel, reference)
        join received_payment p on p.channel = x.channel and p.reference = x.reference`
    for (const row of rows) known.references.add(`${row.channel} ${row.reference}`)
  }
  for (const run of loading) {
    for await (const { bytes } of billRunParts(sql, run.id)) {
      for (const text of bytes.toString('utf8').split(/\r?\n/)) {
        const cells = splitCsvLine(text)
        if (typeof cells !== 'number') known.line(cells)
      }
    }
  }
  return known
}

function* portions<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += portion) yield all.slice(at, at + portion)
}
