import { type Context, Hono } from 'hono'
import { z } from 'zod'
import * as holds from '../../sql/bill-holds.js'
import * as list from '../../sql/bill-holds-list.js'
import * as recurringBills from '../../sql/recurring-bills.js'
import { cityDay, isCityDay } from '../../src/domain/city-date.js'
import { type HoldId, isId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { oneTimeAuthorization, oneTimeTextVersion } from '../../src/domain/one-time-payment.js'
import { owed } from '../../src/domain/owed.js'
import { payableCents } from '../../src/domain/recurring-decision.js'
import { payMoment } from '../../src/domain/recurring-terms.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { Deps, PortalEnv } from '../env.js'
import { parse } from '../form.js'
import { clientAddress, resident } from '../gate.js'
import { show } from '../page.js'
import { from, HoldPage } from './hold-page.js'

type C = Context<PortalEnv>

const path = '/payment-activity/:id/authorize'

/** What the page showed, so that nothing else is agreed to. */
const okForm = z.strictObject({
  formId: z.uuid(),
  amountCents: z.string().regex(/^\d{1,9}$/),
  payOn: z.string().refine(isCityDay),
  from: z.string().max(40),
})

/** A bill over the threshold, and its payer's OK of this bill and this amount, once (S46). */
export const holdRoutes = ({ sql }: Deps) => {
  /** Another's hold is as absent as one that never was (T12). */
  async function find(c: C): Promise<list.Hold | undefined> {
    const id = c.req.param('id') ?? ''
    return isId(id) ? await list.find(sql, id as HoldId, c.get('resident').id) : undefined
  }

  async function page(c: C, hold: list.Hold, changed = false) {
    const { id } = c.get('resident')
    const { bills } = await recurringBills.read(sql, id, hold.serviceAccountId)
    return show(
      c,
      {
        title: 'This bill is over your limit',
        tab: 'activity',
        ...(changed ? { status: 409 as const } : {}),
      },
      <HoldPage c={c} hold={hold} {...plan(hold)} bills={bills} changed={changed} />,
    )
  }

  return new Hono<PortalEnv>()
    .get(path, resident, async (c) => {
      const hold = await find(c)
      return hold ? page(c, hold) : c.notFound()
    })
    .post(path, resident, async (c) => {
      const hold = await find(c)
      if (!hold) return c.notFound()
      const sent = await parse(c, okForm)
      if (!sent.ok) throw new Refusal('form-too-old')
      const { text } = plan(hold)
      const { formId, payOn, amountCents } = sent.value
      // A bank account that was chosen in another tab is not the one that the page named.
      if (hold.status === 'open' && (!text || sent.value.from !== from(hold)))
        return page(c, hold, true)
      const authorized = await holds.authorize(sql, {
        holdId: hold.id,
        payer: c.get('resident'),
        amountCents: Number(amountCents),
        payOn,
        formId,
        text: { version: oneTimeTextVersion, text: text ?? '', address: clientAddress(c) },
      })
      if ('paymentId' in authorized)
        return c.redirect(`/payment-activity/${authorized.paymentId}`, 303)
      const now = await find(c)
      return now ? page(c, now, true) : c.notFound()
    })
}

/** What an OK takes by now, when, and the words of it; the query asks the same rules again under the account's lock. */
function plan(hold: list.Hold) {
  const money = { owedCents: owed(hold), scheduledCents: hold.scheduledCents }
  const amountCents = payableCents(hold, money)
  const terms = { daysBefore: hold.daysBefore, thresholdCents: hold.thresholdCents }
  const moment = payMoment(terms, hold.dueOn, cityDay(hold.now), hold.now)
  const { bank } = hold
  const button = `Authorize ${showMoney(amountCents)}`
  const text = bank
    ? oneTimeAuthorization({ amountCents, bank, payOn: moment.payOn, button })
    : undefined
  return { amountCents, moment, text }
}
