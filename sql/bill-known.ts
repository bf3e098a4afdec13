import type { Asked, Known } from '../src/domain/bill-file-known.js'
import type { Sql } from './database.js'

const portion = 10_000 // names asked for in one statement

/** What of a file's accounts, bills and references is in the database, asked in portions. */
export async function knownOf(sql: Sql, asked: Asked): Promise<Known> {
  const accounts = new Set<string>()
  for (const some of portions([...asked.accounts.keys()])) {
    const rows = await sql<{ accountNumber: string }[]>`
      select account_number from service_account where account_number = any(${some}::text[])`
    for (const row of rows) accounts.add(row.accountNumber)
  }
  const bills = new Map<string, { accountNumber: string; replaced: boolean }>()
  const names = [...asked.bills.keys(), ...asked.replacements.map(({ replaces }) => replaces)]
  for (const some of portions(names)) {
    const rows = await sql<{ billNumber: string; accountNumber: string; replaced: boolean }[]>`
      select b.bill_number, a.account_number, exists (select from bill n where n.replaces_id = b.id) as replaced
        from bill b join service_account a on a.id = b.service_account_id
       where b.bill_number = any(${some}::text[])`
    for (const row of rows) bills.set(row.billNumber, row)
  }
  const references = new Set<string>()
  for (const some of portions([...asked.references.values()])) {
    const rows = await sql<{ channel: string; reference: string }[]>`
      select p.channel, p.reference
        from unnest(${some.map(({ channel }) => channel)}::text[], ${some.map(({ reference }) => reference)}::text[])
          as x(channel, reference)
        join received_payment p on p.channel = x.channel and p.reference = x.reference`
    for (const row of rows) references.add(`${row.channel} ${row.reference}`)
  }
  return { accounts, bills, references }
}

function* portions<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += portion) yield all.slice(at, at + portion)
}
