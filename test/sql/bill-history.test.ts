import { beforeAll, describe, expect, test } from 'vitest'
import * as documents from '../../sql/bill-documents.js'
import * as histories from '../../sql/bill-history.js'
import { historySince } from '../../src/domain/bill-history.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { type City, city, monday, mondayMorning, until } from '../support/city.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let rows: City
let dana: TestResident
let other: TestResident
let stranger: TestResident

beforeAll(async () => {
  portal = await testPortal()
  await portal.moveClock(until(mondayMorning))
  rows = city(portal.sql)
  dana = await portal.addResident()
  other = await portal.addResident()
  stranger = await portal.addResident()
})

async function account() {
  const made = await portal.addServiceAccount()
  await portal.link(dana, made, 'Home')
  await portal.link(other, made)
  return made
}
const asked = (account: { id: ServiceAccountId }, resident = dana): histories.Asked => ({
  resident: resident.id,
  account: account.id,
  since: historySince(monday),
})

describe('Bill History', () => {
  test('S27: bills and reads of 24 months, newest first', async () => {
    const home = await account()
    for (const billedOn of ['2024-11-22', '2024-11-23', '2026-11-20'])
      await rows.bill(home, { billedOn, current: 10_00, reads: [{ from: 1, to: 3 }] })
    const { bills } = await histories.read(portal.sql, asked(home))
    expect(bills.map(({ billedOn }) => billedOn)).toEqual(['2026-11-20', '2024-11-23'])
    expect(bills[0]).toMatchObject({ periodTo: '2026-11-18', corrected: false })
    expect(bills.map(({ reads }) => reads)).toMatchObject([[{ usageCcf: 2 }], [{ usageCcf: 2 }]])
  })

  test('the accounts in the order they were linked; the first one, or the one that is asked for', async () => {
    const resident = await portal.addResident()
    const first = await portal.addServiceAccount()
    const second = await portal.addServiceAccount()
    for (const [place, one] of [first, second].entries())
      await portal.sql`
        insert into account_link (portal_account_id, service_account_id, linked_at)
        values (${resident.id}, ${one.id}, portal_now() + make_interval(secs => ${place}))`
    await rows.bill(second, { billedOn: '2026-11-20', current: 84_17 })
    const read = (account: ServiceAccountId | undefined) =>
      histories.read(portal.sql, { ...asked(first, resident), account })
    const unnamed = await read(undefined)
    expect(unnamed.accounts.map(({ id }) => id)).toEqual([first.id, second.id])
    expect([unnamed.account?.id, unnamed.bills.length]).toEqual([first.id, 0])
    const named = await read(second.id)
    expect([named.account?.id, named.bills.length]).toEqual([second.id, 1])
  })

  test('F14: a replaced bill is left out, with its reads', async () => {
    const home = await account()
    const wrong = await rows.bill(home, {
      billedOn: '2026-11-20',
      current: 90_00,
      reads: [{ from: 1, to: 9 }],
    })
    const right = await rows.bill(home, {
      billedOn: '2026-11-21',
      current: 80_00,
      booked: -10_00,
      replaces: wrong,
      reads: [{ from: 1, to: 2 }],
    })
    const { bills } = await histories.read(portal.sql, asked(home))
    expect(bills).toMatchObject([{ id: right, corrected: true, reads: [{ usageCcf: 1 }] }])
  })

  test('the ledger since then, with the balance before it', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2024-10-20', current: 70_00 })
    await rows.received(home, '2024-11-01', 60_00)
    await rows.bill(home, { billedOn: '2026-11-20', current: 84_17 })
    await rows.payment(dana, home, { cents: 20_00, payOn: '2026-12-08', status: 'scheduled' })
    await rows.payment(other, home, { cents: 30_00, payOn: '2026-11-23', status: 'pending' })
    expect((await histories.read(portal.sql, asked(home))).ledger).toEqual({
      openingCents: 10_00,
      lines: [{ kind: 'bill', amountCents: 84_17, onDay: '2026-11-20' }],
      pendingCents: 30_00,
      scheduled: { amountCents: 20_00, payOn: '2026-12-08' },
      autopay: undefined,
    })
    const others = await histories.read(portal.sql, asked(home, other))
    expect(others.ledger.scheduled).toBeUndefined()
  })

  test('F9: what the recurring payment takes, for its payer alone', async () => {
    const home = await account()
    const bill = await rows.bill(home, { billedOn: '2026-11-20', current: 84_17 })
    await rows.autopay(dana, home, bill, { cents: 84_17, payOn: '2026-12-11' })
    expect((await histories.read(portal.sql, asked(home))).ledger).toMatchObject({
      scheduled: undefined,
      autopay: {
        amountCents: 84_17,
        payOn: '2026-12-11',
        bank: { kind: 'checking', last4: '4471' },
      },
    })
    const others = await histories.read(portal.sql, asked(home, other))
    expect(others.ledger.autopay).toBeUndefined()
  })

  test('payments on their way or received; neither scheduled, rejected nor canceled ones', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2026-10-21', current: 91_40 })
    await rows.received(home, '2026-11-02', 40_00, 'in_person')
    await rows.payment(dana, home, { cents: 51_40, payOn: '2026-11-12', status: 'approved' })
    await rows.payment(dana, home, { cents: 1_00, payOn: '2026-11-13', status: 'returned' })
    for (const status of ['scheduled', 'rejected', 'canceled'] as const)
      await rows.payment(dana, home, { cents: 9_99, payOn: '2026-11-14', status })
    for (const status of ['pending', 'unknown'] as const)
      await rows.payment(dana, home, { cents: 2_00, payOn: '2026-11-15', status })
    expect(await histories.payments(portal.sql, asked(home))).toMatchObject([
      { onDay: '2026-11-15', amountCents: 2_00, is: 'pending' },
      { onDay: '2026-11-15', amountCents: 2_00, is: 'pending' },
      { onDay: '2026-11-13', amountCents: 1_00, channel: null, is: 'returned' },
      {
        onDay: '2026-11-12',
        amountCents: 51_40,
        is: 'approved',
        own: { bank: { kind: 'checking', last4: '4471' } },
      },
      { onDay: '2026-11-02', amountCents: 40_00, channel: 'in_person', is: 'received', own: null },
    ])
  })

  test('F9: of another’s payment day and amount alone are read', async () => {
    const home = await account()
    await rows.payment(dana, home, { cents: 51_40, payOn: '2026-11-12', status: 'approved' })
    expect(await histories.payments(portal.sql, asked(home, other))).toEqual([
      { onDay: '2026-11-12', amountCents: 51_40, channel: null, is: 'approved', own: null },
    ])
  })

  test('T12: whoever has not linked the account reads nothing of it', async () => {
    const home = await account()
    const bill = await rows.bill(home, {
      billedOn: '2026-11-20',
      current: 84_17,
      reads: [{ from: 1, to: 3 }],
    })
    await rows.received(home, '2026-11-21', 40_00)
    const not = asked(home, stranger)
    const nothing = { accounts: [], account: undefined, bills: [], ledger: { lines: [] } }
    expect(await histories.read(portal.sql, not)).toMatchObject(nothing)
    // Somebody who has linked another account sees that one, and nothing of this.
    const neighbor = await portal.addResident()
    const own = await portal.addServiceAccount()
    await portal.link(neighbor, own)
    expect(await histories.read(portal.sql, asked(home, neighbor))).toMatchObject({
      ...nothing,
      accounts: [{ id: own.id }],
    })
    expect(await histories.payments(portal.sql, not)).toEqual([])
    expect(await documents.find(portal.sql, stranger.id, bill)).toBeUndefined()
  })
})

