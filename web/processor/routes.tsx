import { Hono } from 'hono'
import * as processorEvents from '../../sql/processor-events.js'
import { log } from '../../src/log.js'
import type { Deps, PortalEnv } from '../env.js'
import { processor as processorGate } from '../gate.js'

/**
 * Signed messages from the payment processor: stored with a nudge before they are answered, applied by the payment's
 * workflow (I16). A bad signature is answered 401 and stores nothing.
 */
export const processorRoutes = ({ sql, processor }: Deps) =>
  new Hono<PortalEnv>().post('/processor/events', processorGate, async (c) => {
    const raw = await c.req.text()
    // The signature's age follows the machine's clock, never the moved one (F19).
    const event = processor.parseEvent(raw, c.req.header('processor-signature'), new Date())
    if (!event) {
      log.warn({ event: 'processor_event_refused' }, 'a processor event had no right signature')
      return c.json({ error: 'bad signature' }, 401)
    }
    await processorEvents.store(sql, event, raw)
    return c.json({ stored: true })
  })
