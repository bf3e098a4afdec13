import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as lockouts from '../../sql/lockouts.js'
import * as doors from '../../sql/sign-in-doors.js'
import { unlockByRequest } from '../../sql/unlocks.js'
import type { LockoutId } from '../../src/domain/ids.js'
import type { Page } from '../support/browser.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from '../support/portal.js'
import { call, type StaffBrowser, staffBrowser, verifiedCall } from '../support/staff.js'

let portal: TestPortal
let agent: StaffBrowser
let dana: TestResident
let home: TestServiceAccount
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  agent = await staffBrowser(portal)
  dana = await portal.addResident({ name: 'Dana Whitfield' })
  home = await portal.addServiceAccount({ streetNumber: '1234' })
  await portal.link(dana, home)
  await lock()
})

const path = () => `/staff/residents/${dana.id}`
const unlockPath = () => `${path()}/unlock`
async function lock(): Promise<void> {
  const at = { nameKey: dana.id, door: doors.strangers, account: dana.id }
  const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
  const wrong = { password: 'wrong' } as const
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(portal.sql, at, tried, rules)
}
const open = async () => (await lockouts.findOpen(portal.sql, dana.username))?.id as LockoutId
const requests = () => portal.sql<
  { id: string; staff: string; reason: string; temporaryPassword: boolean; verified: boolean }[]
>`
  select r.id, r.staff, r.reason, r.temporary_password, k.verified_at is not null as verified
    from unlock_request r
    join lockout l on l.id = r.lockout_id
    join caller_check k on k.id = r.caller_check_id
   where l.portal_account_id = ${dana.id}`
const unlock = (fields: Record<string, string> = {}) => agent.fill(path(), fields, unlockPath())
/** What the lock's workflow does with the signal. */
const carryOut = async (lockout: LockoutId) =>
  expect(await unlockByRequest(portal.sql, lockout, (await requests())[0]!.id)).toBe(true)
const fragment = { 'hx-request': 'true', 'hx-request-type': 'partial' }

