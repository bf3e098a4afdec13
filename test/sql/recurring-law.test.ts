import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as steps from '../../sql/payment-steps.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId, EnrollmentId, PaymentId } from '../../src/domain/ids.js'
import { returnCodes } from '../../src/domain/return-code.js'
import { freshDatabase } from '../support/database.js'
import { claim, noticesOf, type Payer, payer, schedule } from '../support/payments.js'
import {
  addBill,
  authorize,
  automatic,
  change,
  holdsOf,
  received,
  setUp,
  threeDaysBefore,
} from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** What the database forbids of recurring payments, and what an authorization and a claim may do (I8-I10, I18, I24). */

const sql = await freshDatabase({ max: 20 })
const seals = await testSeals()
let dana: Payer
let id: EnrollmentId
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_00 })
  id = await setUp(sql, dana)
})
const decide = (bill: BillId) => decideBill(sql, id, bill)
const due = async () => (await automatic(sql, dana))[0]!.id
const holdOf = async () => (await holdsOf(sql, dana))[0]!

/** A recurring row of this bill, past all queries. */
const force = (bill: BillId, cents: number) => sql`
  insert into payment (id, confirmation, payer_id, service_account_id, bill_id, source, bank_account_id, terms_id,
                       amount_cents, pay_on, send_at, form_id, form_digest)
  select gen_random_uuid(), ${randomUUID()}, e.payer_id, e.service_account_id, ${bill}, 'recurring', t.bank_account_id, t.id,
         ${cents}, city_today(), portal_now(), gen_random_uuid(), 'x'
    from recurring_enrollment e join recurring_terms t on t.enrollment_id = e.id where e.id = ${id}
   order by t.agreed_at desc limit 1`

describe('I10: over the threshold nothing is paid without the OK', () => {
  test('a payment row of such a bill needs its hold, authorized', async () => {
    const bill = await addBill(sql, dana, { current: 149_01 })
    await expect(force(bill, 150_01)).rejects.toMatchObject({ code: 'CSS07' })
    await decide(bill)
    await expect(force(bill, 150_01)).rejects.toMatchObject({ code: 'CSS07' })
    await expect(force(bill, 10_00)).rejects.toMatchObject({ code: 'CSS07' })
  })

  test('exactly the threshold is paid without asking, one cent over waits', async () => {
    expect(await decide(await addBill(sql, dana, { current: 149_00 }))).toBe('schedule')
    const other = await payer(sql, seals, { owesCents: 1_00 })
    const another = await setUp(sql, other)
    const bill = await addBill(sql, other, { current: 149_01 })
    expect(await decideBill(sql, another, bill)).toBe('ask')
  })

  test('a raised limit does not open a hold that was made under the old one', async () => {
    const bill = await addBill(sql, dana, { current: 159_00 })
    await decide(bill)
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: null })
    await expect(force(bill, 10_00)).rejects.toMatchObject({ code: 'CSS07' })
  })

  test('fifty OKs at once pay once', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    const { id: hold } = await holdOf()
    const all = await Promise.all(Array.from({ length: 50 }, () => authorize(sql, dana, hold)))
    expect(all.filter(({ outcome }) => outcome === 'authorized')).toHaveLength(1)
    expect(all.filter(({ outcome }) => outcome === 'already')).toHaveLength(49)
    expect(await automatic(sql, dana)).toMatchObject([{ amountCents: 160_00 }])
  })

  test('another amount or another day than the page showed is not what was agreed to', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    const { id: hold } = await holdOf()
    await received(sql, dana, 20_00)
    expect(await authorize(sql, dana, hold)).toEqual({ outcome: 'changed' })
    expect(await authorize(sql, dana, hold, { amountCents: 140_00, payOn: '2020-01-01' })).toEqual({
      outcome: 'changed',
    })
    expect(await authorize(sql, dana, hold, { amountCents: 140_00 })).toMatchObject({
      outcome: 'authorized',
    })
  })

  test('an OK that comes while a newer bill is there already is refused: that one is asked about anew', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    await addBill(sql, dana, { current: 10_00 })
    expect(await authorize(sql, dana, (await holdOf()).id)).toEqual({ outcome: 'changed' })
  })

  test('another resident can’t give it', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    const other = await payer(sql, seals)
    expect(await authorize(sql, other, (await holdOf()).id)).toEqual({ outcome: 'none' })
  })

  test('a closed bank account is not debited: the OK takes the newly chosen one, or waits for it', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    await sql`update bank_account set closed_code = 'R02' where id = ${dana.bank}`
    expect(await authorize(sql, dana, (await holdOf()).id)).toEqual({ outcome: 'no bank account' })
    const other = await payer(sql, seals)
    await sql`update bank_account set portal_account_id = ${dana.id} where id = ${other.bank}`
    await change(sql, id, dana, threeDaysBefore, other.bank)
    expect(await authorize(sql, dana, (await holdOf()).id)).toMatchObject({ outcome: 'authorized' })
  })
})

