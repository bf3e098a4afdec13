import type { CityDay } from './city-date.js'
import type { HoldId, PaymentId, ServiceAccountId } from './ids.js'
import { showMoney } from './money.js'
import { bankPayment, type PaperlessEnrollment } from './paperless.js'
import { showPayRule, type Terms } from './recurring-terms.js'

/** A service account's recurring payment as Home tells of it, in the short word "autopay" (ux.md D7). */
export type Autopay =
  | {
      readonly own: true
      readonly status: 'active' | 'paused'
      readonly terms: Terms
      readonly bank: { readonly kind: string; readonly last4: string }
    }
  /** Set up from another portal account: nothing else of it is known here (F9, F12). */
  | { readonly own: false }

/** Its payment that has not been sent yet. */
export interface AutopayPayment {
  readonly id: PaymentId
  readonly amountCents: number
  readonly payOn: CityDay
  readonly bank: { readonly kind: string; readonly last4: string }
}

/** A bill over the threshold that waits for this resident's OK (F7). */
export interface HoldOnHome {
  readonly id: HoldId
  readonly amountCents: number
  readonly thresholdCents: number
  readonly dueOn: CityDay
}

/** What Home's fact line says after "Autopay"; the pay day itself stands apart, as a day. */
export type AutopayFact =
  | { readonly says: string }
  | { readonly payOn: CityDay; readonly from: string }

/** @param account Closed ones can't set one up (F14). */
export function autopayFact(account: {
  readonly id: ServiceAccountId
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly autopay: Autopay | undefined
  readonly autopayPayment: AutopayPayment | undefined
  readonly hold: HoldOnHome | undefined
  readonly paperless: PaperlessEnrollment | undefined
}): AutopayFact {
  const { autopay, autopayPayment, hold, paperless } = account
  if (hold) return { says: 'On hold for this bill' }
  if (autopayPayment) {
    const { payOn, bank } = autopayPayment
    return { payOn, from: `${bank.kind} ending ${bank.last4}` }
  }
  if (!autopay) {
    const waits = account.status !== 'closed' && bankPayment(paperless) === 'waiting'
    return { says: waits ? 'You can set it up after your first electronic bill' : 'Off' }
  }
  if (!autopay.own) return { says: 'On, set up from another portal account' }
  if (autopay.status === 'paused') return { says: 'Paused until you choose a bank account' }
  const { thresholdCents } = autopay.terms
  const limit = thresholdCents === null ? '' : `, up to ${showMoney(thresholdCents)}`
  return { says: `On, ${showPayRule(autopay.terms)}${limit}` }
}
