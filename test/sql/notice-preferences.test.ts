import { beforeAll, describe, expect, test } from 'vitest'
import { oweNewDocuments } from '../../sql/bill-posting.js'
import * as preferences from '../../sql/notice-preferences.js'
import * as paperless from '../../sql/paperless.js'
import * as steps from '../../sql/payment-steps.js'
import type { BillId, BillRunId, PaymentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, noticesOf, type Payer, payer, row, schedule } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

/** Which boxes count: the account's own, else the general ones (S60, F13). */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeAll(async () => {
  dana = await payer(sql, seals)
})

const all = { newDocument: true, dueReminder: true, paymentUpdates: true }
const none = { newDocument: false, dueReminder: false, paymentUpdates: false }
const own = (who: Payer, boxes: preferences.NoticePreference) => new Map([[who.account, boxes]])
const billOf = (who: Payer) => ({ id: who.bill as BillId, serviceAccountId: who.account })
const accountsOf = async (who: Payer) =>
  (await preferences.readAccounts(sql, who.id)).map(({ id, nickname, own }) => ({
    id,
    nickname,
    own,
  }))

/** A second service account that the same resident has linked. */
async function second(who: Payer): Promise<Payer> {
  const other = await payer(sql, seals)
  await sql`update account_link set portal_account_id = ${who.id} where service_account_id = ${other.account}`
  return { ...other, id: who.id, email: who.email }
}

describe('“Different for one account?”', () => {
  test('kept for that account, taken back when it is no longer different; twice is once', async () => {
    const rental = await second(dana)
    await preferences.save(sql, dana.id, none, own(rental, all))
    await preferences.save(sql, dana.id, none, own(rental, all))
    expect(await preferences.read(sql, dana.id)).toEqual(none)
    expect(await accountsOf(dana)).toEqual([
      { id: dana.account, nickname: 'Home', own: undefined },
      { id: rental.account, nickname: 'Home', own: all },
    ])
    await preferences.save(sql, dana.id, all, own(dana, none))
    expect((await accountsOf(dana)).map(({ own }) => own)).toEqual([none, undefined])
    await preferences.save(sql, dana.id, all)
    expect((await accountsOf(dana)).map(({ own }) => own)).toEqual([undefined, undefined])
  })

  test('T12: of an account that is not linked nothing is kept', async () => {
    const other = await payer(sql, seals)
    await preferences.save(sql, dana.id, all, own(other, none))
    expect(
      await sql`select 1 from notice_override where service_account_id = ${other.account}`,
    ).toHaveLength(0)
  })

  test('it outlives the link, for payments do too (F10)', async () => {
    const who = await payer(sql, seals)
    await preferences.save(sql, who.id, none, own(who, all))
    const payment = await schedule(sql, who, { amountCents: 10_00 })
    await sql`delete from account_link where portal_account_id = ${who.id}`
    await preferences.save(sql, who.id, none)
    await approve(payment)
    expect(await noticesOf(sql, who.id)).toContain('payment_approved')
  })

  test('two saves at once leave what one of them said', async () => {
    const who = await payer(sql, seals)
    await Promise.all([
      preferences.save(sql, who.id, all, own(who, none)),
      preferences.save(sql, who.id, none, own(who, all)),
    ])
    const [account] = await accountsOf(who)
    const general = await preferences.read(sql, who.id)
    expect([general, account!.own]).toSatisfy(
      ([a, b]) => a.newDocument !== b.newDocument && a.dueReminder !== b.dueReminder,
    )
  })
})

const settings = [
  ['the general box', none, undefined, false],
  ['the general box', all, undefined, true],
  ['the account’s own box', all, none, false],
  ['the account’s own box', none, all, true],
] as const
const save = async (
  who: Payer,
  general: preferences.NoticePreference,
  different: preferences.NoticePreference | undefined,
) => await preferences.save(sql, who.id, general, different ? own(who, different) : undefined)

/** As the loader owes it when the bill is in. */
async function newDocument(who: Payer): Promise<void> {
  const [bill] = await sql<{ billRunId: BillRunId }[]>`
    select bill_run_id from bill where id = ${who.bill}`
  await sql.begin((tx) => oweNewDocuments(tx, bill!.billRunId, [billOf(who)]))
}

/** Given to the processor, and approved. */
async function approve(id: PaymentId): Promise<void> {
  await claim(sql, id)
  const [known] = await sql<{ confirmation: string }[]>`
    select confirmation from payment where id = ${id}`
  for (const status of ['pending', 'approved'] as const)
    await steps.record(sql, {
      key: id,
      ref: `ref-${id}`,
      status,
      amountCents: 10_00,
      feeCents: 0,
      reference: known!.confirmation,
    })
  expect((await row(sql, id)).status).toBe('approved')
}

describe('F13: New Document obeys', () => {
  test.each(settings)('%s (%j, %j)', async (_, general, different, mailed) => {
    const who = await payer(sql, seals)
    await save(who, general, different)
    await newDocument(who)
    expect(await noticesOf(sql, who.id)).toEqual(mailed ? ['new_document'] : [])
  })
})

describe('F13: payment updates obey', () => {
  test.each(settings)('%s (%j, %j)', async (_, general, different, mailed) => {
    const who = await payer(sql, seals)
    await save(who, general, different)
    await approve(await schedule(sql, who, { amountCents: 10_00 }))
    const always = ['payment_scheduled']
    const sent = ['payment_approved', 'payment_scheduled', 'payment_submitted']
    expect((await noticesOf(sql, who.id)).sort()).toEqual(mailed ? sent : always)
  })
})

test('F13: the checked box of ENROLL is checked for that account, whatever was different there', async () => {
  const who = await payer(sql, seals)
  await sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${who.account}`
  await save(who, none, none)
  await paperless.enroll(sql, { resident: who.id, account: who.account }, { newDocument: true })
  await newDocument(who)
  expect(await noticesOf(sql, who.id)).toContain('new_document')
  expect((await accountsOf(who))[0]!.own).toEqual({ ...none, newDocument: true })
})

test('the trail tells what was chosen', async () => {
  const who = await payer(sql, seals)
  await save(who, none, all)
  const [kept] = await sql<{ facts: Record<string, unknown> }[]>`
    select facts from audit where subject = ${who.id} and action = 'notifications_changed'`
  expect(kept!.facts).toMatchObject(none)
  expect(String(kept!.facts.different)).toContain(who.account)
})
