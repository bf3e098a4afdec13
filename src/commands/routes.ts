import { parseArgs } from 'node:util'
import { connect } from '../../sql/database.js'
import { createApp, routeTable } from '../../web/app.js'
import { devRoutes } from '../../web/dev/routes.js'
import type { CommandContext } from './context.js'

/** `portal routes [--json]`: every route with the role that may use it; asks no database. */
export async function routesCommand(
  args: string[],
  { config, say }: CommandContext,
): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const sql = connect('postgres://nowhere') // connects on first use, and there is none
  const nowhere = {
    databaseAnswers: async () => false,
    seals: {} as never,
    billPrinter: {} as never,
    processor: {} as never,
    processorOrigin: '',
    city: {} as never,
  }
  const directory = () => Promise.reject(new Error('not asked'))
  const app = createApp(
    {
      sql,
      clock: { now: () => new Date(0) },
      origin: config.PUBLIC_ORIGIN,
      trustedProxies: [],
      ...nowhere,
    },
    config.SAMPLE_CITY === 'demo' ? [devRoutes({ sql, directory })] : [],
  )
  const rows = routeTable(app).sort(
    (a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method),
  )
  if (values.json) say(JSON.stringify(rows, null, 2))
  else
    for (const { method, path, role } of rows) say(`${method.padEnd(5)} ${path.padEnd(44)} ${role}`)
  return 0
}
