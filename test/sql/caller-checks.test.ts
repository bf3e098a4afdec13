import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { audit } from '../../sql/audit.js'
import { seal } from '../../sql/audit-chain.js'
import * as callerChecks from '../../sql/caller-checks.js'
import * as lockouts from '../../sql/lockouts.js'
import * as doors from '../../sql/sign-in-doors.js'
import * as stories from '../../sql/stories.js'
import { askVerified, usualUnlocksAnHour } from '../../sql/unlocks.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { addStaff, type TestStaff } from '../support/staff.js'

let portal: TestPortal
let kim: TestStaff
let dana: TestResident
let number: string
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  kim = await addStaff(portal)
  dana = await portal.addResident()
  const account = await portal.addServiceAccount({ streetNumber: '1234' })
  await portal.link(dana, account)
  number = account.accountNumber
})

const of = (resident = dana) => ({ staff: kim.id, resident: resident.id })
const right = () => ({ accountNumber: number, streetNumber: '1234' })
const calls = () => portal.sql<
  { resident: string; misses: number; ended: boolean }[]
>`select portal_account_id as resident, misses, ended_at is not null as ended from caller_check
   where staff_id = ${kim.id} order by started_at, number`

test('one telephone each: of calls begun at once with several residents, one is on', async () => {
  const others = await Promise.all([1, 2, 3].map(() => portal.addResident()))
  await Promise.all(others.map((resident) => callerChecks.start(portal.sql, of(resident))))
  expect((await calls()).filter(({ ended }) => !ended)).toHaveLength(1)
})

test('the same call begun twice at once is one', async () => {
  await Promise.all([callerChecks.start(portal.sql, of()), callerChecks.start(portal.sql, of())])
  expect(await calls()).toHaveLength(1)
})

test('T24: wrong facts at once are all counted: no parallel guess is free', async () => {
  await callerChecks.start(portal.sql, of())
  const wrong = { accountNumber: '0000000000000' }
  const all = await Promise.all(
    Array.from({ length: 6 }, () => callerChecks.say(portal.sql, of(), wrong)),
  )
  expect(all.filter((one) => one === undefined)).toHaveLength(3)
  expect(await calls()).toMatchObject([{ misses: 3 }])
  expect(await callerChecks.say(portal.sql, of(), right())).toBeUndefined()
})

test('what is verified is so inside the deed’s own transaction: an End at the same moment wins or loses whole', async () => {
  await callerChecks.start(portal.sql, of())
  await callerChecks.say(portal.sql, of(), right())
  const at = { nameKey: dana.id, door: doors.strangers, account: dana.id }
  const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
  const wrong = { password: 'wrong' } as const
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(portal.sql, at, tried, rules)
  const asked = { reason: 'called', temporaryPassword: false }
  const [answer] = await Promise.all([
    askVerified(portal.sql, of(), asked),
    callerChecks.end(portal.sql, of()),
  ])
  const lock = (await lockouts.findOpen(portal.sql, dana.username))!
  const rows = await portal.sql`select 1 from unlock_request where lockout_id = ${lock.id}`
  expect(rows).toHaveLength(answer.come === 'asked' ? 1 : 0)
  expect(await askVerified(portal.sql, of(), asked)).toEqual({ come: 'not verified' })
})

test('T23: more unlocks in an hour than usual are seen', async () => {
  await callerChecks.start(portal.sql, of())
  await callerChecks.say(portal.sql, of(), right())
  const [lock] = await portal.sql<{ id: string }[]>`
    insert into lockout (id, portal_account_id, name_key, scope, why)
    values (gen_random_uuid(), ${dana.id}, 'x', 'strangers', 'wrong_answer') returning id`
  await portal.sql`
    insert into unlock_request (id, lockout_id, staff, reason, requested_at)
    select gen_random_uuid(), ${lock!.id}, ${kim.id}, 'called', portal_now() - n * interval '2 minutes'
      from generate_series(1, 40) n`
  const answer = await askVerified(portal.sql, of(), { reason: 'called', temporaryPassword: false })
  expect(answer).toMatchObject({ come: 'asked', lately: 30 })
  expect(usualUnlocksAnHour).toBe(20)
})

test('the database itself refuses a second open call, and a check that is both verified and failed', async () => {
  await callerChecks.start(portal.sql, of())
  await expect(portal.sql`
    insert into caller_check (id, portal_account_id, staff_id) values (${randomUUID()}, ${dana.id}, ${kim.id})`).rejects.toThrow(
    /caller_check_open/,
  )
  await expect(
    portal.sql`update caller_check set verified_at = portal_now(), failed_at = portal_now() where staff_id = ${kim.id}`,
  ).rejects.toThrow(/check/)
})

test('A12: the story goes back page by page, and nothing is told twice', async () => {
  for (let nth = 0; nth < 50; nth += 1) {
    await portal.moveClock(1)
    await audit(portal.sql, { actor: dana.id, action: 'signed_in', subject: dana.id })
  }
  const told: number[] = []
  let before: Date | undefined
  for (;;) {
    const rows = await stories.read(portal.sql, dana.id, { whole: true, ...(before && { before }) })
    const shown = rows.slice(0, stories.storyRows)
    told.push(...shown.map(({ at }) => at.getTime()))
    if (rows.length <= stories.storyRows) break
    before = shown.at(-1)!.at
  }
  expect(told).toHaveLength(50)
  expect(told).toEqual([...told].sort((a, b) => b - a))
})

test('T25: the day’s anchor is mailed to every operator with an address, once', async () => {
  await addStaff(portal, { roles: ['operator'], email: 'op@example.com' })
  await addStaff(portal, { roles: ['agent'], email: 'agent@example.com' })
  await portal.moveClock(86_400)
  await audit(portal.sql, { actor: 'a test', action: 'tried' })
  const { anchor } = await seal(portal.sql, () => 'mark')
  await seal(portal.sql, () => 'mark')
  const mails =
    await portal.sql`select recipient, params from notice where template = 'audit_anchor'`
  expect(mails).toEqual([{ recipient: 'op@example.com', params: anchor }])
})
