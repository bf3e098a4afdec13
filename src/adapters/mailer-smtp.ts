import nodemailer from 'nodemailer'
import { type Mailer, MailRefused } from '../ports.js'
import { mailSender } from './mail-sender.js'

/** Every call to the outside ends after this (reliability.md 5.1). */
const patienceMs = 10_000

/** Sends by SMTP over kept connections. @param url `smtp://user:password@host:port`, or `smtps:` */
export function smtpMailer(url: string): Mailer & { close(): void } {
  const at = new URL(url)
  const secure = at.protocol === 'smtps:'
  const pool = nodemailer.createTransport(
    {
      pool: true, // a new connection costs 100 ms a mail (web.md 5)
      maxRequeues: 0, // Temporal tries again, not the pool
      host: at.hostname,
      port: Number(at.port) || (secure ? 465 : 587),
      secure,
      ...(at.username && {
        auth: { user: decodeURIComponent(at.username), pass: decodeURIComponent(at.password) },
      }),
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
    },
    { from: mailSender },
  )
  return {
    async send({ to, subject, text, html, noticeId }) {
      try {
        await pool.sendMail({
          to: { name: '', address: to }, // one address: a text with a comma would be two
          subject,
          text,
          html,
          messageId: `<${noticeId}@ci.charlotte.nc.us>`, // sent twice, most readers show it once
        })
      } catch (fault) {
        if (isRefusal(fault)) throw new MailRefused('refused')
        throw fault
      }
    },
    close: () => pool.close(),
  }
}

/** The server says no to this address for good; everything else may pass. */
function isRefusal(fault: unknown): boolean {
  const { responseCode, code } = fault as { responseCode?: number; code?: string }
  return (
    code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 550 && responseCode < 560
  )
}
