import { type Context, Hono } from 'hono'
import * as homes from '../../sql/homes.js'
import * as preferences from '../../sql/notice-preferences.js'
import * as paperless from '../../sql/paperless.js'
import { standing } from '../../src/domain/account-standing.js'
import { cityDay } from '../../src/domain/city-date.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { accountName } from '../../src/domain/service-account.js'
import type { Deps, PortalEnv } from '../env.js'
import { parse } from '../form.js'
import { goTo, resident } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { removalNews } from '../removal.js'
import { Closed, DonePage, Enroll, Unenroll } from './enrollment.js'
import { buttonForm, enrollForm } from './form.js'
import { PaperlessPage } from './views.js'

const tab = 'paperless' as const

/** Paperless Billing: the list, ENROLL NOW and UNENROLL (ux.md 4.8). */
export const paperlessRoutes = ({ sql, clock }: Deps) => {
  /** The account of the address, when the resident has linked it. */
  async function linked(c: Context<PortalEnv>) {
    const id = c.req.param('account') ?? ''
    if (!isId(id)) return undefined
    return await paperless.find(sql, whose(c, id as ServiceAccountId))
  }
  const whose = (c: Context<PortalEnv>, account: ServiceAccountId) => ({
    resident: c.get('resident').id,
    account,
  })
  const expected = (account: paperless.PaperlessAccount) =>
    expectedBill(account.newestBilledOn ?? undefined, cityDay(clock.now()))

  return new Hono<PortalEnv>()
    .get('/paperless', resident, async (c) => {
      const today = cityDay(clock.now())
      const { id } = c.get('resident')
      const [{ accounts }, boxes, preferred, removal] = await Promise.all([
        homes.read(sql, id),
        preferences.read(sql, id),
        preferences.readAccounts(sql, id),
        removalNews(c),
      ])
      const shown = accounts.map((account) => ({ ...account, standing: standing(account, today) }))
      const ended = shown.find(({ id, paperless }) => id === c.req.query('ended') && !paperless)
      return show(
        c,
        { title: 'Paperless Billing', tab },
        <PaperlessPage
          c={c}
          accounts={shown}
          choices={{ boxes, accounts: preferred }}
          today={today}
          ended={ended}
          removal={removal}
          back={c.req.query('back')}
        />,
      )
    })
    .get('/paperless/:account/enroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return gone(c)
      if (account.enrolled) return goTo(c, `/paperless/${account.id}/done`)
      const Asks = account.status === 'closed' ? Closed : Enroll
      if (wantsFragment(c)) return c.html(<Asks c={c} account={account} inRow />)
      const title = `Enroll ${accountName(account)} in paperless billing`
      return show(c, { title, tab }, <Asks c={c} account={account} />)
    })
    .post('/paperless/:account/enroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      const form = await parse(c, enrollForm)
      const title = `Enroll ${accountName(account)} in paperless billing`
      if (!form.ok)
        return show(c, { title, tab, status: 422 }, <Enroll c={c} account={account} state={form} />)
      const now = await paperless.enroll(sql, whose(c, account.id), form.value)
      if (now === 'not linked') return c.notFound()
      if (now === 'closed')
        return show(c, { title, tab, status: 409 }, <Closed account={account} />)
      return c.redirect(`/paperless/${account.id}/done`, 303)
    })
    .get('/paperless/:account/done', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      if (!account.enrolled) return c.redirect('/paperless', 303)
      return show(
        c,
        { title: 'You are enrolled', tab },
        <DonePage account={account} expected={expected(account)} />,
      )
    })
    .get('/paperless/:account/unenroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return gone(c)
      if (!account.enrolled) return goTo(c, '/paperless')
      const running = await paperless.stillRunning(sql, whose(c, account.id))
      const props = { c, account, running }
      if (wantsFragment(c)) return c.html(<Unenroll {...props} inRow />)
      const title = `Unenroll ${accountName(account)} from paperless billing?`
      return show(c, { title, tab }, <Unenroll {...props} />)
    })
    .post('/paperless/:account/unenroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      const form = await parse(c, buttonForm)
      if (!form.ok) {
        const running = await paperless.stillRunning(sql, whose(c, account.id))
        const title = `Unenroll ${accountName(account)} from paperless billing?`
        const props = { c, account, running, state: form }
        return show(c, { title, tab, status: 422 }, <Unenroll {...props} />)
      }
      if (!(await paperless.unenroll(sql, whose(c, account.id)))) return c.notFound()
      return c.redirect(`/paperless?ended=${account.id}`, 303)
    })
}

/** In another tab the account was removed: a row of the list can't say so, the list can. */
const gone = (c: Context<PortalEnv>) => (wantsFragment(c) ? goTo(c, '/paperless') : c.notFound())
