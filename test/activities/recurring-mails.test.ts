import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeMail } from '../../activities/mails/index.js'
import type { Sql } from '../../sql/database.js'
import type { NoticeRow } from '../../sql/notices.js'
import * as payments from '../../sql/payments.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import { stop } from '../../sql/recurring-enrollments.js'
import { cityDay, showMonthDay, showMonthName } from '../../src/domain/city-date.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import type { NoticeTemplate } from '../../src/domain/notice.js'
import type { Seals } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer } from '../support/payments.js'
import { addBill, authorize, automatic, change, holdsOf, setUp } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** Each letter about a recurring payment is what the payer's own notice says (ux.md 10, F7, F13). */

let sql: Sql
let seals: Seals
let dana: Payer
let id: EnrollmentId

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
})
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 10_00 })
  await sql`update account_link set nickname = 'Rental' where portal_account_id = ${dana.id}`
  id = await setUp(sql, dana)
})

/** The last notice of this template that the payer was owed, written out. */
async function letter(template: NoticeTemplate, at: { now?: Date } = {}) {
  const [notice] = await sql<NoticeRow[]>`
    select id, template, portal_account_id, recipient, params, state, attempts, created_at, portal_now() as now
      from notice where portal_account_id = ${dana.id} and template = ${template} order by created_at desc limit 1`
  const mail = await writeMail(
    {
      sql,
      seals,
      origin: 'https://portal.test',
      supportPhone: '704-336-7600',
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
    },
    { ...notice!, ...at },
  )
  expect(mail!.subject.length).toBeLessThan(60)
  expect(mail!.text).not.toMatch(/undefined|null|NaN/)
  expect(mail!.text).not.toMatch(/\b\d{13}\b/)
  return mail!
}
const decide = (bill: BillId) => decideBill(sql, id, bill)
const dueOf = async (bill: string) =>
  (await sql<{ dueOn: string }[]>`select due_on from bill where id = ${bill}`)[0]!.dueOn

test('S44, A17: recurring_on says from where, when, how much, what was agreed to, and warns of a double draft', async () => {
  const { subject, text } = await letter('recurring_on')
  expect(subject).toBe('Recurring payment is on: Rental')
  expect(text).toContain(
    'From checking ending 4471, 3 days before the due date, bills up to $150.00. First: your next bill, about',
  )
  expect(text).toContain('stop it so you are not drafted twice')
  expect(text).toContain('I allow it.')
  expect(text).toContain(`https://portal.test/paperless/recurring/${dana.account}`)
})

test('F12: recurring_changed says that it counts from the next bill', async () => {
  await change(sql, id, dana, { daysBefore: null, thresholdCents: null })
  const { text } = await letter('recurring_changed')
  expect(text).toContain(
    'From the next bill on: From checking ending 4471, the day the bill arrives, any amount.',
  )
})

test('F13, N1: payment_scheduled of a recurring payment is the notice of amount and day, with the standing authorization', async () => {
  await decide(await addBill(sql, dana, { current: 74_17 }))
  const { subject, text } = await letter('payment_scheduled')
  const [payment] = await automatic(sql, dana)
  expect(subject).toBe(`Scheduled: $84.17 on ${showMonthDay(payment!.payOn)}`)
  expect(text).toMatch(
    /We take \$84\.17 on \w+, \w+ \d+, under your \$150\.00 limit\. You can stop it until 6:00 AM on that day\./,
  )
  expect(text).toContain('I allow it.')
})

test('F6: one that is paid on arrival says that there is no time to cancel', async () => {
  await change(sql, id, dana, { daysBefore: null, thresholdCents: null })
  await decide(await addBill(sql, dana, { current: 74_17 }))
  expect((await letter('payment_scheduled')).text).toContain(
    'We take $84.17 at once. There is no time to cancel it.',
  )
})

