import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import * as documents from '../../sql/bill-documents.js'
import { isSqlState } from '../../sql/database.js'
import type { BillId } from '../../src/domain/ids.js'
import { city } from '../support/city.js'
import { type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
let bill: BillId
beforeAll(async () => {
  portal = await testPortal()
})

async function newBill(): Promise<BillId> {
  const account = await portal.addServiceAccount()
  return await city(portal.sql).bill(account, { billedOn: '2026-11-20', current: 84_17 })
}
const bytes = (text: string) => new TextEncoder().encode(text)

test('F17: a document is kept with its sha256, and read back as it was', async () => {
  bill = await newBill()
  expect(await documents.kept(portal.sql, bill)).toBeUndefined()
  expect(Buffer.from(await documents.keep(portal.sql, bill, bytes('one')))).toEqual(
    Buffer.from('one'),
  )
  expect(Buffer.from((await documents.kept(portal.sql, bill))!)).toEqual(Buffer.from('one'))
  const [row] = await portal.sql`select sha256 from bill_document where bill_id = ${bill}`
  expect(row?.sha256).toBe(createHash('sha256').update('one').digest('hex'))
})

test('F17: of documents made at once the first is kept, and everybody gets that one', async () => {
  const id = await newBill()
  const all = await Promise.all(
    ['a', 'b', 'c', 'd'].map((text) => documents.keep(portal.sql, id, bytes(text))),
  )
  expect(new Set(all.map((one) => Buffer.from(one).toString())).size).toBe(1)
  const [row] =
    await portal.sql`select count(*)::int as count from bill_document where bill_id = ${id}`
  expect(row?.count).toBe(1)
})

test.each([
  ['changed', () => portal.sql`update bill_document set bytes = 'x' where bill_id = ${bill}`],
  ['taken away', () => portal.sql`delete from bill_document where bill_id = ${bill}`],
])('a kept document is never %s', async (_, deed) => {
  await expect(deed()).rejects.toSatisfy((fault) => isSqlState(fault, 'CSS01'))
})

test('no bytes are kept but those that were hashed, and none of a bill that is not there', async () => {
  const id = await newBill()
  const wrong = portal.sql`
    insert into bill_document (bill_id, bytes, sha256) values (${id}, 'x', ${'0'.repeat(64)})`
  await expect(wrong).rejects.toSatisfy((fault) => isSqlState(fault, '23514'))
  await expect(documents.keep(portal.sql, randomUUID() as BillId, bytes('one'))).rejects.toSatisfy(
    (fault) => isSqlState(fault, '23503'),
  )
})
