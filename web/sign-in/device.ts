import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as devices from '../../sql/devices.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import { cookieNames, cookieOptions } from '../gate.js'

/**
 * The cookie of a browser that signed in before: `v1.<portal account>.<nonce>.<expires>.<mac>`. It opens nothing; it
 * only says which door of the sign-in machine a try stands at (security.md 1.4).
 */
const days = 180

export const newNonce = (): string => randomBytes(16).toString('hex')

/** Nobody's id, so that an unknown name costs the same look-up. */
export const nobody = '00000000-0000-4000-8000-000000000000' as PortalAccountId

/** @returns The browser's nonce, when this portal account knows it. */
export async function knownDevice(
  c: Context<PortalEnv>,
  owner: PortalAccountId | undefined,
): Promise<string | undefined> {
  const deps = c.get('deps')
  const claim = read(deps, getCookie(c, cookieNames(deps).device) ?? '')
  const known = await devices.isKnown(deps.sql, owner ?? nobody, claim?.nonce ?? '')
  return known && claim?.owner === owner ? claim?.nonce : undefined
}

/** Gives the cookie, or its next 180 days. Strict: no other site's link or form may bring it along. */
export function rememberDevice(c: Context<PortalEnv>, owner: PortalAccountId, nonce: string): void {
  const deps = c.get('deps')
  const expires = Math.floor(deps.clock.now().getTime() / 1000) + days * 86_400
  setCookie(c, cookieNames(deps).device, write(deps, owner, nonce, expires), {
    ...cookieOptions(deps),
    sameSite: 'Strict',
    maxAge: days * 86_400,
  })
}

function write({ seals }: Deps, owner: string, nonce: string, expires: number | string): string {
  const claim = `v1.${owner}.${nonce}.${expires}`
  return `${claim}.${seals.mac('device', claim)}`
}

function read(deps: Deps, cookie: string): { owner: string; nonce: string } | undefined {
  const [, owner = '', nonce = '', expires = ''] = cookie.split('.')
  const wanted = Buffer.from(write(deps, owner, nonce, expires))
  const given = Buffer.from(cookie)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  return Number(expires) * 1000 > deps.clock.now().getTime() ? { owner, nonce } : undefined
}
