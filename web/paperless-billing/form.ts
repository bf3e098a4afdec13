import { z } from 'zod'

/** A checkbox: there when checked, absent when not. */
const box = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on')

/** ENROLL NOW: the box checks New Document, it never unchecks it (F13). */
export const enrollForm = z.strictObject({ newDocument: box })

/** UNENROLL has no answer but its button. */
export const unenrollForm = z.strictObject({})

export const notificationsForm = z.strictObject({
  newDocument: box,
  dueReminder: box,
  paymentUpdates: box,
})
