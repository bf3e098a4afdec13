import {
  continueAsNew,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { IntentFacts } from '../activities/card-intents.js'
import type { PaymentFacts } from '../activities/payments.js'
import { searchAttributes } from './contract.js'
import { nudges } from './nudges.js'
import { processor, rows } from './proxies.js'

/**
 * One per payment, from its order until it is at rest; of a SpeedPay payment from the hand-off on, whether it is ever
 * paid or not. The row decides; this waits and calls.
 */
export async function scheduledPayment(paymentId: string): Promise<void> {
  const nudge = nudges()
  let shown = ''
  while (!workflowInfo().continueAsNewSuggested) {
    nudge.forget()
    const { step, facts } = await rows.nextPaymentStep(paymentId)
    // Told where somebody can see it: while it waits, and at its end. Each telling costs an event.
    if (facts && facts.status !== shown && (step.do === 'wait' || step.do === 'end')) {
      tell(facts)
      shown = facts.status
    }
    switch (step.do) {
      case 'wait':
        setCurrentDetails(`Waits for: ${step.why}`)
        await nudge.orAfter(step.forMs, step.why)
        break
      case 'submit':
        await processor.submitPayment(paymentId)
        break
      case 'ask':
        await processor.askProcessor(paymentId)
        break
      case 'tell-unknown':
        await rows.tellPaymentUnknown(paymentId)
        break
      case 'end':
        setCurrentDetails('At rest')
        return
    }
  }
  await continueAsNew<typeof scheduledPayment>(paymentId)
}

/** What the list in Temporal's UI can be filtered by. */
function tell({ status, sendAt, source }: PaymentFacts | IntentFacts): void {
  upsertSearchAttributes([
    { key: searchAttributes.PaymentStatus, value: status },
    { key: searchAttributes.PayOn, value: new Date(sendAt) },
    { key: searchAttributes.Source, value: source },
  ])
}
