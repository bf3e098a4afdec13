import { beforeEach, describe, expect, test } from 'vitest'
import * as payments from '../../sql/payments.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import { look } from '../../sql/recurring-steps.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, noticesOf, type Payer, payer, schedule } from '../support/payments.js'
import {
  addBill,
  authorize,
  automatic,
  change,
  decisions,
  holdsOf,
  setUp,
  threeDaysBefore,
} from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** What becomes of a bill, in rows: once, by the terms that were agreed to when it came (F6, F7, F12, F14). */

const sql = await freshDatabase({ max: 20 })
const seals = await testSeals()
let dana: Payer
let id: EnrollmentId
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_00 })
  id = await setUp(sql, dana)
})

const decide = (bill: BillId) => decideBill(sql, id, bill)
const statuses = async () => (await automatic(sql, dana)).map(({ status }) => status)
const holdEnds = async () => (await holdsOf(sql, dana)).map(({ status }) => status)

describe('I9: one bill, one automatic debit', () => {
  test('fifty decisions about one bill at once make one payment', async () => {
    const bill = await addBill(sql, dana, { current: 80_00 })
    const made = await Promise.all(Array.from({ length: 50 }, () => decide(bill)))
    expect(made.filter(Boolean)).toEqual(['schedule'])
    expect(await automatic(sql, dana)).toMatchObject([{ amountCents: 81_00, status: 'scheduled' }])
    expect(
      (await noticesOf(sql, dana.id)).filter((name) => name === 'payment_scheduled'),
    ).toHaveLength(1)
  })

  test('only the newest bill is decided about, and an older one never again', async () => {
    const older = await addBill(sql, dana, { current: 80_00 })
    const newer = await addBill(sql, dana, { current: 20_00 })
    expect(await decide(older)).toBeUndefined()
    expect(await decide(newer)).toBe('schedule')
    expect(await automatic(sql, dana)).toMatchObject([{ billId: newer, amountCents: 101_00 }])
  })

  test('F6: an unsent payment of an older bill stays on its day, and the newer one takes what is left', async () => {
    const older = await addBill(sql, dana, { current: 49_00 })
    await decide(older)
    const newer = await addBill(sql, dana, { current: 30_00 })
    await decide(newer)
    expect(await automatic(sql, dana)).toMatchObject([
      { billId: older, amountCents: 50_00, status: 'scheduled' },
      { billId: newer, amountCents: 80_00, status: 'scheduled' },
    ])
    const due = await automatic(sql, dana)
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`update payment set send_at = portal_now() where payer_id = ${dana.id}`
    })
    expect(await claim(sql, due[0]!.id)).toMatchObject({ amountCents: 50_00 })
    await sql`update payment set status = 'pending' where id = ${due[0]!.id}`
    expect(await claim(sql, due[1]!.id)).toMatchObject({ amountCents: 30_00 })
  })
})

describe('F12: which terms count', () => {
  test('a changed limit counts from the next bill on, whenever the bill is decided about', async () => {
    const bill = await addBill(sql, dana, { current: 159_00 })
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: 200_00 })
    expect(await decide(bill)).toBe('ask')
    expect(await holdsOf(sql, dana)).toMatchObject([{ thresholdCents: 150_00 }])
    const next = await addBill(sql, dana, { current: 20_00 })
    expect(await decide(next)).toBe('schedule')
    expect(await automatic(sql, dana)).toMatchObject([{ amountCents: 180_00 }])
  })

  test('with the current bill chosen, the first terms cover it', async () => {
    const other = await payer(sql, seals)
    const both = await setUp(sql, other, { current: true })
    expect((await look(sql, both))?.enrollment.undecidedBillId).toBe(other.bill)
    await decideBill(sql, both, other.bill as BillId)
    expect(await automatic(sql, other)).toMatchObject([{ amountCents: 84_17 }])
  })

  test('the bill that was there before, and its correction, are the resident’s own', async () => {
    expect((await look(sql, id))?.enrollment.undecidedBillId).toBeNull()
    const corrected = await addBill(sql, dana, { current: 2_00, replaces: dana.bill as BillId })
    expect((await look(sql, id))?.enrollment.undecidedBillId).toBeNull()
    expect(await decide(corrected)).toBeUndefined()
  })
})

