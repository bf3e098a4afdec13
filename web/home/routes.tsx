import { Hono } from 'hono'
import * as homes from '../../sql/homes.js'
import { isFoundBy } from '../../src/domain/account-filter.js'
import { inOrder, standing } from '../../src/domain/account-standing.js'
import { cityDay } from '../../src/domain/city-date.js'
import type { Deps, PortalEnv } from '../env.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { EmptyHome, HomePage } from './views.js'

/** Home: what do I owe, when, what happens by itself (ux.md 4.1). One query, whatever the number of accounts. */
export const homeRoutes = ({ sql, clock, city }: Deps) =>
  new Hono<PortalEnv>().get('/home', resident, async (c) => {
    const today = cityDay(clock.now())
    const { accounts, loadedAt } = await homes.read(sql, c.get('resident').id)
    if (accounts.length === 0)
      return show(c, { title: 'Your accounts', tab: 'home' }, <EmptyHome />)
    const all = inOrder(
      accounts.map((account) => ({ ...account, standing: standing(account, today) })),
    )
    // A repeated or endless query is cut, not refused: it only narrows what is shown.
    const find = (c.req.query('find') ?? '').slice(0, 60)
    const found = find.trim() === '' ? all : all.filter((account) => isFoundBy(find, account))
    return show(
      c,
      { title: 'Your accounts', tab: 'home' },
      <HomePage
        all={all}
        found={found}
        find={find}
        today={today}
        loadedAt={loadedAt}
        city={city}
      />,
    )
  })
