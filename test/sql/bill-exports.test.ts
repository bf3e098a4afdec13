import { beforeEach, expect, test } from 'vitest'
import {
  type BillExport,
  exportBytes,
  exportWritten,
  findExport,
  makeExport,
  unwrittenExport,
} from '../../sql/bill-exports.js'
import { isSqlState } from '../../sql/database.js'
import { unenroll } from '../../sql/paperless.js'
import { link } from '../../sql/service-accounts.js'
import { splitCsvLine } from '../../src/domain/csv-line.js'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { city } from '../support/city.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

/** What the billing system is told: each change once, in whichever export sees it first. */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_000_00 })
  await makeExport(sql) // what was before is told
})

const pay = (status: PaymentStatus, payOn = '2026-11-20') =>
  city(sql).payment(dana, { id: dana.account }, { cents: 10_00, payOn, status })

const confirmation = async (id: string) =>
  (await sql<{ confirmation: string }[]>`select confirmation from payment where id = ${id}`)[0]!
    .confirmation

async function lines({ id }: BillExport): Promise<string[][]> {
  const text = (await exportBytes(sql, id)).toString()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => splitCsvLine(line) as string[])
}

/** The next export's lines of one kind. */
async function next(kind: 'C' | 'E' | 'K') {
  const all = await lines(await makeExport(sql))
  return all.filter((cells) => cells[0] === kind)
}

async function numberOf(account: string): Promise<string> {
  const [row] = await sql<{ accountNumber: string }[]>`
    select account_number from service_account where id = ${account}`
  return row!.accountNumber
}

test('I25 an approved payment is told once, with the day that the resident chose', async () => {
  const id = await pay('approved', '2026-11-18')
  const number = await numberOf(dana.account)
  expect(await next('C')).toEqual([
    ['C', number, await confirmation(id), '2026-11-18', '10.00', 'one_time', 'approved'],
  ])
  expect(await next('C')).toEqual([])
})

test('domain 11: only approved and returned payments are told', async () => {
  for (const status of ['scheduled', 'canceled', 'unknown', 'pending', 'rejected'] as const) {
    await pay(status)
  }
  expect(await next('C')).toEqual([])
})

test('A1 a return is told too, in the same export or a later one, and takes the amount back', async () => {
  const id = await pay('returned')
  expect((await next('C')).map((cells) => cells.slice(4))).toEqual([
    ['10.00', 'one_time', 'approved'],
    ['-10.00', 'one_time', 'returned'],
  ])
  const late = await pay('approved')
  expect(await next('C')).toHaveLength(1)
  await sql.begin(async (tx) => {
    await tx`update payment set status = 'returned' where id = ${late}`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
      values (${dana.account}, 'return', 1000, city_today(), ${late})`
  })
  expect(await next('C')).toMatchObject([{ 2: await confirmation(late), 4: '-10.00' }])
  expect(id).not.toBe(late)
})

test('S32 paperless on and off are told, each with its time', async () => {
  const number = await numberOf(dana.account)
  await unenroll(sql, { resident: dana.id, account: dana.account })
  const [row] = await sql<{ endedAt: Date }[]>`
    select ended_at from paperless_enrollment where service_account_id = ${dana.account}`
  expect(await next('E')).toEqual([['E', number, row!.endedAt.toISOString(), 'off']])
  // Undo brings the enrollment back as it was (F11).
  await sql`update paperless_enrollment set ended_at = null where service_account_id = ${dana.account}`
  expect(await next('E')).toMatchObject([{ 3: 'on' }])
})

test('domain 11: links are told', async () => {
  const other = await payer(sql, seals)
  await makeExport(sql)
  expect(await link(sql, { id: dana.id, email: dana.email }, other.account)).toBe('linked')
  expect(await next('K')).toMatchObject([{ 1: await numberOf(other.account), 3: 'linked' }])
})

test('domain 11: a change that commits after an export was made is in the next one, though it began before', async () => {
  const id = await pay('pending')
  let approve = () => {}
  const approved = new Promise<void>((resolve) => {
    approve = resolve
  })
  let begun = () => {}
  const written = new Promise<void>((resolve) => {
    begun = resolve
  })
  const late = sql.begin(async (tx) => {
    await tx`update payment set status = 'approved' where id = ${id}`
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
      values (${dana.account}, 'payment', -1000, city_today(), ${id})`
    begun()
    await approved
  })
  await written
  const early = await pay('approved') // has a higher number, and commits first
  expect(await next('C')).toMatchObject([{ 2: await confirmation(early) }])
  approve()
  await late
  expect(await next('C')).toMatchObject([{ 2: await confirmation(id) }])
  expect(await next('C')).toEqual([])
})

test('domain 11: exports made at the same time share nothing and lose nothing', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => pay('approved')))
  const made = await Promise.all(Array.from({ length: 4 }, () => makeExport(sql)))
  const all = (await Promise.all(made.map(lines))).flat().filter(([kind]) => kind === 'C')
  expect(all).toHaveLength(12)
  const told = all.map((cells) => cells[2]).toSorted()
  expect(told).toEqual((await Promise.all(ids.map(confirmation))).toSorted())
})

test('domain 11: an export that was made and not written is found again, and no longer when it was', async () => {
  for (let left = await unwrittenExport(sql); left; left = await unwrittenExport(sql)) {
    await exportWritten(sql, left.id)
  }
  await pay('approved')
  const made = await makeExport(sql)
  expect(await unwrittenExport(sql)).toEqual(made)
  await exportWritten(sql, made.id)
  expect(await unwrittenExport(sql)).toBeUndefined()
  expect(await findExport(sql, made.runId)).toMatchObject({ ...made, writtenAt: expect.any(Date) })
})

test('domain 11: what was told stays told', async () => {
  await pay('approved')
  await makeExport(sql)
  const forbidden = [
    sql`update bill_export_entry set bill_export_id = null where bill_export_id is not null`,
    sql`update bill_export_entry set says = 'returned' where says = 'approved'`,
    sql`delete from bill_export_entry`,
  ]
  for (const deed of forbidden) {
    await expect(deed).rejects.toSatisfy((fault) => isSqlState(fault, 'CSS12'))
  }
})
