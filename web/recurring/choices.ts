import { z } from 'zod'
import { type BankAccountId, isId } from '../../src/domain/ids.js'
import { decimalMoney, readMoney } from '../../src/domain/money.js'
import {
  leastThresholdCents,
  mostDaysBefore,
  mostThresholdCents,
  type Terms,
} from '../../src/domain/recurring-terms.js'

/**
 * What the form decided, on its way to the check page: ids and terms in the query, never a digit of a bank account
 * (F21). The form's own id travels along, so that reload and back are still the same form (A6).
 */
export interface Choices extends Terms {
  readonly formId: string
  readonly from: BankAccountId
}

const choicesQuery = z.strictObject({
  form: z.string().refine(isId),
  from: z.string().refine(isId),
  days: z.string().regex(/^(?:\d|10|arrival)$/),
  limit: z.string(),
})

/** @returns undefined when the address is not one that our form made. */
export function readChoices(query: Record<string, string>): Choices | undefined {
  const { success, data } = choicesQuery.safeParse(query)
  if (!success) return undefined
  const thresholdCents = data.limit === 'none' ? null : readMoney(data.limit)
  if (thresholdCents === undefined || !isThreshold(thresholdCents)) return undefined
  const daysBefore = data.days === 'arrival' ? null : Number(data.days)
  return { formId: data.form, from: data.from as BankAccountId, daysBefore, thresholdCents }
}

const isThreshold = (cents: number | null): boolean =>
  cents === null || (cents >= leastThresholdCents && cents <= mostThresholdCents)

export const writeChoices = ({ formId, from, daysBefore, thresholdCents }: Choices): string =>
  new URLSearchParams({
    form: formId,
    from,
    days: daysBefore === null ? 'arrival' : String(daysBefore),
    limit: thresholdCents === null ? 'none' : decimalMoney(thresholdCents),
  }).toString()

/** Terms as the form's fields. */
export function termsValues({ daysBefore, thresholdCents }: Terms): Record<string, string> {
  const before = daysBefore !== null && daysBefore > 0
  return {
    day: daysBefore === null ? 'arrival' : before ? 'before' : 'due',
    ...(before && { days: String(daysBefore) }),
    ask: thresholdCents === null ? 'no' : 'yes',
    ...(thresholdCents !== null && { limit: decimalMoney(thresholdCents) }),
  }
}

/** The same for the way back, with the bank account and the form's id. */
export const choicesValues = (choices: Choices): Record<string, string> => ({
  ...termsValues(choices),
  formId: choices.formId,
  from: choices.from,
})

export const sameTerms = (a: Terms, b: Terms): boolean =>
  a.daysBefore === b.daysBefore && a.thresholdCents === b.thresholdCents

/** Days that may be chosen before the due date (S45). */
export const dayChoices = Array.from({ length: mostDaysBefore }, (_, place) => String(place + 1))
