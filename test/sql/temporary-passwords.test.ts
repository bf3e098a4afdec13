import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as recoveries from '../../sql/recoveries.js'
import * as temporaryPasswords from '../../sql/temporary-passwords.js'
import type { PortalAccountId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'

let sql: Sql
let owner: PortalAccountId
beforeAll(async () => {
  sql = await freshDatabase()
})
beforeEach(async () => {
  owner = await addOwner()
})

async function addOwner(confirmed = true): Promise<PortalAccountId> {
  const id = randomUUID() as PortalAccountId
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
    values (${id}, ${`r${id.slice(0, 8)}`}, ${`${id}@example.com`}, ${confirmed ? sql`portal_now()` : null}, 'x', 'first_pet', 'x')`
  return id
}
/** A request that was answered. */
async function answered(id = owner, hash: string = randomUUID()): Promise<string> {
  const request = await recoveries.request(sql, 'password', `${id}@example.com`)
  await recoveries.answer(sql, request, hash)
  return request
}
const live = async (id = owner) =>
  (
    await sql`
      select id from temporary_password
       where portal_account_id = ${id} and used_at is null and superseded_at is null and expired_at is null`
  ).map((row) => row.id as string)

test('1.5: case, spaces, hyphens and look-alikes of what was typed do not count', () => {
  const hash = temporaryPasswords.hashOf('7Q4M-20H8-ABCD-1111-2222-3333')
  expect(temporaryPasswords.hashOf(' 7q4m 2oh8 abcd llii 2222-3333\n')).toBe(hash)
  expect(temporaryPasswords.hashOf('7Q4M-20H8-ABCD-1111-2222-3334')).not.toBe(hash)
})

test('1.5: it opens while it is being sent and until it expires, for its owner, under its hash', async () => {
  const id = await answered(owner, 'hash-a')
  expect(await temporaryPasswords.find(sql, owner, 'hash-a')).toBe(id)
  expect(await temporaryPasswords.find(sql, owner, 'hash-b')).toBeUndefined()
  expect(await temporaryPasswords.find(sql, await addOwner(), 'hash-a')).toBeUndefined()
  await sql`update temporary_password set expires_at = portal_now() + interval '1 second' where id = ${id}`
  expect(await temporaryPasswords.find(sql, owner, 'hash-a')).toBe(id)
  await sql`update temporary_password set expires_at = portal_now() where id = ${id}`
  expect(await temporaryPasswords.find(sql, owner, 'hash-a')).toBeUndefined()
  expect(await temporaryPasswords.use(sql, id)).toBe(false)
})

test('1.5: one whose mail never got through opens nothing after a day', async () => {
  const id = await answered(owner, 'hash-c')
  await sql`update temporary_password set created_at = created_at - interval '26 hours' where id = ${id}`
  expect(await temporaryPasswords.find(sql, owner, 'hash-c')).toBeUndefined()
})

test('S7: of twenty uses at once one is the use', async () => {
  const id = await answered(owner, 'hash-d')
  const uses = await Promise.all(Array.from({ length: 20 }, () => temporaryPasswords.use(sql, id)))
  expect(uses.filter(Boolean)).toHaveLength(1)
  expect(await temporaryPasswords.find(sql, owner, 'hash-d')).toBeUndefined()
  const nudges = await sql`select 1 from nudge where kind = 'password_reset' and id = ${id}`
  expect(nudges.length).toBe(2) // the request's own, and the use
})

test('1.5: a newer request supersedes, and of ten at once one lives', async () => {
  const first = await answered()
  const second = await answered()
  expect(first).not.toBe(second)
  expect(await live()).toEqual([second])
  await Promise.all(Array.from({ length: 10 }, () => answered()))
  expect(await live()).toHaveLength(1)
})

test('the law: two live ones of one owner are refused', async () => {
  await answered()
  await expect(
    sql`insert into temporary_password (id, portal_account_id, hash) values (${randomUUID()}, ${owner}, 'other')`,
  ).rejects.toThrow('temporary_password_live')
})

test('1.5: answered twice, a request makes one password and one mail', async () => {
  const id = await answered(owner, 'hash-e')
  await recoveries.answer(sql, id as Parameters<typeof recoveries.answer>[1], 'hash-e')
  expect(await live()).toEqual([id])
  const mails = await sql`select state, carried from notice where portal_account_id = ${owner}`
  expect(mails).toEqual([{ state: 'waiting', carried: true }])
  expect(await sql`select 1 from nudge where kind = 'notice'`).toHaveLength(0)
})

test('F13: an address that was never confirmed gets nothing', async () => {
  const id = await answered(await addOwner(false))
  const [request] = await sql`select done_at, notice_id from recovery_request where id = ${id}`
  expect(request).toMatchObject({ doneAt: expect.any(Date), noticeId: null })
})
