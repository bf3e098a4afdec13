import { type Context, Hono } from 'hono'
import * as serviceAccounts from '../../sql/service-accounts.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import { maxLinks } from '../../src/domain/service-account.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { clientAddress, resident } from '../gate.js'
import { show } from '../page.js'
import { linkForm, nicknameForm, type Proof } from './form.js'
import { tryLink } from './try-link.js'
import { LinkedPage, LinkPage, NicknamePage, tooManyWords } from './views.js'

/** Linking service accounts to a portal account, and naming them. */
export function accountRoutes(deps: Deps) {
  const { sql } = deps
  const app = new Hono<PortalEnv>()

  for (const path of ['/link', '/accounts/add']) {
    app
      .get(path, resident, async (c) => {
        const full = (await serviceAccounts.countLinked(sql, c.get('resident').id)) >= maxLinks
        return show(c, facts, <LinkPage c={c} state={emptyForm} full={full} />)
      })
      .post(path, resident, async (c) => {
        const form = await parse(c, linkForm)
        if (!form.ok) return refuse(c, form)
        const tried = await tryLink(deps, c.get('resident'), form.value, clientAddress(c))
        switch (tried.come) {
          case 'linked':
            return c.redirect(`/accounts/${tried.id}/linked`, 303)
          case 'already':
            return refuse(c, withErrors(form, { accountNumber: alreadyWords(tried.name) }))
          case 'too-many':
            return refuse(c, form, tooManyWords)
          case 'no-match':
            return refuse(c, form, noMatchWords[form.value.proof.by])
          case 'paused':
            return refuse(c, form, pausedWords[tried.what])
        }
      })
  }

  return app
    .get('/accounts/:id/linked', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      return show(c, { title: 'Linked', tab: 'home' }, <LinkedPage c={c} account={account} />)
    })
    .get('/accounts/:id/name', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      return show(
        c,
        { title: 'Name this account', tab: 'home' },
        <NicknamePage c={c} account={account} state={emptyForm} />,
      )
    })
    .post('/accounts/:id/name', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      const form = await parse(c, nicknameForm)
      if (!form.ok) {
        return show(
          c,
          { title: 'Name this account', tab: 'home', status: 422 },
          <NicknamePage c={c} account={account} state={form} />,
        )
      }
      await serviceAccounts.rename(sql, c.get('resident').id, account.id, form.value)
      return c.redirect('/home', 303)
    })

  /** A foreign id and one that nobody has are both "not found". */
  async function linked(c: Context<PortalEnv>) {
    const id = c.req.param('id') ?? ''
    if (!isId(id)) return undefined
    return await serviceAccounts.findLinked(sql, c.get('resident').id, id as ServiceAccountId)
  }
}

const facts = { title: 'Link your City-County services bill', tab: 'home' } as const

const refuse = (c: Context<PortalEnv>, state: FormState, problem?: string) =>
  show(c, { ...facts, status: 422 }, <LinkPage c={c} state={state} problem={problem} />)

const alreadyWords = (name: string) =>
  `You already linked this account. It is on Home as ‘${name}’.`

/** The same for an account number that does not exist (ux.md 3.7). */
const noMatchWords: Record<Proof['by'], string> = {
  street:
    'The account number and street number do not match our records. Check both against your bill.',
  last4:
    'The account number and those 4 digits do not match our records. Check both, or use the street number.',
}

const pausedWords = {
  number:
    'We paused linking for this account number until tomorrow. Call CharMeck 311 to link it now.',
  resident: 'We paused linking for you until tomorrow. Call CharMeck 311 to link it now.',
  newcomer:
    'We paused linking until your email has been confirmed for a day. Try again tomorrow, or call CharMeck 311 to link it now.',
  address:
    'We paused linking from this connection until tomorrow. Call CharMeck 311 to link it now.',
}
