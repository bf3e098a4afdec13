import { Hono } from 'hono'
import * as processorEvents from '../../sql/processor-events.js'
import { log } from '../../src/log.js'
import { buckets } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { clientAddress, processor as processorGate } from '../gate.js'
import { createMeter } from '../request-meter.js'

/**
 * Signed messages from the payment processor: stored with a nudge before they are answered, applied by the payment's
 * workflow (I16). A bad signature is answered 401 and stores nothing; a flood of them is dropped without a line of log
 * each, and a right one from the same source is still taken.
 */
export function processorRoutes(deps: Deps) {
  const { sql, processor } = deps
  const badOnes = createMeter(deps, buckets.badSignature)

  return new Hono<PortalEnv>().post('/processor/events', processorGate, async (c) => {
    const raw = await c.req.text()
    // The signature's age follows the machine's clock, never the moved one (F19).
    const event = processor.parseEvent(raw, c.req.header('processor-signature'), new Date())
    if (!event) {
      if (!badOnes.hit(clientAddress(c))) return c.body(null, 429, { 'Retry-After': '60' })
      log.warn({ event: 'processor_event_refused' }, 'a processor event had no right signature')
      return c.json({ error: 'bad signature' }, 401)
    }
    // Kept all the same: a person must find out whose money it is (I16).
    if (!(await processorEvents.store(sql, event, raw)))
      log.error(
        { event: 'processor_event_unmatched', alert: true, eventId: event.eventId },
        'a processor event names no payment of ours',
      )
    return c.json({ stored: true })
  })
}
