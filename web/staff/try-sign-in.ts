import type { Context } from 'hono'
import * as staff from '../../sql/staff.js'
import { log } from '../../src/log.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { PortalEnv } from '../env.js'
import { clientAddress } from '../gate.js'
import { matches } from '../passwords.js'
import type { StaffSessions } from '../staff-session.js'
import { keyOf, stepNow, stepOfCode } from './totp.js'

export type Tried =
  | { readonly come: 'in'; readonly token: string; readonly who: staff.StaffSignIn }
  | { readonly come: 'wrong' }
  | { readonly come: 'later'; readonly seconds: number }

/** Nobody's, so that an unknown name costs the same work. */
const nobody = '00000000-0000-4000-8000-000000000000'

/**
 * One try of username, password and one-time code. All three are looked at, whatever the first one says, and the answer
 * never tells which was wrong.
 */
export async function trySignIn(
  c: Context<PortalEnv>,
  sessions: StaffSessions,
  typed: { readonly username: string; readonly password: string; readonly code: string },
): Promise<Tried> {
  const { sql, seals } = c.get('deps')
  const address = clientAddress(c)
  const nameKey = seals.mac('name', `staff ${typed.username}`)
  // Counted before the look: parallel tries can't slip through together.
  const places: Place[] = [
    [buckets.staffAddress, address],
    [buckets.staffNameAddress, `${nameKey} ${address}`],
  ]
  const full = await takePlaces(sql, places)
  if (full) return { come: 'later', seconds: full === buckets.staffAddress ? 600 : full.seconds }

  const who = await staff.findForSignIn(sql, typed.username)
  const right = await matches(who?.passwordHash, typed.password).catch(async (fault: unknown) => {
    await giveBackPlaces(sql, places) // too busy to look: that was no try
    throw fault
  })
  const step = stepOfCode(keyOf(seals, who?.totpId ?? nobody), typed.code, stepNow())
  if (!who || !right) return { come: 'wrong' }

  // Who knows the password and guesses at the code is near: that many and no more, wherever they come from.
  const guesses: Place[] = [[buckets.staffCode, who.id]]
  if (await takePlaces(sql, guesses)) {
    log.error(
      { event: 'authn_staff_code_guessed', alert: true, staff: who.id },
      'more than 5 wrong one-time codes with a right password',
    )
    return { come: 'later', seconds: buckets.staffCode.seconds }
  }
  const token = step === undefined ? undefined : await sessions.start(who, step)
  if (!token) {
    log.warn({ event: 'authn_staff_code_fail', staff: who.id }, 'a wrong or used one-time code')
    return { come: 'wrong' }
  }
  await giveBackPlaces(sql, [...places, ...guesses])
  return { come: 'in', token, who }
}
