import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as steps from '../../sql/payment-steps.js'
import * as payments from '../../sql/payments.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import { endPaidHold, look } from '../../sql/recurring-steps.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { claim, type Payer, payer } from '../support/payments.js'
import {
  addBill,
  authorize,
  automatic,
  change,
  holdsOf,
  type RecurringRow,
  received,
  setUp,
} from '../support/recurring.js'
import { type Deed, recurringModel } from '../support/recurring-model.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase({ max: 5 })
const seals = await testSeals()

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('bill' as const),
      cents: fc.integer({ min: 0, max: 220_00 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      cents: fc.integer({ min: 0, max: 220_00 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      cents: fc.integer({ min: 1_00, max: 250_00 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      cents: fc.option(fc.integer({ min: 10_00, max: 250_00 })),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Deed[]>(
      { do: 'authorize' },
      { do: 'cancel' },
      { do: 'due' },
      { do: 'due' },
      { do: 'return' },
      { do: 'pause' },
      { do: 'resume' },
    ),
  },
)

/** The same deed through the product's own queries. */
async function act(who: Payer, id: EnrollmentId, deed: Deed, terms: { limit: number | null }) {
  const bills = () => sql<{ id: BillId; currentCents: number }[]>`
    select id, current_cents from bill where service_account_id = ${who.account}
       and not exists (select from bill r where r.replaces_id = bill.id) order by bill_number desc limit 1`
  const agree = () => change(sql, id, who, { daysBefore: null, thresholdCents: terms.limit })
  switch (deed.do) {
    case 'bill':
    case 'correct': {
      const replaces = deed.do === 'correct' ? (await bills())[0]!.id : undefined
      const bill = await addBill(sql, who, {
        current: deed.cents,
        ...(replaces ? { replaces } : {}),
      })
      return void (await decideBill(sql, id, bill))
    }
    case 'pay':
      return await received(sql, who, deed.cents)
    case 'limit': {
      terms.limit = deed.cents
      const [{ status } = { status: '' }] = await sql<{ status: string }[]>`
        select status from recurring_enrollment where id = ${id}`
      await agree()
      if (status === 'paused')
        await sql`update recurring_enrollment set status = 'paused', reason = 'R02' where id = ${id}`
      return
    }
    case 'authorize': {
      const hold = (await holdsOf(sql, who)).find(({ status }) => status === 'open')
      const [sum] = await sql<{ cents: number }[]>`
        select greatest(coalesce(sum(amount_cents), 0), 0)::bigint as cents from ledger_entry where service_account_id = ${who.account}`
      if (hold)
        await authorize(sql, who, hold.id, { amountCents: Math.min(hold.amountCents, sum!.cents) })
      return
    }
    case 'cancel': {
      const next = (await automatic(sql, who)).find(({ status }) => status === 'scheduled')
      return void (next && (await payments.cancel(sql, next.id, who)))
    }
    case 'due':
      for (const next of await automatic(sql, who)) {
        if (next.status !== 'scheduled' || !(await claim(sql, next.id))) continue
        await say(next, 'approved')
      }
      return
    case 'return': {
      const back = (await automatic(sql, who)).findLast(({ status }) => status === 'approved')
      return void (back && (await say(back, 'returned')))
    }
    case 'pause':
      return void (await sql`update recurring_enrollment set status = 'paused', reason = 'R02' where id = ${id}`)
    case 'resume':
      return void (await agree())
  }
}

/** R01: the recurring payment goes on whatever comes back. */
async function say(payment: RecurringRow, status: 'approved' | 'returned'): Promise<void> {
  const [row] = await sql<{ confirmation: string; amountCents: number }[]>`
    select confirmation, amount_cents from payment where id = ${payment.id}`
  await steps.record(sql, {
    key: payment.id,
    ref: payment.id,
    status,
    amountCents: row!.amountCents,
    feeCents: 0,
    reference: row!.confirmation,
    reason: 'R01',
  })
}

test('F6-F8, F14, I10, I24: whatever happens in whatever order, rows and a model of sixty lines agree on each payment, hold and cent', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 14 }), async (deeds) => {
      const who = await payer(sql, seals, { owesCents: 1_00 })
      const id = await setUp(sql, who, { terms: { daysBefore: null, thresholdCents: 150_00 } })
      const model = recurringModel(1_00)
      const terms = { limit: 150_00 as number | null }
      for (const one of deeds) {
        // The bill from before the set-up is the resident's own: nothing of ours to correct.
        if (one.do === 'correct' && !model.newest()) continue
        model.apply(one)
        await act(who, id, one, terms)
        const { enrollment } = (await look(sql, id))!
        if (enrollment.hold && enrollment.balanceCents <= 0)
          await endPaidHold(sql, enrollment.hold.id)
      }
      expect(
        (await automatic(sql, who)).map(({ amountCents, status, reason }) => [
          amountCents,
          status,
          status === 'returned' ? null : reason,
        ]),
      ).toEqual(model.payments.map(({ amount, status, reason }) => [amount, status, reason]))
      expect((await holdsOf(sql, who)).map(({ status }) => status)).toEqual(
        model.holds.map(({ status }) => status),
      )
      const [sum] = await sql<{ cents: number }[]>`
        select sum(amount_cents)::bigint as cents from ledger_entry where service_account_id = ${who.account}`
      expect(sum!.cents).toBe(model.balance())
    }),
    { numRuns: 60 },
  )
})
