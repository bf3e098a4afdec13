import { setCurrentDetails } from '@temporalio/workflow'
import { nudges } from './nudges.js'
import { mail, rows } from './proxies.js'

/** One per "Forgot Password?": mails a temporary password and lasts until that is used, superseded or expired. */
export async function passwordReset(requestId: string): Promise<void> {
  await recover(requestId)
}

/** One per "Forgot Username?": mails the username, if the address has one. */
export async function usernameReminder(requestId: string): Promise<void> {
  await recover(requestId)
}

/** The row decides; this waits and calls. */
async function recover(requestId: string): Promise<void> {
  const nudge = nudges()
  for (;;) {
    nudge.forget()
    const step = await rows.nextRecoveryStep(requestId)
    switch (step.do) {
      case 'answer':
        await rows.answerRecovery(requestId)
        break
      case 'mail':
        setCurrentDetails('Waits for: the mail server')
        await mail.sendNotice(step.noticeId)
        break
      case 'start-life':
        await rows.startTemporaryPassword(requestId)
        break
      case 'wait':
        setCurrentDetails(`Waits for: ${step.why}`)
        await nudge.orAfter(step.forMs, step.why)
        break
      case 'finish':
        await rows.finishRecovery(requestId)
        break
      case 'end':
        setCurrentDetails('At rest')
        return
    }
  }
}