describe('one bill', () => {
  test('S28: with its lines and reads, the bill before it, and whether it is the newest', async () => {
    const home = await account()
    const old = await rows.bill(home, { billedOn: '2026-10-21', current: 91_40 })
    const bill = await rows.bill(home, {
      billedOn: '2026-11-20',
      dueOn: '2026-12-14',
      current: 84_17,
      previous: 91_40,
      received: 91_40,
      lines: [
        ['Water usage', 12_60],
        ['Storm water', 71_57],
      ],
      reads: [
        { meter: '60214487', from: 1842, to: 1845 },
        { meter: '70000001', from: 0, to: 3, kind: 'estimated' },
      ],
    })
    await rows.enroll(other, home, '2026-11-20')
    expect(await documents.find(portal.sql, dana.id, bill)).toMatchObject({
      nickname: 'Home',
      holderName: 'Dana Whitfield',
      amountDueCents: 84_17,
      lastBilledOn: '2026-10-21',
      newest: true,
      replacedById: null,
      paperless: true,
      lines: [{ description: 'Water usage', amountCents: 12_60 }, { description: 'Storm water' }],
      reads: [
        { meterNumber: '60214487', usageCcf: 3 },
        { meterNumber: '70000001', kind: 'estimated' },
      ],
    })
    expect(await documents.find(portal.sql, dana.id, old)).toMatchObject({
      newest: false,
      lastBilledOn: null,
    })
  })

  test('F14: a replaced bill names the corrected one, which has the same bill before it', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2026-10-21', current: 91_40 })
    const wrong = await rows.bill(home, { billedOn: '2026-11-20', current: 90_00 })
    const right = await rows.bill(home, {
      billedOn: '2026-11-19', // even with an earlier day
      current: 80_00,
      booked: -10_00,
      replaces: wrong,
    })
    expect(await documents.find(portal.sql, dana.id, wrong)).toMatchObject({
      replacedById: right,
      newest: false,
    })
    expect(await documents.find(portal.sql, dana.id, right)).toMatchObject({
      newest: true,
      lastBilledOn: '2026-10-21',
    })
  })

  test('credits between two bills, without adjustments', async () => {
    const home = await account()
    for (const [on, channel] of [
      ['2026-10-21', 'mail'],
      ['2026-11-12', 'mail'],
      ['2026-11-13', 'adjustment'],
      ['2026-11-21', 'mail'],
    ] as const)
      await rows.received(home, on, 10_00, channel)
    await rows.bill(home, { billedOn: '2026-10-21', current: 1_00 })
    const bill = await rows.bill(home, { billedOn: '2026-11-20', current: 1_00 })
    const found = await documents.find(portal.sql, dana.id, bill)
    expect(found?.credits).toEqual([{ onDay: '2026-11-12', amountCents: 10_00 }])
  })
})
