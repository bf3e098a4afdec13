import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import * as lockouts from '../../sql/lockouts.js'
import * as doors from '../../sql/sign-in-doors.js'
import { unlockByRequest } from '../../sql/unlocks.js'
import type { LockoutId, PortalAccountId, UnlockRequestId } from '../../src/domain/ids.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
const wrong = { password: 'wrong' } as const
const nonce = () => randomUUID().replaceAll('-', '')

/** A resident with a known browser, locked by strangers. */
async function locked(facts: { confirmed?: boolean } = {}) {
  const dana = await portal.addResident(facts)
  await portal.sql`insert into device (nonce, portal_account_id, label) values (${nonce()}, ${dana.id}, 'Chrome')`
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(portal.sql, doorOf(dana), tried, rules)
  const lock = (await lockouts.findOpen(portal.sql, dana.username))!
  return { dana, lock: lock.id }
}
const doorOf = (dana: TestResident) => ({
  nameKey: dana.id,
  door: doors.strangers,
  account: dana.id,
})
const ask = (lock: LockoutId, temporaryPassword = false) =>
  lockouts.askUnlock(portal.sql, lock, {
    staff: 'kim',
    reason: 'called, two facts',
    temporaryPassword,
  })
const unlock = (lock: LockoutId, request: unknown) => unlockByRequest(portal.sql, lock, request)
const noticesOf = async (id: PortalAccountId) =>
  (
    await portal.sql<{ template: string }[]>`
      select template from notice where portal_account_id = ${id} order by created_at, template`
  ).map(({ template }) => template)
const stateOf = (dana: TestResident) => doors.stateOf(portal.sql, doorOf(dana))
const refusals = (lock: LockoutId) =>
  portal.sql`select 1 from audit where subject = ${lock} and action = 'unlock_refused'`

test('S14: an unlock opens the doors, forgets known browsers, tells the owner and writes down who', async () => {
  const { dana, lock } = await locked()
  const request = await ask(lock)
  expect(await unlock(lock, request)).toBe(true)
  expect(await stateOf(dana)).toBe('open')
  expect(await lockouts.isEnded(portal.sql, lock)).toBe(true)
  expect(await noticesOf(dana.id)).toEqual(['unlocked'])
  const live =
    await portal.sql`select 1 from device where portal_account_id = ${dana.id} and revoked_at is null`
  expect(live).toHaveLength(0)
  const [row] = await portal.sql`select unlocked_by from lockout where id = ${lock}`
  expect(row).toMatchObject({ unlockedBy: 'kim' })
  const audits =
    await portal.sql`select 1 from audit where subject = ${dana.id} and action = 'unlocked' and actor = 'kim'`
  expect(audits).toHaveLength(1)
})

test('S14: a temporary password is asked for with the unlock, and mailed by its own workflow', async () => {
  const { dana, lock } = await locked()
  await unlock(lock, await ask(lock, true))
  const asked = await portal.sql<
    { id: string }[]
  >`select id from recovery_request where email = ${dana.email}`
  expect(asked).toHaveLength(1)
  const nudges =
    await portal.sql`select 1 from nudge where kind = 'password_reset' and id = ${asked[0]!.id}`
  expect(nudges).toHaveLength(1)
})

test.each([
  ['nothing', () => undefined],
  ['a text', () => 'please'],
  ['an object', () => ({ id: 1 })],
  ['an id that no request has', () => randomUUID()],
  ['a request of another lock', async () => await ask((await locked()).lock)],
])('T18: a signal with %s changes nothing and is written down', async (_, given) => {
  const { dana, lock } = await locked()
  expect(await unlock(lock, await given())).toBe(false)
  expect(await stateOf(dana)).toBe('locked')
  expect(await refusals(lock)).toHaveLength(1)
})

test('the same request twice at once, and two requests at once, unlock once', async () => {
  const { dana, lock } = await locked()
  const [one, two] = [await ask(lock), await ask(lock)] as [UnlockRequestId, UnlockRequestId]
  expect(await Promise.all([one, one, two].map((id) => unlock(lock, id)))).toEqual([
    true,
    true,
    true,
  ])
  expect(await noticesOf(dana.id)).toEqual(['unlocked'])
  expect(await refusals(lock)).toHaveLength(0)
})

test('a request that was applied opens no later lock', async () => {
  const { dana, lock } = await locked()
  const request = await ask(lock)
  await unlock(lock, request)
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(portal.sql, doorOf(dana), tried, rules)
  const next = (await lockouts.findOpen(portal.sql, dana.username))!.id
  expect(await unlock(next, request)).toBe(false)
  expect(await stateOf(dana)).toBe('locked')
})

test('F13: an address that was never confirmed gets no mail about its lock', async () => {
  const { dana, lock } = await locked({ confirmed: false })
  await lockouts.tell(portal.sql, lock)
  await unlock(lock, await ask(lock, true))
  expect(await noticesOf(dana.id)).toEqual([])
  expect(await portal.sql`select 1 from recovery_request where email = ${dana.email}`).toHaveLength(
    0,
  )
})

test('T6: at most one mail about locks a day, also when told twice at once', async () => {
  const { dana, lock } = await locked()
  await Promise.all([lockouts.tell(portal.sql, lock), lockouts.tell(portal.sql, lock)])
  expect(await noticesOf(dana.id)).toEqual(['locked'])
  expect((await lockouts.find(portal.sql, lock))!.waitingNoticeId).not.toBeNull()
  await unlock(lock, await ask(lock))
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(portal.sql, doorOf(dana), tried, rules)
  const next = (await lockouts.findOpen(portal.sql, dana.username))!.id
  await lockouts.tell(portal.sql, next)
  expect(await lockouts.find(portal.sql, next)).toMatchObject({ waitingNoticeId: null })
  expect(await noticesOf(dana.id)).toEqual(['locked', 'unlocked'])
})

test('what the database itself refuses: a second open lock, a request without a reason', async () => {
  const { dana, lock } = await locked()
  await expect(portal.sql`
    insert into lockout (id, portal_account_id, name_key, scope, why)
    values (${randomUUID()}, ${dana.id}, 'x', 'strangers', 'wrong_answer')`).rejects.toThrow(
    /lockout_open/,
  )
  await expect(portal.sql`
    insert into unlock_request (id, lockout_id, staff, reason) values (${randomUUID()}, ${lock}, 'kim', '')`).rejects.toThrow(
    /reason/,
  )
})