describe('S46, F7: a bill over the threshold', () => {
  let bill: BillId
  beforeEach(async () => {
    bill = await addBill(sql, dana, { current: 158_92 })
    await decide(bill)
  })

  test('threshold_needed asks for the OK, by the due date', async () => {
    const { subject, text } = await letter('threshold_needed')
    const [hold] = await holdsOf(sql, dana)
    expect(subject).toBe('Your OK is needed: $168.92 is over your limit')
    expect(text).toContain(
      'The bill for Rental is $168.92. Your limit is $150.00, so we have not paid it.',
    )
    expect(text).toContain(`Authorize it by ${showMonthDay(await dueOf(bill))} to pay on time.`)
    expect(text).toContain(`https://portal.test/payment-activity/${hold!.id}/authorize`)
  })

  test('past the due date it says what that means', async () => {
    const now = new Date(Date.now() + 40 * 86_400_000)
    expect((await letter('threshold_needed', { now })).text).toContain(
      'It is past due because it was not authorized. Not paying by the due date could result in disconnection',
    )
  })

  test('an OK is mailed with what was agreed to, not as "under your limit"', async () => {
    await authorize(sql, dana, (await holdsOf(sql, dana))[0]!.id)
    const { text } = await letter('payment_scheduled')
    expect(text).toContain('I allow this one.')
    expect(text).not.toContain('under your')
  })

  test('threshold_replaced asks about the newer bill', async () => {
    const newer = await addBill(sql, dana, { current: 82_38 })
    await decide(newer)
    const { subject, text } = await letter('threshold_replaced')
    const month = showMonthName(cityDay(new Date()))
    expect(subject).toBe(`Your ${month} bill includes the $168.92 on hold`)
    expect(text).toContain('The new bill is $251.30, over your $150.00 limit, so it needs your OK.')
    expect(text).toContain(`/payment-activity/${(await holdsOf(sql, dana))[1]!.id}/authorize`)
  })

  test('threshold_replaced by a bill under the limit says when that is paid', async () => {
    const corrected = await addBill(sql, dana, { current: 20_00, replaces: bill })
    await decide(corrected)
    expect((await letter('threshold_replaced')).text).toMatch(
      /The new bill is \$30\.00\. We take \$30\.00 on \w+, \w+ \d+\. You do not need to do anything\./,
    )
  })

  test('threshold_ended and recurring_stopped: stopped, and what is still owed', async () => {
    await stop(sql, id, dana)
    const ended = await letter('threshold_ended')
    expect(ended.subject).toBe('Your OK is no longer needed for $168.92')
    expect(ended.text).toContain('You still owe $168.92 by')
    const stopped = await letter('recurring_stopped')
    expect(stopped.text).toContain('You stopped it.')
    expect(stopped.text).toContain('Scheduled payments will still be processed: none of yours.')
  })
})

test('S25: recurring_stopped lists what will still be taken', async () => {
  await decide(await addBill(sql, dana, { current: 74_17 }))
  await stop(sql, id, dana)
  const [payment] = await automatic(sql, dana)
  expect((await letter('recurring_stopped')).text).toContain(
    `still be processed: $84.17 on ${showMonthDay(payment!.payOn)}.`,
  )
})

test('F8: recurring_paused gives the bank’s reason and asks for a bank account', async () => {
  await sql`update recurring_enrollment set status = 'paused', reason = 'R02' where id = ${id}`
  await sql`
    insert into notice (id, template, portal_account_id, recipient, params)
    values (${randomUUID()}, 'recurring_paused', ${dana.id}, ${dana.email}, ${sql.json({ enrollmentId: id, code: 'R02' })})`
  const { text } = await letter('recurring_paused')
  expect(text).toContain('This bank account is closed. Use another account.')
  expect(text).toContain('It is paused until you choose a bank account.')
})

test('F14: a payment that a corrected bill took back names that bill', async () => {
  const bill = await addBill(sql, dana, { current: 74_17 })
  await decide(bill)
  await decide(await addBill(sql, dana, { current: 70_00, replaces: bill }))
  const month = showMonthName(cityDay(new Date()))
  expect((await letter('payment_canceled')).text).toContain(`Your ${month} bill includes it.`)
})

test('F6: canceling one says so, and what is still owed', async () => {
  await decide(await addBill(sql, dana, { current: 74_17 }))
  await payments.cancel(sql, (await automatic(sql, dana))[0]!.id, dana)
  expect((await letter('payment_canceled')).text).toContain('You still owe $84.17')
})
