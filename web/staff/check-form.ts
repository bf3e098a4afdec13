import { z } from 'zod'
import { type CityDay, isCityDay } from '../../src/domain/city-date.js'
import { readMoney } from '../../src/domain/money.js'
import { isStreetNumber, readAccountNumber } from '../../src/domain/service-account.js'

const text = z
  .string()
  .default('')
  .transform((typed) => typed.trim())

export interface SaidByCaller {
  readonly accountNumber: string | undefined
  readonly streetNumber: string | undefined
  readonly last4: string | undefined
  readonly lastPayment: { readonly day: CityDay; readonly cents: number } | undefined
}

/** What the caller says; a field that stays empty was not asked for (ux.md 5.2). */
export const checkForm = z
  .strictObject({ accountNumber: text, streetNumber: text, last4: text, paidOn: text, paid: text })
  .transform((form, ctx): SaidByCaller => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    const { streetNumber, last4, paidOn, paid } = form
    const account = readAccountNumber(form.accountNumber)
    if (form.accountNumber !== '' && !('number' in account))
      wrong('accountNumber', 'Enter the 13 digits of an account number')
    if (streetNumber !== '' && !isStreetNumber(streetNumber))
      wrong('streetNumber', 'Enter a street number like 1234')
    if (last4 !== '' && !/^[0-9]{4}$/.test(last4)) wrong('last4', 'Enter the last 4 digits')
    const cents = readMoney(paid)
    if (paid !== '' && cents === undefined) wrong('paid', 'Enter an amount like 84.17')
    if (paidOn !== '' && !isCityDay(paidOn)) wrong('paidOn', 'Choose the day of the payment')
    if (paid !== '' && paidOn === '') wrong('paidOn', 'Choose the day, too')
    if (paidOn !== '' && paid === '') wrong('paid', 'Enter the amount, too')
    if (Object.values(form).every((typed) => typed === ''))
      wrong('accountNumber', 'Enter what the caller says')
    return {
      accountNumber: 'number' in account ? account.number : undefined,
      streetNumber: streetNumber || undefined,
      last4: last4 || undefined,
      lastPayment: paidOn && cents !== undefined ? { day: paidOn, cents } : undefined,
    }
  })

/** The field that each fact is typed in. */
export const fieldOf = {
  account_number: 'accountNumber',
  street_number: 'streetNumber',
  tax_id: 'last4',
  last_payment: 'paidOn',
} as const

const reasons = {
  password: 'Caller forgot password',
  answer: 'Caller forgot security answer',
} as const

/** Why it is unlocked, and whether a temporary password is mailed with it. */
export const unlockForm = z
  .strictObject({ why: text, other: text, temp: text })
  .transform(({ why, other, temp }, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    const known = why === 'password' || why === 'answer' ? reasons[why] : undefined
    if (!known && why !== 'other') wrong('why', 'Choose why you are unlocking it')
    if (why === 'other' && other === '') wrong('other', 'Say why')
    if ([...other].length > 300) wrong('other', 'Use 300 characters or fewer')
    return { reason: known ?? `Other: ${other}`, temporaryPassword: temp === '1' }
  })

/** Why something is done for the caller, in the words of whoever does it. */
export const reasonForm = z
  .strictObject({ why: text, other: text })
  .transform(({ why, other }, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (why !== 'asked' && why !== 'other') wrong('why', 'Choose why')
    if (why === 'other' && other === '') wrong('other', 'Say why')
    if ([...other].length > 300) wrong('other', 'Use 300 characters or fewer')
    return why === 'asked' ? 'Caller asked to cancel' : `Other: ${other}`
  })
