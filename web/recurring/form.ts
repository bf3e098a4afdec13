import { z } from 'zod'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { isId } from '../../src/domain/ids.js'
import { readMoney, showMoney } from '../../src/domain/money.js'
import { suggestedThresholdCents } from '../../src/domain/recurring-preview.js'
import {
  leastThresholdCents,
  mostThresholdCents,
  type Terms,
} from '../../src/domain/recurring-terms.js'
import { bankFields, type From, readFrom, type Wrong } from '../bank-form.js'
import { dayChoices, termsValues } from './choices.js'
import type { RecurringFacts } from './facts.js'

/** The form of a recurring payment: every answer with the words for what may be wrong with it (ux.md 4.6). */

export interface RecurringAnswers extends Terms {
  readonly formId: string
  readonly from: From
}

const text = z.string().default('')
const termsFields = { day: text, days: text, ask: text, limit: text }
type TermsFields = { readonly [name in keyof typeof termsFields]: string }

const tooOld = 'This page was open too long. Nothing was sent. Send it again.'

/** @param extra A bank account that was typed for this form and not saved: still a choice on the way back. */
export const recurringForm = (facts: RecurringFacts, extra?: BankAccountRow) =>
  z
    .strictObject({ formId: text, ...termsFields, ...bankFields, preview: text })
    .transform((form, ctx): RecurringAnswers => {
      const wrong: Wrong = (field, message) => {
        ctx.addIssue({ code: 'custom', path: [field], message })
        return undefined
      }
      if (!isId(form.formId)) wrong('form', tooOld)
      const terms = readTerms(form, wrong)
      const from = readFrom(form, [...facts.banks, ...(extra ? [extra] : [])], wrong)
      if (terms === undefined || from === undefined) return z.NEVER
      return { ...terms, formId: form.formId, from }
    })

function readTerms(form: TermsFields, wrong: Wrong): Terms | undefined {
  const daysBefore = readDaysBefore(form, wrong)
  const thresholdCents = readThreshold(form, wrong)
  if (daysBefore === undefined || thresholdCents === undefined) return undefined
  return { daysBefore, thresholdCents }
}

function readDaysBefore({ day, days }: TermsFields, wrong: Wrong): number | null | undefined {
  if (day === 'arrival') return null
  if (day === 'due') return 0
  if (day !== 'before') return wrong('day', 'Choose when we should pay')
  return dayChoices.includes(days) ? Number(days) : wrong('days', 'Choose when we should pay')
}

function readThreshold({ ask, limit }: TermsFields, wrong: Wrong): number | null | undefined {
  if (ask === 'no') return null
  if (ask !== 'yes') return wrong('ask', 'Choose if we should ask you first')
  const cents = readMoney(limit)
  if (cents === undefined) return wrong('limit', 'Enter a limit like 150.00')
  if (cents < leastThresholdCents)
    return wrong('limit', `Enter ${showMoney(leastThresholdCents)} or more`)
  if (cents > mostThresholdCents)
    return wrong('limit', `Enter ${showMoney(mostThresholdCents)} or less`)
  return cents
}

/** What the form begins with: what is agreed to, else three days before the due date and a limit by the last bills. */
export function firstValues({ changing, preview }: RecurringFacts): Record<string, string> {
  if (changing) return { ...termsValues(changing.terms), from: changing.bank.id }
  const thresholdCents = suggestedThresholdCents(preview.bills)
  const terms = termsValues({ daysBefore: 3, thresholdCents: thresholdCents ?? null })
  return thresholdCents === undefined ? { ...terms, ask: 'yes' } : terms
}

/** The choices as they stand in the form, for the preview; else the first thing that is wrong with them. */
export function previewTerms(
  values: Readonly<Record<string, string>>,
): Terms | { problem: string } {
  const { day = '', days = '', ask = '', limit = '' } = values
  if (ask === 'yes' && limit.trim() === '')
    return { problem: 'Enter a limit to see which bills would wait for your OK.' }
  const problems: string[] = []
  const terms = readTerms({ day, days, ask, limit }, (_, message) => void problems.push(message))
  return terms ?? { problem: `${problems[0]}.` }
}

/** The query of a preview: the form's choices and nothing else. @returns undefined when it is another address. */
export function previewValues(query: Record<string, string>): Record<string, string> | undefined {
  const { success, data } = z.strictObject({ ...termsFields, day: z.string() }).safeParse(query)
  return success ? data : undefined
}

/** The check page: the form's id, what it showed, and two answers. */
export const checkForm = (asksCurrent: boolean) =>
  z.strictObject({ formId: text, seen: text, current: text, sole: text }).transform((form, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (!isId(form.formId)) wrong('form', tooOld)
    const { current } = form
    if (asksCurrent && current !== 'yes' && current !== 'no')
      wrong('current', 'Choose if we also pay the current bill')
    if (form.sole !== 'on') wrong('sole', 'Check this box, or stop the other payment first')
    return { formId: form.formId, seen: form.seen, paysCurrent: asksCurrent && current === 'yes' }
  })
