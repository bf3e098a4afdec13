import { continueAsNew, setCurrentDetails, workflowInfo } from '@temporalio/workflow'
import { type BillRunProgress, showLoaded } from '../src/domain/bill-run.js'
import { counted } from '../src/domain/number-word.js'
import { nudges } from './nudges.js'
import { billRunMails, billRuns, rows } from './proxies.js'

/** One per accepted bill file: loads it in portions, then sends its emails. The rows decide; this waits and calls. */
export async function billRun(runId: string): Promise<void> {
  const nudge = nudges()
  while (!workflowInfo().continueAsNewSuggested) {
    nudge.forget()
    const { step, facts } = await rows.nextBillRunStep(runId)
    const words = facts ? told(facts) : 'gone'
    switch (step.do) {
      case 'wait':
        setCurrentDetails(`${words}\n\nWaits for: ${step.why}`)
        await nudge.orAfter(null, step.why)
        break
      case 'load':
        setCurrentDetails(words)
        await billRuns.loadBills(runId)
        break
      case 'send':
        setCurrentDetails(words)
        await billRunMails.sendBillNotices(runId)
        break
      case 'end':
        setCurrentDetails(`${words}\n\nAt rest`)
        return
    }
  }
  await continueAsNew<typeof billRun>(runId)
}

/** `12,500 of 100,000 bills`, and then the emails. */
function told(facts: BillRunProgress): string {
  const emails = facts.emails > 0 ? `, ${counted(facts.emails, 'email')} to send` : ''
  return `${showLoaded(facts)}${emails}`
}
