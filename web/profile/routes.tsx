import { Hono } from 'hono'
import * as emailChanges from '../../sql/email-changes.js'
import * as portalAccounts from '../../sql/portal-accounts.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, parse } from '../form.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import type { Sessions } from '../session.js'
import { bankAccountRoutes } from './bank-accounts.js'
import { emailRoutes } from './email.js'
import { nameForm } from './form.js'
import { ProfilePage, savedWords } from './profile-view.js'
import { secretRoutes } from './secrets.js'
import { signInListRoutes } from './sign-ins.js'
import { NamePage } from './views.js'

/** What the portal knows of the resident, and what of it can be changed here. */
export const profileRoutes = (deps: Deps, sessions: Sessions) => {
  const { sql } = deps
  return new Hono<PortalEnv>()
    .route('/', emailRoutes(deps, sessions))
    .route('/', secretRoutes(deps, sessions))
    .route('/', signInListRoutes(deps, sessions))
    .route('/', bankAccountRoutes(deps, sessions))
    .get('/profile', resident, async (c) => {
      const { id } = c.get('resident')
      const [profile, newEmail] = await Promise.all([
        portalAccounts.profile(sql, id),
        emailChanges.pending(sql, id),
      ])
      return show(
        c,
        { title: 'Profile' },
        <ProfilePage
          profile={profile}
          newEmail={newEmail}
          saved={savedWords(c.req.query('saved'), profile.email)}
        />,
      )
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
}
