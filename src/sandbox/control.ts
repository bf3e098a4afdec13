import { Hono } from 'hono'
import { z } from 'zod'
import type { Sql } from './database.js'
import { type EventsMode, eventsModes } from './events.js'
import { lines, seed } from './ledger.js'
import { orderReturn } from './settling.js'
import { amount, fee, key, read, reference } from './shapes.js'

/**
 * How the sandbox misbehaves on purpose (architecture.md 7). Kept in memory: a restart makes it behave again.
 */
export type Mode = (typeof modes)[number]
const modes = [
  'normal',
  'down',
  'fail_before_accept',
  'accept_then_hang',
  'accept_then_close',
  'reject',
] as const

export interface Control {
  latencyMs: number
  mode: Mode
  /** Return code of mode `reject`. */
  code: string | undefined
  /** Calls that the mode still holds for; 0: until changed. */
  count: number
  events: EventsMode
  /** How the hosted page sends the browser back: by a redirect, or by a form of its own. */
  comeBack: 'get' | 'post'
}

export const newControl = (): Control => ({
  latencyMs: 0,
  mode: 'normal',
  code: undefined,
  count: 0,
  events: 'normal',
  comeBack: 'get',
})

/** The mode for one call, which it uses up. */
export function useMode(control: Control): { mode: Mode; code: string | undefined } {
  const { mode, code } = control
  if (control.count > 0) {
    control.count -= 1
    if (control.count === 0) control.mode = 'normal'
  }
  return { mode, code }
}

const returnCode = z.string().regex(/^R\d\d$/, 'a return code is R and two digits')

const order = z
  .strictObject({
    latencyMs: z.int().min(0).max(600_000).optional(),
    mode: z.enum(modes).optional(),
    code: returnCode.optional(),
    count: z.int().min(0).default(0),
    events: z.enum(eventsModes).optional(),
    comeBack: z.enum(['get', 'post']).optional(),
    returns: z
      .strictObject({ key, code: returnCode, afterSeconds: z.number().min(0).max(31_536_000) })
      .optional(),
  })
  .refine(({ mode, code }) => mode !== 'reject' || code, 'mode reject needs a code')

const moment = z.iso.datetime({ offset: true })
const history = z.array(
  z.object({
    key,
    amountCents: amount,
    feeCents: fee,
    reference,
    status: z.enum(['pending', 'approved', 'rejected', 'returned']),
    reason: returnCode.optional(),
    createdAt: moment,
    approvedAt: moment.optional(),
    returnedAt: moment.optional(),
  }),
)

/** @param changed Called when a change of status was ordered. */
export const controlRoutes = (sql: Sql, control: Control, changed: () => void) =>
  new Hono()
    .get('/control', (c) => c.json(control))
    .post('/control', async (c) => {
      const wanted = await read(c, order)
      if (!wanted.ok) return wanted.refusal
      const { latencyMs, mode, code, count, events, comeBack, returns } = wanted.value
      if (returns) {
        const afterMs = returns.afterSeconds * 1000
        const words = await orderReturn(sql, { key: returns.key, code: returns.code, afterMs })
        if (words) return c.json({ refusal: 'not-valid', words: [words] }, 422)
        changed()
      }
      if (latencyMs !== undefined) control.latencyMs = latencyMs
      if (events) control.events = events
      if (comeBack) control.comeBack = comeBack
      if (mode) Object.assign(control, { mode, code, count: mode === 'normal' ? 0 : count })
      return c.json(control)
    })
    .get('/control/ledger', async (c) => c.json(await lines(sql)))
    .post('/control/seed', async (c) => {
      const wanted = await read(c, history)
      return wanted.ok ? c.json(await seed(sql, wanted.value)) : wanted.refusal
    })
