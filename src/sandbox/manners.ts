import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { type Control, type Mode, useMode } from './control.js'

/** What the API and the hosted page have in common: who may call, and how a call goes wrong on purpose. */
export type Env = { Bindings: HttpBindings }

const longestHangMs = 60_000

/** Slow, down, or without the secret: before a call of the API is read. */
export const entrance =
  (given: {
    readonly control: Control
    readonly secrets: readonly string[]
    readonly stopping: AbortSignal
  }) =>
  async (c: Context<Env>, next: () => Promise<void>) => {
    const { control, secrets, stopping } = given
    if (control.latencyMs > 0) await restUntil(control.latencyMs, stopping)
    if (control.mode === 'down') {
      useMode(control)
      return c.json({ refusal: 'unavailable', words: ['control mode: down'] }, 503)
    }
    if (!knows(secrets, c.req.header('authorization'))) {
      return c.json({ refusal: 'secret', words: ['authorization: Bearer and the secret'] }, 401)
    }
    return await next()
  }

/** How a call that was taken stays unanswered; undefined when it is answered. */
export function silenceOf(mode: Mode): 'hang' | 'close' | undefined {
  if (mode === 'accept_then_close') return 'close'
  return mode === 'accept_then_hang' ? 'hang' : undefined
}

/** Gives no HTTP answer: closes the connection, at once or after it has hung. */
export async function keepSilent(c: Context<Env>, how: 'hang' | 'close', stopping: AbortSignal) {
  const gone = AbortSignal.any([stopping, c.req.raw.signal])
  if (how === 'hang') await restUntil(longestHangMs, gone)
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

export const restUntil = (ms: number, signal: AbortSignal) =>
  sleep(ms, undefined, { signal }).catch(() => {}) // ended early, which is an end too

function knows(secrets: readonly string[], header: string | undefined): boolean {
  const given = digest(header?.startsWith('Bearer ') ? header.slice(7) : '')
  return secrets.some((secret) => timingSafeEqual(digest(secret), given))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
