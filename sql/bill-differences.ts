import type { LoadableAccount } from './bill-accounts.js'
import type { Sql } from './database.js'

export interface AccountDifference {
  readonly added: number
  readonly changed: number
  readonly same: number
}

/** How accounts as a bill file tells them differ from those that are here; nothing is written. */
export async function compareAccounts(
  sql: Sql,
  accounts: readonly LoadableAccount[],
): Promise<AccountDifference> {
  const rows = accounts.map((account) => ({
    account_number: account.accountNumber,
    told: [
      account.holderKind,
      account.holderName,
      account.taxIdHmac ?? null,
      account.streetNumber,
      account.street,
      account.unit ?? null,
      account.city,
      account.state,
      account.zip,
      account.status,
    ],
  }))
  const [counts] = await sql<AccountDifference[]>`
    select count(*) filter (where a.id is null)::int as added,
           count(*) filter (where a.id is not null and x.told is distinct from here.told)::int as changed,
           count(*) filter (where a.id is not null and x.told is not distinct from here.told)::int as same
      from jsonb_to_recordset(${sql.json(rows)}) as x(account_number text, told jsonb)
      left join service_account a on a.account_number = x.account_number
     cross join lateral (
       select jsonb_build_array(a.holder_kind, a.holder_name, a.tax_id_hmac, a.street_number, a.street, a.unit, a.city,
                                a.state, a.zip, a.status) as told) here`
  return counts!
}
