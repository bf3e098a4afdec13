import * as portalAccounts from '../../sql/portal-accounts.js'
import * as signInDoors from '../../sql/sign-in-doors.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { Deps } from '../env.js'
import { matches } from '../passwords.js'

export type Tried =
  | { readonly come: 'in' | 'confirm-first'; readonly account: portalAccounts.SignInRow }
  /** @property left Tries before the security question; the same for a name that nobody has (T3). */
  | { readonly come: 'wrong'; readonly left: number }
  | { readonly come: 'later'; readonly seconds: number }

/**
 * One try of a password. Known and unknown names take the same steps and the same work: look up, argon2id, count.
 *
 * @param address The client's network address.
 */
export async function tryPassword(
  { sql, seals, city }: Deps,
  typed: { readonly username: string; readonly password: string },
  address: string,
): Promise<Tried> {
  const nameKey = seals.mac('name', typed.username.toLowerCase())
  // Counted before the look: parallel tries can't slip through together.
  const places: Place[] = [
    [buckets.signInAddress, address],
    [buckets.signInNameAddress, `${nameKey} ${address}`],
  ]
  const full = await takePlaces(sql, places)
  if (full) return { come: 'later', seconds: full === buckets.signInAddress ? 600 : full.seconds }

  const account = await portalAccounts.findForSignIn(sql, typed.username)
  if (!(await matches(account?.passwordHash, typed.password)) || !account) {
    const failures = await signInDoors.fail(sql, nameKey)
    return { come: 'wrong', left: Math.max(0, city.passwordTries - failures) }
  }
  await signInDoors.reset(sql, nameKey)
  await giveBackPlaces(sql, places)
  return { come: account.confirmed ? 'in' : 'confirm-first', account }
}
