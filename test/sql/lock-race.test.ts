import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import * as lockouts from '../../sql/lockouts.js'
import * as sessions from '../../sql/sessions.js'
import * as doors from '../../sql/sign-in-doors.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'
import { until } from '../support/until.js'

/** A sign-in that is judged right in the moment in which everything is locked (security.md 1.4). */

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const begin = (owner: PortalAccountId, id: string) =>
  sessions.add(portal.sql, {
    id,
    owner,
    expiresAt: new Date(Date.now() + 3_600_000),
    restricted: false,
    label: 'A browser',
    deviceNonce: null,
  })
const sessionsOf = (owner: PortalAccountId) =>
  portal.sql`select 1 from session where portal_account_id = ${owner}`

/** Whether somebody waits in Postgres for what another transaction holds. */
const waits = async () =>
  (
    await portal.sql`
      select 1 from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`
  ).length > 0

/** Locks everything, and holds the transaction open until `meanwhile` says so. */
async function lockWhile(
  owner: PortalAccountId,
  scope: 'everything' | 'strangers',
  meanwhile: () => Promise<unknown>,
) {
  await portal.sql.begin(async (tx) => {
    await lockouts.lock(tx, { account: owner, nameKey: randomUUID(), scope, why: 'wrong_answer' })
    await meanwhile()
  })
}

test('1.4: the lock first: the session waits for it, and does not begin', async () => {
  const dana = await portal.addResident()
  let began: Promise<boolean> | undefined
  await lockWhile(dana.id, 'everything', async () => {
    began = begin(dana.id, randomUUID())
    await until(waits)
  })
  expect(await began).toBe(false)
  expect(await sessionsOf(dana.id)).toHaveLength(0)
})

test('1.4: the session first: the lock waits for it, and ends it', async () => {
  const { resident } = await portal.signedIn()
  const of = { nameKey: resident.id, door: 'a'.repeat(32), account: resident.id }
  const rules = { tries: 1, lockoutScope: 'unknown-browsers' } as const
  await doors.walk(portal.sql, of, { password: 'wrong' }, rules)
  let locked: Promise<unknown> | undefined
  await portal.sql.begin(async (tx) => {
    // As sessions.add does it.
    await tx`select 1 from portal_account where id = ${resident.id} for no key update`
    await tx`
      insert into session (id, portal_account_id, expires_at)
      values (${randomUUID()}, ${resident.id}, portal_now() + interval '1 hour')`
    locked = doors.walk(portal.sql, of, { answer: 'wrong' }, rules)
    await until(waits)
  })
  expect(await locked).toMatchObject({ show: 'locked' })
  expect(await sessionsOf(resident.id)).toHaveLength(0)
})

test('T6: a lock of strangers holds no session up', async () => {
  const dana = await portal.addResident()
  await lockWhile(dana.id, 'strangers', async () =>
    expect(await begin(dana.id, randomUUID())).toBe(true),
  )
  expect(await sessionsOf(dana.id)).toHaveLength(1)
})

test('1.4: after the unlock sessions begin again', async () => {
  const dana = await portal.addResident()
  await lockWhile(dana.id, 'everything', async () => {})
  expect(await begin(dana.id, randomUUID())).toBe(false)
  await portal.sql`update lockout set unlocked_at = portal_now() where portal_account_id = ${dana.id}`
  expect(await begin(dana.id, randomUUID())).toBe(true)
})

test('1.4: the whole way: the right password of that moment meets the page of the lock, and no cookie', async () => {
  const dana = await portal.addResident()
  const browser = portal.browser()
  const page = await browser.get('/sign-in')
  let answered: ReturnType<typeof browser.submit> | undefined
  await lockWhile(dana.id, 'everything', async () => {
    answered = browser.submit(page, { username: dana.username, password })
    await until(waits) // judged right, and about to begin its session
  })
  const answer = await answered
  expect([answer?.status, answer?.location]).toEqual([303, '/locked'])
  expect(browser.cookies.has('sid')).toBe(false)
  expect(await sessionsOf(dana.id)).toHaveLength(0)
  expect(
    await portal.sql`select 1 from audit where subject = ${dana.id} and action = 'signed_in'`,
  ).toHaveLength(0)
})
