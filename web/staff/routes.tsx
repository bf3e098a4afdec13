import { Hono } from 'hono'
import type { Deps, PortalEnv } from '../env.js'
import type { StaffSessions } from '../staff-session.js'
import { accountRoutes } from './account.js'
import { staffEnrollRoutes } from './enroll.js'
import { findRoutes } from './find.js'
import { helpRoutes } from './help.js'
import { logRoutes } from './log.js'
import { paymentRoutes } from './payments.js'
import { peopleRoutes } from './people.js'
import { residentRoutes } from './resident.js'
import { settingsRoutes } from './settings.js'
import { staffSignInRoutes } from './sign-in.js'
import { signOutRoutes } from './sign-out.js'
import { unlinkRoutes } from './unlink.js'

/** The 311 console (ux.md 5): everything of it lies below /staff. */
export const staffRoutes = (deps: Deps, sessions: StaffSessions) =>
  [
    staffSignInRoutes(deps, sessions),
    staffEnrollRoutes(deps),
    findRoutes(deps),
    residentRoutes(deps),
    signOutRoutes(deps),
    unlinkRoutes(deps),
    accountRoutes(deps),
    paymentRoutes(deps),
    logRoutes(deps),
    peopleRoutes(deps),
    settingsRoutes(deps),
    helpRoutes(),
  ].reduce((app, routes) => app.route('/', routes), new Hono<PortalEnv>())
