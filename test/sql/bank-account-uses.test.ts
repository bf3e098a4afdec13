import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { remove, uses } from '../../sql/bank-account-uses.js'
import * as bankAccounts from '../../sql/bank-accounts.js'
import type { Db } from '../../sql/database.js'
import * as payments from '../../sql/payments.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as sessions from '../../sql/sessions.js'
import type { BankAccountId, BillId, EnrollmentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, noticesOf, type Payer, payer, schedule } from '../support/payments.js'
import { addBill, authorize, automatic, change, holdsOf, setUp } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'
import { until } from '../support/until.js'

/** A27, I21: a bank account in use stays, one that was removed is not used again, whoever was quicker. */

const sql = await freshDatabase({ max: 40 })
const seals = await testSeals()
let dana: Payer
let spare: BankAccountId
beforeEach(async () => {
  dana = await payer(sql, seals)
  spare = await anotherBank(dana)
})

/** One more saved bank account of this payer. */
async function anotherBank(owner: Payer): Promise<BankAccountId> {
  const other = await payer(sql, seals, { bankEnding: '0092' })
  await sql`update bank_account set portal_account_id = ${owner.id} where id = ${other.bank}`
  return other.bank
}

/** The owner's proof: a session, and the hash of the password. */
async function proofOf(owner: { id: Payer['id'] }) {
  const [from, to] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  await sessions.add(sql, {
    id: from,
    owner: owner.id,
    expiresAt: new Date(Date.now() + 1e8),
    restricted: false,
    label: 'Test',
    deviceNonce: null,
  })
  return { id: owner.id, passwordHash: 'x', session: { from, to } }
}
const removed = async (id: BankAccountId = dana.bank, owner: { id: Payer['id'] } = dana) =>
  await remove(sql, await proofOf(owner), id)
const listed = async () => (await bankAccounts.saved(sql, dana.id)).map(({ last4 }) => last4)
const usesOf = async (id: BankAccountId) =>
  (await uses(sql, dana.id, id)).map((use) =>
    use.kind === 'payment' ? `${use.kind} ${use.status}` : use.kind,
  )
const sealedOf = async (id: BankAccountId) =>
  (await sql`select sealed is not null as there from bank_account where id = ${id}`)[0]!.there

/** A payment of this bank account that stands at this status. */
async function paid(...statuses: string[]) {
  const id = await schedule(sql, dana)
  for (const status of statuses) {
    if (status === 'submitting') {
      await claim(sql, id)
      continue
    }
    await sql.begin(async (tx) => {
      await tx`update payment set status = ${status} where id = ${id}`
      if (status === 'approved')
        await tx`
          insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
          values (${dana.account}, 'payment', ${-dana.owesCents}, city_today(), ${id})`
    })
  }
  return id
}

