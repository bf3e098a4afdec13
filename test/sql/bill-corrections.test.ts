import { beforeEach, expect, test } from 'vitest'
import * as balances from '../../sql/balances.js'
import { importBillFile } from '../../src/bill-import.js'
import type { BillId } from '../../src/domain/ids.js'
import { owed } from '../../src/domain/owed.js'
import { account, fileOf, wholeBill } from '../support/bill-records.js'
import { city } from '../support/city.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

/** Bills that come after the money: corrected ones, credits, and the bill that uses a credit up (F3, F14). */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
let accountNumber = ''
let runs = 0
beforeEach(async () => {
  dana = await payer(sql, seals) // owes $84.17 of one bill
  const [row] = await sql<{ accountNumber: string }[]>`
    select account_number from service_account where id = ${dana.account}`
  accountNumber = row!.accountNumber
})

const approved = (cents: number) =>
  city(sql).payment(dana, { id: dana.account }, { cents, payOn: '2026-11-20', status: 'approved' })

async function load(bill: Parameters<typeof wholeBill>[0]) {
  runs += 1
  const billNumber = `C-${runs}`
  const records = [account({ accountNumber }), ...wholeBill({ accountNumber, billNumber, ...bill })]
  const bytes = Buffer.from(fileOf(records, `corrections-${runs}`))
  const { outcome, faults } = await importBillFile({ sql, seals, bytes })
  if (outcome !== 'loaded') throw new Error(JSON.stringify(faults))
  return billNumber
}

const numberOf = async (id: BillId | string) =>
  (await sql<{ billNumber: string }[]>`select bill_number from bill where id = ${id}`)[0]!
    .billNumber
const sums = async () => await balances.read(sql, dana.account, dana.id)

test('F14 a corrected bill that is lower than what was paid leaves a credit; nothing is owed', async () => {
  await approved(84_17)
  await load({ replaces: await numberOf(dana.bill), currentCents: 70_00 })
  expect((await sums()).balanceCents).toBe(-14_17)
  expect(owed(await sums())).toBe(0)
})

test('F14 a corrected bill that is higher than what was paid leaves the difference to be paid by hand', async () => {
  await approved(84_17)
  await load({ replaces: await numberOf(dana.bill), currentCents: 90_00 })
  expect(owed(await sums())).toBe(5_83)
  const [automatic] =
    await sql`select 1 from payment where service_account_id = ${dana.account} and source = 'recurring'`
  expect(automatic).toBeUndefined()
})

test('F14 a corrected bill is corrected again; only the last one counts, and each replaces one', async () => {
  const first = await load({ replaces: await numberOf(dana.bill), currentCents: 70_00 })
  await load({ replaces: first, currentCents: 75_00 })
  expect((await sums()).balanceCents).toBe(75_00)
})

test('domain 9: a bill that comes to a credit is shown as it is, and books the new charges alone', async () => {
  await approved(84_17)
  const billNumber = await load({ previousCents: -84_17, currentCents: 20_00 })
  expect((await sums()).balanceCents).toBe(20_00)
  const [credit] = await sql`
    select amount_due_cents, past_due_cents from bill where bill_number = ${billNumber}`
  expect({ ...credit }).toEqual({ amountDueCents: -64_17, pastDueCents: 0 })
})

test('F3 a first bill that is a credit is booked whole, and what follows uses it up', async () => {
  const other = '2000000000001'
  runs += 1
  const first = wholeBill({
    accountNumber: other,
    billNumber: 'credit-1',
    previousCents: -50_00,
    currentCents: 20_00,
    billedOn: '2026-10-20',
    dueOn: '2026-11-14',
  })
  const second = wholeBill({
    accountNumber: other,
    billNumber: 'credit-2',
    previousCents: -30_00,
    currentCents: 45_00,
  })
  const records = [account({ accountNumber: other }), ...first, ...second]
  const bytes = Buffer.from(fileOf(records, `corrections-${runs}`))
  expect(await importBillFile({ sql, seals, bytes })).toMatchObject({ outcome: 'loaded' })
  const [row] = await sql`select balance_cents from check_accounts where account_number = ${other}`
  expect({ ...row }).toEqual({ balanceCents: 15_00 })
})
