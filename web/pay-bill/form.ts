import { z } from 'zod'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { bankNumberProblem, routingProblem, withoutGaps } from '../../src/domain/bank-account.js'
import { type CityDay, isCityDay } from '../../src/domain/city-date.js'
import { type BankAccountId, isId } from '../../src/domain/ids.js'
import { readMoney } from '../../src/domain/money.js'
import { amountProblem, dayProblem } from '../../src/domain/one-time-payment.js'
import { offersPastDue, type PayFacts } from './facts.js'

/** The form of a bank payment: every answer with the words for what may be wrong with it (ux.md 4.5). */

export interface TypedBankAccount {
  readonly kind: 'checking' | 'savings'
  readonly name: string
  readonly routing: string
  readonly account: string
  readonly saved: boolean
}

export interface PayAnswers {
  readonly formId: string
  readonly amountCents: number
  readonly when: 'asap' | 'date'
  readonly payOn: CityDay
  readonly from: { readonly id: BankAccountId } | TypedBankAccount
}

const text = z.string().default('')
type Wrong = (field: string, message: string) => undefined

export const maxNameLength = 100

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
      from: text,
      kind: text,
      name: text,
      routing: text,
      account: text,
      accountAgain: text,
      save: text,
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

interface TypedFields {
  readonly from: string
  readonly kind: string
  readonly name: string
  readonly routing: string
  readonly account: string
  readonly accountAgain: string
  readonly save: string
}

function readFrom(
  form: TypedFields,
  choices: readonly BankAccountRow[],
  wrong: Wrong,
): PayAnswers['from'] | undefined {
  const chosen = choices.find(({ id }) => id === form.from)
  if (chosen) return { id: chosen.id }
  if (form.from !== 'new') return wrong('from', 'Choose the account to pay from')
  const { kind } = form
  const name = form.name.replace(/\s+/g, ' ').trim()
  const routing = withoutGaps(form.routing)
  const account = withoutGaps(form.account)
  const problems = {
    kind: kind === 'checking' || kind === 'savings' ? undefined : 'Choose checking or savings',
    name: nameProblem(name),
    routing: routingProblem(routing),
    account: bankNumberProblem(account),
    accountAgain:
      withoutGaps(form.accountAgain) === account
        ? undefined
        : 'Enter the same account number in both boxes',
  }
  const found = Object.entries(problems).filter((pair): pair is [string, string] => !!pair[1])
  for (const [field, message] of found) wrong(field, message)
  if (found.length > 0) return undefined
  return {
    kind: kind === 'savings' ? 'savings' : 'checking',
    name,
    routing,
    account,
    saved: form.save !== '',
  }
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'Enter the name on the account'
  if ([...name].length > maxNameLength) return `Use ${maxNameLength} characters or fewer`
  // Unseen characters could make one name look like another to whoever reads it at the bank.
  if (/\p{C}/u.test(name)) return 'Enter the name as your bank writes it'
  return undefined
}