describe('removing', () => {
  test('one that nothing uses goes, once, with its trail, and its numbers with it at the next pass', async () => {
    expect(await removed()).toBe('removed')
    expect(await removed()).toBe('removed')
    expect(await listed()).toEqual(['0092'])
    const trail = await sql`
      select 1 from audit where action = 'bank_account_removed' and subject = ${dana.bank}`
    expect(trail).toHaveLength(1)
    expect(await noticesOf(sql, dana.id)).toEqual([])
    await bankAccounts.destroySealed(sql)
    expect(await sealedOf(dana.bank)).toBe(false)
  })

  test('T12: another’s is not there, and neither is one that was never saved', async () => {
    const other = await payer(sql, seals)
    expect(await removed(dana.bank, other)).toBe('not there')
    expect(await uses(sql, other.id, dana.bank)).toEqual([])
    await sql`update bank_account set saved = false where id = ${dana.bank}`
    expect(await removed()).toBe('not there')
  })

  test('a proof that lost changes nothing', async () => {
    const proof = await proofOf(dana)
    expect(await remove(sql, { ...proof, passwordHash: 'old' }, dana.bank)).toBe('lost')
    expect(await remove(sql, { ...proof, session: { from: 'x', to: 'y' } }, dana.bank)).toBe('lost')
    expect(await listed()).toContain('4471')
  })

  test.each([
    ['scheduled', []],
    ['submitting', ['submitting']],
    ['unknown', ['submitting', 'unknown']],
    ['pending', ['submitting', 'pending']],
    ['needs_attention', ['submitting', 'needs_attention']],
  ])('A27: a payment that is %s stands in its way', async (status, ways) => {
    await paid(...ways)
    expect(await usesOf(dana.bank)).toEqual([`payment ${status}`])
    expect(await removed()).toBe('in use')
    expect(await removed(spare)).toBe('removed')
  })

  test.each([
    ['rejected', ['submitting', 'pending', 'rejected']],
    ['approved', ['submitting', 'pending', 'approved']],
    ['canceled', ['canceled']],
  ])('one that is %s does not', async (_, ways) => {
    await paid(...ways)
    expect(await removed()).toBe('removed')
  })

  test('a recurring payment, active or paused, stands in its way until it pays from another one or is stopped', async () => {
    const id = await setUp(sql, dana)
    expect(await removed()).toBe('in use')
    await sql`update recurring_enrollment set status = 'paused', reason = 'R08' where id = ${id}`
    expect(await usesOf(dana.bank)).toEqual(['recurring'])
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: null }, spare)
    expect(await removed(spare)).toBe('in use')
    expect(await removed()).toBe('removed')
    await enrollments.stop(sql, id, dana)
    expect(await removed(spare)).toBe('removed')
  })

  test('F12: so does a bill that came before the bank account was changed, until it was looked at', async () => {
    const id = await setUp(sql, dana)
    const bill = await addBill(sql, dana, { current: 10_00 })
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: null }, spare)
    expect(await removed()).toBe('in use')
    await decideBill(sql, id, bill)
    expect(await usesOf(dana.bank)).toEqual(['payment scheduled'])
    const [payment] = await automatic(sql, dana)
    await payments.cancel(sql, payment!.id, dana)
    expect(await removed()).toBe('removed')
  })

  test('a hold does not: its OK then takes the newest bank account', async () => {
    const id = await setUp(sql, dana)
    await decideBill(sql, id, await addBill(sql, dana, { current: 200_00 }))
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: 150_00 }, spare)
    expect(await removed()).toBe('removed')
    expect(await authorize(sql, dana, (await holdsOf(sql, dana))[0]!.id)).toMatchObject({
      outcome: 'authorized',
    })
    const [row] = await sql`
      select bank_account_id from payment where payer_id = ${dana.id} and source = 'recurring'`
    expect(row).toEqual({ bankAccountId: spare })
  })
})

describe('I21: both orders of a race', () => {
  /** Starts the second deed while the first one's transaction is open, and lets it go on when the second one waits. */
  async function race<T>(first: (tx: Db) => Promise<unknown>, second: () => Promise<T>) {
    let waiting: Promise<T> | undefined
    await sql.begin(async (tx) => {
      await first(tx)
      waiting = second()
      waiting.catch(() => undefined) // it is looked at below, after the commit
      await until(async () => {
        const [row] = await sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        return row !== undefined
      })
    })
    return await waiting!
  }
  const takeAway = async (tx: Db) => {
    await tx`select 1 from bank_account where id = ${dana.bank} for update`
    await tx`update bank_account set removed_at = portal_now() where id = ${dana.bank}`
  }
  const useIt = (tx: Db, id: EnrollmentId | undefined) =>
    id
      ? tx`
          insert into recurring_terms (id, enrollment_id, days_before, threshold_cents, bank_account_id, form_id, text_version, text, address)
          values (gen_random_uuid(), ${id}, 3, null, ${dana.bank}, gen_random_uuid(), 'x', 'x', 'x')`
      : tx`
          insert into payment (id, confirmation, payer_id, service_account_id, source, bank_account_id, amount_cents,
                               pay_on, send_at, form_id, form_digest)
          values (gen_random_uuid(), gen_random_uuid()::text, ${dana.id}, ${dana.account}, 'one_time', ${dana.bank}, 100,
                  city_today(), portal_now(), gen_random_uuid(), 'x')`

  test('a payment that was quicker keeps the bank account', async () => {
    expect(await race((tx) => useIt(tx, undefined), removed)).toBe('in use')
    expect(await listed()).toContain('4471')
  })

  test('so does a changed recurring payment', async () => {
    const id = await setUp(sql, { ...dana, bank: spare })
    expect(await race((tx) => useIt(tx, id), removed)).toBe('in use')
  })

  test('after a removal that was quicker there is no payment, set-up, change or OK from it', async () => {
    const id = await setUp(sql, { ...dana, bank: spare })
    const other = await payer(sql, seals)
    await sql`update bank_account set portal_account_id = ${other.id} where id = ${dana.bank}`
    const from = { ...other, bank: dana.bank }
    await expect(race(takeAway, () => schedule(sql, from))).rejects.toThrow('not scheduled: closed')
    dana = { ...dana, bank: await anotherBank(dana) }
    expect(
      await race(takeAway, () => change(sql, id, dana, { daysBefore: 1, thresholdCents: null })),
    ).toEqual({ outcome: 'closed' })
    dana = { ...dana, bank: await anotherBank(dana) }
    await enrollments.stop(sql, id, dana)
    await expect(race(takeAway, () => setUp(sql, dana))).rejects.toThrow('not set up: closed')
  })

  test('an OK that waited for the removal takes the newest bank account', async () => {
    const id = await setUp(sql, dana)
    await decideBill(sql, id, await addBill(sql, dana, { current: 200_00 }))
    await change(sql, id, dana, { daysBefore: 3, thresholdCents: 150_00 }, spare)
    const [hold] = await holdsOf(sql, dana)
    expect(await race(takeAway, () => authorize(sql, dana, hold!.id))).toMatchObject({
      outcome: 'authorized',
    })
    const [row] = await sql`
      select bank_account_id from payment where payer_id = ${dana.id} and source = 'recurring'`
    expect(row).toEqual({ bankAccountId: spare })
  })

  test('twenty bank accounts, each removed, paid from and agreed to at once: never both', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const who = await payer(sql, seals)
        const proof = await proofOf(who)
        const deeds = [
          () => remove(sql, proof, who.bank),
          () => schedule(sql, who, { inSeconds: 3600, amountCents: 1_00 }).catch(() => 'closed'),
          () => setUp(sql, who).catch(() => 'closed'),
        ]
        const order = n % 2 ? deeds : deeds.reverse()
        await Promise.all(order.map((deed) => deed()))
        const [row] = await sql<{ removed: boolean; used: boolean }[]>`
          select removed_at is not null as removed, exists (select from bank_account_uses(b.id)) as used
            from bank_account b where id = ${who.bank}`
        return row!
      }),
    )
    expect(all.every(({ removed, used }) => removed !== used)).toBe(true)
  })
})

