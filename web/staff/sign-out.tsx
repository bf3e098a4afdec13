import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { z } from 'zod'
import * as staffResidents from '../../sql/staff-residents.js'
import { mayEnter } from '../../src/domain/access.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import { callOf, idIn, looked, staffOf, verifiedCall } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { Form, parse } from '../form.js'
import { agent } from '../gate.js'
import { show } from '../page.js'

const one = '/staff/residents/:id/sign-out'

/** Ends a resident's sessions: "somebody else is in my portal account" (security.md 7.4.5). */
export function signOutRoutes({ sql }: Deps) {
  async function find(c: Context<PortalEnv>) {
    const id = idIn<PortalAccountId>(c)
    return id && (await staffResidents.find(sql, id))
  }
  const free = (c: Context<PortalEnv>) => mayEnter(['supervisor'], staffOf(c).roles)
  const notVerified = (id: PortalAccountId) =>
    new Refusal('caller-not-verified', `/staff/residents/${id}?at=check`)

  return new Hono<PortalEnv>()
    .get(one, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      const call = await verifiedCall(c, resident.id)
      if (!call && !free(c)) throw notVerified(resident.id)
      await looked(c, 'resident_seen', { subject: resident.id, call: call?.id })
      return show(
        c,
        { title: 'Sign the resident out?', tab: 'find' },
        <SignOutPage c={c} resident={resident} />,
      )
    })
    .post(one, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      if (!(await parse(c, z.strictObject({}))).ok) throw new Refusal('form-too-old')
      const ended = await staffResidents.endSessions(sql, callOf(c, resident.id), { free: free(c) })
      if (ended === undefined) throw notVerified(resident.id)
      return c.redirect(`/staff/residents/${resident.id}?done=signed-out`, 303)
    })
}

const SignOutPage: FC<{ c: Context<PortalEnv>; resident: staffResidents.ConsoleResident }> = ({
  c,
  resident,
}) => (
  <Form c={c} action={`/staff/residents/${resident.id}/sign-out`} class="stack narrow">
    <h1>Sign {resident.name ?? resident.username} out everywhere?</h1>
    <p class="lede">
      Every browser must sign in again. Passwords stay as they are: if somebody else knows the
      password, tell the caller to use Forgot Password?
    </p>
    <div class="row">
      <button class="btn stop" type="submit">
        Sign out everywhere
      </button>
      <a class="quiet" href={`/staff/residents/${resident.id}`}>
        Keep them signed in
      </a>
    </div>
  </Form>
)