describe('F14: a corrected bill', () => {
  test('takes back the unsent payment of the old one and is decided about anew', async () => {
    const bill = await addBill(sql, dana, { current: 80_00 })
    await decide(bill)
    const corrected = await addBill(sql, dana, { current: 60_00, replaces: bill })
    expect(await decide(corrected)).toBe('schedule')
    expect(await automatic(sql, dana)).toMatchObject([
      { status: 'canceled', reason: 'replaced' },
      { status: 'scheduled', amountCents: 61_00 },
    ])
    expect(await noticesOf(sql, dana.id)).toContain('payment_canceled')
  })

  test('I10: voids the OK of the old one', async () => {
    const bill = await addBill(sql, dana, { current: 169_00 })
    await decide(bill)
    await authorize(sql, dana, (await holdsOf(sql, dana))[0]!.id)
    const corrected = await addBill(sql, dana, { current: 159_00, replaces: bill })
    expect(await decide(corrected)).toBe('ask')
    expect(await statuses()).toEqual(['canceled'])
    expect(await holdEnds()).toEqual(['authorized', 'open'])
  })

  test('after the old one was sent there is no second automatic payment', async () => {
    const bill = await addBill(sql, dana, { current: 80_00, dueInDays: 0 })
    await decide(bill)
    expect(await claim(sql, (await automatic(sql, dana))[0]!.id)).toBeDefined()
    const corrected = await addBill(sql, dana, { current: 95_00, replaces: bill })
    expect(await decide(corrected)).toBe('leave')
    expect(await statuses()).toEqual(['submitting'])
  })

  test('one that the resident canceled stays with the resident', async () => {
    const bill = await addBill(sql, dana, { current: 80_00 })
    await decide(bill)
    await payments.cancel(sql, (await automatic(sql, dana))[0]!.id, dana)
    const corrected = await addBill(sql, dana, { current: 60_00, replaces: bill })
    expect(await decide(corrected)).toBe('leave')
    const again = await addBill(sql, dana, { current: 61_00, replaces: corrected })
    expect(await decide(again)).toBe('leave')
    expect(await decisions(sql, id)).toEqual([
      'scheduled',
      'left corrects_a_settled_bill',
      'left corrects_a_settled_bill',
    ])
  })

  test('is not sent under the old figures in the moment between its arrival and the decision', async () => {
    const bill = await addBill(sql, dana, { current: 80_00, dueInDays: 0 })
    await decide(bill)
    const corrected = await addBill(sql, dana, { current: 60_00, replaces: bill })
    expect(await claim(sql, (await automatic(sql, dana))[0]!.id)).toBeUndefined()
    expect(await automatic(sql, dana)).toMatchObject([{ status: 'canceled', reason: 'replaced' }])
    expect(await decide(corrected)).toBe('schedule')
  })
})

test('F6: what is scheduled by hand, by anybody, is not taken a second time', async () => {
  const bill = await addBill(sql, dana, { current: 80_00 })
  await schedule(sql, dana, { inSeconds: 86_400, amountCents: 50_00 })
  await decide(bill)
  expect(await automatic(sql, dana)).toMatchObject([{ amountCents: 31_00 }])
})

test('F7: stopping ends the hold by mail; nothing more is decided', async () => {
  await decide(await addBill(sql, dana, { current: 169_00 }))
  expect(await enrollments.stop(sql, id, dana)).toBe(true)
  expect(await enrollments.stop(sql, id, dana)).toBe(true)
  expect(await holdEnds()).toEqual(['stopped'])
  const told = await noticesOf(sql, dana.id)
  expect(told.filter((name) => name === 'threshold_ended')).toHaveLength(1)
  expect(told.filter((name) => name === 'recurring_stopped')).toHaveLength(1)
  expect(await decide(await addBill(sql, dana, { current: 10_00 }))).toBeUndefined()
})

test('S25: stopping leaves a payment that is scheduled already', async () => {
  await decide(await addBill(sql, dana, { current: 80_00 }))
  await enrollments.stop(sql, id, dana)
  expect(await statuses()).toEqual(['scheduled'])
})

describe('I9, F12: one recurring payment per service account', () => {
  test('fifty set-ups by two residents at once make one', async () => {
    const [a, b] = [await payer(sql, seals), await payer(sql, seals)]
    await sql`insert into account_link (portal_account_id, service_account_id) values (${b.id}, ${a.account})`
    const shared = { ...b, account: a.account }
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, (_, place) => setUp(sql, place % 2 ? a : shared)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('the same form twice is one, and answers with it', async () => {
    const a = await payer(sql, seals)
    const formId = crypto.randomUUID()
    const order = {
      payer: a,
      serviceAccountId: a.account,
      currentBillId: undefined,
      terms: {
        ...threeDaysBefore,
        bankAccountId: a.bank,
        formId,
        authorization: { version: '1', text: 'I allow it.', address: '127.0.0.1' },
      },
    }
    const [first, second] = [
      await enrollments.setUp(sql, order),
      await enrollments.setUp(sql, order),
    ]
    expect([first.outcome, second.outcome]).toEqual(['on', 'same'])
    expect((await noticesOf(sql, a.id)).filter((name) => name === 'recurring_on')).toHaveLength(1)
  })

  test('F2, F14: not without paperless billing, nor for a closed account', async () => {
    const [a, b] = [await payer(sql, seals), await payer(sql, seals)]
    await sql`update paperless_enrollment set first_bill_on = null where service_account_id = ${a.account}`
    await sql`update service_account set status = 'closed' where id = ${b.account}`
    await expect(setUp(sql, a)).rejects.toThrow('closed')
    await expect(setUp(sql, b)).rejects.toThrow('closed')
  })

  test('another resident can neither change nor stop it', async () => {
    const other = await payer(sql, seals)
    expect(await enrollments.stop(sql, id, other)).toBe(false)
    expect(await change(sql, id, other, threeDaysBefore)).toEqual({ outcome: 'gone' })
  })
})
