import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as steps from '../../sql/payment-steps.js'
import * as events from '../../sql/processor-events.js'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Outcome } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import {
  claim,
  ledgerOf,
  noticesOf,
  type Payer,
  payer,
  row,
  schedule,
} from '../support/payments.js'
import { permutations } from '../support/permutations.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

type Word = Outcome['status']

/** Claimed, so that the processor has something to say of it. */
async function claimed(from = dana): Promise<PaymentId> {
  const id = await schedule(sql, from)
  await claim(sql, id)
  return id
}

async function outcome(
  id: PaymentId,
  status: Word,
  change: Partial<Outcome> = {},
): Promise<Outcome> {
  const [known] = await sql<{ amountCents: number; confirmation: string }[]>`
    select amount_cents, confirmation from payment where id = ${id}`
  return {
    key: id,
    ref: `ref-${id}`,
    status,
    amountCents: known!.amountCents,
    feeCents: 0,
    reference: known!.confirmation,
    ...(status === 'rejected' || status === 'returned' ? { reason: 'R01' } : {}),
    ...change,
  }
}

const record = async (id: PaymentId, status: Word, change?: Partial<Outcome>) =>
  await steps.record(sql, await outcome(id, status, change))

/** As the route does: stored first, applied later by the workflow. */
async function arrive(id: PaymentId, status: Word): Promise<void> {
  const said = await outcome(id, status)
  await events.store(sql, { ...said, eventId: randomUUID() }, JSON.stringify(said))
}
const apply = (id: PaymentId) => steps.applyEvents(sql, id, (raw) => JSON.parse(raw) as Outcome)

/** All that an outcome leaves behind. */
async function all(id: PaymentId, from: Payer) {
  const { status, reason } = await row(sql, id)
  return {
    status,
    reason,
    ledger: await ledgerOf(sql, from.account),
    notices: (await noticesOf(sql, from.id)).sort(),
  }
}

describe('I16: events in any order, any number of times', () => {
  const ends = {
    approved: ['pending', 'approved', 'approved', 'pending'],
    rejected: ['pending', 'rejected', 'rejected', 'pending'],
    returned: ['pending', 'approved', 'returned', 'approved'],
  } as const satisfies Record<string, readonly Word[]>
  const left = {
    approved: { reason: null, ledger: ['bill 8417', 'payment -8417'], notices: [] },
    rejected: { reason: 'R01', ledger: ['bill 8417'], notices: ['payment_rejected'] },
    returned: {
      reason: 'R01',
      ledger: ['bill 8417', 'payment -8417', 'return 8417'],
      notices: ['payment_returned'],
    },
  }

  test.each(Object.keys(ends) as (keyof typeof ends)[])(
    '%s: the same row, ledger and mail',
    async (end) => {
      const orders = new Set(permutations(ends[end]).map((order) => order.join(' ')))
      for (const [place, order] of [...orders].entries()) {
        const from = await payer(sql, seals)
        const id = await claimed(from)
        for (const word of order.split(' ') as Word[]) {
          await arrive(id, word)
          // One by one, or all together at the end.
          if (place % 2) await apply(id)
        }
        await Promise.all([apply(id), apply(id)])
        const { notices, ...rest } = left[end]
        expect(await all(id, from), order).toEqual({
          status: end,
          ...rest,
          notices: [...notices, 'payment_scheduled'].sort(),
        })
      }
    },
  )

  test('the same event twice is stored once, applied once, and nudges once', async () => {
    const id = await claimed()
    await sql`delete from nudge`
    const said = { ...(await outcome(id, 'approved')), eventId: 'event-1' }
    await events.store(sql, said, JSON.stringify(said))
    await events.store(sql, said, JSON.stringify(said))
    await apply(id)
    await apply(id)
    const [counted] = await sql`
      select (select count(*)::int from processor_event where payment_id = ${id} and applied_at is not null) as applied,
             (select count(*)::int from nudge where kind = 'payment') as nudges`
    expect(counted).toEqual({ applied: 1, nudges: 1 })
  })
})

