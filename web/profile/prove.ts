import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import type { Proof } from '../../sql/profiles.js'
import * as profiles from '../../sql/profiles.js'
import { Refusal } from '../../src/domain/refusal.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { cookieNames, cookieOptions } from '../gate.js'
import { matches } from '../passwords.js'
import type { Sessions } from '../session.js'

export interface Proven extends Proof {
  readonly session: { readonly token: string; readonly from: string; readonly to: string }
}

/**
 * Whether the resident knows the current password: whoever only found an open browser does not.
 *
 * @returns What the deed's transaction needs; undefined when the password is wrong.
 * @throws {Refusal} After too many wrong ones.
 */
export async function prove(
  c: Context<PortalEnv>,
  sessions: Sessions,
  typed: string,
): Promise<Proven | undefined> {
  const { sql } = c.get('deps')
  const { id } = c.get('resident')
  const places: Place[] = [[buckets.currentPassword, id]]
  if (await takePlaces(sql, places)) throw new Refusal('too-many-tries')
  const passwordHash = await profiles.passwordHash(sql, id)
  if (!(await matches(passwordHash, typed)) || !passwordHash) return undefined
  await giveBackPlaces(sql, places)
  return { id, passwordHash, session: sessions.rotation(c.get('sessionId') ?? '') }
}

/** Ends the deed: the browser gets the session's new token. A deed that lost a race shows how things are now. */
export function back(c: Context<PortalEnv>, deps: Deps, done: boolean, proven: Proven, to: string) {
  if (!done) return c.redirect('/profile', 303)
  setCookie(c, cookieNames(deps).session, proven.session.token, cookieOptions(deps))
  return c.redirect(to, 303)
}
