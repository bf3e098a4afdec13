import { Hono } from 'hono'
import * as homes from '../../sql/homes.js'
import * as staffResidents from '../../sql/staff-residents.js'
import { inOrder, standing } from '../../src/domain/account-standing.js'
import { cityDay } from '../../src/domain/city-date.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import { idIn, looked, verifiedCall } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { Note } from '../form.js'
import { agent } from '../gate.js'
import { ReadOnlyPage } from '../link.js'
import { show } from '../page.js'
import { EmptyHome, HomePage } from './views.js'

/** The resident's Home as the resident sees it, for 311 with that resident on the phone (ux.md 5.3): nothing leads on. */
export const homeAsSeenByStaff = ({ sql, clock, city }: Deps) =>
  new Hono<PortalEnv>().get('/staff/residents/:id/home', agent, async (c) => {
    const id = idIn<PortalAccountId>(c)
    const resident = id && (await staffResidents.find(sql, id))
    if (!resident) return c.notFound()
    const back = `/staff/residents/${resident.id}`
    const call = await verifiedCall(c, resident.id)
    if (!call) throw new Refusal('caller-not-verified', `${back}?at=check`)
    await looked(c, 'home_seen', { subject: resident.id, call: call.id })
    const today = cityDay(clock.now())
    const { accounts, loadedAt } = await homes.read(sql, resident.id)
    const all = inOrder(
      accounts.map((account) => ({ ...account, standing: standing(account, today) })),
    )
    const name = resident.name ?? resident.username
    return show(
      c,
      { title: `${name}’s Home`, tab: 'find' },
      <div class="stack airy">
        <Note kind="info">
          <p>
            <strong>You see Home as {name} sees it.</strong> Nothing here leads on, and nothing can
            be changed. <a href={back}>Back to {name}</a>
          </p>
        </Note>
        <ReadOnlyPage>
          {all.length === 0 ? (
            <EmptyHome />
          ) : (
            <HomePage all={all} found={all} find="" today={today} loadedAt={loadedAt} city={city} />
          )}
        </ReadOnlyPage>
      </div>,
    )
  })
