import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import * as doors from '../../sql/sign-in-doors.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
const wrong = { password: 'wrong' } as const
const right = { password: 'right' } as const

const doorOf = (account?: { id: PortalAccountId }, door: string = doors.strangers) => ({
  nameKey: account?.id ?? randomUUID(),
  door,
  account: account?.id,
})
async function walk(of: doors.DoorOf, ...tries: Parameters<typeof doors.walk>[2][]) {
  const shown = []
  for (const tried of tries) shown.push((await doors.walk(portal.sql, of, tried, rules)).show)
  return shown
}
const lockoutsOf = (id: PortalAccountId) => portal.sql<
  { id: string; scope: string; why: string }[]
>`
  select id, scope, why from lockout where portal_account_id = ${id} and unlocked_at is null`
const nudged = (id: string) => portal.sql`select 1 from nudge where kind = 'lockout' and id = ${id}`
const sessionsOf = (id: PortalAccountId) =>
  portal.sql`select 1 from session where portal_account_id = ${id}`

describe('a door in SQL', () => {
  test('S12: remembers each try, and forgets them after a right password', async () => {
    const of = doorOf(await portal.addResident())
    expect(await walk(of, wrong, wrong, right)).toEqual([
      'wrong password',
      'wrong password',
      'signed in',
    ])
    expect(
      await portal.sql`select 1 from sign_in_door where name_key = ${of.nameKey}`,
    ).toHaveLength(0)
  })

  test('S13: locks with its lockout, audit and nudge, once', async () => {
    const dana = await portal.addResident()
    const of = doorOf(dana)
    await walk(of, wrong, wrong, wrong, { answer: 'wrong' }, right, { answer: 'right' })
    const locks = await lockoutsOf(dana.id)
    expect(locks).toMatchObject([{ scope: 'strangers', why: 'wrong_answer' }])
    expect(await nudged(locks[0]!.id)).toHaveLength(1)
    const audits =
      await portal.sql`select facts from audit where subject = ${dana.id} and action = 'locked'`
    expect(audits).toHaveLength(1)
  })

  test('T3: a name that nobody has walks alike, and leaves no lockout', async () => {
    const before = await portal.sql`select 1 from lockout`
    const tries = [wrong, wrong, wrong, right, { answer: 'wrong' }, right] as const
    const unknown = await walk(doorOf(), ...tries)
    expect(await portal.sql`select 1 from lockout`).toHaveLength(before.length)
    expect(unknown).toEqual(await walk(doorOf(await portal.addResident()), ...tries))
  })

  test('T4: the question comes twice a day; the third time the door locks', async () => {
    const dana = await portal.addResident()
    const round = [wrong, wrong, wrong, { answer: 'right' }] as const
    const shown = await walk(doorOf(dana), ...round, ...round, wrong, wrong, wrong)
    expect(shown.at(-1)).toBe('locked')
    expect(await lockoutsOf(dana.id)).toMatchObject([{ why: 'too_many_rounds' }])
  })

  test('12 wrong passwords at once are 3 tries, then the question', async () => {
    const of = doorOf(await portal.addResident())
    const shown = await Promise.all(
      Array.from({ length: 12 }, () => doors.walk(portal.sql, of, wrong, rules)),
    )
    expect(shown.filter(({ show }) => show === 'wrong password')).toHaveLength(2)
    expect(shown.filter(({ show }) => show === 'question')).toHaveLength(10)
  })

  test('of a right and a wrong answer at once one counts: open, or locked with one lockout', async () => {
    for (let round = 0; round < 6; round += 1) {
      const dana = await portal.addResident()
      const of = doorOf(dana)
      await walk(of, wrong, wrong, wrong)
      const answers = [{ answer: 'right' }, { answer: 'wrong' }, { answer: 'wrong' }] as const
      await Promise.all(answers.map((tried) => doors.walk(portal.sql, of, tried, rules)))
      const state = await doors.stateOf(portal.sql, of)
      expect(await lockoutsOf(dana.id)).toHaveLength(state === 'locked' ? 1 : 0)
    }
  })
})

describe('two doors', () => {
  const known = 'a'.repeat(32)

  test('T6: a lock by strangers leaves a known browser and live sessions alone', async () => {
    const { resident } = await portal.signedIn()
    await walk(doorOf(resident), wrong, wrong, wrong, { answer: 'wrong' })
    expect(await walk(doorOf(resident, known), wrong, right)).toEqual([
      'wrong password',
      'signed in',
    ])
    expect(await sessionsOf(resident.id)).toHaveLength(1)
  })

  test('a lock at a known browser locks every door, and ends the sessions', async () => {
    const { resident } = await portal.signedIn()
    await walk(doorOf(resident, known), wrong, wrong, wrong, { answer: 'wrong' })
    expect(await walk(doorOf(resident), right)).toEqual(['locked'])
    expect(await walk(doorOf(resident, 'b'.repeat(32)), right)).toEqual(['locked'])
    expect(await sessionsOf(resident.id)).toHaveLength(0)
    expect(await lockoutsOf(resident.id)).toMatchObject([{ scope: 'everything' }])
  })

  test('a known browser widens the lock that strangers made; it stays one', async () => {
    const { resident } = await portal.signedIn()
    await walk(doorOf(resident), wrong, wrong, wrong, { answer: 'wrong' })
    const [first] = await lockoutsOf(resident.id)
    await walk(doorOf(resident, known), wrong, wrong, wrong, { answer: 'wrong' })
    const locks = await lockoutsOf(resident.id)
    expect(locks).toMatchObject([{ id: first!.id, scope: 'everything' }])
    expect(await nudged(first!.id)).toHaveLength(2)
  })

  test('both doors locked at once make one lockout, of everything', async () => {
    const { resident } = await portal.signedIn()
    const both = [doorOf(resident), doorOf(resident, known)]
    for (const of of both) await walk(of, wrong, wrong, wrong)
    await Promise.all(both.map((of) => doors.walk(portal.sql, of, { answer: 'wrong' }, rules)))
    expect(await lockoutsOf(resident.id)).toMatchObject([{ scope: 'everything' }])
    expect(await sessionsOf(resident.id)).toHaveLength(0)
  })

  test('LOCKOUT_SCOPE=account: strangers lock known browsers too', async () => {
    const { resident } = await portal.signedIn()
    const account = { tries: 3, lockoutScope: 'account' } as const
    for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
      await doors.walk(portal.sql, doorOf(resident), tried, account)
    expect(await walk(doorOf(resident, known), right)).toEqual(['locked'])
    expect(await sessionsOf(resident.id)).toHaveLength(0)
  })

  test('T6: who registers a name that strangers locked before finds an open door', async () => {
    const of = doorOf()
    await walk(of, wrong, wrong, wrong, { answer: 'wrong' })
    const dana = await portal.addResident()
    expect(await walk({ ...of, account: dana.id }, right)).toEqual(['signed in'])
  })
})
