import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import * as histories from '../../sql/bill-history.js'
import { historySince, settle } from '../../src/domain/bill-history.js'
import { type CityDay, cityDay } from '../../src/domain/city-date.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { BillsSection, NewestBills } from './bills.js'
import { Frame, NoAccounts, type Section } from './frame.js'
import { PaymentsSection } from './payments.js'
import { UseSection, UseSummary } from './use.js'

/** Rows of the overview before "Show older bills", and how many each tap adds (ux.md 4.2). */
const pageOfBills = 6

/** The history of the account asked for; of the first linked one when none is named. */
export interface Found extends histories.History {
  readonly account: histories.SwitcherAccount
  readonly asked: histories.Asked
  readonly today: CityDay
}

/** @returns `nothing linked`, when no account was named and there is none; undefined when it is not this resident's. */
export async function findHistory(
  c: Context<PortalEnv>,
): Promise<Found | 'nothing linked' | undefined> {
  const { sql, clock } = c.get('deps')
  const wanted = c.req.query('account')
  if (wanted !== undefined && !isId(wanted)) return undefined
  const today = cityDay(clock.now())
  const asked = { resident: c.get('resident').id, since: historySince(today) }
  const history = await histories.read(sql, {
    ...asked,
    account: wanted as ServiceAccountId | undefined,
  })
  const { account } = history
  if (!account) return wanted === undefined ? 'nothing linked' : undefined
  return { ...history, account, asked: { ...asked, account: account.id }, today }
}

/** How each bill of a history stands. */
export const settleAll = ({ bills, ledger, today }: Found) =>
  settle([...bills].reverse(), ledger, today)

/** 24 months of bills, payments and water use (S27). */
export const billHistoryRoutes = ({ sql }: Deps) => {
  const section =
    (section: Section, body: (found: Found, c: Context<PortalEnv>) => Child | Promise<Child>) =>
    async (c: Context<PortalEnv>) => {
      const facts = { title: 'Bill History', tab: 'bill-history' } as const
      const found = await findHistory(c)
      if (!found) return c.notFound()
      if (found === 'nothing linked') return show(c, facts, <NoAccounts />)
      const content = await body(found, c)
      return show(
        c,
        facts,
        <Frame all={found.accounts} chosen={found.account} section={section}>
          {content}
        </Frame>,
      )
    }

  return new Hono<PortalEnv>()
    .get(
      '/bill-history',
      resident,
      section('overview', (found, c) => {
        const months = c.req.query('months') ?? ''
        const most = /^(?:12|18|24)$/.test(months) ? Number(months) : pageOfBills
        return (
          <>
            <UseSummary bills={found.bills} />
            <NewestBills {...found} settled={settleAll(found)} most={most} step={pageOfBills} />
          </>
        )
      }),
    )
    .get(
      '/bill-history/bills',
      resident,
      section('bills', (found) => <BillsSection {...found} settled={settleAll(found)} />),
    )
    .get(
      '/bill-history/payments',
      resident,
      section('payments', async ({ asked, account }) => (
        <PaymentsSection payments={await histories.payments(sql, asked)} account={account.id} />
      )),
    )
    .get(
      '/bill-history/use',
      resident,
      section('use', ({ bills, account }) => <UseSection bills={bills} account={account.id} />),
    )
}
