import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { advance } from '../../sql/clock.js'
import * as notices from '../../sql/notices.js'
import * as nudges from '../../sql/nudges.js'
import * as registrations from '../../sql/registrations.js'
import * as sessions from '../../sql/sessions.js'
import type { PaymentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, type Payer, payer, schedule } from '../support/payments.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { testSeals } from '../support/seals.js'

/** What the reconciliation nudges and clears away (I8, F18; reliability.md 5.3). */

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_000_00 })
  await sql`delete from nudge`
})

/** Time passes, and everything it woke was told. */
async function later(minutes: number): Promise<void> {
  await advance(sql, minutes * 60)
  await sql`delete from nudge`
}
const nudged = async (kind = 'payment') =>
  (await sql<{ id: string }[]>`select id from nudge where kind = ${kind} order by seq`).map(
    ({ id }) => id,
  )
const pay = async (inSeconds = 0) => {
  const id = await schedule(sql, dana, { inSeconds, amountCents: 10_00 })
  await sql`delete from nudge`
  return id
}
const set = async (id: PaymentId, status: 'submitting' | 'unknown' | 'pending') => {
  if (status === 'submitting') return
  await sql`update payment set status = ${status}, ask_at = portal_now() + interval '1 minute' where id = ${id}`
}

describe('payments that should have moved', () => {
  test('due and still scheduled after 15 minutes', async () => {
    const id = await pay()
    await later(14)
    expect(await nudges.addOverdue(sql)).toBe(0)
    await later(2)
    expect(await nudges.addOverdue(sql)).toBe(1)
    expect(await nudged()).toEqual([id])
  })

  test.each(['submitting', 'unknown', 'pending'] as const)(
    '%s, and nothing happened for 15 minutes',
    async (status) => {
      const id = await pay()
      await claim(sql, id)
      await set(id, status)
      await later(14)
      await nudges.addOverdue(sql)
      expect(await nudged()).not.toContain(id)
      await later(3)
      await nudges.addOverdue(sql)
      expect(await nudged()).toContain(id)
    },
  )

  test('none that waits for its day, for finance, or for a person', async () => {
    await sql`delete from nudge`
    const waits = await pay(3 * 86_400)
    const held = await pay()
    await sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${held}`
    const person = await pay()
    await claim(sql, person)
    await sql`update payment set status = 'needs_attention' where id = ${person}`
    await later(60)
    await nudges.addOverdue(sql)
    for (const id of [waits, held, person]) expect(await nudged()).not.toContain(id)
  })

  test('F16: none while all debits are stopped', async () => {
    const id = await pay()
    await later(60)
    await sql`insert into debit_stop (id, stopped_by, why) values (${randomUUID()}, 'finance', 'a test')`
    await nudges.addOverdue(sql)
    expect(await nudged()).not.toContain(id)
    await sql`update debit_stop set resumed_at = portal_now()`
    await nudges.addOverdue(sql)
    expect(await nudged()).toContain(id)
  })

  test('a nudge that waits already is enough: they do not pile up while Temporal is away', async () => {
    const id = await pay()
    await later(60)
    for (const _ of [1, 2, 3]) await nudges.addOverdue(sql)
    expect((await nudged()).filter((row) => row === id)).toHaveLength(1)
  })
})

describe('open rows', () => {
  test('I8: every open row comes once, in pieces of any size, and none that is at rest', async () => {
    const open = await Promise.all([1, 2, 3, 4].map(() => pay(86_400)))
    const rest = await pay(86_400)
    await sql`update payment set status = 'canceled' where id = ${rest}`
    const seen: string[] = []
    let after: string | undefined
    do {
      const rows = await nudges.openAfter(sql, 'payment', after, 2)
      seen.push(...rows.map(({ id }) => id))
      after = rows.at(-1)?.id
    } while (after !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(open))
    expect(seen).not.toContain(rest)
  })

  test('a nudge for each that is missing, unless one waits', async () => {
    const [one, two] = [await pay(86_400), await pay(86_400)]
    expect(await nudges.add(sql, 'payment', [one])).toBe(1)
    expect(await nudges.add(sql, 'payment', [one, two])).toBe(1)
    expect(await nudges.add(sql, 'payment', [])).toBe(0)
    expect(await nudged()).toEqual([one, two])
  })

  test('F19, I14: a moved clock and a rebuild ask for the reconciliation too, once', async () => {
    await advance(sql, 60)
    expect(await nudged('reconciliation')).toHaveLength(1)
    const open = await nudges.openOf(sql, 'reconciliation', await nudged('reconciliation'))
    expect([...open.values()]).toEqual(['asked'])
  })

  test('a carried mail has no workflow of its own, so none is missing', async () => {
    const id = await sql.begin((tx) =>
      notices.owe(tx, { template: 'welcome', params: {}, to: dana, nudge: false }),
    )
    const rows = await nudges.openAfter(sql, 'notice', undefined, 1000)
    expect(rows.map((row) => row.id)).not.toContain(id)
  })
})

describe('F18: registrations that nobody confirmed', () => {
  let portal: TestPortal
  beforeEach(async () => {
    portal = await testPortal()
  })
  const days = (count: number) => portal.moveClock(count * 86_400)
  const names = async () =>
    (
      await portal.sql<{ username: string }[]>`
        select username from portal_account order by created_at, username`
    ).map(({ username }) => username)

  test('go after 7 days, with all that hangs on them; confirmed and younger ones stay', async () => {
    const old = await portal.addResident({ confirmed: false })
    const confirmed = await portal.addResident()
    await registrations.sendAgain(portal.sql, old.id)
    await days(4)
    const young = await portal.addResident({ confirmed: false })
    await days(3.1)
    expect(await registrations.removeUnconfirmed(portal.sql)).toBe(1)
    expect(await names()).toEqual([confirmed.username, young.username])
    expect(await portal.sql`select 1 from email_confirmation`).toHaveLength(0)
    expect(
      await portal.sql`select subject, actor from audit where action = 'unconfirmed_removed'`,
    ).toMatchObject([{ subject: old.id, actor: 'worker' }])
    expect(await registrations.removeUnconfirmed(portal.sql)).toBe(0)
  })

  test('one whose link is being pressed stays', async () => {
    const who = await portal.addResident({ confirmed: false })
    await days(7.1)
    await portal.sql.begin(async (tx) => {
      await tx`select 1 from portal_account where id = ${who.id} for update`
      expect(await registrations.removeUnconfirmed(portal.sql)).toBe(0)
      await tx`update portal_account set email_confirmed_at = portal_now() where id = ${who.id}`
    })
    expect(await registrations.removeUnconfirmed(portal.sql)).toBe(0)
    expect(await names()).toEqual([who.username])
  })

  test('I11: one that, against all rules, pays something is left for a person', async () => {
    const who = await portal.addResident()
    const account = await portal.addServiceAccount()
    await portal.link(who, account)
    await portal.sql`
      insert into paperless_enrollment (id, service_account_id, portal_account_id)
      values (${randomUUID()}, ${account.id}, ${who.id})`
    await portal.sql`update portal_account set email_confirmed_at = null where id = ${who.id}`
    const other = await portal.addResident({ confirmed: false })
    await days(8)
    expect(await registrations.removeUnconfirmed(portal.sql)).toBe(1)
    expect(await names()).not.toContain(other.username)
    expect(await names()).toContain(who.username)
  })

  test('what was left open at step 2 goes after an hour, and sessions after their life', async () => {
    const facts = { email: 'a@example.com', username: 'someone', passwordHash: 'x' }
    const token = await registrations.begin(portal.sql, facts)
    const who = await portal.browserOf(await portal.addResident())
    await portal.moveClock(59 * 60)
    expect(await registrations.removeExpired(portal.sql)).toBe(0)
    expect(await registrations.find(portal.sql, token)).toBeDefined()
    await portal.moveClock(2 * 60)
    expect(await registrations.removeExpired(portal.sql)).toBe(1)
    expect(await sessions.removeExpired(portal.sql)).toBe(0)
    await portal.moveClock(12 * 3600)
    expect(await sessions.removeExpired(portal.sql)).toBe(1)
    expect((await who.get('/home')).status).toBe(303)
  })
})
