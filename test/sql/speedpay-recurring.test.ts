import { beforeEach, expect, test } from 'vitest'
import { find } from '../../sql/payable-accounts.js'
import * as steps from '../../sql/payment-steps.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { EnrollmentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { handOff, said } from '../support/intents.js'
import { claim, type Payer, payer } from '../support/payments.js'
import { addBill, automatic, setUp } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** SpeedPay beside a recurring payment of the same account. */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
let id: EnrollmentId
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_00 })
  id = await setUp(sql, dana)
})
const nudged = async (kind: string) =>
  (await sql<{ id: string }[]>`select id from nudge where kind = ${kind}`).map((row) => row.id)

test('the recurring payment that is scheduled is among what SpeedPay warns of', async () => {
  await decideBill(sql, id, await addBill(sql, dana, { current: 79_00 }))
  const account = await find(sql, dana.id, dana.account)
  expect(account?.openPayments).toMatchObject([
    { source: 'recurring', status: 'scheduled', amountCents: 80_00 },
  ])
})

test('F6: paid by SpeedPay, the recurring payment takes only what is still owed', async () => {
  await decideBill(sql, id, await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
  const intent = await handOff(sql, dana, { amountCents: 30_00 })
  await steps.record(sql, said(intent, 'approved'))
  const [recurring] = await automatic(sql, dana)
  expect(await claim(sql, recurring!.id)).toMatchObject({ amountCents: 50_00 })
})

test('F7: paid by SpeedPay, the workflow of the bill on hold is woken', async () => {
  await decideBill(sql, id, await addBill(sql, dana, { current: 300_00 }))
  const intent = await handOff(sql, dana, { amountCents: 301_00 })
  await sql`delete from nudge`
  await steps.record(sql, said(intent, 'approved'))
  expect(await nudged('recurring')).toEqual([id])
})

test('I18: while a person must look at it, nothing automatic of the bill starts', async () => {
  await decideBill(sql, id, await addBill(sql, dana, { current: 79_00, dueInDays: 0 }))
  const intent = await handOff(sql, dana, { amountCents: 80_00 })
  await steps.record(sql, said(intent, 'approved', { amountCents: 79_99 }))
  const [recurring] = await automatic(sql, dana)
  expect(await claim(sql, recurring!.id)).toBeUndefined()
})
