import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Deps, PortalEnv } from '../env.js'
import { cookieNames, cookieOptions } from '../gate.js'

/** Whose security question this browser is to answer: in a cookie under a MAC, never in an address. */
export interface Asked {
  readonly username: string
  /** Where to go after signing in. */
  readonly next: string | undefined
}

const minutes = 15

export function ask(c: Context<PortalEnv>, asked: Asked): void {
  const deps = c.get('deps')
  const expires = Math.floor(deps.clock.now().getTime() / 1000) + minutes * 60
  const claim = Buffer.from(JSON.stringify({ ...asked, expires })).toString('base64url')
  setCookie(c, cookieNames(deps).asked, sealed(deps, claim), {
    ...cookieOptions(deps),
    maxAge: minutes * 60,
  })
}

/** @returns undefined without a cookie of ours that is still fresh. */
export function whoIsAsked(c: Context<PortalEnv>): Asked | undefined {
  const deps = c.get('deps')
  const cookie = getCookie(c, cookieNames(deps).asked) ?? ''
  const [claim = ''] = cookie.split('.')
  const wanted = Buffer.from(sealed(deps, claim))
  const given = Buffer.from(cookie)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const { username, next, expires }: Asked & { expires: number } = JSON.parse(
    Buffer.from(claim, 'base64url').toString(),
  )
  return expires * 1000 > deps.clock.now().getTime() ? { username, next } : undefined
}

export function forgetAsked(c: Context<PortalEnv>): void {
  const deps = c.get('deps')
  deleteCookie(c, cookieNames(deps).asked, cookieOptions(deps))
}

const sealed = ({ seals }: Deps, claim: string) => `${claim}.${seals.mac('form', `asked ${claim}`)}`
