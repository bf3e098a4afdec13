import { mail, quickMail } from './proxies.js'

/** One per email. Temporal tries again until it is with the mail server, refused, or a day old. */
export async function noticeDelivery(noticeId: string): Promise<void> {
  try {
    await quickMail.sendNotice(noticeId)
  } catch {
    await mail.sendNotice(noticeId)
  }
}
