import { z } from 'zod'
import type { Payment } from '../../sql/payment-activity.js'

/** Pages that list what still runs, with Cancel beside it; a name, never an address from outside (T14). */
const pages = z.enum(['remove', 'unenroll'])
export type CameFrom = z.infer<typeof pages>

export const cancelForm = z.strictObject({ from: pages.optional().catch(undefined) })

export const cameFrom = (text: string | undefined): CameFrom | undefined =>
  pages.safeParse(text).data

/** Where to go on: the page that asked, while there is one for this account; else the payment's own. */
export function goOn(payment: Payment, from: CameFrom | undefined): string {
  const { id, serviceAccountId, linked } = payment
  if (from === 'remove' && linked) return `/accounts/${serviceAccountId}/remove`
  if (from === 'unenroll' && linked) return `/paperless/${serviceAccountId}/unenroll`
  return `/payment-activity/${id}`
}
