import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { isId, type PaymentId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'

/**
 * The way back from the processor's page carries one opaque state (T14): the hand-off's id and its single-use nonce under
 * our MAC. It opens nothing by itself; whoever comes with it must be the browser, or the resident, that was sent.
 */

/** Keyed hash of this browser's session, or of its visit before one. */
export const boundTo = (c: Context<PortalEnv>): string =>
  c.get('deps').seals.mac('card-return', `browser ${c.get('token')}`)

const macOf = ({ seals, origin }: Deps, id: string, nonce: string): string =>
  seals.mac('card-return', `state ${origin} ${id} ${nonce}`)

export const writeState = (deps: Deps, id: PaymentId, nonce: string): string =>
  `${id}.${nonce}.${macOf(deps, id, nonce)}`

/** @returns undefined when it is not one that we wrote. */
export function readState(
  deps: Deps,
  state: string,
): { readonly id: PaymentId; readonly nonce: string } | undefined {
  const [id = '', nonce = '', given = '', ...more] = state.split('.')
  const wanted = Buffer.from(macOf(deps, id, nonce))
  const mac = Buffer.from(given)
  if (more.length > 0 || mac.length !== wanted.length || !timingSafeEqual(mac, wanted))
    return undefined
  return isId(id) ? { id: id as PaymentId, nonce } : undefined
}
