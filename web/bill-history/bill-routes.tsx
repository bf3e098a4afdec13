import { Hono } from 'hono'
import { billToKnow } from '../../src/domain/bill-message.js'
import { billSheet } from '../../src/domain/bill-sheet.js'
import { useChart } from '../../src/domain/use-chart.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { BillPage } from './bill.js'
import { around, findBill } from './one-bill.js'

/** One bill on screen and in print (S28). */
export const billRoutes = ({ city }: Deps) =>
  new Hono<PortalEnv>().get('/bills/:bill', resident, async (c) => {
    const found = await findBill(c, c.req.param('bill'))
    if (!found) return c.notFound()
    const { bill, image, today } = found
    const { ledger, months } = await around(c, found)
    const know = billToKnow(bill, ledger, today)
    const sheet = billSheet(bill, {
      ...know,
      chart: useChart(months),
      supportPhone: city.supportPhone,
    })
    return show(
      c,
      { title: sheet.title, tab: 'bill-history', coat: 'bill' },
      <BillPage bill={bill} sheet={sheet} know={know} image={image} months={months} />,
    )
  })
