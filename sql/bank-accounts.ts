import type { BankAccountId, PortalAccountId } from '../src/domain/ids.js'
import { type Db, isSqlState, type Sql } from './database.js'

/** The bank accounts a resident pays from. Their numbers are sealed before they come here (S38, S39). */

export interface BankAccountRow {
  readonly id: BankAccountId
  readonly kind: 'checking' | 'savings'
  readonly last4: string
}

/** Those that are offered again: saved, not removed, not closed by the bank; in the order they were added. */
export async function list(sql: Sql, owner: PortalAccountId): Promise<BankAccountRow[]> {
  return await sql<BankAccountRow[]>`
    select id, kind, last4
      from bank_account
     where portal_account_id = ${owner} and saved and removed_at is null and closed_code is null
       and sealed is not null
     order by created_at, id
     limit 5`
}

/**
 * One of the owner's that may be paid from: a saved one, or one that was typed for this very payment. An unsaved one
 * that was used is not offered again (F21).
 */
export async function findUsable(
  sql: Sql,
  owner: PortalAccountId,
  id: BankAccountId,
): Promise<BankAccountRow | undefined> {
  const [row] = await sql<BankAccountRow[]>`
    select id, kind, last4
      from bank_account b
     where id = ${id} and portal_account_id = ${owner} and removed_at is null and closed_code is null
       and sealed is not null
       and (saved or not ${wasUsed(sql)})`
  return row
}

/** A payment was made from bank account `b`, or a recurring payment agreed to. */
const wasUsed = (db: Db) => db`
  (exists (select from payment p where p.bank_account_id = b.id)
   or exists (select from recurring_terms t where t.bank_account_id = b.id))`

/** A saved one as Profile shows it. */
export interface SavedBankAccount extends BankAccountRow {
  /** The return code with which its bank closed it to new payments (F8). */
  readonly closedCode: string | null
}

/** All that the owner saved and did not remove, closed ones too; in the order they were added. */
export async function saved(sql: Sql, owner: PortalAccountId): Promise<SavedBankAccount[]> {
  return await sql<SavedBankAccount[]>`
    select id, kind, last4, closed_code
      from bank_account
     where portal_account_id = ${owner} and saved and removed_at is null
     order by created_at, id
     limit 5`
}

export interface NewBankAccount {
  /** Made before the numbers were sealed: the sealed text opens in this row alone. */
  readonly id: BankAccountId
  readonly owner: PortalAccountId
  readonly kind: 'checking' | 'savings'
  readonly name: string
  readonly last4: string
  readonly sealed: string
  readonly fingerprint: string
  /** Offered again, and one of the five. */
  readonly saved: boolean
}

export type Known =
  | { readonly outcome: 'same'; readonly id: BankAccountId }
  /** The bank closed it to new payments, and said why (F8). */
  | { readonly outcome: 'closed'; readonly code: string }
export type Added =
  | Known
  | { readonly outcome: 'added'; readonly id: BankAccountId }
  | { readonly outcome: 'full' }

/**
 * The row that has these numbers already, so that it is used again instead of a new one. Asking to save it saves it.
 *
 * @returns undefined when there is none.
 */
export async function known(
  sql: Sql,
  account: NewBankAccount,
): Promise<Known | { outcome: 'full' } | undefined> {
  return await unlessFull(() => knownIn(sql, account))
}

/** Adds a bank account, unless the owner has these numbers already or keeps five (I22). */
export async function add(sql: Sql, account: NewBankAccount): Promise<Added> {
  return await unlessFull(() =>
    sql.begin(async (tx): Promise<Added> => {
      // Two taps on Continue wait for each other here, and make one row.
      await tx`select 1 from portal_account where id = ${account.owner} for update`
      const before = await knownIn(tx, account)
      if (before) return before
      const { id, owner, kind, name, last4, sealed, fingerprint, saved } = account
      await tx`
        insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
        values (${id}, ${owner}, ${kind}, ${name}, ${last4}, ${sealed}, ${fingerprint}, ${saved})`
      return { outcome: 'added', id }
    }),
  )
}

async function knownIn(db: Db, account: NewBankAccount): Promise<Known | undefined> {
  // The same numbers as the other kind are another account: a bank refuses the wrong kind (NOC C05).
  const [row] = await db<{ id: BankAccountId; saved: boolean; closedCode: string | null }[]>`
    select id, saved, closed_code
      from bank_account b
     where portal_account_id = ${account.owner} and fingerprint = ${account.fingerprint} and kind = ${account.kind}
       and removed_at is null and sealed is not null
       and (saved or closed_code is not null or not ${wasUsed(db)})
     order by closed_code nulls last, saved desc, created_at
     limit 1`
  if (!row) return undefined
  if (row.closedCode) return { outcome: 'closed', code: row.closedCode }
  if (account.saved && !row.saved)
    await db`update bank_account set saved = true where id = ${row.id}`
  return { outcome: 'same', id: row.id }
}

async function unlessFull<T>(deed: () => Promise<T>): Promise<T | { outcome: 'full' }> {
  try {
    return await deed()
  } catch (fault) {
    if (isSqlState(fault, 'CSS03')) return { outcome: 'full' }
    throw fault
  }
}

/**
 * Forgets what was typed and never used: unsaved, without a payment or a recurring payment, and a day old (F21).
 *
 * @returns How many.
 */
export async function removeUnused(sql: Sql): Promise<number> {
  const { count } = await sql`
    delete from bank_account b
     where not saved and created_at < portal_now() - interval '1 day'
       and not ${wasUsed(sql)}`
  return count
}

/** How long a bank may take a payment back (I12): until then its numbers are kept. */
const returnDays = 60

/**
 * Destroys the sealed numbers of bank accounts that nobody may use again, removed or never saved, once nothing takes
 * money from them and the last payment has been final for 60 days (I21). The row stays: payments show its last four.
 *
 * @returns How many.
 */
export async function destroySealed(sql: Sql): Promise<number> {
  const { count } = await sql`
    update bank_account b set sealed = null
     where sealed is not null and (removed_at is not null or (not saved and ${wasUsed(sql)}))
       and not exists (select from bank_account_uses(b.id))
       and not exists (select from payment p where p.bank_account_id = b.id
                          and p.status_changed_at > portal_now() - make_interval(days => ${returnDays}))`
  return count
}
