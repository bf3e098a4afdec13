import { Hono } from 'hono'
import * as locations from '../../sql/locations.js'
import type { Deps, PortalEnv } from '../env.js'
import { anyone } from '../gate.js'
import { show } from '../page.js'
import { LocationsPage } from './views.js'

/** Where bills may be paid in person (S55). */
export const locationRoutes = ({ sql, city }: Deps) =>
  new Hono<PortalEnv>().get('/pay/locations', anyone, async (c) => {
    // A repeated or endless query is cut, not refused: it only narrows what is shown.
    const find = (c.req.query('find') ?? '').slice(0, 60).trim()
    const found = await locations.find(sql, find)
    return show(
      c,
      { title: 'Authorized payment locations' },
      <LocationsPage city={city} find={find} found={found} />,
    )
  })
