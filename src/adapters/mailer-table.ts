import type { Sql } from '../../sql/database.js'
import { keepMail } from '../../sql/notices.js'
import type { Mailer } from '../ports.js'
import { mailSender } from './mail-sender.js'

/** Keeps mail in a table, where there is no mail server; `/dev/mail` shows it. */
export const tableMailer = (sql: Sql): Mailer => ({
  send: (mail) => keepMail(sql, mail, mailSender),
})
