import { z } from 'zod'
import { amountQuestion, cardAmountProblem } from '../../src/domain/card-intent.js'
import { isId } from '../../src/domain/ids.js'
import { decimalMoney, readMoney } from '../../src/domain/money.js'
import { readAccountNumber } from '../../src/domain/service-account.js'
import { accountNumberWords } from '../account-number.js'
import type { SpeedPayFacts } from './facts.js'

/** How much goes to SpeedPay; signed out also for which account. Never a card's number: that is asked there. */

export const notCardWords =
  'This looks like a card number. Do not enter it here: SpeedPay asks for it on its own page.'

const text = z.string().default('')
type Wrong = (field: string, message: string) => void

function readAmount(amount: string, wrong: Wrong): number {
  const cents = readMoney(amount)
  if (amount.trim() === '') wrong('amount', 'Enter how much you want to pay')
  else if (cents === undefined) wrong('amount', 'Enter an amount like 84.17')
  else {
    const problem = cardAmountProblem(cents)
    if (problem) wrong('amount', problem)
  }
  return cents ?? 0
}

function checkFormId(formId: string, wrong: Wrong): void {
  if (!isId(formId)) wrong('form', 'This page was open too long. Nothing was sent. Send it again.')
}

/** Signed in, for a linked account. An amount that may not be meant is asked about once (`sure`). */
export const accountForm = z
  .strictObject({ formId: text, amount: text, sure: text })
  .transform(({ formId, amount, sure }, ctx) => {
    const wrong: Wrong = (field, message) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    checkFormId(formId, wrong)
    return { formId, sure, amountCents: readAmount(amount, wrong) }
  })

/** @returns What to ask before this amount is handed over; undefined when it was asked already. */
export function questionOf(
  { amountCents, sure }: { readonly amountCents: number; readonly sure: string },
  { delinquency, owedCents }: SpeedPayFacts,
): 'less' | 'more' | undefined {
  if (sure === decimalMoney(amountCents)) return undefined
  return amountQuestion(amountCents, { toPayCents: delinquency.toPayCents, owedCents })
}

/** Signed out, by account number. */
export const numberForm = z
  .strictObject({ formId: text, accountNumber: text, amount: text })
  .transform(({ formId, accountNumber, amount }, ctx) => {
    const wrong: Wrong = (field, message) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    checkFormId(formId, wrong)
    const reading = readAccountNumber(accountNumber)
    if ('problem' in reading) wrong('accountNumber', accountNumberWords(reading))
    const amountCents = readAmount(amount, wrong)
    return { formId, amountCents, accountNumber: 'number' in reading ? reading.number : '' }
  })
