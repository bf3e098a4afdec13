import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId, PaymentId } from '../../src/domain/ids.js'
import { type PaymentStatus, pathTo, wordFor } from '../../src/domain/payment.js'
import { city } from '../support/city.js'
import { freshDatabase } from '../support/database.js'
import { ledgerOf, type Payer, payer, schedule } from '../support/payments.js'
import { automatic, setUp } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

/** What the database forbids, whoever asks: the graph, the columns that keep, the ledger that agrees. */

const sql = await freshDatabase()
const seals = await testSeals()
const statuses = Object.keys(wordFor) as PaymentStatus[]
const anyAmount = { daysBefore: 3, thresholdCents: null }
let edges: Set<string>
let dana: Payer
beforeAll(async () => {
  const rows = await sql<{ was: string; becomes: string }[]>`select was, becomes from payment_edge`
  edges = new Set(rows.map(({ was, becomes }) => `${was} ${becomes}`))
})
beforeEach(async () => {
  dana = await payer(sql, seals, { owesCents: 1_000_00 })
})

/** A payment that stands at this status, by edges alone. */
const at = (status: PaymentStatus): Promise<PaymentId> =>
  city(sql).payment(dana, { id: dana.account }, { cents: 10_00, payOn: '2026-12-08', status })

/** With the ledger line that the change needs. */
async function move(id: PaymentId, to: PaymentStatus): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`update payment set status = ${to} where id = ${id}`
    if (to !== 'approved' && to !== 'returned') return
    const [kind, cents] = to === 'approved' ? ['payment', -10_00] : ['return', 10_00]
    await tx`
      insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
      values (${dana.account}, ${kind!}, ${cents!}, city_today(), ${id})`
  })
}

