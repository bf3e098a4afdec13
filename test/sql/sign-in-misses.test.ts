import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as doors from '../../sql/sign-in-doors.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import type { Tried } from '../../src/domain/sign-in.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { signInModel } from '../support/sign-in-model.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
const wrong: Tried = { password: 'wrong' }
const right: Tried = { password: 'right' }
const known = 'a'.repeat(32)

/** A name that had so many wrong passwords in a row; somebody's, unless nobody has it. */
async function name(misses: number, account: { id: PortalAccountId } | undefined) {
  const nameKey = account?.id ?? randomUUID()
  await portal.sql`insert into sign_in_misses (name_key, misses) values (${nameKey}, ${misses})`
  return (door: string = doors.strangers) => ({ nameKey, door, account: account?.id })
}
const walk = async (of: doors.DoorOf, ...tries: Tried[]) => {
  const shown = []
  for (const tried of tries) shown.push((await doors.walk(portal.sql, of, tried, rules)).show)
  return shown
}
const missesOf = async ({ nameKey }: doors.DoorOf) =>
  (await portal.sql`select misses from sign_in_misses where name_key = ${nameKey}`)[0]?.misses ?? 0

describe('1.3: a hundred wrong passwords in a row', () => {
  test('at whichever doors, lock every door and end the sessions', async () => {
    const { resident } = await portal.signedIn()
    const of = await name(97, resident)
    expect(await walk(of(), wrong)).toEqual(['wrong password'])
    expect(await walk(of(known), wrong)).toEqual(['wrong password'])
    expect(await walk(of(), wrong)).toEqual(['locked'])
    for (const door of [doors.strangers, known, 'b'.repeat(32)])
      expect(await walk(of(door), right)).toEqual(['locked'])
    expect(
      await portal.sql`
        select scope, why from lockout where portal_account_id = ${resident.id} and unlocked_at is null`,
    ).toEqual([{ scope: 'everything', why: 'too_many_misses' }])
    expect(
      await portal.sql`select 1 from session where portal_account_id = ${resident.id}`,
    ).toHaveLength(0)
  })

  test('T3: of a name that nobody has are answered alike', async () => {
    const tries = [wrong, wrong, right, { answer: 'right' }, right] as const
    const resident = await portal.addResident()
    for (const misses of [97, 98, 99])
      expect(await walk((await name(misses, undefined))(), ...tries)).toEqual(
        await walk(
          (await name(misses, misses === 97 ? resident : await portal.addResident()))(),
          ...tries,
        ),
      )
  })

  test('T6: what a closed door never judged does not count, so strangers can’t shut out a known browser', async () => {
    const { resident } = await portal.signedIn()
    const of = await name(90, resident)
    await walk(of(), wrong, wrong, wrong, { answer: 'wrong' })
    await Promise.all(Array.from({ length: 12 }, () => walk(of(), wrong)))
    expect(await missesOf(of())).toBe(93)
    expect(await walk(of(known), right)).toEqual(['signed in'])
  })

  test('a right password at any door, and an unlock, begin anew', async () => {
    const of = await name(99, await portal.addResident())
    expect(await walk(of(known), right)).toEqual(['signed in'])
    expect(await missesOf(of())).toBe(0)
    expect(await walk(of(), wrong)).toEqual(['wrong password'])
    await portal.sql.begin((tx) => doors.reset(tx, of().nameKey))
    expect(await missesOf(of())).toBe(0)
  })

  test('T6: who registers a name that strangers tried before begins at none', async () => {
    const of = await name(99, undefined)
    const dana = await portal.addResident()
    expect(await walk({ ...of(), account: dana.id }, wrong)).toEqual(['wrong password'])
    expect(await missesOf(of())).toBe(1)
  })

  test('forty at once are counted one by one', async () => {
    const of = await name(0, await portal.addResident())
    const nonces = Array.from({ length: 20 }, () => randomUUID().replaceAll('-', ''))
    await Promise.all([...nonces, ...nonces].map((nonce) => walk(of(nonce), wrong)))
    expect(await missesOf(of())).toBe(40)
  })
})

test('T4: two known browsers and strangers walk as the model says, over days, locks and unlocks', async () => {
  const anyTry = fc.record({
    door: fc.constantFrom(doors.strangers, known, 'b'.repeat(32)),
    tried: fc.constantFrom<(Tried | 'ten hours')[]>(
      wrong,
      wrong,
      wrong,
      wrong,
      right,
      { answer: 'right' },
      { answer: 'right' },
      { answer: 'wrong' },
      { unlock: true },
      'ten hours',
    ),
  })
  const misses = fc.oneof(fc.constant(0), fc.integer({ min: 85, max: 99 }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyTry, { maxLength: 40, size: 'max' }),
      misses,
      async (tries, before) => {
        const of = await name(before, await portal.addResident())
        const model = signInModel({ misses: before })
        let at = 0
        for (const { door, tried } of tries) {
          if (tried === 'ten hours') {
            at += 10 * 3_600_000
            await portal.moveClock(10 * 3600)
          } else if ('unlock' in tried) {
            model.try(door, tried, at)
            const { nameKey, account } = of()
            await portal.sql`update lockout set unlocked_at = portal_now() where portal_account_id = ${account!}`
            await portal.sql.begin((tx) => doors.reset(tx, nameKey))
          } else {
            const { show, locks } = await doors.walk(portal.sql, of(door), tried, rules)
            expect({ show, ...(locks && { locks }) }).toEqual(model.try(door, tried, at))
          }
        }
      },
    ),
    { numRuns: 40 },
  )
})