describe('what keeps', () => {
  test('a hold that ended stays ended; its figures never change; no row is deleted', async () => {
    await decide(await addBill(sql, dana, { current: 159_00 }))
    await expect(
      sql`update bill_hold set amount_cents = 1000000 where enrollment_id = ${id}`,
    ).rejects.toMatchObject({
      code: 'CSS07',
    })
    await sql`update bill_hold set status = 'stopped', ended_at = portal_now() where enrollment_id = ${id}`
    await expect(
      sql`update bill_hold set status = 'open', ended_at = null where enrollment_id = ${id}`,
    ).rejects.toMatchObject({
      code: 'CSS07',
    })
    for (const table of [
      'bill_hold',
      'recurring_terms',
      'recurring_decision',
      'recurring_enrollment',
    ])
      await expect(sql`delete from ${sql(table)}`).rejects.toMatchObject({ code: 'CSS01' })
  })

  test('a stopped enrollment stays stopped, and keeps its payer', async () => {
    const other = await payer(sql, seals)
    await expect(
      sql`update recurring_enrollment set payer_id = ${other.id} where id = ${id}`,
    ).rejects.toMatchObject({ code: 'CSS07' })
    await sql`update recurring_enrollment set status = 'stopped' where id = ${id}`
    await expect(
      sql`update recurring_enrollment set status = 'active' where id = ${id}`,
    ).rejects.toMatchObject({ code: 'CSS07' })
  })

  test('a recurring payment takes no more than its bill, from its own bank account', async () => {
    const bill = await addBill(sql, dana, { current: 20_00 })
    await expect(force(bill, 21_01)).rejects.toMatchObject({ code: 'CSS07' })
    await expect(force(dana.bill as BillId, 1_01)).rejects.toMatchObject({ code: 'CSS07' })
    await decide(bill)
    const other = await payer(sql, seals)
    await expect(
      sql`update payment set bank_account_id = ${other.bank} where id = ${await due()}`,
    ).rejects.toMatchObject({ code: 'CSS05' })
    await expect(
      sql`update payment set terms_id = null where id = ${await due()}`,
    ).rejects.toMatchObject({ code: 'CSS05' })
  })
})

