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
import { resident } from '../gate.js'
import { show } from '../page.js'
import { removalNews } from '../removal.js'
import { ClosedPage, DonePage, EnrollPage, UnenrollPage } from './enrollment.js'
import { enrollForm, notificationsForm, unenrollForm } from './form.js'
import { NotificationsPage } from './notifications.js'
import { PaperlessPage } from './views.js'

const tab = 'paperless' as const

/** Paperless Billing: the list, ENROLL NOW and UNENROLL, Notifications and Reminders (ux.md 4.8, 4.10). */
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
      const [{ accounts }, boxes, removal] = await Promise.all([
        homes.read(sql, c.get('resident').id),
        preferences.read(sql, c.get('resident').id),
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
          boxes={boxes}
          today={today}
          ended={ended}
          removal={removal}
        />,
      )
    })
    .get('/paperless/notifications', resident, async (c) => {
      const boxes = await preferences.read(sql, c.get('resident').id)
      const saved = c.req.query('saved') !== undefined
      return show(
        c,
        { title: 'Notifications and Reminders', tab },
        <NotificationsPage c={c} boxes={boxes} saved={saved} />,
      )
    })
    .post('/paperless/notifications', resident, async (c) => {
      const form = await parse(c, notificationsForm)
      if (!form.ok) {
        const boxes = await preferences.read(sql, c.get('resident').id)
        const facts = { title: 'Notifications and Reminders', tab, status: 422 } as const
        return show(c, facts, <NotificationsPage c={c} boxes={boxes} state={form} />)
      }
      await preferences.save(sql, c.get('resident').id, form.value)
      return c.redirect('/paperless/notifications?saved=1', 303)
    })
    .get('/paperless/:account/enroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      if (account.enrolled) return c.redirect(`/paperless/${account.id}/done`, 303)
      const title = `Enroll ${accountName(account)} in paperless billing`
      if (account.status === 'closed')
        return show(c, { title, tab }, <ClosedPage account={account} />)
      return show(c, { title, tab }, <EnrollPage c={c} account={account} />)
    })
    .post('/paperless/:account/enroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      const form = await parse(c, enrollForm)
      const title = `Enroll ${accountName(account)} in paperless billing`
      if (!form.ok)
        return show(
          c,
          { title, tab, status: 422 },
          <EnrollPage c={c} account={account} state={form} />,
        )
      const now = await paperless.enroll(sql, whose(c, account.id), form.value)
      if (now === 'not linked') return c.notFound()
      if (now === 'closed')
        return show(c, { title, tab, status: 409 }, <ClosedPage account={account} />)
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
      if (!account) return c.notFound()
      if (!account.enrolled) return c.redirect('/paperless', 303)
      const running = await paperless.stillRunning(sql, whose(c, account.id))
      return show(
        c,
        { title: `Unenroll ${accountName(account)} from paperless billing?`, tab },
        <UnenrollPage c={c} account={account} running={running} />,
      )
    })
    .post('/paperless/:account/unenroll', resident, async (c) => {
      const account = await linked(c)
      if (!account) return c.notFound()
      const form = await parse(c, unenrollForm)
      if (!form.ok) {
        const running = await paperless.stillRunning(sql, whose(c, account.id))
        const title = `Unenroll ${accountName(account)} from paperless billing?`
        return show(
          c,
          { title, tab, status: 422 },
          <UnenrollPage c={c} account={account} running={running} state={form} />,
        )
      }
      if (!(await paperless.unenroll(sql, whose(c, account.id)))) return c.notFound()
      return c.redirect(`/paperless?ended=${account.id}`, 303)
    })
}
