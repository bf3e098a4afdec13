import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import * as cardIntents from '../../sql/card-intents.js'
import type { PortalAccountId, ServiceAccountId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import { log } from '../../src/log.js'
import { ProcessorSilence } from '../../src/ports.js'
import { buckets, type Place } from '../buckets.js'
import type { PortalEnv } from '../env.js'
import { clientAddress } from '../gate.js'
import { show } from '../page.js'
import { boundTo, writeState } from './state.js'
import { UnreachablePage } from './unreachable-page.js'

export interface Wanted {
  readonly formId: string
  readonly account: ServiceAccountId
  readonly accountNumber: string
  /** null: nobody's, paid signed out. */
  readonly payer: PortalAccountId | null
  readonly amountCents: number
  /** The page to go back to when SpeedPay can't be reached. */
  readonly from: string
}

/**
 * Writes down what is to be paid, and sends the browser to the processor's own page. The same form again is the same
 * hand-off; one that was paid leads to what became of it (I13).
 *
 * @throws {Refusal} After too many in an hour, for other answers in the same form, and for a form that is too old.
 */
export async function handOver(c: Context<PortalEnv>, wanted: Wanted): Promise<Response> {
  const deps = c.get('deps')
  const { sql, processor, city, origin } = deps
  const { payer, amountCents, formId } = wanted
  const limits: Place[] = [[buckets.speedpayAddress, clientAddress(c)]]
  if (payer) limits.push([buckets.speedpayResident, payer])
  const done = await cardIntents.handOff(sql, {
    formId,
    formDigest: digestOf(wanted),
    payerId: payer,
    serviceAccountId: wanted.account,
    amountCents,
    feeCents: city.convenienceFeeCents,
    boundTo: boundTo(c),
    nonce: randomBytes(16).toString('hex'),
    limits,
  })
  if (done.outcome === 'too many') {
    log.warn({ event: 'excess_rate_limit_exceeded', bucket: 'speedpay' }, 'a throttle is full')
    throw new Refusal('too-many-tries')
  }
  if (done.outcome === 'over') throw new Refusal('form-too-old')
  if (done.outcome !== 'open') {
    const see = `/pay/speedpay/return?payment=${done.id}`
    if (done.outcome === 'other') throw new Refusal('form-already-used', see)
    return c.redirect(`${see}&again=1`, 303)
  }
  const { id, reference, feeCents } = done.intent
  const state = writeState(deps, id, done.nonce)
  try {
    const page = await processor.hostedPage({
      key: id,
      amountCents,
      feeCents,
      currency: 'USD',
      reference,
      description: `City-County services bill, account ending ${wanted.accountNumber.slice(-4)}`,
      returnUrl: `${origin}/pay/speedpay/return?state=${state}`,
    })
    return c.redirect(page, 303)
  } catch (fault) {
    if (!(fault instanceof ProcessorSilence)) throw fault
    const late = fault.cause instanceof Error && fault.cause.name === 'TimeoutError'
    return show(
      c,
      {
        title: 'We cannot reach Western Union SpeedPay',
        tab: 'pay',
        status: late ? 504 : 502,
      },
      <UnreachablePage c={c} wanted={wanted} />,
    )
  }
}

/** The same answers, the same digest. */
const digestOf = ({ account, payer, amountCents }: Wanted): string =>
  createHash('sha256')
    .update(JSON.stringify([account, payer, amountCents]))
    .digest('hex')
