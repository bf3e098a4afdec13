import type { PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import { isSqlState, type Sql } from './database.js'
import { findForLink, type LinkCandidate, link } from './service-accounts.js'
import * as throttles from './throttles.js'

/** A try to link a service account: whether it is paused, judged, counted and done, in one transaction (T1). */

export interface LinkTry {
  readonly resident: { readonly id: PortalAccountId; readonly email: string }
  readonly accountNumber: string
  /** Where a miss counts, always in the same order of buckets. */
  readonly misses: readonly throttles.Place[]
  /** Whether what was typed shows that it is theirs; asked for a number that nobody has, too. */
  readonly proves: (account: LinkCandidate | undefined) => boolean
}

export type LinkCame =
  | { readonly come: 'linked'; readonly id: ServiceAccountId }
  | { readonly come: 'already'; readonly account: LinkCandidate }
  | { readonly come: 'too-many' | 'no-match' }
  | { readonly come: 'paused'; readonly bucket: throttles.Bucket }

/**
 * Tries that would count in the same bucket come one after the other, so that a full bucket refuses a right proof too,
 * however many tries are under way at once, while any number of right ones never refuse each other.
 */
export async function tryLink(
  sql: Sql,
  { resident, accountNumber, misses, proves }: LinkTry,
): Promise<LinkCame> {
  try {
    return await sql.begin(async (tx) => {
      await throttles.takeTurns(tx, misses)
      const bucket = await throttles.firstFull(tx, misses)
      if (bucket) return { come: 'paused', bucket }
      const account = await findForLink(tx, accountNumber, resident.id)
      const right = proves(account)
      if (account?.linked) return { come: 'already', account }
      if (!account || !right) {
        for (const [bucket, key] of misses) await throttles.take(tx, bucket, key)
        return { come: 'no-match' }
      }
      const done = await link(tx, resident, account.id)
      return done === 'linked' ? { come: 'linked', id: account.id } : { come: 'already', account }
    })
  } catch (fault) {
    if (isSqlState(fault, 'CSS02')) return { come: 'too-many' }
    throw fault
  }
}
