import { type Context, Hono } from 'hono'
import * as documents from '../../sql/bill-documents.js'
import * as histories from '../../sql/bill-history.js'
import { asIssued } from '../../src/domain/bill-message.js'
import { billFileName, billSheet } from '../../src/domain/bill-sheet.js'
import { billsFile, historyFileName, paymentsFile, useFile } from '../../src/domain/history-file.js'
import { useChart } from '../../src/domain/use-chart.js'
import { attach, limitDownloads } from '../downloads.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { around, findBill, type OneBill } from './one-bill.js'
import { type Found, findHistory, settleAll } from './routes.js'

/** What a resident takes away: a bill as a PDF (F17), and 24 months of an account for a spreadsheet. */
export const downloadRoutes = (deps: Deps) => {
  const { sql, city, billPrinter } = deps
  const limit = limitDownloads(deps)

  /**
   * Says what the bill said when it was issued, the same to everybody who sees the account: what is paid meanwhile, and
   * by whom, stands on the page. Keeping it is the one write of a GET: see web/README.md, D32.
   */
  async function makeDocument(c: Context<PortalEnv>, found: OneBill): Promise<Uint8Array> {
    const { bill } = found
    const { months } = await around(c, found)
    const { message, pastDueCents } = asIssued(bill)
    const beside = {
      message,
      pastDueCents,
      chart: useChart(months),
      supportPhone: city.supportPhone,
    }
    return await billPrinter.print(billSheet(bill, beside), bill.billedOn)
  }

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
    .get('/bills/:bill{[^/]+\\.pdf}', resident, limit, async (c) => {
      const found = await findBill(c, c.req.param('bill').slice(0, -'.pdf'.length))
      if (!found) return c.notFound()
      const { bill, image } = found
      if (!image) return c.redirect(`/bills/${bill.id}`, 303) // which says what is there instead
      const body =
        (await documents.kept(sql, bill.id)) ??
        (await documents.keep(sql, bill.id, await makeDocument(c, found)))
      return attach(c, { type: 'application/pdf', name: billFileName(bill), body })
    })
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
