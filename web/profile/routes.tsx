import { Hono } from 'hono'
import * as portalAccounts from '../../sql/portal-accounts.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, parse } from '../form.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { nameForm } from './form.js'
import { NamePage, ProfilePage } from './views.js'

/** What the portal knows of the resident, and what of it can be changed here. */
export const profileRoutes = ({ sql }: Deps) =>
  new Hono<PortalEnv>()
    .get('/profile', resident, async (c) => {
      const profile = await portalAccounts.profile(sql, c.get('resident').id)
      const saved = c.req.query('saved') === '1'
      return show(c, { title: 'Profile' }, <ProfilePage profile={profile} saved={saved} />)
    })
    .get('/profile/name', resident, async (c) => {
      const profile = await portalAccounts.profile(sql, c.get('resident').id)
      return show(
        c,
        { title: 'Name and phone' },
        <NamePage c={c} state={emptyForm} profile={profile} />,
      )
    })
    .post('/profile/name', resident, async (c) => {
      const form = await parse(c, nameForm)
      if (!form.ok) {
        const nothing = { name: null, phone: null }
        return show(
          c,
          { title: 'Name and phone', status: 422 },
          <NamePage c={c} state={form} profile={nothing} />,
        )
      }
      await portalAccounts.saveNameAndPhone(sql, c.get('resident').id, form.value)
      return c.redirect('/profile?saved=1', 303)
    })
