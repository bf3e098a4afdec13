import { type Context, Hono } from 'hono'
import * as histories from '../../sql/bill-history.js'
import { billsFile, historyFileName, paymentsFile, useFile } from '../../src/domain/history-file.js'
import { attach, limitDownloads } from '../downloads.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { type Found, findHistory, settleAll } from './routes.js'

/** What a resident takes away: 24 months of an account for a spreadsheet. */
export const downloadRoutes = (deps: Deps) => {
  const { sql } = deps
  const limit = limitDownloads(deps)

  const csv =
    (what: string, write: (found: Found) => string | Promise<string>) =>
    async (c: Context<PortalEnv>) => {
      const found = await findHistory(c)
      if (!found || found === 'nothing linked') return c.notFound()
      return attach(c, {
        type: 'text/csv; charset=utf-8',
        name: historyFileName(what, found.account),
        body: await write(found),
      })
    }

  return new Hono<PortalEnv>()
    .get(
      '/bill-history/bills.csv',
      resident,
      limit,
      csv('bills', (found) => billsFile(found.account, found.bills, settleAll(found))),
    )
    .get(
      '/bill-history/payments.csv',
      resident,
      limit,
      csv('payments', async ({ account, asked }) =>
        paymentsFile(account, await histories.payments(sql, asked)),
      ),
    )
    .get(
      '/bill-history/use.csv',
      resident,
      limit,
      csv('water-use', ({ account, bills }) =>
        useFile(
          account,
          bills.flatMap((bill) => [...bill.reads].reverse()),
        ),
      ),
    )
}