describe('what the database forbids', () => {
  test('removing one in use, bringing a removed one back, paying or agreeing to terms from it', async () => {
    const id = await setUp(sql, dana)
    await expect(
      sql`update bank_account set removed_at = portal_now() where id = ${dana.bank}`,
    ).rejects.toMatchObject({ code: 'CSS08' })
    await removed(spare)
    await expect(
      sql`update bank_account set removed_at = null where id = ${spare}`,
    ).rejects.toMatchObject({ code: 'CSS08' })
    for (const insert of [
      sql`
        insert into payment (id, confirmation, payer_id, service_account_id, source, bank_account_id, amount_cents,
                             pay_on, send_at, form_id, form_digest)
        values (gen_random_uuid(), 'x', ${dana.id}, ${dana.account}, 'one_time', ${spare}, 100, city_today(), portal_now(),
                gen_random_uuid(), 'x')`,
      sql`
        insert into recurring_terms (id, enrollment_id, bank_account_id, form_id, text_version, text, address)
        values (gen_random_uuid(), ${id}, ${spare}, gen_random_uuid(), 'x', 'x', 'x')`,
    ])
      await expect(insert).rejects.toMatchObject({ code: 'CSS08' })
  })
})

describe('destroying the numbers', () => {
  /** As if everything of this payer had happened so many days ago. */
  const ago = (days: number) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`
        update payment set status_changed_at = portal_now() - make_interval(days => ${days}) where payer_id = ${dana.id}`
    })

  test('I21: 60 days after the last payment became final, not a day before', async () => {
    await paid('submitting', 'pending', 'approved')
    await removed()
    await ago(59)
    await bankAccounts.destroySealed(sql)
    expect(await sealedOf(dana.bank)).toBe(true)
    await ago(61)
    expect(await bankAccounts.destroySealed(sql)).toBeGreaterThan(0)
    expect(await sealedOf(dana.bank)).toBe(false)
    expect(await bankAccounts.destroySealed(sql)).toBe(0)
  })

  test('not while a payment is not final or a recurring payment goes on, and never of one that is kept', async () => {
    await sql`update bank_account set saved = false where id = ${dana.bank}`
    const id = await setUp(sql, dana, { current: true })
    await decideBill(sql, id, dana.bill as BillId)
    await ago(100)
    await bankAccounts.destroySealed(sql)
    expect(await sealedOf(dana.bank)).toBe(true)
    await payments.cancel(sql, (await automatic(sql, dana))[0]!.id, dana)
    await ago(100)
    await bankAccounts.destroySealed(sql)
    expect(await sealedOf(dana.bank)).toBe(true)
    await enrollments.stop(sql, id, dana)
    await bankAccounts.destroySealed(sql)
    // Never saved, so nobody may use it again.
    expect(await sealedOf(dana.bank)).toBe(false)
    expect(await sealedOf(spare)).toBe(true)
  })
})
