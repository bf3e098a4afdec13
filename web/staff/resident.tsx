import { type Context, Hono } from 'hono'
import * as callerChecks from '../../sql/caller-checks.js'
import * as homes from '../../sql/homes.js'
import * as paymentActivity from '../../sql/payment-activity.js'
import * as staffResidents from '../../sql/staff-residents.js'
import * as stories from '../../sql/stories.js'
import * as unlocks from '../../sql/unlocks.js'
import { mayEnter } from '../../src/domain/access.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { atRest } from '../../src/domain/payment.js'
import { Refusal } from '../../src/domain/refusal.js'
import { log } from '../../src/log.js'
import { callOf, idIn, looked, staffOf } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { agent } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { checkForm, fieldOf, unlockForm } from './check-form.js'
import { LockPanel, lockState } from './lock-panel.js'
import { ResidentPage, type Shown, Tags } from './resident-view.js'
import { say } from './say.js'

type C = Context<PortalEnv>

const one = '/staff/residents/:id'
const hrefOf = (id: PortalAccountId) => `/staff/residents/${id}`

/** A resident in the console: the call, its check, and the unlock (ux.md 5.2, 5.3). */
export function residentRoutes(deps: Deps) {
  const { sql } = deps

  async function find(c: C) {
    const id = idIn<PortalAccountId>(c)
    return id && (await staffResidents.find(sql, id))
  }

  /** Everything that the page shows; money only when the caller of this call is verified. */
  async function load(c: C, resident: staffResidents.ConsoleResident) {
    const { id } = resident
    const [call, lock] = await Promise.all([
      callerChecks.current(sql, callOf(c, id)),
      unlocks.panelOf(sql, id),
    ])
    const verified = call?.verifiedAt != null
    const before = new Date(c.req.query('before') ?? '')
    const [story, money, links] = await Promise.all([
      stories.read(sql, id, {
        whole: verified,
        ...(!Number.isNaN(before.getTime()) && { before }),
      }),
      verified ? readMoney(id) : undefined,
      mayEnter(['supervisor'], staffOf(c).roles) ? staffResidents.links(sql, id) : undefined,
    ])
    const lockIs = lockState(lock, call?.id)
    return { resident, call, lock, lockIs, story, money, links, now: deps.clock.now() }
  }

  async function readMoney(id: PortalAccountId) {
    const [{ accounts }, open, { payments: finished }] = await Promise.all([
      homes.read(sql, id),
      paymentActivity.open(sql, id),
      paymentActivity.finished(sql, id),
    ])
    // What was refused of late is among the finished ones too.
    return { accounts, payments: [...open.filter(({ status }) => !atRest(status)), ...finished] }
  }

  async function page(
    c: C,
    resident: staffResidents.ConsoleResident,
    shown: Partial<Shown> & { status?: 422 },
  ) {
    const { status, ...more } = shown
    const facts = await load(c, resident)
    await looked(c, 'resident_seen', { subject: resident.id, call: facts.call?.id })
    const waits = facts.lockIs === 'unlocking'
    return show(
      c,
      {
        title: resident.name ?? resident.username,
        tab: 'find',
        ...(status && { status }),
        ...(waits && { refresh: 2 }),
      },
      <ResidentPage c={c} {...facts} check={emptyForm} unlock={emptyForm} {...more} />,
    )
  }

  return new Hono<PortalEnv>()
    .get(one, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      return await page(c, resident, {
        at: c.req.query('at'),
        done: doneWords[c.req.query('done') ?? ''],
      })
    })
    .post(`${one}/call`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      await callerChecks.start(sql, callOf(c, resident.id))
      return c.redirect(hrefOf(resident.id), 303)
    })
    .post(`${one}/call/end`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      await callerChecks.end(sql, callOf(c, resident.id))
      return c.redirect('/staff', 303)
    })
    .get(`${one}/verify`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      return c.redirect(`${hrefOf(resident.id)}?at=check`, 303)
    })
    .post(`${one}/verify`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      const form = await parse(c, checkForm)
      if (!form.ok) return await page(c, resident, { status: 422, check: form })
      const compared = await say(c, resident.id, form.value)
      if (compared?.outcome === 'open' && compared.misses.length > 0)
        return await page(c, resident, { status: 422, check: missed(form, compared.misses) })
      const lock = compared?.outcome === 'verified' && (await unlocks.panelOf(sql, resident.id))
      const at = lock && !lock.unlockedAt ? 'lock' : 'check'
      return c.redirect(`${hrefOf(resident.id)}?at=${at}`, 303)
    })
    .get(`${one}/unlock`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      if (!wantsFragment(c)) return c.redirect(`${hrefOf(resident.id)}?at=lock`, 303)
      return await lockFragment(c, resident)
    })
    .post(`${one}/unlock`, agent, async (c) => {
      const resident = await find(c)
      if (!resident) return c.notFound()
      const form = await parse(c, unlockForm)
      if (!form.ok) return await page(c, resident, { status: 422, unlock: form })
      const answer = await unlocks.askVerified(sql, callOf(c, resident.id), form.value)
      if (answer.come === 'not verified')
        throw new Refusal('caller-not-verified', `${hrefOf(resident.id)}?at=check`)
      if (answer.come === 'asked' && answer.lately > unlocks.usualUnlocksAnHour)
        log.error(
          { event: 'authn_unlocks_many', alert: true, staff: staffOf(c).id, lately: answer.lately },
          'more unlocks in an hour than usual',
        )
      return c.redirect(`${hrefOf(resident.id)}?at=lock`, 303)
    })

  /** The panel alone, as it asks for itself; when it is done the tags and the listeners hear of it. */
  async function lockFragment(c: C, resident: staffResidents.ConsoleResident) {
    const [call, lock] = await Promise.all([
      callerChecks.current(sql, callOf(c, resident.id)),
      unlocks.panelOf(sql, resident.id),
    ])
    // In a call the page around it was written down; outside one this is a look of its own.
    if (!call) await looked(c, 'resident_seen', { subject: resident.id })
    const state = lockState(lock, call?.id)
    return c.html(
      <>
        <LockPanel
          c={c}
          href={hrefOf(resident.id)}
          lock={lock}
          state={state}
          form={emptyForm}
          verified={call?.verifiedAt != null}
          focus={state === 'unlocked'}
        />
        {state === 'unlocked' && (
          <>
            <Tags lock={lock} call={call} now={deps.clock.now()} swapped />
            <div hx-swap-oob="innerHTML:#live">Unlocked</div>
          </>
        )}
      </>,
    )
  }
}

/** What did not match stays as typed, but for the digits of the SSN; never what would have matched. */
const missed = (form: FormState, facts: readonly (keyof typeof fieldOf)[]): FormState =>
  withErrors(form, Object.fromEntries(facts.map((fact) => [fieldOf[fact], noMatch[fact]])))

const noMatch = {
  account_number: 'Account number: no match',
  street_number: 'Street number: no match',
  tax_id: 'Last 4 digits: no match',
  last_payment: 'Last payment: no match',
} as const

const doneWords: Record<string, string> = {
  'signed-out': 'The resident is signed out everywhere.',
  unlinked: 'The account is no longer linked. We emailed the resident.',
}
