import type { Context } from 'hono'
import * as portalAccounts from '../../sql/portal-accounts.js'
import * as doors from '../../sql/sign-in-doors.js'
import * as temporaryPasswords from '../../sql/temporary-passwords.js'
import type { Shown } from '../../src/domain/sign-in.js'
import { log } from '../../src/log.js'
import { noteFailedSignIn, signInBraked } from '../brakes.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { PortalEnv } from '../env.js'
import { clientAddress } from '../gate.js'
import { matches } from '../passwords.js'
import { knownDevice, nobody } from './device.js'

export type Tried =
  | {
      readonly come: 'in'
      readonly account: portalAccounts.SignInRow
      /** The browser's nonce, when it is known. */
      readonly device: string | undefined
    }
  /** By a temporary password, or with an address that was never confirmed. */
  | { readonly come: 'restricted' | 'confirm-first'; readonly account: portalAccounts.SignInRow }
  /** @property left Tries before the security question; the same for a name that nobody has (T3). */
  | { readonly come: 'wrong'; readonly left: number }
  | { readonly come: 'question' | 'locked' }
  | { readonly come: 'later'; readonly seconds: number }

/**
 * One try of a password. Known and unknown names, open, asked and locked doors take the same steps and the same work:
 * look up, argon2id, temporary password, door. Only the door's rule says what comes of it.
 */
export async function tryPassword(
  c: Context<PortalEnv>,
  typed: { readonly username: string; readonly password: string },
): Promise<Tried> {
  const { sql, seals } = c.get('deps')
  const address = clientAddress(c)
  const nameKey = seals.mac('name', typed.username.toLowerCase())
  // Counted before the look: parallel tries can't slip through together.
  const places: Place[] = [
    [buckets.signInAddress, address],
    [buckets.signInNameAddress, `${nameKey} ${address}`],
  ]
  const full = await takePlaces(sql, places)
  if (full) return { come: 'later', seconds: full.pauseSeconds ?? full.seconds }

  const account = await portalAccounts.findForSignIn(sql, typed.username)
  const device = await knownDevice(c, account?.id)
  const braked = await signInBraked(sql, device !== undefined)
  const right = await matches(account?.passwordHash, typed.password, { braked }).catch(
    async (fault: unknown) => {
      await giveBackPlaces(sql, places) // too busy to look: that was no try
      throw fault
    },
  )
  const hash = temporaryPasswords.hashOf(typed.password)
  const temporary = await temporaryPasswords.find(sql, account?.id ?? nobody, hash)

  const at = { nameKey, door: device ?? doors.strangers, account: account?.id }
  const password = right || temporary ? 'right' : 'wrong'
  let shown = await walk(c, at, { password })
  // Of two that bring the same temporary password at once, one comes in.
  if (shown.show === 'signed in' && !right && temporary) {
    if (!(await temporaryPasswords.use(sql, temporary)))
      shown = await walk(c, at, { password: 'wrong' })
  }
  switch (shown.show) {
    case 'signed in':
      await giveBackPlaces(sql, places)
      if (!account!.confirmed) return { come: 'confirm-first', account: account! }
      if (!right) return { come: 'restricted', account: account! }
      return { come: 'in', account: account!, device }
    case 'wrong password':
      await noteFailedSignIn(sql)
      return { come: 'wrong', left: shown.triesLeft }
    case 'locked':
      await noteFailedSignIn(sql)
      return { come: 'locked' }
    case 'question':
      await noteFailedSignIn(sql)
      return { come: 'question' }
    case 'answer matched':
    case 'password':
      throw new Error('a password was answered as an answer')
  }
}

/** The door's rule over its row, with this city's settings. */
export async function walk(
  c: Context<PortalEnv>,
  at: doors.DoorOf,
  tried: Parameters<typeof doors.walk>[2],
): Promise<Shown> {
  const { sql, city } = c.get('deps')
  const rules = { tries: city.passwordTries, lockoutScope: city.lockoutScope }
  const shown = await doors.walk(sql, at, tried, rules)
  if (shown.locks)
    log.warn({ event: 'authn_login_lock', portalAccount: at.account ?? null }, 'a door is locked')
  return shown
}
