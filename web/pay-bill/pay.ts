import type { Context } from 'hono'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import * as payments from '../../sql/payments.js'
import { oneTimeTextVersion, sendMoment } from '../../src/domain/one-time-payment.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { PortalEnv } from '../env.js'
import { clientAddress } from '../gate.js'
import { authorizationText } from './check-page.js'
import type { PayFacts } from './facts.js'
import { type Plan, planDigest } from './plan.js'

/**
 * Turns the plan into a payment, with the words that the resident has just agreed to.
 *
 * @throws {Refusal} After twenty in a day.
 */
export async function pay(
  c: Context<PortalEnv>,
  order: { facts: PayFacts; plan: Plan; bank: BankAccountRow },
): Promise<Exclude<payments.Scheduled, { outcome: 'too many' }>> {
  const { facts, plan, bank } = order
  const { sql } = c.get('deps')
  const payer = c.get('resident')
  const outcome = await payments.schedule(sql, {
    formId: plan.formId,
    formDigest: planDigest(facts.account.id, plan),
    payer,
    serviceAccountId: facts.account.id,
    bankAccountId: plan.from,
    amountCents: plan.amountCents,
    payOn: plan.payOn,
    sendAt: sendMoment(plan.payOn, plan.when, facts.now),
    authorization: {
      version: oneTimeTextVersion,
      text: authorizationText(plan, bank, facts.now),
      address: clientAddress(c),
    },
  })
  if (outcome.outcome === 'too many') throw new Refusal('too-many-tries')
  return outcome
}
