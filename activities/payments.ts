import * as cardIntents from '../sql/card-intents.js'
import type { Sql } from '../sql/database.js'
import * as steps from '../sql/payment-steps.js'
import type { PaymentId } from '../src/domain/ids.js'
import {
  type PaymentStatus,
  type PaymentStep,
  nextPaymentStep as rule,
} from '../src/domain/payment.js'
import {
  type Alert,
  type Order,
  type Outcome,
  type Processor,
  ProcessorMismatch,
  ProcessorSilence,
  type Vault,
} from '../src/ports.js'
import { beating } from './beating.js'
import { type IntentFacts, nextOfIntent } from './card-intents.js'

/** The rule's moment turned into a duration by the database's clock, so that a moved clock works. */
export type PaymentDeed =
  | Exclude<PaymentStep, { do: 'wait' }>
  | { readonly do: 'wait'; readonly forMs: number | null; readonly why: string }

/** What operators see in lists; nothing personal. */
export interface PaymentFacts {
  readonly status: PaymentStatus
  readonly sendAt: string // ISO
  readonly source: string
}

interface Ports {
  readonly sql: Sql
  readonly processor: Processor
  readonly vault: Vault
  readonly alert: Alert
}

export const paymentActivities = ({ sql, processor, vault, alert }: Ports) => ({
  /** What next? Applies the processor's events first, then asks the rule over the row, or over its hand-off (F15). */
  async nextPaymentStep(
    id: string,
  ): Promise<{ step: PaymentDeed; facts?: PaymentFacts | IntentFacts }> {
    const paymentId = id as PaymentId
    let row = await steps.look(sql, paymentId)
    if (!row) {
      const next = await nextOfIntent({ sql, alert }, paymentId)
      if (next) return { step: timed(next.step, next.now), facts: next.facts }
      row = await steps.look(sql, paymentId)
      if (!row) return { step: { do: 'end' } }
    }
    if (row.unapplied) {
      await steps.applyEvents(sql, paymentId, (raw) => JSON.parse(raw) as Outcome)
      row = (await steps.look(sql, paymentId)) ?? row
    }
    const facts = { status: row.status, sendAt: row.sendAt.toISOString(), source: row.source }
    if (row.status === 'needs_attention')
      alert('payment_needs_attention', { paymentId }, 'a person must look at a payment')
    return { step: timed(rule(row, processor.keyLifeHours, row.now), row.now), facts }
  },

  /**
   * Hands a due payment to the processor: look, claim, act, record. It runs at least once, so the payment's id is the
   * processor's key, and from the second attempt on the processor is asked before it is told. Silence is an answer:
   * the row says `unknown`, and the next step says when to ask.
   */
  async submitPayment(id: string): Promise<void> {
    const payment = await steps.claim(sql, id as PaymentId, vault.keyIds)
    if (!payment) {
      // Nothing was claimed and nothing is lost: Temporal asks again until the key is back.
      if (await steps.waitsForKey(sql, id as PaymentId, vault.keyIds))
        throw new Error('the unseal key is missing')
      return // canceled, held, or answered meanwhile
    }
    const bank = openBank(vault, payment)
    if (!bank) return await steps.unopened(sql, payment.id)
    try {
      const outcome = await beating(async () => {
        const known = payment.attempts > 1 ? await processor.findByKey(payment.id) : undefined
        return known ?? (await processor.submit(orderOf(payment, bank)))
      })
      await steps.record(sql, outcome)
    } catch (fault) {
      if (fault instanceof ProcessorSilence)
        await steps.silent(sql, payment.id, processor.keyLifeHours)
      else if (fault instanceof ProcessorMismatch) await steps.mismatch(sql, payment.id)
      else throw fault
    }
  },

  /** Asks for the outcome of a payment that is pending, or whose key is too old to be sent again. */
  async askProcessor(id: string): Promise<void> {
    const paymentId = id as PaymentId
    try {
      const outcome = await beating(() => processor.findByKey(paymentId))
      if (outcome) await steps.record(sql, outcome)
      else if (!(await cardIntents.foundNothing(sql, paymentId)))
        await steps.notThere(sql, paymentId, processor.keyLifeHours)
    } catch (fault) {
      if (!(fault instanceof ProcessorSilence)) throw fault
      if (!(await cardIntents.foundSilence(sql, paymentId)))
        await steps.silent(sql, paymentId, processor.keyLifeHours)
    }
  },

  /** After an hour without an answer the payer is told, once. */
  async tellPaymentUnknown(id: string): Promise<void> {
    await steps.tellUnknown(sql, id as PaymentId)
  },
})

function timed(step: PaymentStep, now: Date): PaymentDeed {
  if (step.do !== 'wait') return step
  // Rounded up: a step that is due in 0.4 ms must not be asked for twice.
  const forMs = step.until ? Math.ceil(step.until.getTime() - now.getTime()) : null
  return { do: 'wait', forMs, why: step.why }
}

const orderOf = (payment: steps.ClaimedPayment, bank: Order['bank']): Order => ({
  key: payment.id,
  amountCents: payment.amountCents,
  feeCents: payment.feeCents,
  bank,
  reference: payment.confirmation,
})

function openBank(vault: Vault, payment: steps.ClaimedPayment) {
  try {
    if (!payment.sealed) return undefined
    const numbers = vault.open(payment.sealed, payment.bankAccountId)
    return { ...numbers, kind: payment.bankKind, name: payment.bankName }
  } catch {
    return undefined // changed, moved, or sealed with a key that is not here: a person must look (T19)
  }
}
