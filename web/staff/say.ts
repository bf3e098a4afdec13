import type { Context } from 'hono'
import * as callerChecks from '../../sql/caller-checks.js'
import type { CallerFact } from '../../src/domain/caller-check.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import { callOf } from '../calls.js'
import type { PortalEnv } from '../env.js'
import type { SaidByCaller } from './check-form.js'

/**
 * One answer of a caller, compared by the system. Facts that do not match count for the resident too, over all calls of a
 * day: whoever calls again and again learns nothing more.
 *
 * @returns undefined when this call is not to be checked any more.
 */
export async function say(
  c: Context<PortalEnv>,
  resident: PortalAccountId,
  said: SaidByCaller,
): Promise<
  | { readonly outcome: 'open' | 'verified' | 'failed'; readonly misses: readonly CallerFact[] }
  | undefined
> {
  const { sql, seals } = c.get('deps')
  const of = callOf(c, resident)
  await callerChecks.start(sql, of)
  // Counted before the look, so that two agents at once can't slip through together.
  const facts = Object.values(said).filter((fact) => fact !== undefined)
  const places = facts.map((): Place => [buckets.callerMisses, resident])
  if (await takePlaces(sql, places)) {
    await callerChecks.giveUp(sql, of)
    return { outcome: 'failed', misses: [] }
  }
  const { last4 } = said
  const compared = await callerChecks.say(sql, of, {
    ...said,
    taxIdHmac: last4 === undefined ? undefined : (number) => seals.taxId(last4, number),
  })
  const misses = (Object.keys(compared?.answers ?? {}) as CallerFact[]).filter(
    (fact) => compared?.answers[fact] === 'no match',
  )
  await giveBackPlaces(sql, places.slice(misses.length))
  return compared && { outcome: compared.outcome, misses }
}
