import { z } from 'zod'
import type { BankAccountRow } from '../sql/bank-accounts.js'
import { bankNumberProblem, routingProblem, withoutGaps } from '../src/domain/bank-account.js'
import type { BankAccountId } from '../src/domain/ids.js'

/** The bank account in a form: one of those that are there, or a new one with its numbers (ux.md 4.5). */

export interface TypedBankAccount {
  readonly kind: 'checking' | 'savings'
  readonly name: string
  readonly routing: string
  readonly account: string
  readonly saved: boolean
}

/** What a form says about the account to pay from. */
export type From = { readonly id: BankAccountId } | TypedBankAccount

/** Notes what is wrong with a field. */
export type Wrong = (field: string, message: string) => undefined

const text = z.string().default('')

/** Its fields, for a form's schema. */
export const bankFields = {
  from: text,
  kind: text,
  name: text,
  routing: text,
  account: text,
  accountAgain: text,
  save: text,
}
type TypedFields = { readonly [name in keyof typeof bankFields]: string }

export const maxNameLength = 100

/**
 * @param choices Those that may be chosen by their id.
 * @returns undefined when something is wrong, which was noted.
 */
export function readFrom(
  form: TypedFields,
  choices: readonly BankAccountRow[],
  wrong: Wrong,
): From | undefined {
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
