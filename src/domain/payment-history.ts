import { showBank } from './bank-account.js'
import type { BankName } from './bill-history.js'

/** A payment in the history of a service account, in the words of list and file: whoever made it, and however. */

/** How a payment reached the city outside the portal, as the bill file tells it. */
export type Channel = 'mail' | 'in_person' | 'bank' | 'city_draft' | 'phone' | 'adjustment'

const channels: Readonly<Record<Channel, string>> = {
  mail: 'By mail',
  in_person: 'In person',
  bank: 'Your bank’s bill pay',
  city_draft: 'Automatic bank draft with the City',
  phone: 'By phone',
  adjustment: 'Adjustment by the City',
}

/** `received`: elsewhere. The others were made here; `pending` is every state before the bank's answer. */
export type PaymentIs = 'received' | 'pending' | 'approved' | 'returned'

/** Of another portal account's payment day and amount alone are known (F9). */
export function howWords(payment: {
  readonly channel: Channel | null
  readonly own: { readonly bank: BankName | undefined } | null
}): string {
  if (payment.channel) return channels[payment.channel]
  if (!payment.own) return 'In this portal'
  return payment.own.bank ? `From ${showBank(payment.own.bank)}` : 'Western Union SpeedPay'
}

/** `Approved` */
export const statusWord = ({ is }: { readonly is: PaymentIs }): string =>
  is.charAt(0).toUpperCase() + is.slice(1)
