import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as homes from '../../sql/homes.js'
import * as linkRemovals from '../../sql/link-removals.js'
import * as paperless from '../../sql/paperless.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as serviceAccounts from '../../sql/service-accounts.js'
import { type City, city, mondayMorning, until } from '../support/city.js'
import { payer } from '../support/payments.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from '../support/portal.js'
import { change, setUp } from '../support/recurring.js'

let portal: TestPortal
let rows: City
let dana: TestResident
let other: TestResident
let home: TestServiceAccount

beforeAll(async () => {
  portal = await testPortal()
  await portal.moveClock(until(mondayMorning))
  rows = city(portal.sql)
})
beforeEach(async () => {
  dana = await portal.addResident()
  other = await portal.addResident()
  home = await portal.addServiceAccount()
  await portal.link(dana, home, 'Home')
})

const of = (resident: TestResident, account = home) => ({ resident, account: account.id })
const remove = (resident = dana, account = home) =>
  linkRemovals.remove(portal.sql, of(resident, account))
const undo = (resident = dana) => linkRemovals.undo(portal.sql, of(resident))
const linked = async (resident = dana) =>
  await serviceAccounts.findLinked(portal.sql, resident.id, home.id)
const enrolled = async () => {
  const [row] = await portal.sql<{ by: string; firstBillOn: string | null }[]>`
    select portal_account_id as by, first_bill_on from paperless_enrollment
     where service_account_id = ${home.id} and ended_at is null`
  return row
}
const events = async () =>
  (
    await portal.sql<{ kind: string }[]>`
      select kind from link_event where service_account_id = ${home.id} order by id`
  ).map(({ kind }) => kind)
const mailsTo = async ({ id }: TestResident) =>
  (
    await portal.sql<{ template: string }[]>`
      select template from notice n where portal_account_id = ${id}
         and exists (select from nudge where kind = 'notice' and id = n.id) order by created_at, template`
  ).map(({ template }) => template)
const trail = async () =>
  (
    await portal.sql<{ action: string }[]>`
      select action from audit where subject = ${home.id} order by seq`
  ).map(({ action }) => action)

describe('S24: remove', () => {
  test('the link goes, with its event, mail and trail', async () => {
    expect(await remove()).toBe('removed')
    expect(await linked()).toBeUndefined()
    expect(await events()).toEqual(['removed'])
    expect(await mailsTo(dana)).toEqual(['account_removed'])
    expect(await trail()).toEqual(['account_removed'])
  })

  test('F11: paperless billing ends with the last link', async () => {
    await rows.enroll(dana, home, '2026-11-20')
    expect(await linkRemovals.find(portal.sql, of(dana))).toMatchObject({ paperlessAfter: 'ends' })
    await remove()
    expect(await enrolled()).toBeUndefined()
    expect(await trail()).toEqual(['paperless_off', 'account_removed'])
  })

  test('F11: it stays on while another portal account is linked, whoever enrolled', async () => {
    await portal.link(other, home)
    await rows.enroll(dana, home, '2026-11-20')
    expect(await linkRemovals.find(portal.sql, of(dana))).toMatchObject({ paperlessAfter: 'stays' })
    await remove()
    expect(await enrolled()).toMatchObject({ by: dana.id })
    expect(await linkRemovals.find(portal.sql, of(other))).toMatchObject({ paperlessAfter: 'ends' })
    expect(await mailsTo(other)).toEqual([])
  })

  test('two at once: one wins, both hear that it is gone, and one mail is owed', async () => {
    const answers = await Promise.all([remove(), remove(), remove()])
    expect(answers.sort()).toEqual(['already', 'already', 'removed'])
    expect(await mailsTo(dana)).toEqual(['account_removed'])
    expect(await events()).toEqual(['removed'])
  })

  test('two portal accounts at once: both go, and paperless billing ends once', async () => {
    await portal.link(other, home)
    await rows.enroll(dana, home, null)
    expect(await Promise.all([remove(dana), remove(other)])).toEqual(['removed', 'removed'])
    expect(await enrolled()).toBeUndefined()
    expect((await trail()).filter((action) => action === 'paperless_off')).toHaveLength(1)
  })

  test('T12: only by whom it is linked', async () => {
    expect(await remove(other)).toBe('not linked')
    expect(await undo(other)).toBe('not removed')
    expect(await linkRemovals.find(portal.sql, of(other))).toBeUndefined()
    expect(await linked()).toBeDefined()
  })

  test('I11: scheduled payments are not touched; the one list names the payer’s own', async () => {
    const own = await rows.payment(dana, home, {
      cents: 84_17,
      payOn: '2026-12-11',
      status: 'scheduled',
    })
    await rows.payment(dana, home, { cents: 10_00, payOn: '2026-11-20', status: 'pending' })
    await rows.payment(other, home, { cents: 20_00, payOn: '2026-12-11', status: 'scheduled' })
    await remove()
    expect(
      await paperless.stillRunning(portal.sql, { resident: dana.id, account: home.id }),
    ).toEqual([
      {
        kind: 'payment',
        id: own,
        source: 'one_time',
        amountCents: 84_17,
        payOn: '2026-12-11',
        bankKind: 'checking',
        bankLast4: '4471',
      },
    ])
  })
})

