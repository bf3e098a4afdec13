import { randomUUID } from 'node:crypto'
import * as bankAccounts from '../sql/bank-accounts.js'
import { maxSavedBankAccounts } from '../src/domain/bank-account.js'
import type { BankAccountId } from '../src/domain/ids.js'
import { Refusal } from '../src/domain/refusal.js'
import { returnCode } from '../src/domain/return-code.js'
import type { TypedBankAccount } from './bank-form.js'
import { giveBackPlaces, type Place, takePlaces } from './buckets.js'
import type { Deps, Resident } from './env.js'

/** How often a resident may add one (security.md 1.3). */
const added = { name: 'bank-accounts-added', limit: 3, seconds: 24 * 3600 }

/**
 * Seals what was typed into a row, so that from here on only its id travels (F21). The same numbers again are the
 * same row, and do not count as another.
 *
 * @returns The row's id, or what to say at which field.
 * @throws {Refusal} After three new ones in a day.
 */
export async function keepBankAccount(
  { sql, seals }: Deps,
  owner: Resident,
  typed: TypedBankAccount,
): Promise<Kept> {
  const id = randomUUID() as BankAccountId // before the numbers are sealed: it is bound into the sealed text
  const { kind, name, routing, account, saved } = typed
  const row: bankAccounts.NewBankAccount = {
    id,
    owner: owner.id,
    kind,
    name,
    last4: account.slice(-4),
    sealed: seals.seal({ routing, account }, id),
    fingerprint: seals.fingerprint({ routing, account }),
    saved,
  }
  const known = await bankAccounts.known(sql, row)
  if (known) return answer(known)
  const place: Place = [added, owner.id]
  if (await takePlaces(sql, [place])) throw new Refusal('too-many-tries')
  const outcome = await bankAccounts.add(sql, row)
  if (outcome.outcome !== 'added') await giveBackPlaces(sql, [place])
  return answer(outcome)
}

type Kept = { id: BankAccountId } | { errors: Record<string, string> }

function answer(outcome: bankAccounts.Added): Kept {
  switch (outcome.outcome) {
    case 'added':
    case 'same':
      return { id: outcome.id }
    case 'closed':
      return { errors: { account: returnCode(outcome.code).words } }
    case 'full':
      return {
        errors: {
          save: `You saved ${maxSavedBankAccounts} bank accounts, the most we keep. Remove one in Profile, or do not save this one.`,
        },
      }
  }
}
