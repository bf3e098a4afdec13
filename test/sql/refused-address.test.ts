import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as emailChanges from '../../sql/email-changes.js'
import * as notices from '../../sql/notices.js'
import * as sessions from '../../sql/sessions.js'
import type { NoticeId } from '../../src/domain/ids.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

/** An address that the mail server refuses for good is marked, until mail gets through again (ux.md 4.10). */

let portal: TestPortal
let dana: TestResident
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  dana = await portal.addResident()
})

async function owe(email = dana.email, id: TestResident['id'] | null = dana.id) {
  return await portal.sql.begin((tx) =>
    notices.owe(tx, { template: 'welcome', params: {}, to: { id: id ?? undefined, email } }),
  )
}
const refuse = (id: NoticeId) =>
  notices.failed(portal.sql, id, 'refused', 'the address was refused')
const marked = async (who = dana) => {
  const [row] = await portal.sql<{ marked: boolean }[]>`
    select email_refused_at is not null as marked from portal_account where id = ${who.id}`
  return row!.marked
}

describe('marked', () => {
  test('by a permanent refusal', async () => {
    await refuse(await owe())
    expect(await marked()).toBe(true)
  })

  test('however the address is written', async () => {
    await refuse(await owe(dana.email.toUpperCase()))
    expect(await marked()).toBe(true)
  })

  test('not by one that was given up after a day', async () => {
    await notices.failed(portal.sql, await owe(), 'given_up', 'older than a day')
    expect(await marked()).toBe(false)
  })

  test('not by a refusal of another address, nor of another portal account’s mail', async () => {
    await refuse(await owe('new.address@example.com'))
    const other = await portal.addResident()
    await refuse(await owe(other.email, other.id))
    await refuse(await owe(dana.email, null))
    expect(await marked()).toBe(false)
    expect(await marked(other)).toBe(true)
  })

  test('not by a notice that was sent already', async () => {
    const id = await owe()
    await notices.sent(portal.sql, id)
    await refuse(id)
    expect(await marked()).toBe(false)
  })

  test('the one query that reads the session tells it', async () => {
    const id = randomUUID()
    await sessions.add(portal.sql, {
      id,
      owner: dana.id,
      expiresAt: new Date(Date.now() + 3_600_000),
      restricted: false,
      label: 'A browser',
      deviceNonce: null,
    })
    const read = async () => (await sessions.read(portal.sql, id, 30))?.resident.emailRefused
    expect(await read()).toBe(false)
    await refuse(await owe())
    expect(await read()).toBe(true)
  })
})

describe('cleared', () => {
  beforeEach(async () => await refuse(await owe()))

  test('by a mail that got through', async () => {
    await notices.sent(portal.sql, await owe())
    expect(await marked()).toBe(false)
  })

  test('not by a mail to another address', async () => {
    await notices.sent(portal.sql, await owe('new.address@example.com'))
    expect(await marked()).toBe(true)
  })

  test('by a new address, once it is confirmed', async () => {
    const token = await asked('new.address@example.com')
    expect(await marked()).toBe(true)
    expect(await emailChanges.confirm(portal.sql, token, undefined)).toBe('done')
    expect(await marked()).toBe(false)
  })

  test('by the same address, confirmed again', async () => {
    const token = await asked(dana.email)
    expect(await emailChanges.confirm(portal.sql, token, undefined)).toBe('done')
    expect(await marked()).toBe(false)
  })

  test('not by a change of anything else', async () => {
    await portal.sql`update portal_account set name = 'Dana' where id = ${dana.id}`
    expect(await marked()).toBe(true)
  })
})

/** A change of address that waits for its link. @returns The link's token. */
async function asked(newEmail: string): Promise<string> {
  const session = randomUUID()
  await sessions.add(portal.sql, {
    id: session,
    owner: dana.id,
    expiresAt: new Date(Date.now() + 3_600_000),
    restricted: false,
    label: 'A browser',
    deviceNonce: null,
  })
  const [row] = await portal.sql<{ passwordHash: string }[]>`
    select password_hash from portal_account where id = ${dana.id}`
  const proof = {
    id: dana.id,
    passwordHash: row!.passwordHash,
    session: { from: session, to: randomUUID() },
  }
  await emailChanges.begin(portal.sql, proof, newEmail)
  const token = randomUUID()
  await portal.sql`
    update email_change set confirm_hash = encode(sha256(${token}::bytea), 'hex') where portal_account_id = ${dana.id}`
  return token
}
