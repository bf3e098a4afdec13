import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import * as documents from '../../sql/bill-documents.js'
import * as histories from '../../sql/bill-history.js'
import { historySince, settle, sinceLastBill } from '../../src/domain/bill-history.js'
import { billToKnow } from '../../src/domain/bill-message.js'
import { type CityDay, cityDay, showFullDay } from '../../src/domain/city-date.js'
import { type BillId, isId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { BillPage } from './bill.js'
import { BillsSection } from './bills.js'
import { Frame, NoAccounts, type Section } from './frame.js'
import { PaymentsSection } from './payments.js'
import { UseSection, UseSummary } from './use.js'

/** Rows of the overview before "Show older bills", and how many each tap adds (ux.md 4.2). */
const pageOfBills = 6

interface Question {
  readonly asked: histories.Asked
  readonly account: histories.SwitcherAccount
  readonly today: CityDay
  readonly months: string | undefined
}

/** 24 months of bills, payments and water use, and each bill by itself (S27, S28). */
export const billHistoryRoutes = ({ sql, clock, city }: Deps) => {
  /** One section of the account asked for; of the first linked one when none is named. */
  const section =
    (section: Section, body: (question: Question) => Promise<Child>) =>
    async (c: Context<PortalEnv>) => {
      const facts = { title: 'Bill History', tab: 'bill-history' } as const
      const owner = c.get('resident').id
      const wanted = c.req.query('account')
      const all = await histories.accounts(sql, owner)
      const account = wanted === undefined ? all[0] : all.find(({ id }) => id === wanted)
      if (!account) return wanted === undefined ? show(c, facts, <NoAccounts />) : c.notFound()
      const today = cityDay(clock.now())
      const asked = { resident: owner, account: account.id, since: historySince(today) }
      const content = await body({ asked, account, today, months: c.req.query('months') })
      return show(
        c,
        facts,
        <Frame all={all} chosen={account} section={section}>
          {content}
        </Frame>,
      )
    }

  async function billRows({ asked, account, today }: Question) {
    const [bills, reads, ledger] = await Promise.all([
      histories.bills(sql, asked),
      histories.reads(sql, asked),
      histories.ledger(sql, asked),
    ])
    return { account, bills, reads, settled: settle([...bills].reverse(), ledger, today) }
  }

  return new Hono<PortalEnv>()
    .get(
      '/bill-history',
      resident,
      section('overview', async (question) => {
        const rows = await billRows(question)
        const most = /^(?:12|18|24)$/.test(question.months ?? '')
          ? Number(question.months)
          : pageOfBills
        return (
          <>
            {rows.bills.length > 0 && <UseSummary reads={rows.reads} />}
            <BillsSection {...rows} most={most} step={pageOfBills} />
          </>
        )
      }),
    )
    .get(
      '/bill-history/bills',
      resident,
      section('bills', async (question) => <BillsSection {...(await billRows(question))} />),
    )
    .get(
      '/bill-history/payments',
      resident,
      section('payments', async ({ asked }) => (
        <PaymentsSection payments={await histories.payments(sql, asked)} />
      )),
    )
    .get(
      '/bill-history/use',
      resident,
      section('use', async ({ asked }) => <UseSection reads={await histories.reads(sql, asked)} />),
    )
    .get('/bills/:bill', resident, async (c) => {
      const id = c.req.param('bill')
      const owner = c.get('resident').id
      const bill = isId(id) ? await documents.find(sql, owner, id as BillId) : undefined
      if (!bill) return c.notFound()
      const today = cityDay(clock.now())
      const { accountId, billedOn, lastBilledOn } = bill
      const [credits, ledger] = await Promise.all([
        lastBilledOn ? documents.creditsBetween(sql, accountId, lastBilledOn, billedOn) : [],
        histories.ledger(sql, { resident: owner, account: accountId, since: historySince(today) }),
      ])
      return show(
        c,
        { title: `Bill of ${showFullDay(billedOn)}`, tab: 'bill-history', coat: 'bill' },
        <BillPage
          bill={bill}
          since={sinceLastBill(bill, lastBilledOn ?? undefined, credits)}
          know={billToKnow(bill, ledger, today)}
          city={city}
        />,
      )
    })
}
