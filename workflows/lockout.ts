import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { LockoutFacts } from '../activities/lockouts.js'
import { searchAttributes, unlockSignalName } from './contract.js'
import { nudges } from './nudges.js'
import { mail, rows } from './proxies.js'

/** Carries the id of an `unlock_request`; without that row it has no authority (architecture.md 4). */
export const unlockSignal = defineSignal<[unknown]>(unlockSignalName)

/** One per lock of a portal account, as long as it lasts: tells the owner, and waits for CharMeck 311. */
export async function lockout(lockoutId: string): Promise<void> {
  const nudge = nudges()
  setHandler(unlockSignal, async (requestId) => {
    await rows.unlockByRequest(lockoutId, requestId)
    nudge.nudge()
  })
  let shown = ''
  while (!workflowInfo().continueAsNewSuggested) {
    nudge.forget()
    const { step, facts } = await rows.nextLockoutStep(lockoutId)
    if (facts && facts.scope !== shown) {
      tell(facts)
      shown = facts.scope
    }
    switch (step.do) {
      case 'tell':
        await rows.tellLocked(lockoutId)
        break
      case 'mail':
        if (facts) setCurrentDetails(`${words(facts)}\n\nWaits for: the mail server`)
        await mail.sendNotice(step.noticeId)
        break
      case 'remind':
        await rows.remindOfLockout(lockoutId)
        break
      case 'wait':
        if (facts) setCurrentDetails(`${words(facts)}\n\nWaits for: ${step.why}`)
        await nudge.orAfter(step.forMs, step.why)
        break
      case 'end':
        setCurrentDetails('Unlocked')
        return await condition(allHandlersFinished)
    }
  }
  await condition(allHandlersFinished)
  await continueAsNew<typeof lockout>(lockoutId)
}

/** What the list in Temporal's UI can be filtered by. */
function tell({ scope, lockedAt }: LockoutFacts): void {
  upsertSearchAttributes([
    { key: searchAttributes.LockScope, value: scope },
    { key: searchAttributes.LockedAt, value: new Date(lockedAt) },
  ])
}

const because = {
  wrong_answer: 'a wrong security answer',
  too_many_rounds: 'too many rounds of wrong passwords',
  too_many_misses: 'a hundred wrong passwords in a row',
} as const
const reach = {
  strangers: 'browsers that were never signed in before',
  everything: 'every browser',
} as const

/** Why, since when, and whom it keeps out. */
const words = ({ scope, why, lockedAt }: LockoutFacts) =>
  `Locked since ${lockedAt} for ${reach[scope]}, after ${because[why]}.`
