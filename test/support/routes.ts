import { connect } from '../../sql/database.js'
import { createApp, type RouteRow, routeTable } from '../../web/app.js'
import { origin } from './browser.js'

/** Every route of the portal, before there is a database: for tests that are generated from the table. */
export function allRoutes(): RouteRow[] {
  return routeTable(
    createApp({
      sql: connect('postgres://nowhere'), // connects on first use, and there is none
      databaseAnswers: async () => false,
      clock: { now: () => new Date(0) },
      seals: {} as never,
      billPrinter: {} as never,
      processor: {} as never,
      processorOrigin: 'https://speedpay.example',
      city: {} as never,
      origin,
      trustedProxies: [],
    }),
  )
}
