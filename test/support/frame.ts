// Only until all features are there: createApp without those that are missing.
import { existsSync } from 'node:fs'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import { assetRoutes } from '../../web/assets.js'
import type { Deps, PortalEnv } from '../../web/env.js'
import { errorPage, notFoundPage } from '../../web/errors.js'
import { identify, ownForms } from '../../web/gate.js'
import { createSessions, type Sessions } from '../../web/session.js'

export async function frame(deps: Deps): Promise<Hono<PortalEnv>> {
  const sessions = createSessions(deps.sql, deps.clock)
  const app = new Hono<PortalEnv>()
  app.use(requestId({ headerName: '' }), async (c, next) => {
    c.set('deps', deps)
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'private, no-store')
  })
  app.onError(errorPage)
  app.notFound(notFoundPage)
  app.route('/', assetRoutes())
  app.use(bodyLimit({ maxSize: 64 * 1024 }))
  app.use(identify(sessions), ownForms)
  const names =
    'sign-in register accounts home bill-history pay-bill paperless-billing payment-activity profile help'
  for (const name of names.split(' ')) {
    const file = new URL(`../../web/${name}/routes.tsx`, import.meta.url)
    if (!existsSync(file)) continue
    const module = (await import(/* @vite-ignore */ file.pathname)) as Record<string, unknown>
    for (const make of Object.values(module))
      if (typeof make === 'function' && make.name.endsWith('Routes'))
        app.route(
          '/',
          (make as (deps: Deps, sessions: Sessions) => Hono<PortalEnv>)(deps, sessions),
        )
  }
  return app
}
