import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { type Control, useMode } from './control.js'
import type { Sql } from './database.js'
import { findPage, type HostedPage, openPage, paidOn, payOn, ways } from './hosted-books.js'
import { ComeBack, Gone, Paying, Unavailable } from './hosted-page.js'
import { type Env, entrance, keepSilent, restUntil, silenceOf } from './manners.js'
import { amount, fee, key, read, reference } from './shapes.js'

/**
 * SpeedPay's stand-in: `POST /hosted` opens a page, `/speedpay/:token` is that page. It asks for no card number. The
 * control modes hold for the API's call and for the person's: down, hang or close after taking, declined.
 */
export interface HostedDeps {
  readonly sql: Sql
  readonly control: Control
  readonly secrets: readonly string[]
  readonly settleMs: number
  readonly changed: () => void
  readonly stopping: AbortSignal
  /** Where browsers find this program. */
  readonly publicUrl: () => string
}

const order = z.object({
  key,
  amountCents: amount,
  feeCents: fee,
  currency: z.literal('USD'),
  reference,
  description: z.string().min(1).max(200),
  returnUrl: z.url({ protocol: /^https?$/ }).max(2_000),
})

export function hostedRoutes(deps: HostedDeps) {
  const { sql, control, settleMs, changed, stopping } = deps
  const app = new Hono<Env>()

  app.post('/hosted', entrance(deps), async (c) => {
    const wanted = await read(c, order)
    if (!wanted.ok) return wanted.refusal
    const { mode } = useMode(control)
    if (mode === 'fail_before_accept')
      return c.json({ refusal: 'unavailable', words: ['not taken'] }, 503)
    const page = await openPage(sql, wanted.value)
    if (!page) {
      const words = ['this key stands for another amount, fee, currency or reference']
      return c.json({ refusal: 'mismatch', words }, 409)
    }
    const silence = silenceOf(mode)
    if (silence) return await keepSilent(c, silence, stopping)
    return c.json({ url: `${deps.publicUrl().replace(/\/+$/, '')}/speedpay/${page.token}` })
  })

  const show = (c: Context<Env>, body: Child, status: 200 | 404 | 503 = 200) =>
    c.html(html`<!doctype html>${body}`, status)

  const goBack = (c: Context<Env>, { returnUrl }: HostedPage) =>
    control.comeBack === 'post'
      ? show(c, <ComeBack returnUrl={returnUrl} />)
      : c.redirect(returnUrl, 303)

  app.get('/speedpay/:token', async (c) => {
    const page = await findPage(sql, c.req.param('token'))
    if (!page) return show(c, <Gone />, 404)
    if (control.mode === 'down') return show(c, <Unavailable page={page} />, 503)
    return show(c, <Paying page={page} entry={await paidOn(sql, page)} />)
  })

  app.post('/speedpay/:token', async (c) => {
    if (control.latencyMs > 0) await restUntil(control.latencyMs, stopping)
    const page = await findPage(sql, c.req.param('token'))
    if (!page) return show(c, <Gone />, 404)
    const { way: typed } = await c.req.parseBody()
    const chosen = ways.find((way) => way === typed)
    if (!chosen) return show(c, <Paying page={page} entry={await paidOn(sql, page)} />)
    if (chosen === 'abandon') return goBack(c, page)
    const { mode } = useMode(control)
    if (mode === 'down' || mode === 'fail_before_accept')
      return show(c, <Unavailable page={page} />, 503)
    const way = mode === 'reject' ? 'decline' : chosen
    const entry = await payOn(sql, page, { way, settleMs, events: control.events })
    changed()
    const silence = silenceOf(mode)
    if (silence) return await keepSilent(c, silence, stopping)
    return entry.status === 'rejected'
      ? show(c, <Paying page={page} entry={entry} />)
      : goBack(c, page)
  })

  return app
}
