import type { Context } from 'hono'
import * as bankAccounts from '../../sql/bank-accounts.js'
import { type BankAccountId, isId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import type { FormState } from '../form.js'
import { show } from '../page.js'
import { type RecurringFacts, readFacts } from './facts.js'
import { formTitle, RecurringFormPage } from './form-page.js'
import { NoFormPage } from './no-form.js'

type C = Context<PortalEnv>

/** The address of one account's recurring payment. */
export const one = '/paperless/recurring/:acct'
export const tab = 'paperless' as const

export const noForm = (c: C, facts: RecurringFacts) =>
  show(
    c,
    // A form that was filled in and is no more: something changed meanwhile.
    { title: 'Set up a recurring payment', tab, status: c.req.method === 'POST' ? 409 : 200 },
    <NoFormPage facts={facts} />,
  )

export type FormPages = ReturnType<typeof formPages>

/** What form and check page share: the facts of the account, and the form again with what is wrong. */
export function formPages(deps: Deps) {
  /** The one that was typed for this form and not saved, while nothing has used it. */
  async function extraChoice(c: C, facts: RecurringFacts, id: string | undefined) {
    if (!id || !isId(id) || facts.banks.some((bank) => bank.id === id)) return undefined
    return await bankAccounts.findUsable(deps.sql, c.get('resident').id, id as BankAccountId)
  }
  return {
    factsOf: (c: C) => readFacts(deps, c.get('resident'), c.req.param('acct') ?? ''),
    extraChoice,
    async showForm(c: C, facts: RecurringFacts, state: FormState) {
      if (facts.state !== 'open') return noForm(c, facts)
      const status = Object.keys(state.errors).length > 0 ? 422 : 200
      const extra = await extraChoice(c, facts, state.values.from)
      return show(
        c,
        { title: formTitle(facts), tab, status },
        <RecurringFormPage c={c} facts={facts} state={state} extra={extra} />,
      )
    },
  }
}
