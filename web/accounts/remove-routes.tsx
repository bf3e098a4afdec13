import { type Context, Hono } from 'hono'
import { z } from 'zod'
import * as linkRemovals from '../../sql/link-removals.js'
import * as paperless from '../../sql/paperless.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse } from '../form.js'
import { goTo, resident } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { Remove, removeTitle } from './remove.js'

type C = Context<PortalEnv>

/** OK and Undo have no answer but their button. */
const buttonForm = z.strictObject({})

const path = '/accounts/:id/remove'

/** The red X of Paperless Billing: asks, removes, and for ten minutes brings back (ux.md 4.9). */
export const removeRoutes = ({ sql }: Deps) => {
  const whose = (c: C): linkRemovals.OwnLink | undefined => {
    const id = c.req.param('id') ?? ''
    return isId(id) ? { resident: c.get('resident'), account: id as ServiceAccountId } : undefined
  }

  async function ask(c: C, link: linkRemovals.OwnLink, state: FormState) {
    const account = await linkRemovals.find(sql, link)
    if (!account) {
      const removed = await linkRemovals.justRemoved(sql, link.resident.id, link.account)
      return removed ? goTo(c, `/paperless?removed=${link.account}`) : c.notFound()
    }
    const running = await paperless.stillRunning(sql, {
      resident: link.resident.id,
      account: account.id,
    })
    const props = { c, account, running, state }
    if (wantsFragment(c)) return c.html(<Remove {...props} inRow />)
    const status = Object.keys(state.errors).length > 0 ? 422 : 200
    return show(c, { title: removeTitle(account), tab: 'paperless', status }, <Remove {...props} />)
  }

  return new Hono<PortalEnv>()
    .get(path, resident, async (c) => {
      const link = whose(c)
      return link ? await ask(c, link, emptyForm) : c.notFound()
    })
    .post(path, resident, async (c) => {
      const link = whose(c)
      if (!link) return c.notFound()
      const form = await parse(c, buttonForm)
      if (!form.ok) return await ask(c, link, form)
      if ((await linkRemovals.remove(sql, link)) === 'not linked') return c.notFound()
      return goTo(c, `/paperless?removed=${link.account}`)
    })
    .post(`${path}/undo`, resident, async (c) => {
      const link = whose(c)
      if (!link) return c.notFound()
      if (!(await parse(c, buttonForm)).ok) throw new Refusal('form-too-old')
      switch (await linkRemovals.undo(sql, link)) {
        case 'restored':
          return goTo(c, `/paperless?restored=${link.account}`)
        case 'too late':
          throw new Refusal('undo-too-late', '/accounts/add')
        case 'too many':
          throw new Refusal('too-many-links', '/paperless')
        case 'not removed':
          return c.notFound()
      }
    })
}
