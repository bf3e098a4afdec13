import { z } from 'zod'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { type CityDay, isCityDay } from '../../src/domain/city-date.js'
import { isId } from '../../src/domain/ids.js'
import { readMoney } from '../../src/domain/money.js'
import { amountProblem, dayProblem } from '../../src/domain/one-time-payment.js'
import { bankFields, type From, readFrom, type Wrong } from '../bank-form.js'
import { offersPastDue, type PayFacts } from './facts.js'

/** The form of a bank payment: every answer with the words for what may be wrong with it (ux.md 4.5). */

export interface PayAnswers {
  readonly formId: string
  readonly amountCents: number
  readonly when: 'asap' | 'date'
  readonly payOn: CityDay
  readonly from: From
}

const text = z.string().default('')

/**
 * @param extra A bank account that was typed for this very payment and not saved: still a choice on the way back.
 */
export const payForm = (facts: PayFacts, extra?: BankAccountRow) =>
  z
    .strictObject({
      formId: text,
      pay: text,
      amount: text,
      when: text,
      date: text,
      ...bankFields,
    })
    .transform((form, ctx): PayAnswers => {
      const wrong: Wrong = (field, message) => {
        ctx.addIssue({ code: 'custom', path: [field], message })
        return undefined
      }
      if (!isId(form.formId))
        wrong('form', 'This page was open too long. Nothing was sent. Send it again.')
      const amountCents = readAmount(form, facts, wrong)
      const payOn = readDay(form, facts, wrong)
      const from = readFrom(form, [...facts.saved, ...(extra ? [extra] : [])], wrong)
      if (amountCents === undefined || payOn === undefined || from === undefined) return z.NEVER
      return {
        formId: form.formId,
        amountCents,
        when: form.when === 'date' ? 'date' : 'asap',
        payOn,
        from,
      }
    })

function readAmount(
  { pay, amount }: { pay: string; amount: string },
  facts: PayFacts,
  wrong: Wrong,
): number | undefined {
  if (pay === 'full') return facts.mostCents
  if (pay === 'past' && offersPastDue(facts)) return facts.pastDueCents
  if (pay !== 'other') return wrong('pay', 'Choose how much you want to pay')
  if (amount.trim() === '') return wrong('amount', 'Enter how much you want to pay')
  const cents = readMoney(amount)
  if (cents === undefined) return wrong('amount', 'Enter an amount like 84.17')
  const problem = amountProblem(cents, facts.mostCents, facts.account.sums.ownScheduledCents)
  return problem ? wrong('amount', problem) : cents
}

function readDay(
  { when, date }: { when: string; date: string },
  { today }: PayFacts,
  wrong: Wrong,
): CityDay | undefined {
  if (when === 'asap') return today
  if (when !== 'date') return wrong('when', 'Choose when to pay')
  if (!isCityDay(date)) return wrong('date', 'Choose a payment date')
  const problem = dayProblem(date, today)
  return problem ? wrong('date', problem) : date
}
