import type { Sql } from '../../../sql/database.js'
import { type Linkable, linkable, type SampleResident, sampleResidents } from './cast.js'

/** What `/dev` and `/dev.json` list of the sample city: who can sign in, and which bills nobody has linked yet. */
export async function sampleDirectory(
  sql: Sql,
): Promise<{ residents: readonly SampleResident[]; linkable: readonly Linkable[] }> {
  const numbers = linkable.map(({ accountNumber }) => accountNumber)
  const free = await sql<{ accountNumber: string }[]>`
    select a.account_number
      from service_account a
     where a.account_number = any(${numbers}::text[])
       and not exists (select from account_link k where k.service_account_id = a.id)
       and exists (select from bill b where b.service_account_id = a.id)
     order by a.account_number
     limit 100`
  const open = new Set(free.map(({ accountNumber }) => accountNumber))
  return {
    residents: sampleResidents,
    linkable: linkable.filter(({ accountNumber }) => open.has(accountNumber)),
  }
}
