import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as payments from '../../sql/payments.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, noticesOf, type Payer, payer, row, schedule } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase({ max: 50 })
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

const order = (
  from: Payer,
  change: Partial<payments.OneTimeOrder> = {},
): payments.OneTimeOrder => ({
  formId: randomUUID(),
  formDigest: 'digest',
  payer: { id: from.id, email: from.email },
  serviceAccountId: from.account,
  bankAccountId: from.bank,
  amountCents: from.owesCents,
  payOn: '2026-12-08',
  sendAt: new Date(Date.now() + 3_600_000),
  authorization: { version: 'test-1', text: 'I allow it.', address: '192.0.2.7' },
  ...change,
})

const paymentsOf = (from: Payer) => sql<{ id: string; amountCents: number }[]>`
  select id, amount_cents from payment where payer_id = ${from.id}`

describe('schedule', () => {
  test('A17: row, authorization, notice, audit and nudge come together', async () => {
    const made = await payments.schedule(sql, order(dana))
    if (made.outcome !== 'scheduled') throw new Error(made.outcome)
    const [written] = await sql`
      select p.status, p.confirmation, p.bill_id, z.text, z.text_version, z.address,
             (select count(*)::int from notice n where n.params ->> 'paymentId' = p.id::text) as notices,
             (select count(*)::int from audit a where a.subject = p.id) as audits,
             (select count(*)::int from nudge u where u.kind = 'payment' and u.id = p.id) as nudges,
             (select array_agg(becomes) from payment_event e where e.payment_id = p.id) as story
        from payment p join payment_authorization z on z.payment_id = p.id where p.id = ${made.id}`
    expect(written).toMatchObject({
      status: 'scheduled',
      billId: dana.bill,
      text: 'I allow it.',
      textVersion: 'test-1',
      address: '192.0.2.7',
      notices: 1,
      audits: 1,
      nudges: 1,
      story: ['scheduled'],
    })
    expect(written?.confirmation).toMatch(/^CSS-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  })

  test('I13: the same form from 50 connections makes one payment, and all get its id', async () => {
    const one = order(dana)
    const made = await Promise.all(Array.from({ length: 50 }, () => payments.schedule(sql, one)))
    expect(made.filter(({ outcome }) => outcome === 'scheduled')).toHaveLength(1)
    expect(made.filter(({ outcome }) => outcome === 'same')).toHaveLength(49)
    expect(new Set(made.map((each) => 'id' in each && each.id)).size).toBe(1)
    expect(await paymentsOf(dana)).toHaveLength(1)
    expect(await noticesOf(sql, dana.id)).toEqual(['payment_scheduled'])
  })

  test('I13: the same form with other answers is refused, and says which payment it made', async () => {
    const one = order(dana, { amountCents: 10_00 })
    const first = await payments.schedule(sql, one)
    const again = await payments.schedule(sql, { ...one, formDigest: 'other', amountCents: 20_00 })
    expect(again).toEqual({ outcome: 'other', id: 'id' in first && first.id })
    expect(await paymentsOf(dana)).toHaveLength(1)
  })

  test('a form of another resident makes nothing and tells nothing', async () => {
    const one = order(dana)
    await payments.schedule(sql, one)
    const other = await payer(sql, seals)
    const theirs = order(other, { formId: one.formId })
    await expect(payments.schedule(sql, theirs)).rejects.toMatchObject({ code: 'form-too-old' })
    expect(await paymentsOf(other)).toEqual([])
  })

  test('F5: parallel forms never add up to more than is owed', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => payments.schedule(sql, order(dana, { amountCents: 10_00 }))),
    )
    expect(made.filter(({ outcome }) => outcome === 'scheduled')).toHaveLength(8)
    expect(made.filter(({ outcome }) => outcome === 'amount')).toHaveLength(12)
    expect(made.find(({ outcome }) => outcome === 'amount')).toMatchObject({
      problem: 'You already scheduled $80.00. Enter $4.17 or less.',
    })
  })

  test('F5: what a co-linked resident has scheduled does not count, what is pending does', async () => {
    const other = await payer(sql, seals)
    await sql`
      insert into account_link (portal_account_id, service_account_id) values (${other.id}, ${dana.account})`
    const shared = { ...other, account: dana.account, owesCents: dana.owesCents }
    const theirs = await schedule(sql, shared, { amountCents: 80_00 })
    expect(await payments.schedule(sql, order(dana, { amountCents: 50_00 }))).toMatchObject({
      outcome: 'scheduled',
    })
    await claim(sql, theirs)
    expect(await payments.schedule(sql, order(dana, { amountCents: 5_00 }))).toMatchObject({
      outcome: 'amount',
    })
  })

  test.each([
    [
      'not linked',
      (from: Payer) => sql`delete from account_link where portal_account_id = ${from.id}`,
    ],
    [
      'not paperless',
      (from: Payer) =>
        sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${from.account}`,
    ],
    [
      'S37: before the first electronic bill',
      (from: Payer) =>
        sql`update paperless_enrollment set first_bill_on = null where service_account_id = ${from.account}`,
    ],
    [
      'bank account removed',
      (from: Payer) =>
        sql`update bank_account set removed_at = portal_now() where id = ${from.bank}`,
    ],
    [
      'F8: bank account closed by its bank',
      (from: Payer) => sql`update bank_account set closed_code = 'R02' where id = ${from.bank}`,
    ],
  ])('%s: closed', async (_, change) => {
    await change(dana)
    expect(await payments.schedule(sql, order(dana))).toEqual({ outcome: 'closed' })
    expect(await paymentsOf(dana)).toEqual([])
  })

  test('T12: the bank account of another resident is none', async () => {
    const other = await payer(sql, seals)
    expect(await payments.schedule(sql, order(dana, { bankAccountId: other.bank }))).toEqual({
      outcome: 'closed',
    })
  })
})

describe('cancel', () => {
  test('S57: once, with its mail; a second tap is no fault', async () => {
    const id = await schedule(sql, dana, { inSeconds: 3600 })
    expect(await payments.cancel(sql, id, dana)).toBe(true)
    expect(await payments.cancel(sql, id, dana)).toBe(true)
    expect(await row(sql, id)).toMatchObject({ status: 'canceled', reason: 'by_payer' })
    expect(await noticesOf(sql, dana.id)).toEqual(['payment_scheduled', 'payment_canceled'])
  })

  test('T12: another resident cancels nothing', async () => {
    const id = await schedule(sql, dana, { inSeconds: 3600 })
    const stranger = { id: randomUUID() as PortalAccountId, email: 'x@example.com' }
    expect(await payments.cancel(sql, id, stranger)).toBe(false)
    expect(await row(sql, id)).toMatchObject({ status: 'scheduled' })
  })

  test('F10: the payer cancels after the account was unlinked', async () => {
    const id = await schedule(sql, dana, { inSeconds: 3600 })
    await sql`delete from account_link where portal_account_id = ${dana.id}`
    expect(await payments.cancel(sql, id, dana)).toBe(true)
  })

  test('I3: of cancel and claim exactly one wins, and each wins some time', async () => {
    const ends = new Map<string, number>()
    await Promise.all(
      Array.from({ length: 60 }, async (_, place) => {
        const from = await payer(sql, seals)
        const id = await schedule(sql, from)
        // Whoever is asked first tends to win, so that both ends occur.
        const deeds = [() => payments.cancel(sql, id, from), () => claim(sql, id)]
        if (place % 2) deeds.reverse()
        await Promise.all(deeds.map((deed) => deed()))
        const { status } = await row(sql, id)
        ends.set(status, (ends.get(status) ?? 0) + 1)
        const canceled = await payments.cancel(sql, id, from)
        const claimed = await claim(sql, id)
        expect([canceled, claimed !== undefined]).toEqual(
          status === 'canceled' ? [true, false] : [false, true],
        )
      }),
    )
    expect([...ends.keys()].sort()).toEqual(['canceled', 'submitting'])
  })
})
