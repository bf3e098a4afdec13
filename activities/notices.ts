import type { Sql } from '../sql/database.js'
import * as notices from '../sql/notices.js'
import type { NoticeId } from '../src/domain/ids.js'
import { noticeLifeHours } from '../src/domain/notice.js'
import { type Mailer, MailRefused, type Seals } from '../src/ports.js'
import { writeMail } from './mails/index.js'

export interface NoticePorts {
  readonly sql: Sql
  readonly mailer: Mailer
  readonly seals: Pick<Seals, 'mac'>
  readonly origin: string
  readonly supportPhone: string
  readonly convenienceFeeCents: number
  readonly temporaryPasswordMinutes: number
}

export const noticeActivities = (ports: NoticePorts) => ({
  /** @throws When the mail server does not take it now; Temporal tries again. */
  async sendNotice(id: string): Promise<void> {
    const sent = await sendOne(ports, id as NoticeId)
    if (!sent) throw new Error('the mail server did not take it') // nothing personal in a failure
  },
})

/**
 * Sends one notice: look, write, send, record. It runs at least once: a killed worker may send the same mail twice,
 * never two different ones.
 *
 * @returns false when the mail server does not take it now; everything else, a refused address too, is done with.
 */
export async function sendOne(ports: NoticePorts, id: NoticeId): Promise<boolean> {
  const { sql, mailer } = ports
  const notice = await notices.find(sql, id)
  if (notice?.state !== 'waiting') return true
  const ageHours = (notice.now.getTime() - notice.createdAt.getTime()) / 3_600_000
  if (ageHours > noticeLifeHours) {
    await notices.failed(sql, id, 'given_up', 'older than a day')
    return true
  }
  const mail = await writeMail(ports, notice)
  if (!mail) {
    await notices.failed(sql, id, 'given_up', 'what it tells of is gone')
    return true
  }
  try {
    await mailer.send({ ...mail, noticeId: id, to: notice.recipient })
  } catch (fault) {
    if (fault instanceof MailRefused) {
      await notices.failed(sql, id, 'refused', 'the address was refused')
      return true
    }
    await notices.tried(sql, id, 'the mail server did not take it')
    return false
  }
  await notices.sent(sql, id)
  return true
}