describe('I18, I24: the claim', () => {
  const at = (status: string) => async (payment: PaymentId) => {
    await claim(sql, payment)
    if (status !== 'submitting')
      await sql`update payment set status = ${status} where id = ${payment}`
  }

  test.each(['submitting', 'unknown', 'needs_attention'])(
    'nothing automatic starts while a payment of the bill is %s; afterwards what is left is taken',
    async (status) => {
      await decide(await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
      const byHand = await schedule(sql, dana, { amountCents: 30_00 })
      await at(status)(byHand)
      expect(await claim(sql, await due())).toBeUndefined()
      expect((await steps.look(sql, await due()))?.otherUnanswered).toBe(true)
      await sql`update payment set status = 'pending' where id = ${byHand}`
      expect((await steps.look(sql, await due()))?.otherUnanswered).toBe(false)
      expect(await claim(sql, await due())).toMatchObject({ amountCents: 50_00 })
    },
  )

  test('an answer wakes the recurring payment that waited for it', async () => {
    await decide(await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
    const byHand = await schedule(sql, dana, { amountCents: 30_00 })
    await claim(sql, byHand)
    await sql`delete from nudge`
    const [known] = await sql<{ confirmation: string }[]>`
      select confirmation from payment where id = ${byHand}`
    await steps.record(sql, {
      key: byHand,
      ref: byHand,
      status: 'pending',
      amountCents: 30_00,
      feeCents: 0,
      reference: known!.confirmation,
    })
    expect(await sql`select kind, id from nudge`).toEqual([{ kind: 'payment', id: await due() }])
  })

  test('F16: neither a hold by finance nor a stop of all debits lets it through or cancels it', async () => {
    await decide(await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
    await received(sql, dana, 80_00)
    await sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${await due()}`
    expect(await claim(sql, await due())).toBeUndefined()
    expect(await automatic(sql, dana)).toMatchObject([{ status: 'scheduled' }])
  })

  test('I24: by hand and by itself, in any order and at once, never take more than is owed', async () => {
    for (let round = 0; round < 12; round += 1) {
      const who = await payer(sql, seals, { owesCents: 1_00 })
      const enrollment = await setUp(sql, who)
      const bill = await addBill(sql, who, { current: 79_00, dueInDays: 0 })
      await decideBill(sql, enrollment, bill)
      const [recurring] = await automatic(sql, who)
      const hand = () => schedule(sql, who, { amountCents: 10_00 + round * 500 })
      const deeds = [
        () => hand().then((payment) => claim(sql, payment)),
        () => claim(sql, recurring!.id),
        () => received(sql, who, round * 300),
      ]
      await Promise.allSettled(deeds.sort(() => (round % 3) - 1).map((deed) => deed()))
      const [sums] = await sql<{ pending: number; owed: number }[]>`
        select coalesce(sum(amount_cents) filter (where status = 'submitting'), 0)::int as pending,
               (select sum(amount_cents)::int from ledger_entry where service_account_id = ${who.account} and kind = 'bill') as owed
          from payment where service_account_id = ${who.account}`
      expect(sums!.pending).toBeLessThanOrEqual(sums!.owed)
    }
  })
})

describe('F8, N9: what a return code does to the recurring payment', () => {
  test.each(returnCodes.map(({ code, recurring }) => [code, recurring] as const))(
    '%s: it %s',
    async (code, recurring) => {
      await decide(await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
      const payment = await due()
      await claim(sql, payment)
      const [known] = await sql<{ confirmation: string; amountCents: number }[]>`
        select confirmation, amount_cents from payment where id = ${payment}`
      await steps.record(sql, {
        key: payment,
        ref: payment,
        status: 'rejected',
        amountCents: known!.amountCents,
        feeCents: 0,
        reference: known!.confirmation,
        reason: code,
      })
      const [after] = await sql<{ status: string; reason: string | null }[]>`
        select status, reason from recurring_enrollment where id = ${id}`
      const wanted = { 'goes on': 'active', pauses: 'paused', stops: 'stopped' }[recurring]
      expect(after).toEqual({ status: wanted, reason: recurring === 'goes on' ? null : code })
      const told = await noticesOf(sql, dana.id)
      expect(told.includes('recurring_paused')).toBe(recurring === 'pauses')
      expect(told.includes('recurring_stopped')).toBe(recurring === 'stops')
    },
  )

  test('a bank account that closes pauses what pays from it, also when a payment by hand told so', async () => {
    const byHand = await schedule(sql, dana, { amountCents: 1_00 })
    await claim(sql, byHand)
    const [known] = await sql<{ confirmation: string }[]>`
      select confirmation from payment where id = ${byHand}`
    await steps.record(sql, {
      key: byHand,
      ref: byHand,
      status: 'rejected',
      amountCents: 1_00,
      feeCents: 0,
      reference: known!.confirmation,
      reason: 'R02',
    })
    expect(await sql`select status, reason from recurring_enrollment where id = ${id}`).toEqual([
      { status: 'paused', reason: 'R02' },
    ])
  })
})
