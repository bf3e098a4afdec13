import { type Context, Hono } from 'hono'
import { remove, uses } from '../../sql/bank-account-uses.js'
import * as bankAccounts from '../../sql/bank-accounts.js'
import { isId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import type { Sessions } from '../session.js'
import {
  BankAccountsPage,
  InUsePage,
  inUseTitle,
  RemovePage,
  removeTitle,
} from './bank-account-views.js'
import { notYourPassword, provingForm } from './form.js'
import { back, prove } from './prove.js'

type C = Context<PortalEnv>

const one = '/profile/bank-accounts/:bank/remove'

/** Saved bank accounts, and taking one away that nothing uses any more (ux.md 4.12, A27). */
export function bankAccountRoutes(deps: Deps, sessions: Sessions) {
  const { sql } = deps

  /** Another's is as absent as one that never was (T12). */
  async function find(c: C) {
    const id = c.req.param('bank') ?? ''
    if (!isId(id)) return undefined
    const saved = await bankAccounts.saved(sql, c.get('resident').id)
    const bank = saved.find((bank) => bank.id === id)
    return bank && { bank, used: await uses(sql, c.get('resident').id, bank.id) }
  }

  return new Hono<PortalEnv>()
    .get('/profile/bank-accounts', resident, async (c) => {
      const saved = await bankAccounts.saved(sql, c.get('resident').id)
      const removed = c.req.query('removed') !== undefined
      return show(
        c,
        { title: 'Bank accounts' },
        <BankAccountsPage saved={saved} removed={removed} />,
      )
    })
    .get(one, resident, async (c) => {
      const found = await find(c)
      if (!found) return c.notFound()
      const { bank, used } = found
      if (used.length === 0) return removePage(c, bank, emptyForm)
      return show(c, { title: inUseTitle(bank) }, <InUsePage bank={bank} used={used} />)
    })
    .post(one, resident, async (c) => {
      const found = await find(c)
      if (!found) return c.notFound()
      const { bank, used } = found
      if (used.length > 0) return c.redirect(c.req.path, 303)
      const form = await parse(c, provingForm)
      if (!form.ok) return removePage(c, bank, form)
      const proven = await prove(c, sessions, form.value.currentPassword)
      if (!proven)
        return removePage(c, bank, withErrors(form, { currentPassword: notYourPassword }))
      const came = await remove(sql, proven, bank.id)
      // Used by something since we looked: the same page says by what.
      const to = came === 'in use' ? c.req.path : '/profile/bank-accounts?removed=1'
      return back(c, deps, came !== 'lost', proven, to)
    })
}

const removePage = (c: C, bank: bankAccounts.SavedBankAccount, state: FormState) =>
  show(
    c,
    { title: removeTitle(bank), status: state === emptyForm ? 200 : 422 },
    <RemovePage c={c} bank={bank} state={state} />,
  )
