import type { AccountRecord } from '../src/domain/bill-file.js'
import type { Db } from './database.js'

/** An account as it is stored: the digits of the tax id never reach the database. */
export type LoadableAccount = Omit<AccountRecord, 'kind' | 'taxIdLast4'> & {
  readonly taxIdHmac: string | undefined
}

/** New service accounts, and what the bill file says anew of those that are there. */
export async function saveAccounts(tx: Db, accounts: readonly LoadableAccount[]): Promise<void> {
  if (accounts.length === 0) return
  const rows = accounts.map((account) => ({
    account_number: account.accountNumber,
    holder_kind: account.holderKind,
    holder_name: account.holderName,
    tax_id_hmac: account.taxIdHmac ?? null,
    street_number: account.streetNumber,
    street: account.street,
    unit: account.unit ?? null,
    city: account.city,
    state: account.state,
    zip: account.zip,
    status: account.status,
  }))
  await tx`
    insert into service_account (id, account_number, holder_kind, holder_name, tax_id_hmac, street_number, street,
                                 unit, city, state, zip, status)
    select gen_random_uuid(), x.account_number, x.holder_kind, x.holder_name, x.tax_id_hmac, x.street_number, x.street,
           x.unit, x.city, x.state, x.zip, x.status
      from jsonb_to_recordset(${tx.json(rows)})
        as x(account_number text, holder_kind text, holder_name text, tax_id_hmac text, street_number text,
             street text, unit text, city text, state text, zip text, status text)
        on conflict (account_number) do update
       set holder_kind = excluded.holder_kind, holder_name = excluded.holder_name, tax_id_hmac = excluded.tax_id_hmac,
           street_number = excluded.street_number, street = excluded.street, unit = excluded.unit,
           city = excluded.city, state = excluded.state, zip = excluded.zip, status = excluded.status,
           updated_at = portal_now()`
}

/** @throws When an account number is not there. */
export async function serviceAccountIds(
  tx: Db,
  numbers: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ id: string; accountNumber: string }[]>`
    select id, account_number from service_account where account_number = any(${numbers}::text[])`
  if (rows.length !== numbers.length) {
    throw new Error(`${numbers.length - rows.length} account numbers of a batch are not there`)
  }
  return new Map(rows.map((row) => [row.accountNumber, row.id]))
}
