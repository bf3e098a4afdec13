import { Hono } from 'hono'
import { z } from 'zod'
import { isCityDay } from '../domain/city-date.js'
import { type Control, useMode } from './control.js'
import type { Sql } from './database.js'
import { find, settlementOf, take } from './ledger.js'
import { endingOf } from './magic.js'
import { type Env, entrance, keepSilent, silenceOf } from './manners.js'
import { amount, fee, key, outcomeOf, read, reference } from './shapes.js'

/**
 * The API that the portal's adapter speaks: `POST /debits`, `GET /debits/:key`, `GET /settlement/:day`. Every
 * answer but a 5xx is definite; a 5xx, a closed connection or silence may mean "taken" or not.
 */
export interface DebitDeps {
  readonly sql: Sql
  readonly control: Control
  /** Bearer; `a,b` takes either. */
  readonly secrets: readonly string[]
  readonly settleMs: number
  /** Called after each submit that wrote something due. */
  readonly changed: () => void
  readonly stopping: AbortSignal
}

const order = z.object({
  key,
  amountCents: amount,
  feeCents: fee,
  bank: z.object({
    routing: z.string().regex(/^\d{9}$/),
    account: z.string().regex(/^\d{4,17}$/),
    kind: z.enum(['checking', 'savings']),
    name: z.string().min(1).max(200),
  }),
  reference,
})

export function debitRoutes({ sql, control, secrets, settleMs, changed, stopping }: DebitDeps) {
  const app = new Hono<Env>()

  const enter = entrance({ control, secrets, stopping })
  app.use('/debits/*', enter)
  app.use('/settlement/*', enter)

  app.post('/debits', async (c) => {
    const wanted = await read(c, order)
    if (!wanted.ok) return wanted.refusal
    const { mode, code } = useMode(control)
    const ending = endingOf(wanted.value.bank.account)
    const taken = await take(sql, wanted.value, {
      ending,
      accept: mode !== 'fail_before_accept',
      refuse: mode === 'reject' ? code : undefined,
      settleMs,
      events: control.events,
    })
    changed()
    if (taken.did === 'not take')
      return c.json({ refusal: 'unavailable', words: ['not taken'] }, 503)
    if (taken.did === 'mismatch') {
      const words = ['this key stands for another amount, fee or reference']
      return c.json({ refusal: 'mismatch', words }, 409)
    }
    const silence = silenceOf(mode) ?? (ending.hangs && taken.first ? 'hang' : undefined)
    return silence ? await keepSilent(c, silence, stopping) : c.json(outcomeOf(taken.entry))
  })

  app.get('/debits/:key', async (c) => {
    const entry = await find(sql, c.req.param('key'))
    if (!entry) return c.json({ refusal: 'unknown-key', words: ['never taken'] }, 404)
    return c.json(outcomeOf(entry))
  })

  app.get('/settlement/:day', async (c) => {
    const day = c.req.param('day')
    if (isCityDay(day)) return c.json(await settlementOf(sql, day))
    return c.json({ refusal: 'not-valid', words: ['a day is 2026-12-14'] }, 422)
  })

  return app
}
