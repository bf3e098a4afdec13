import type { Sql } from '../sql/database.js'
import * as notices from '../sql/notices.js'
import type { NoticeId } from '../src/domain/ids.js'
import { noticeLifeHours } from '../src/domain/notice.js'
import { type Mailer, MailRefused, type Seals } from '../src/ports.js'
import { writeMail } from './mails/index.js'

interface Ports {
  readonly sql: Sql
  readonly mailer: Mailer
  readonly seals: Pick<Seals, 'mac'>
  readonly origin: string
  readonly supportPhone: string
  readonly convenienceFeeCents: number
  readonly temporaryPasswordMinutes: number
}

export const noticeActivities = (ports: Ports) => ({
  /**
   * Sends one notice: look, write, send, record. It runs at least once: a killed worker may send the same mail twice,
   * never two different ones.
   *
   * @throws When the mail server does not take it now; Temporal tries again.
   */
  async sendNotice(id: string): Promise<void> {
    const { sql, mailer } = ports
    const notice = await notices.find(sql, id as NoticeId)
    if (notice?.state !== 'waiting') return
    const ageHours = (notice.now.getTime() - notice.createdAt.getTime()) / 3_600_000
    if (ageHours > noticeLifeHours)
      return await notices.failed(sql, notice.id, 'given_up', 'older than a day')
    const mail = await writeMail(ports, notice)
    if (!mail) return await notices.failed(sql, notice.id, 'given_up', 'what it tells of is gone')
    try {
      await mailer.send({ ...mail, noticeId: notice.id, to: notice.recipient })
    } catch (fault) {
      if (fault instanceof MailRefused)
        return await notices.failed(sql, notice.id, 'refused', 'the address was refused')
      await notices.tried(sql, notice.id, 'the mail server did not take it')
      throw new Error('the mail server did not take it') // nothing personal in a failure
    }
    await notices.sent(sql, notice.id)
  },
})
