import { type Context, Hono } from 'hono'
import * as preferences from '../../sql/notice-preferences.js'
import { Refusal } from '../../src/domain/refusal.js'
import { buckets, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { type FormState, parse } from '../form.js'
import { resident } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { buttonForm, notificationsForm } from './form.js'
import { Notifications, NotificationsPage, type Test, TestEmail } from './notifications.js'

type C = Context<PortalEnv>

const here = '/paperless/notifications'
const facts = { title: 'Notifications and Reminders', tab: 'paperless' } as const

/** Notifications and Reminders: what a resident wants to be mailed, for all accounts and for each (ux.md 4.10). */
export function notificationRoutes({ sql }: Deps) {
  async function choices(c: C) {
    const { id } = c.get('resident')
    const [boxes, accounts] = await Promise.all([
      preferences.read(sql, id),
      preferences.readAccounts(sql, id),
    ])
    return { boxes, accounts }
  }

  /** The form as it is now: alone for htmx, which has the rest of the page. */
  async function form(c: C, also: { saved?: boolean; state?: FormState }) {
    const status = also.state ? 422 : 200
    const props = { c, ...(await choices(c)), ...also }
    if (wantsFragment(c)) return c.html(<Notifications {...props} />, status)
    return show(c, { ...facts, status }, <NotificationsPage {...props} />)
  }

  async function tested(c: C, test: Test, status: 200 | 429) {
    if (wantsFragment(c)) return c.html(<TestEmail c={c} test={test} />, status)
    const props = { c, ...(await choices(c)), test }
    return show(c, { ...facts, status }, <NotificationsPage {...props} />)
  }

  return new Hono<PortalEnv>()
    .get(here, resident, async (c) => {
      if (c.req.query('tested') !== undefined) return await tested(c, 'sent', 200)
      return await form(c, { saved: c.req.query('saved') !== undefined })
    })
    .post(here, resident, async (c) => {
      const { accounts } = await choices(c)
      const sent = await parse(c, notificationsForm(accounts.map(({ id }) => id)))
      if (!sent.ok) return await form(c, { state: sent })
      const { general, different } = sent.value
      await preferences.save(sql, c.get('resident').id, general, different)
      return c.redirect(`${here}?saved=1`, 303)
    })
    .post(`${here}/test`, resident, async (c) => {
      const { id } = c.get('resident')
      const sent = await parse(c, buttonForm)
      if (!sent.ok) throw new Refusal('form-too-old')
      if (await takePlaces(sql, [[buckets.testMail, id]])) return await tested(c, 'too many', 429)
      await preferences.oweTest(sql, id)
      return c.redirect(`${here}?tested=1`, 303)
    })
}
