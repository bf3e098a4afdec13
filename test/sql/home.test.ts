import { beforeAll, describe, expect, test } from 'vitest'
import * as homes from '../../sql/homes.js'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { type City, city, mondayMorning, until } from '../support/city.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let rows: City
let dana: TestResident
let other: TestResident

beforeAll(async () => {
  portal = await testPortal()
  await portal.moveClock(until(mondayMorning))
  rows = city(portal.sql)
  dana = await portal.addResident()
  other = await portal.addResident()
})

/** A new account that both residents see, with one bill of $84.17. */
async function account() {
  const made = await portal.addServiceAccount()
  await portal.link(dana, made, 'Home')
  await portal.link(other, made)
  const bill = await rows.bill(made, {
    billedOn: '2026-11-20',
    dueOn: '2026-12-14',
    current: 84_17,
  })
  const read = async (resident = dana) => {
    const { accounts } = await homes.read(portal.sql, resident.id)
    return accounts.find(({ id }) => id === made.id)!
  }
  return { ...made, bill, read }
}

describe('Home’s one query', () => {
  test('S23: all linked accounts, in the order they were linked, with nickname and place', async () => {
    const first = await account()
    const second = await account()
    const { accounts } = await homes.read(portal.sql, dana.id)
    const ids = accounts.map(({ id }) => id)
    expect(ids.indexOf(first.id)).toBeLessThan(ids.indexOf(second.id))
    expect(await first.read()).toMatchObject({
      accountNumber: first.accountNumber,
      nickname: 'Home',
      streetNumber: '1234',
      street: 'Elm Street',
      unit: null,
      status: 'active',
      paperless: undefined,
    })
    expect((await first.read(other)).nickname).toBeNull()
  })

  test('somebody who has linked nothing sees nothing', async () => {
    const nobody = await portal.addResident()
    expect(await homes.read(portal.sql, nobody.id)).toEqual({ accounts: [], loadedAt: undefined })
  })

  test('N17: as of when the last bill file was loaded', async () => {
    await account()
    const { loadedAt } = await homes.read(portal.sql, dana.id)
    const [run] = await portal.sql<
      { loadedAt: Date }[]
    >`select max(loaded_at) as loaded_at from bill_run`
    expect(loadedAt).toEqual(run!.loadedAt)
  })

  test('F3: the balance is the ledger’s sum', async () => {
    const home = await account()
    await rows.received(home, '2026-11-22', 100_00)
    expect((await home.read()).balanceCents).toBe(84_17 - 100_00)
  })

  test('the newest bill, with the due date of the one before', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2026-10-21', dueOn: '2026-11-14', current: 91_40 })
    expect((await home.read()).newest).toEqual({
      id: home.bill,
      billedOn: '2026-11-20',
      dueOn: '2026-12-14',
      previousDueOn: '2026-11-14',
      amountDueCents: 84_17,
      pastDueCents: 0,
    })
  })

  test('F14: a bill that a corrected one replaces is not the newest', async () => {
    const home = await account()
    const corrected = await rows.bill(home, {
      billedOn: '2026-11-19', // even with an earlier day
      current: 80_00,
      booked: -4_17,
      replaces: home.bill,
    })
    const { newest, balanceCents } = await home.read()
    expect(newest?.id).toBe(corrected)
    expect(balanceCents).toBe(80_00)
  })

  test('F3: pending are payments submitting, unknown, needs_attention or pending, of everybody', async () => {
    const home = await account()
    const statuses = [
      ['submitting', 1],
      ['unknown', 2],
      ['needs_attention', 4],
      ['pending', 8],
      ['scheduled', 16],
      ['canceled', 32],
      ['rejected', 64],
    ] as const
    for (const [status, cents] of statuses)
      await rows.payment(other, home, { cents, payOn: '2026-11-24', status })
    expect((await home.read()).pendingCents).toBe(15)
  })

  test('scheduled are the payer’s own one-time payments, the first one named', async () => {
    const home = await account()
    await rows.payment(dana, home, { cents: 50_00, payOn: '2026-12-10', status: 'scheduled' })
    const first = await rows.payment(dana, home, {
      cents: 34_17,
      payOn: '2026-12-08',
      status: 'scheduled',
    })
    const scheduled = { id: first, payOn: '2026-12-08', count: 2, amountCents: 84_17 }
    expect((await home.read()).scheduled).toEqual(scheduled)
    expect((await home.read(other)).scheduled).toBeUndefined() // F9
  })

  test.each([
    ['the one that changed last', ['approved', 'rejected'], 'rejected'],
    ['a rejected one is over once another was approved', ['rejected', 'approved'], 'approved'],
    ['an unanswered one first, whatever came after it', ['unknown', 'approved'], 'unknown'],
    ['never a scheduled or canceled one', ['rejected', 'scheduled', 'canceled'], 'rejected'],
  ] as const)('the latest payment: %s', async (_, statuses, expected) => {
    const home = await account()
    for (const status of statuses)
      await rows.payment(dana, home, { cents: 10_00, payOn: '2026-11-24', status, reason: 'R03' })
    const { latest } = await home.read()
    expect(latest).toMatchObject({ status: expected, amountCents: 10_00, changedOn: '2026-11-23' })
    expect(latest?.reason).toBe('R03')
  })

  test('F9: another’s unanswered, rejected or returned payment is not the resident’s to see', async () => {
    const home = await account()
    for (const status of ['unknown', 'rejected', 'returned'] satisfies PaymentStatus[])
      await rows.payment(dana, home, { cents: 10_00, payOn: '2026-11-24', status })
    expect((await home.read(other)).latest).toBeUndefined()
  })

  test('F2: the enrollment of whoever enrolled, with its first electronic bill', async () => {
    const home = await account()
    await rows.enroll(other, home, null)
    expect((await home.read()).paperless).toEqual({ firstBillOn: null })
    await portal.sql`
      update paperless_enrollment set first_bill_on = '2026-11-20' where service_account_id = ${home.id}`
    expect((await home.read()).paperless).toEqual({ firstBillOn: '2026-11-20' })
    await portal.sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${home.id}`
    expect((await home.read()).paperless).toBeUndefined()
  })
})
