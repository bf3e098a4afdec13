import { beforeEach, expect, test } from 'vitest'
import * as activity from '../../sql/payment-activity.js'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { city } from '../support/city.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer, schedule } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase()
const seals = await testSeals()
const town = city(sql)
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_000_00 })
})

const add = (status: PaymentStatus, payOn = '2026-11-20') =>
  town.payment(dana, { id: dana.account }, { cents: 10_00, payOn, status })

const back = (id: string, days: number) =>
  sql.begin(async (tx) => {
    // The law lets nobody move a payment back in time; a test of 24 months has to.
    await tx`alter table payment disable trigger payment_law`
    await tx`update payment set status_changed_at = status_changed_at - make_interval(days => ${days}) where id = ${id}`
    await tx`alter table payment enable trigger payment_law`
  })

test('S58: a payment tells account, bank account, due day, words agreed to and story', async () => {
  const id = await schedule(sql, dana, { inSeconds: 3600, amountCents: 84_17 })
  const found = await activity.find(sql, id, dana.id)
  expect(found).toMatchObject({
    status: 'scheduled',
    amountCents: 84_17,
    bankKind: 'checking',
    bankLast4: '4471',
    nickname: 'Home',
    linked: true,
    streetNumber: '1234',
    held: false,
    authorization: { text: 'I allow it.', version: 'test-1' },
  })
  expect(found?.dueOn).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(found?.story.map(({ status }) => status)).toEqual(['scheduled'])
  expect(found?.story[0]?.at).toBeInstanceOf(Date)
})

test('T12, F9: another’s is not there, co-linked or not', async () => {
  const id = await add('approved')
  const other = await payer(sql, seals)
  await sql`insert into account_link (portal_account_id, service_account_id) values (${other.id}, ${dana.account})`
  expect(await activity.find(sql, id, other.id)).toBeUndefined()
  expect(await activity.finished(sql, other.id)).toEqual({ payments: [], more: false })
})

test('F10: an unlinked account’s payments stay, without its nickname', async () => {
  const id = await add('scheduled')
  await sql`delete from account_link where portal_account_id = ${dana.id}`
  expect(await activity.find(sql, id, dana.id)).toMatchObject({ nickname: null, linked: false })
  expect(await activity.open(sql, dana.id)).toHaveLength(1)
  expect(await activity.accounts(sql, dana.id)).toMatchObject([{ id: dana.account, linked: false }])
})

test('F16: what finance holds, or a stop of all debits, is told', async () => {
  const id = await add('scheduled')
  await sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${id}`
  expect((await activity.find(sql, id, dana.id))?.held).toBe(true)
  const other = await add('scheduled')
  expect((await activity.find(sql, other, dana.id))?.held).toBe(false)
  await sql`insert into debit_stop (id, stopped_by, why) values (${other}, 'finance', 'a test')`
  expect((await activity.find(sql, other, dana.id))?.held).toBe(true)
  await sql`update debit_stop set resumed_at = portal_now()`
})

test('open: what is not decided, soonest first, then what was refused of late', async () => {
  const rejected = await add('rejected', '2026-11-01')
  const old = await add('returned', '2026-11-01')
  await back(old, 31)
  const later = await add('scheduled', '2026-12-11')
  const unknown = await add('unknown', '2026-11-20')
  await add('approved')
  await add('canceled')
  expect((await activity.open(sql, dana.id)).map(({ id }) => id)).toEqual([
    unknown,
    later,
    rejected,
  ])
  const scheduled = await activity.open(sql, dana.id, { statuses: ['scheduled'] })
  expect(scheduled.map(({ id }) => id)).toEqual([later])
})

test('finished: 24 months, 20 on a page, newest first', async () => {
  const ids = []
  for (let n = 0; n < 22; n += 1) ids.push(await add(n % 2 ? 'canceled' : 'approved'))
  await back(ids[0]!, 731)
  await add('scheduled')
  const first = await activity.finished(sql, dana.id)
  expect(first.payments.map(({ id }) => id)).toEqual(ids.slice(2).reverse())
  expect(first.more).toBe(true)
  const second = await activity.finished(sql, dana.id, {}, 2)
  expect(second).toMatchObject({ payments: [{ id: ids[1] }], more: false })
  const other = await payer(sql, seals)
  const none = await activity.finished(sql, dana.id, { account: other.account })
  expect(none.payments).toEqual([])
})
