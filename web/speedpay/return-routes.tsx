import { type Context, Hono } from 'hono'
import * as cardIntents from '../../sql/card-intents.js'
import * as cardReturns from '../../sql/card-returns.js'
import { isId, type PaymentId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { ProcessorSilence } from '../../src/ports.js'
import type { Deps, PortalEnv } from '../env.js'
import { anyone, processor as processorGate } from '../gate.js'
import { show } from '../page.js'
import { readFacts } from './facts.js'
import { ElsewherePage, knownOf, Outcome, ReturnPage, titleOf } from './return-page.js'
import { boundTo, readState } from './state.js'

type C = Context<PortalEnv>

const path = '/pay/speedpay/return'

/**
 * Back from the processor's page. A browser's word credits nothing (I17): the page shows what a signed event or the
 * processor's answer to our own question says.
 */
export function speedPayReturnRoutes(deps: Deps) {
  const { sql } = deps

  return new Hono<PortalEnv>().get(path, anyone, async (c) => {
    const state = c.req.query('state')
    if (state !== undefined) return c.redirect(await cameBack(c, state), 303)
    const id = c.req.query('payment') ?? ''
    const card = isId(id) ? await cardReturns.find(sql, id as PaymentId) : undefined
    if (!card || !isOwn(c, card))
      return show(c, { title: 'Back from Western Union SpeedPay' }, <ElsewherePage c={c} />)
    const visitor = c.get('visitor')
    const known = knownOf(card)
    const facts =
      visitor && card.payerId && known === 'approved'
        ? await readFacts(deps, visitor, card.serviceAccountId)
        : undefined
    if (c.req.query('poll') !== undefined && c.req.header('hx-request') === 'true')
      return c.html(
        <>
          <Outcome c={c} card={card} known={known} facts={facts} />
          {known === 'approved' && (
            <div hx-swap-oob="innerHTML:#live">
              Payment of {showMoney(card.amountCents)} is now approved
            </div>
          )}
        </>,
      )
    return show(
      c,
      {
        title: titleOf(known, card),
        tab: 'pay',
        ...(known === 'waiting' && isFresh(card) ? { refresh: 5 } : {}),
      },
      <ReturnPage
        c={c}
        card={card}
        known={known}
        facts={facts}
        again={c.req.query('again') !== undefined}
      />,
    )
  })

  /** Uses up the state and asks the processor at once; the workflow asks by itself when it is silent. */
  async function cameBack(c: C, state: string): Promise<string> {
    const back = readState(deps, state)
    if (!back) return path
    const resident = c.get('visitor')?.id
    if (await cardReturns.comeBack(sql, { ...back, boundTo: boundTo(c), resident }))
      await ask(back.id)
    return `${path}?payment=${back.id}`
  }

  async function ask(id: PaymentId): Promise<void> {
    try {
      const outcome = await deps.processor.findByKey(id)
      if (outcome) await cardReturns.record(sql, outcome)
      else await cardIntents.foundNothing(sql, id)
    } catch (fault) {
      if (!(fault instanceof ProcessorSilence)) throw fault
    }
  }
}

/** The resident who was sent; signed out, the browser that was. */
const isOwn = (c: C, card: cardReturns.CardReturn): boolean =>
  card.payerId ? card.payerId === c.get('visitor')?.id : card.boundTo === boundTo(c)

/** A page without JavaScript asks again by itself for so long. */
const freshMinutes = 10

const isFresh = ({ createdAt, now }: cardReturns.CardReturn): boolean =>
  now.getTime() - createdAt.getTime() < freshMinutes * 60_000

/**
 * Some processors send the browser back by a form, which brings no cookie of ours (SameSite) and no token: it does nothing
 * but lead to the page. Mounted before cookies and forms are looked at.
 */
export const speedPayPostBack = () =>
  new Hono<PortalEnv>().post(path, processorGate, (c) => {
    const state = c.req.query('state')
    return c.redirect(state ? `${path}?state=${encodeURIComponent(state)}` : path, 303)
  })