test('F10: the recurring payment itself goes on for its payer, by the terms agreed to last', async () => {
  const sql = portal.sql
  const owner = await payer(sql, portal.deps.seals)
  const of = { resident: owner.id, account: owner.account }
  const id = await setUp(sql, owner)
  await change(sql, id, owner, { daysBefore: null, thresholdCents: null })
  await linkRemovals.remove(sql, { resident: owner, account: owner.account })
  expect(await paperless.stillRunning(sql, of)).toEqual([
    {
      kind: 'recurring',
      id,
      account: owner.account,
      paused: false,
      daysBefore: null,
      thresholdCents: null,
      bankKind: 'checking',
      bankLast4: '4471',
    },
  ])
  expect(await paperless.stillRunning(sql, { ...of, resident: other.id })).toEqual([])
  await enrollments.stop(sql, id, owner)
  expect(await paperless.stillRunning(sql, of)).toEqual([])
})

describe('F11: undo', () => {
  test('brings back the link, its name and its place in the list', async () => {
    const shop = await portal.addServiceAccount()
    await portal.link(dana, shop, 'Shop')
    await remove()
    expect(await undo()).toBe('restored')
    const { accounts } = await homes.read(portal.sql, dana.id)
    expect(accounts.map(({ nickname }) => nickname)).toEqual(['Home', 'Shop'])
    expect(await events()).toEqual(['removed', 'linked'])
    expect(await mailsTo(dana)).toEqual(['account_removed', 'account_linked'])
    expect(await trail()).toEqual(['account_removed', 'account_restored'])
  })

  test('brings back paperless billing: who enrolled, and the first electronic bill', async () => {
    await portal.link(other, home)
    await rows.enroll(other, home, '2026-10-21')
    await remove(other)
    await remove(dana)
    expect(await undo()).toBe('restored')
    expect(await enrolled()).toEqual({ by: other.id, firstBillOn: '2026-10-21' })
    expect(await mailsTo(dana)).toContain('paperless_on')
  })

  test('what somebody else enrolled meanwhile stays theirs', async () => {
    await rows.enroll(dana, home, '2026-10-21')
    await remove()
    await portal.link(other, home)
    await paperless.enroll(
      portal.sql,
      { resident: other.id, account: home.id },
      { newDocument: false },
    )
    expect(await undo()).toBe('restored')
    expect(await enrolled()).toMatchObject({ by: other.id })
    expect(await mailsTo(other)).toContain('account_linked')
  })

  test('twice is once, at the same moment too', async () => {
    await rows.enroll(dana, home, null)
    await remove()
    expect(await Promise.all([undo(), undo(), undo()])).toEqual([
      'restored',
      'restored',
      'restored',
    ])
    expect(await undo()).toBe('restored')
    expect(await events()).toEqual(['removed', 'linked'])
    const rest = await portal.sql`
      select 1 from paperless_enrollment where service_account_id = ${home.id} and ended_at is null`
    expect(rest).toHaveLength(1)
  })

  test('linked again by hand meanwhile: name and place come back, and nothing is linked twice', async () => {
    const [before] = await portal.sql<{ linkedAt: string }[]>`
      select linked_at::text from account_link where portal_account_id = ${dana.id}`
    await remove()
    await serviceAccounts.link(portal.sql, dana, home.id)
    expect(await undo()).toBe('restored')
    const links = await portal.sql<{ nickname: string; linkedAt: string }[]>`
      select nickname, linked_at::text from account_link where portal_account_id = ${dana.id}`
    expect(links).toEqual([{ nickname: 'Home', linkedAt: before!.linkedAt }])
  })

  test('not after ten minutes, and a removal is forgotten by then', async () => {
    await remove()
    await portal.moveClock(599)
    expect(await linkRemovals.justRemoved(portal.sql, dana.id, home.id)).toMatchObject({
      nickname: 'Home',
    })
    await portal.moveClock(1)
    expect(await linkRemovals.justRemoved(portal.sql, dana.id, home.id)).toBeUndefined()
    expect(await undo()).toBe('too late')
    expect(await remove()).toBe('not linked')
    expect(await linked()).toBeUndefined()
  })

  test('S22: not when 30 others were linked meanwhile; after one of them went, it is', async () => {
    await remove()
    const others = await Promise.all(Array.from({ length: 30 }, () => portal.addServiceAccount()))
    for (const account of others) await portal.link(dana, account)
    expect(await undo()).toBe('too many')
    expect(await linked()).toBeUndefined()
    await remove(dana, others[0]!)
    expect(await undo()).toBe('restored')
  })

  test('removed again, it is brought back as it was then', async () => {
    await remove()
    await undo()
    await serviceAccounts.rename(portal.sql, dana.id, home.id, 'My house')
    await remove()
    expect(await undo()).toBe('restored')
    expect(await linked()).toMatchObject({ nickname: 'My house' })
  })
})
