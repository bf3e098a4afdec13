import type { Sql } from '../sql/database.js'
import * as recoveries from '../sql/recoveries.js'
import { hashOf } from '../sql/temporary-passwords.js'
import type { RecoveryRequestId } from '../src/domain/ids.js'
import { type RecoveryStep, nextRecoveryStep as rule } from '../src/domain/recovery.js'
import type { Seals } from '../src/ports.js'
import { temporaryPassword } from './mails/recovery.js'

interface Ports {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'mac'>
  readonly temporaryPasswordMinutes: number
}

/** The deeds of "Forgot Username?" and "Forgot Password?"; the mail between them is `sendNotice`. */
export const recoveryActivities = ({ sql, seals, temporaryPasswordMinutes }: Ports) => ({
  async nextRecoveryStep(id: string): Promise<RecoveryStep> {
    const request = await recoveries.find(sql, id as RecoveryRequestId)
    return request ? rule(request, request.now) : { do: 'end' }
  },

  /** Looks up who asked. Nothing that leaves here tells whether the address is known. */
  async answerRecovery(id: string): Promise<void> {
    const request = id as RecoveryRequestId
    await recoveries.answer(sql, request, hashOf(temporaryPassword(seals, request)))
  },

  /** The mail is out: from its send on the temporary password has its minutes. */
  async startTemporaryPassword(id: string): Promise<void> {
    await recoveries.startLife(sql, id as RecoveryRequestId, temporaryPasswordMinutes)
  },

  async finishRecovery(id: string): Promise<void> {
    await recoveries.finish(sql, id as RecoveryRequestId)
  },
})