describe('S13, A12: unlocking from the console', () => {
  test('asks by a row with who, why and the verified call; the page says Unlocking, then Unlocked', async () => {
    const page = await verifiedCall(agent, dana, home)
    expect(page.text).toContain('Portal account is locked')
    expect(page.text).toContain('Wrong passwords, then a wrong answer to the security question.')
    const lockout = await open()
    const asked = await agent.submit(page, { why: 'answer' }, unlockPath())
    expect(asked).toMatchObject({ status: 303, location: `${path()}?at=lock` })
    expect(await requests()).toMatchObject([
      {
        staff: agent.staff.id,
        reason: 'Caller forgot security answer',
        temporaryPassword: false,
        verified: true,
      },
    ])
    expect(
      await portal.sql`select 1 from nudge where kind = 'unlock' and id = ${(await requests())[0]!.id}`,
    ).toHaveLength(1)
    const waiting = await agent.follow(asked)
    expect(waiting.text).toContain('Unlocking')
    expect(waiting.html).toContain(`hx-get="${unlockPath()}?poll=1" hx-trigger="load delay:1s"`)
    expect(waiting.html).toContain('<noscript><meta http-equiv="refresh" content="2"/></noscript>')
    await carryOut(lockout)
    const done = await agent.get(`${path()}?at=lock`)
    expect(done.text).toMatch(/Unlocked at \d+:\d\d [AP]M\. We emailed the resident\./)
    expect(done.text).toContain('“You can sign in now. Check your SPAM folder for our email.”')
    expect(done.text).not.toContain('Locked since')
    expect(done.html).not.toContain('hx-trigger="load')
  })

  test('7.2: the panel asks for itself; when it is done the tags go, and it is said', async () => {
    await verifiedCall(agent, dana, home)
    const lockout = await open()
    await unlock()
    const waits = await agent.get(`${unlockPath()}?poll=1`, fragment)
    expect(waits.html).toMatch(/^<section class="sheet[^>]* id="lock"/)
    expect(waits.html).toContain('hx-trigger="load delay:1s"')
    await portal.moveClock(6)
    const queued = await agent.get(`${unlockPath()}?poll=1`, fragment)
    expect(queued.text).toContain('It is asked for, and will happen by itself in a while.')
    expect(queued.html).toContain('hx-trigger="load delay:5s"')
    await carryOut(lockout)
    const done = await agent.get(`${unlockPath()}?poll=1`, fragment)
    expect(done.html).not.toContain('hx-trigger')
    expect(done.html).toContain('<div class="row" id="tags" hx-swap-oob="true">')
    expect(done.html).toContain('<div hx-swap-oob="innerHTML:#live">Unlocked</div>')
  })

  test('with a temporary password, which the resident alone gets', async () => {
    await verifiedCall(agent, dana, home)
    const lockout = await open()
    await unlock({ temp: '1' })
    expect(await requests()).toMatchObject([{ temporaryPassword: true }])
    await carryOut(lockout)
    expect(await portal.sql`select kind from recovery_request where email = ${dana.email}`).toEqual(
      [{ kind: 'password' }],
    )
  })

  test('another reason must be said', async () => {
    const page = await verifiedCall(agent, dana, home)
    const empty = await agent.submit(page, { why: 'other' }, unlockPath())
    expect(empty.status).toBe(422)
    expect(empty.text).toContain('Say why')
    await agent.submit(empty, { why: 'other', other: 'Locked by a child' }, unlockPath())
    expect(await requests()).toMatchObject([{ reason: 'Other: Locked by a child' }])
  })

  test('a second tap asks once', async () => {
    const page = await verifiedCall(agent, dana, home)
    await Promise.all([agent.submit(page, {}, unlockPath()), agent.submit(page, {}, unlockPath())])
    expect(await requests()).toHaveLength(1)
  })

  test('what became of an older unlock is in the story, not in the panel of the next call', async () => {
    await verifiedCall(agent, dana, home)
    const lockout = await open()
    await unlock()
    await carryOut(lockout)
    await agent.fill(path(), {}, `${path()}/call/end`)
    const page = await verifiedCall(agent, dana, home)
    expect(page.text).not.toContain('We emailed the resident')
    expect(page.text).toMatch(/Unlocked \d+:\d\d [AP]M ?, M\. Okafor/)
    expect(page.text).toContain('Asked for an unlock: Caller forgot password')
  })
})

describe('architecture 7: unlocking needs a verified caller', () => {
  async function refused(page: Page) {
    expect(page.status).toBe(409)
    expect(page.text).toContain('The caller is not verified')
    expect(await requests()).toEqual([])
  }
  const post = async (browser: StaffBrowser) => {
    const { _token } = (await browser.get(path())).forms.find(({ fields }) => fields._token)!.fields
    return await browser.post(unlockPath(), { _token, why: 'password', other: '', temp: '' })
  }

  test('without a call there is no button, and a post changes nothing', async () => {
    const page = await call(agent, dana)
    expect(page.text).toContain('Check the caller before you unlock it.')
    expect(page.forms.some(({ action }) => action === unlockPath())).toBe(false)
    await refused(await post(agent))
  })

  test('a call that ended meanwhile unlocks nothing', async () => {
    const page = await verifiedCall(agent, dana, home)
    await agent.submit(page, {}, `${path()}/call/end`)
    await refused(await agent.submit(page, {}, unlockPath()))
  })

  test('a call whose 30 minutes are over unlocks nothing', async () => {
    const page = await verifiedCall(agent, dana, home)
    for (const minutes of [14, 14, 3]) {
      await portal.moveClock(minutes * 60)
      await agent.get('/staff')
    }
    await refused(await agent.submit(page, {}, unlockPath()))
  })

  test('another resident’s call, and another agent’s, unlock nothing', async () => {
    const other = await portal.addResident()
    const shop = await portal.addServiceAccount({ streetNumber: '57' })
    await portal.link(other, shop)
    await verifiedCall(agent, other, shop, '57')
    await refused(await post(agent))
    await verifiedCall(agent, dana, home)
    await refused(await post(await staffBrowser(portal)))
  })

  test('T18: a request with no verified check of this resident unlocks nothing, whoever wrote it', async () => {
    const lockout = await open()
    const other = await portal.addResident()
    const write = async (check: string | null) => {
      const [row] = await portal.sql<{ id: string }[]>`
        insert into unlock_request (id, lockout_id, staff, reason, caller_check_id)
        values (gen_random_uuid(), ${lockout}, 'somebody', 'because', ${check}) returning id`
      return row!.id
    }
    const check = async (resident: TestResident, verifiedAt: Date | null) => {
      const [row] = await portal.sql<{ id: string }[]>`
        insert into caller_check (id, portal_account_id, vouched_by, verified_at)
        values (gen_random_uuid(), ${resident.id}, 'somebody', ${verifiedAt}) returning id`
      return row!.id
    }
    const long = new Date(Date.now() - 86_400_000)
    const requests = [
      null,
      await check(dana, null),
      await check(other, long),
      await check(dana, new Date(Date.now() + 9e9)),
    ]
    for (const one of requests)
      expect(await unlockByRequest(portal.sql, lockout, await write(one))).toBe(false)
    expect(await open()).toBe(lockout)
    expect(await unlockByRequest(portal.sql, lockout, await write(await check(dana, long)))).toBe(
      true,
    )
  })

  test('what is not locked is not unlocked', async () => {
    const free = await portal.addResident()
    const shop = await portal.addServiceAccount({ streetNumber: '57' })
    await portal.link(free, shop)
    const page = await verifiedCall(agent, free, shop, '57')
    expect(page.text).not.toContain('Portal account is locked')
    const { _token } = page.forms.find(({ fields }) => fields._token)!.fields
    const at = `/staff/residents/${free.id}/unlock`
    expect((await agent.post(at, { _token, why: 'password', other: '', temp: '' })).status).toBe(
      303,
    )
    expect(
      await portal.sql`select 1 from unlock_request r join lockout l on l.id = r.lockout_id where l.portal_account_id = ${free.id}`,
    ).toEqual([])
  })
})
