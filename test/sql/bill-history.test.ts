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
    const bills = await histories.bills(portal.sql, asked(home))
    expect(bills.map(({ billedOn }) => billedOn)).toEqual(['2026-11-20', '2024-11-23'])
    const reads = await histories.reads(portal.sql, asked(home))
    expect(reads.map(({ usageCcf }) => usageCcf)).toEqual([2, 2])
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
    expect((await histories.bills(portal.sql, asked(home))).map(({ id }) => id)).toEqual([right])
    expect((await histories.reads(portal.sql, asked(home))).map(({ billId }) => billId)).toEqual([
      right,
    ])
  })

  test('the ledger since then, with the balance before it', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2024-10-20', current: 70_00 })
    await rows.received(home, '2024-11-01', 60_00)
    await rows.bill(home, { billedOn: '2026-11-20', current: 84_17 })
    await rows.payment(dana, home, { cents: 20_00, payOn: '2026-12-08', status: 'scheduled' })
    await rows.payment(other, home, { cents: 30_00, payOn: '2026-11-23', status: 'pending' })
    expect(await histories.ledger(portal.sql, asked(home))).toEqual({
      openingCents: 10_00,
      lines: [{ kind: 'bill', amountCents: 84_17, onDay: '2026-11-20' }],
      pendingCents: 30_00,
      scheduled: { amountCents: 20_00, payOn: '2026-12-08' },
    })
    expect((await histories.ledger(portal.sql, asked(home, other))).scheduled).toBeUndefined()
  })

  test('payments made here and elsewhere; neither scheduled, pending, rejected nor canceled ones', async () => {
    const home = await account()
    await rows.bill(home, { billedOn: '2026-10-21', current: 91_40 })
    await rows.received(home, '2026-11-02', 40_00, 'in_person')
    await rows.payment(dana, home, { cents: 51_40, payOn: '2026-11-12', status: 'approved' })
    await rows.payment(dana, home, { cents: 1_00, payOn: '2026-11-13', status: 'returned' })
    for (const status of ['scheduled', 'pending', 'rejected', 'canceled'] as const)
      await rows.payment(dana, home, { cents: 9_99, payOn: '2026-11-14', status })
    expect(await histories.payments(portal.sql, asked(home))).toMatchObject([
      { onDay: '2026-11-13', amountCents: 1_00, channel: null, returned: true },
      {
        onDay: '2026-11-12',
        amountCents: 51_40,
        own: { bank: { kind: 'checking', last4: '4471' } },
      },
      { onDay: '2026-11-02', amountCents: 40_00, channel: 'in_person', returned: false, own: null },
    ])
  })

  test('F9: of another’s payment day and amount alone are read', async () => {
    const home = await account()
    await rows.payment(dana, home, { cents: 51_40, payOn: '2026-11-12', status: 'approved' })
    expect(await histories.payments(portal.sql, asked(home, other))).toEqual([
      { onDay: '2026-11-12', amountCents: 51_40, channel: null, returned: false, own: null },
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
    expect(await histories.accounts(portal.sql, stranger.id)).toEqual([])
    expect(await histories.bills(portal.sql, not)).toEqual([])
    expect(await histories.reads(portal.sql, not)).toEqual([])
    expect(await histories.payments(portal.sql, not)).toEqual([])
    expect((await histories.ledger(portal.sql, not)).lines).toEqual([])
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
    const credits = await documents.creditsBetween(portal.sql, home.id, '2026-10-21', '2026-11-20')
    expect(credits).toEqual([{ onDay: '2026-11-12', amountCents: 10_00 }])
  })
})
