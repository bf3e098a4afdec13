import * as cardIntents from '../sql/card-intents.js'
import type { Sql } from '../sql/database.js'
import * as steps from '../sql/payment-steps.js'
import { type IntentStep, nextIntentStep } from '../src/domain/card-intent.js'
import type { PaymentId } from '../src/domain/ids.js'
import type { Alert, Outcome } from '../src/ports.js'

interface Ports {
  readonly sql: Sql
  readonly alert: Alert
}

/** What operators see in lists. */
export interface IntentFacts {
  readonly status: 'handed_off' | 'expired'
  readonly sendAt: string // ISO
  readonly source: 'speedpay'
}

export interface NextOfIntent {
  readonly step: IntentStep
  readonly now: Date
  readonly facts: IntentFacts
}

/**
 * What next with a hand-off that may become a payment? Applies its events first.
 *
 * @returns undefined when it is a payment by now, or when there is no such hand-off.
 */
export async function nextOfIntent(
  { sql, alert }: Ports,
  id: PaymentId,
): Promise<NextOfIntent | undefined> {
  let intent = await cardIntents.look(sql, id)
  if (intent?.unapplied) {
    await steps.applyEvents(sql, id, (raw) => JSON.parse(raw) as Outcome)
    intent = await cardIntents.look(sql, id)
  }
  if (!intent || intent.paid) return undefined
  if (intent.declined) {
    const declined = await cardIntents.tooManyDeclines(sql)
    if (declined) alert('speedpay_declines', { declined }, 'many SpeedPay payments were declined')
  }
  return {
    step: nextIntentStep(intent, intent.now),
    now: intent.now,
    facts: {
      status: intent.closed ? 'expired' : 'handed_off',
      sendAt: intent.createdAt.toISOString(),
      source: 'speedpay',
    },
  }
}
