import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isCityDay, showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { type BankAccountId, isId } from '../../src/domain/ids.js'
import { decimalMoney, readMoney } from '../../src/domain/money.js'
import {
  amountProblem,
  dayProblem,
  sendMoment,
  usuallyBy,
} from '../../src/domain/one-time-payment.js'
import type { PayFacts } from './facts.js'

/**
 * What the form decided, on its way to the check page: ids, amount and day in the query, never a digit of a bank
 * account (F21). The form's own id travels along, so that reload and back are still the same form (A6).
 */
export interface Plan {
  readonly formId: string
  readonly from: BankAccountId
  readonly amountCents: number
  readonly when: 'asap' | 'date'
  readonly payOn: string
}

const planQuery = z.strictObject({
  form: z.string().refine(isId),
  from: z.string().refine(isId),
  amount: z.string(),
  when: z.enum(['asap', 'date']),
  day: z.string().refine(isCityDay),
})

/** @returns undefined when the address is not one that our form made. */
export function readPlan(query: Record<string, string>): Plan | undefined {
  const { success, data } = planQuery.safeParse(query)
  const amountCents = success ? readMoney(data.amount) : undefined
  if (!success || amountCents === undefined) return undefined
  const { form, from, when, day } = data
  return { formId: form, from: from as BankAccountId, amountCents, when, payOn: day }
}

export function writePlan(plan: Plan): string {
  return new URLSearchParams({
    form: plan.formId,
    from: plan.from,
    amount: decimalMoney(plan.amountCents),
    when: plan.when,
    day: plan.payOn,
  }).toString()
}

/** Amount and day by the form's own rules, as of now; by field. */
export function planProblems(plan: Plan, facts: PayFacts): Record<string, string> {
  const amount = amountProblem(
    plan.amountCents,
    facts.mostCents,
    facts.account.sums.ownScheduledCents,
  )
  const date = plan.when === 'date' ? dayProblem(plan.payOn, facts.today) : undefined
  return { ...(amount && { amount }), ...(date && { date }) }
}

/** Whether it goes to the processor at once: ASAP, or today after the hour of sending (F4). */
export const sentAtOnce = ({ payOn, when }: Pick<Plan, 'payOn' | 'when'>, now: Date): boolean =>
  sendMoment(payOn, when, now) <= now

/** What a chosen day means, said while it is chosen; without JavaScript the check page says it. */
export function dayNote(day: string, { today, account }: PayFacts): string {
  if (!isCityDay(day)) return ''
  const problem = dayProblem(day, today)
  if (problem) return problem
  const due = account.bill?.dueOn
  if (due !== undefined && day > due)
    return `This is after your due date, ${showMonthDay(due)}. Water service can be disconnected for nonpayment.`
  return `We send it on ${showLongDay(day)}. Usually approved or rejected by ${showMonthDay(usuallyBy(day))}.`
}

/** The plan as the form's fields, for the way back. */
export function planValues(plan: Plan, facts: PayFacts): Record<string, string> {
  const full = plan.amountCents === facts.mostCents
  return {
    formId: plan.formId,
    pay: full ? 'full' : 'other',
    ...(!full && { amount: decimalMoney(plan.amountCents) }),
    when: plan.when,
    ...(plan.when === 'date' && { date: plan.payOn }),
    from: plan.from,
  }
}

/** The same answers, the same digest: sent again they are no news, others are refused (I13). */
export const planDigest = (account: string, plan: Plan): string =>
  createHash('sha256')
    .update(JSON.stringify([account, plan.from, plan.amountCents, plan.payOn, plan.when]))
    .digest('hex')
