import { z } from 'zod'
import type { NoticePreference } from '../../sql/notice-preferences.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'

/** A checkbox: there when checked, absent when not. */
const box = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')

/** ENROLL NOW: the box checks New Document, it never unchecks it (F13). */
export const enrollForm = z.strictObject({ newDocument: box })

/** A form that has no answer but its button: UNENROLL, Send me a test email. */
export const buttonForm = z.strictObject({})

export const boxNames = ['newDocument', 'dueReminder', 'paymentUpdates'] as const
/** Opens the boxes of one account. */
export const different = 'different'
/** The name of a box of one account's own. */
export const ownBox = (name: string, account: ServiceAccountId) => `${name}-${account}`

/**
 * The three boxes, and for each linked account whether it is different and its own three. A name of another account is
 * an answer that nobody knows.
 */
export function notificationsForm(accounts: readonly ServiceAccountId[]) {
  const own = accounts.flatMap((id) => [different, ...boxNames].map((name) => ownBox(name, id)))
  const names: string[] = [...boxNames, ...own]
  return z.strictObject(Object.fromEntries(names.map((name) => [name, box]))).transform((on) => {
    const boxes = (nameOf: (name: string) => string): NoticePreference => ({
      newDocument: on[nameOf('newDocument')] ?? false,
      dueReminder: on[nameOf('dueReminder')] ?? false,
      paymentUpdates: on[nameOf('paymentUpdates')] ?? false,
    })
    return {
      general: boxes((name) => name),
      different: new Map(
        accounts
          .filter((id) => on[ownBox(different, id)])
          .map((id) => [id, boxes((name) => ownBox(name, id))]),
      ),
    }
  })
}