describe('I5: the graph', () => {
  test.each(statuses)('from %s, only its edges are let through', async (from) => {
    for (const to of statuses.filter((status) => status !== from)) {
      const id = await at(from)
      const moved = move(id, to)
      if (edges.has(`${from} ${to}`)) await expect(moved, `${from} ${to}`).resolves.toBeUndefined()
      else await expect(moved, `${from} ${to}`).rejects.toMatchObject({ code: 'CSS04' })
    }
  })

  test('every step that the rule walks is an edge', () => {
    for (const from of statuses)
      for (const outcome of ['pending', 'approved', 'rejected', 'returned'] as const) {
        let here = from
        for (const next of pathTo(from, outcome)) {
          expect(edges).toContain(`${here} ${next}`)
          here = next
        }
      }
  })

  test('every status but the first is reached by some edge, and final ones are left by none', () => {
    const reached = new Set([...edges].map((edge) => edge.split(' ')[1]))
    expect(statuses.filter((status) => !reached.has(status))).toEqual(['scheduled'])
    const left = new Set([...edges].map((edge) => edge.split(' ')[0]))
    expect(statuses.filter((status) => !left.has(status))).toEqual([
      'rejected',
      'canceled',
      'returned',
    ])
  })

  test('a payment begins as scheduled', async () => {
    const id = await at('scheduled')
    const beginning = sql`
      insert into payment (id, confirmation, payer_id, service_account_id, source, bank_account_id, amount_cents, pay_on,
                           send_at, form_id, form_digest, status)
      select gen_random_uuid(), 'CSS-X', payer_id, service_account_id, source, bank_account_id, 100, pay_on, send_at,
             gen_random_uuid(), 'x', 'pending' from payment where id = ${id}`
    await expect(beginning).rejects.toMatchObject({ code: 'CSS04' })
  })

  test('each change is one line of the story, numbered, and time never runs back', async () => {
    const id = await at('returned')
    const story = await sql<{ version: number; was: string | null; becomes: string; at: Date }[]>`
      select version, was, becomes, at from payment_event where payment_id = ${id} order by version`
    expect(story.map(({ version, was, becomes }) => [version, was, becomes])).toEqual([
      [1, null, 'scheduled'],
      [2, 'scheduled', 'submitting'],
      [3, 'submitting', 'pending'],
      [4, 'pending', 'approved'],
      [5, 'approved', 'returned'],
    ])
    const times = story.map((moment) => moment.at.getTime())
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})

describe('I4: what a payment keeps', () => {
  test.each([
    ['amount_cents', '1'],
    ['fee_cents', '1'],
    ['confirmation', "'CSS-0000-0000'"],
    ['payer_id', 'null'],
    ['service_account_id', 'gen_random_uuid()'],
    ['bill_id', 'null'],
    ['source', "'recurring'"],
    ['bank_account_id', 'gen_random_uuid()'],
    ['pay_on', 'pay_on + 1'],
    ['send_at', "send_at + interval '1 second'"],
    ['form_id', 'gen_random_uuid()'],
    ['created_at', "created_at - interval '1 second'"],
    ['id', 'gen_random_uuid()'],
  ])('%s', async (column, value) => {
    const id = await schedule(sql, dana, { inSeconds: 3600, amountCents: 10_00 })
    const change = sql.unsafe(`update payment set ${column} = ${value} where id = '${id}'`)
    await expect(change).rejects.toMatchObject({ code: 'CSS05' })
  })

  test('F6: the first claim may lower a recurring amount, and nothing else may', async () => {
    const enrollment = await setUp(sql, dana, { current: true, terms: anyAmount })
    await decideBill(sql, enrollment, dana.bill as BillId)
    const [recurring] = await automatic(sql, dana)
    const claim = (cents: number) =>
      sql`update payment set status = 'submitting', amount_cents = ${cents} where id = ${recurring!.id}`
    await expect(claim(1_000_01)).rejects.toMatchObject({ code: 'CSS05' })
    await expect(claim(9_00)).resolves.toBeDefined()
    await expect(
      sql`update payment set amount_cents = 800 where id = ${recurring!.id}`,
    ).rejects.toMatchObject({ code: 'CSS05' })
  })

  test.each(['payment', 'payment_event', 'payment_authorization', 'ledger_entry'])(
    'no row of %s is ever deleted',
    async (table) => {
      await schedule(sql, dana, { inSeconds: 3600, amountCents: 10_00 })
      await expect(sql`delete from ${sql(table)}`).rejects.toMatchObject({ code: 'CSS01' })
    },
  )
})

describe('I7: the ledger agrees', () => {
  const line = (id: PaymentId, kind: string, cents: number) => sql`
    insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
    values (${dana.account}, ${kind}, ${cents}, city_today(), ${id})`

  test('no approval without its credit, of the same amount', async () => {
    const id = await at('pending')
    await expect(
      sql`update payment set status = 'approved' where id = ${id}`,
    ).rejects.toMatchObject({
      code: 'CSS06',
    })
    await expect(
      sql.begin(async (tx) => {
        await tx`update payment set status = 'approved' where id = ${id}`
        await tx`
          insert into ledger_entry (service_account_id, kind, amount_cents, on_day, payment_id)
          values (${dana.account}, 'payment', -999, city_today(), ${id})`
      }),
    ).rejects.toMatchObject({ code: 'CSS06' })
  })

  test('no credit without its approval, no reversal without its return', async () => {
    await expect(line(await at('pending'), 'payment', -10_00)).rejects.toMatchObject({
      code: 'CSS06',
    })
    await expect(line(await at('approved'), 'return', 10_00)).rejects.toMatchObject({
      code: 'CSS06',
    })
    const approved = await at('approved')
    await expect(
      sql`update payment set status = 'returned' where id = ${approved}`,
    ).rejects.toMatchObject({ code: 'CSS06' })
  })

  test('never twice', async () => {
    await expect(line(await at('approved'), 'payment', -10_00)).rejects.toMatchObject({
      code: '23505',
    })
    await expect(line(await at('returned'), 'return', 10_00)).rejects.toMatchObject({
      code: '23505',
    })
  })

  test('approved and returned leave the balance as it was', async () => {
    await at('returned')
    expect(await ledgerOf(sql, dana.account)).toEqual([
      'bill 100000',
      'payment -1000',
      'return 1000',
    ])
  })
})
