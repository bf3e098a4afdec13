import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as bills from '../../sql/recurring-bills.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as recurringList from '../../sql/recurring-list.js'
import type { BillId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer } from '../support/payments.js'
import { addBill, change, setUp, threeDaysBefore } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** What a resident sees of recurring payments: the own ones whole, of others' no more than that there is one. */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

const find = (who: Payer = dana, account = dana.account) => recurringList.find(sql, who.id, account)
const link = (who: Payer, account = dana.account) =>
  sql`insert into account_link (portal_account_id, service_account_id) values (${who.id}, ${account})`
const unlink = (who: Payer = dana) =>
  sql`delete from account_link where portal_account_id = ${who.id} and service_account_id = ${dana.account}`

describe('one account', () => {
  test('off, then on with what is agreed to last, its payment and its hold', async () => {
    expect(await find()).toMatchObject({
      others: false,
      own: undefined,
      scheduled: [],
      hold: undefined,
      linked: true,
    })
    const id = await setUp(sql, dana, { current: true })
    await decideBill(sql, id, dana.bill as BillId)
    await change(sql, id, dana, { daysBefore: null, thresholdCents: 20_00 })
    await decideBill(sql, id, await addBill(sql, dana, { current: 30_00 }))
    const found = await find()
    expect(found?.own).toMatchObject({
      id,
      status: 'active',
      paysFirstBill: dana.bill,
      terms: { daysBefore: null, thresholdCents: 20_00 },
      bank: { id: dana.bank, kind: 'checking', last4: '4471', usable: true },
    })
    expect(found?.own?.changedAt).toBeInstanceOf(Date)
    expect(found?.scheduled).toMatchObject([{ amountCents: 84_17, bankLast4: '4471' }])
    expect(found?.hold).toMatchObject({ amountCents: 114_17, thresholdCents: 20_00 })
  })

  test('a bank account that was closed is not usable', async () => {
    await setUp(sql, dana)
    await sql`update bank_account set closed_code = 'R02' where id = ${dana.bank}`
    expect((await find())?.own?.bank.usable).toBe(false)
  })

  test('stopped and set up again: the one that is on', async () => {
    const first = await setUp(sql, dana)
    await enrollments.stop(sql, first, dana)
    expect((await find())?.own).toMatchObject({ id: first, status: 'stopped', reason: 'by_payer' })
    const second = await setUp(sql, dana)
    expect((await find())?.own).toMatchObject({ id: second, status: 'active' })
  })

  test('F9, F12: another’s is known to be there, and nothing of it', async () => {
    const other = await payer(sql, seals)
    await link(other)
    const id = await setUp(sql, dana, { current: true })
    await decideBill(sql, id, dana.bill as BillId)
    expect(await find(other)).toMatchObject({
      others: true,
      own: undefined,
      scheduled: [],
      hold: undefined,
    })
    await enrollments.stop(sql, id, dana)
    expect(await find(other)).toMatchObject({ others: false })
  })

  test('T12: not linked and nothing of one’s own on it: it is not there', async () => {
    const other = await payer(sql, seals)
    expect(await find(other)).toBeUndefined()
    expect(await recurringList.find(sql, dana.id, randomUUID() as Payer['account'])).toBeUndefined()
  })

  test('F10: after the red X the payer has it until it is stopped', async () => {
    const id = await setUp(sql, dana)
    await unlink()
    expect(await find()).toMatchObject({ linked: false, nickname: null, own: { status: 'active' } })
    expect(await recurringList.list(sql, dana.id)).toHaveLength(1)
    await enrollments.stop(sql, id, dana)
    expect(await find()).toBeUndefined()
    expect(await recurringList.list(sql, dana.id)).toEqual([])
  })
})

test('the list: linked ones in their order, then those that only go on', async () => {
  const [first, second] = [await payer(sql, seals), await payer(sql, seals)]
  await sql`update paperless_enrollment set portal_account_id = ${dana.id} where service_account_id = ${first.account}`
  await setUp(sql, dana)
  await unlink()
  await link(dana, second.account)
  await link(dana, first.account)
  const ids = (await recurringList.list(sql, dana.id)).map(({ id }) => id)
  expect(ids).toEqual([second.account, first.account, dana.account])
})

test('I13: what a form agreed to, for its payer alone', async () => {
  const formId = randomUUID()
  await setUp(sql, dana, { formId })
  const other = await payer(sql, seals)
  expect(await recurringList.ofForm(sql, dana.id, formId)).toMatchObject({
    ...threeDaysBefore,
    serviceAccountId: dana.account,
    bankAccountId: dana.bank,
    first: true,
  })
  expect(await recurringList.ofForm(sql, other.id, formId)).toBeUndefined()
  expect(await recurringList.ofForm(sql, dana.id, randomUUID())).toBeUndefined()
})

test('I13: a form of somebody else agrees to nothing', async () => {
  const formId = randomUUID()
  await setUp(sql, dana, { formId })
  const other = await payer(sql, seals)
  await expect(setUp(sql, other, { formId })).rejects.toMatchObject({ code: 'form-too-old' })
  expect(await recurringList.find(sql, other.id, other.account)).toMatchObject({ own: undefined })
})

describe('what the preview looks at', () => {
  const read = (who: Payer = dana) => bills.read(sql, who.id, dana.account)

  test('the last twelve bills, the newest first, none that was replaced, and the money', async () => {
    for (let n = 0; n < 12; n += 1) await addBill(sql, dana, { current: 10_00 + n, previous: 0 })
    const [newest] = (await read()).bills
    expect(newest).toMatchObject({ amountDueCents: 10_11 })
    const corrected = await addBill(sql, dana, {
      current: 9_00,
      replaces: (await read()).current!.id,
    })
    const { bills: found, current, money } = await read()
    expect(found).toHaveLength(12)
    expect(current).toMatchObject({ id: corrected, decided: false, settledBefore: false })
    expect(money).toMatchObject({ scheduledCents: 0 })
  })

  test('I9: whether a recurring payment looked at the current one', async () => {
    const id = await setUp(sql, dana, { current: true })
    expect((await read()).current).toMatchObject({ decided: false })
    await decideBill(sql, id, dana.bill as BillId)
    expect((await read()).current).toMatchObject({ decided: true })
  })

  test('F10: nothing without a link', async () => {
    await unlink()
    expect(await read()).toMatchObject({ bills: [], current: undefined })
    expect((await read(await payer(sql, seals))).bills).toEqual([])
  })
})