describe('what an outcome leaves', () => {
  test('A1: approved, then returned, books one reversal, and it is owed again', async () => {
    const id = await claimed()
    await record(id, 'approved')
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417'])
    await record(id, 'returned')
    await record(id, 'returned')
    expect(await ledgerOf(sql, dana.account)).toEqual(['bill 8417', 'payment -8417', 'return 8417'])
    expect(await row(sql, id)).toMatchObject({ status: 'returned', reason: 'R01' })
  })

  test('I6: final stays final', async () => {
    const id = await claimed()
    await record(id, 'rejected')
    await record(id, 'approved')
    await record(id, 'returned')
    expect(await row(sql, id)).toMatchObject({ status: 'rejected' })
  })

  test('I4: another amount or reference is a matter for a person', async () => {
    for (const change of [{ amountCents: 1 }, { reference: 'CSS-0000-0000' }, { feeCents: 125 }]) {
      const from = await payer(sql, seals)
      const id = await claimed(from)
      await record(id, 'approved', change)
      expect(await row(sql, id)).toMatchObject({ status: 'needs_attention' })
      expect(await ledgerOf(sql, from.account)).toEqual(['bill 8417'])
    }
  })

  test('an outcome of a payment that is not ours changes nothing', async () => {
    const said = await outcome(await claimed(), 'approved')
    await expect(
      steps.record(sql, { ...said, key: randomUUID() as PaymentId }),
    ).resolves.toBeUndefined()
  })

  test.each([
    ['R03', 'rejected', true],
    ['R02', 'returned', true],
    ['R01', 'rejected', false],
    ['R10', 'returned', false],
    ['R99', 'rejected', false],
  ] as const)('F8: %s, %s, closes the bank account: %s', async (reason, status, closes) => {
    const id = await claimed()
    await record(id, status, { reason })
    const [bank] = await sql<{ closedCode: string | null }[]>`
      select closed_code from bank_account where id = ${dana.bank}`
    expect(bank?.closedCode).toBe(closes ? reason : null)
  })

  test('F13: sent and approved are mailed to who wants them', async () => {
    await sql`insert into notice_preference (portal_account_id, payment_updates) values (${dana.id}, true)`
    const id = await claimed()
    await record(id, 'pending')
    await record(id, 'approved')
    expect((await noticesOf(sql, dana.id)).sort()).toEqual([
      'payment_approved',
      'payment_scheduled',
      'payment_submitted',
    ])
  })
})

describe('claim', () => {
  test('F16: neither held, nor while debits are stopped, nor before its moment', async () => {
    const early = await schedule(sql, dana, { inSeconds: 3600, amountCents: 10_00 })
    expect(await claim(sql, early)).toBeUndefined()
    const id = await schedule(sql, dana, { amountCents: 10_00 })
    await sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${id}`
    expect(await claim(sql, id)).toBeUndefined()
    await sql`update payment set held_at = null, held_by = null where id = ${id}`
    await sql`insert into debit_stop (id, stopped_by, why) values (${randomUUID()}, 'finance', 'a test')`
    expect(await claim(sql, id)).toBeUndefined()
    await sql`update debit_stop set resumed_at = portal_now()`
    expect(await claim(sql, id)).toMatchObject({ id, attempts: 1, bankKind: 'checking' })
  })

  test('a claimed one goes on though it is held later; an answered one is not sent again', async () => {
    const id = await claimed()
    await sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${id}`
    expect(await claim(sql, id)).toMatchObject({ attempts: 2 })
    await record(id, 'pending')
    expect(await claim(sql, id)).toBeUndefined()
  })

  test('I1: the key’s life counts from the first claim', async () => {
    const id = await claimed()
    const before = await steps.look(sql, id)
    await steps.silent(sql, id, 24)
    await claim(sql, id)
    expect((await steps.look(sql, id))?.submittedAt).toEqual(before?.submittedAt)
  })
})

describe('A5: silence', () => {
  test('is unknown, asked again, and told after an hour, once', async () => {
    const id = await claimed()
    await steps.silent(sql, id, 24)
    const first = await steps.look(sql, id)
    expect(first).toMatchObject({ status: 'unknown', unknownTold: false })
    expect(first!.askAt!.getTime()).toBeGreaterThan(first!.now.getTime())
    await steps.tellUnknown(sql, id)
    await steps.tellUnknown(sql, id)
    expect(
      (await noticesOf(sql, dana.id)).filter((name) => name === 'payment_unknown'),
    ).toHaveLength(1)
    await record(id, 'approved')
    expect(await noticesOf(sql, dana.id)).toContain('payment_approved')
  })

  test('past the key and the last question a person must look', async () => {
    const id = await claimed()
    await sql`update payment set submitted_at = portal_now() - interval '9 days' where id = ${id}`
    await steps.silent(sql, id, 24)
    expect(await row(sql, id)).toMatchObject({ status: 'needs_attention' })
  })

  test('a pending payment that the processor no longer knows is for a person', async () => {
    const id = await claimed()
    await record(id, 'pending')
    await steps.notThere(sql, id, 24)
    expect(await row(sql, id)).toMatchObject({ status: 'needs_attention' })
  })

  test('numbers that do not open, and one key with two stories, are too', async () => {
    const id = await claimed()
    await steps.unopened(sql, id)
    expect(await row(sql, id)).toMatchObject({ status: 'needs_attention' })
    const other = await claimed(await payer(sql, seals))
    await steps.mismatch(sql, other)
    expect(await row(sql, other)).toMatchObject({ status: 'needs_attention' })
  })

  test('reliability 5.6: without its unseal key a payment stays scheduled, and says that it waits', async () => {
    const id = await schedule(sql, await payer(sql, seals))
    expect(await steps.claim(sql, id, ['another-key'])).toBeUndefined()
    expect(await steps.waitsForKey(sql, id, ['another-key'])).toBe(true)
    expect(await row(sql, id)).toMatchObject({ status: 'scheduled', attempts: 0 })
    expect(await claim(sql, id)).toMatchObject({ id })
    expect(await steps.waitsForKey(sql, id, ['another-key'])).toBe(true)
  })

  test('never of a payment that is at rest', async () => {
    const id = await claimed()
    await record(id, 'approved')
    await steps.silent(sql, id, 24)
    await steps.notThere(sql, id, 24)
    await steps.mismatch(sql, id)
    expect(await row(sql, id)).toMatchObject({ status: 'approved' })
  })
})
