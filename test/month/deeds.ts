import { randomUUID } from 'node:crypto'
import * as holds from '../../sql/bill-holds.js'
import type { Sql } from '../../sql/database.js'
import * as payments from '../../sql/payments.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import { type CityDay, cityDay } from '../../src/domain/city-date.js'
import type { BillId, EnrollmentId, HoldId, PaymentId } from '../../src/domain/ids.js'
import { payMoment } from '../../src/domain/recurring-terms.js'
import type { Chance } from '../../src/local/sample-city/chance.js'
import type { Resident } from './residents.js'

/** What residents do during the month, each through the query that its page uses. Counts what was done. */
export function deeds(sql: Sql, chance: Chance, done: Record<string, number>) {
  const count = (what: string) => {
    done[what] = (done[what] ?? 0) + 1
  }
  const agreed = ({ bank, terms }: Resident) => ({
    ...terms,
    bankAccountId: bank,
    formId: randomUUID(),
    authorization: { version: 'month-1', text: 'I allow it.', address: '127.0.0.1' },
  })

  /** A fifth wants the current bill paid too; a second resident's form never wins. */
  async function setUp(resident: Resident): Promise<EnrollmentId> {
    const [newest] = await sql<{ id: BillId }[]>`
      select id from bill where service_account_id = ${resident.account}`
    const made = await enrollments.setUp(sql, {
      payer: resident,
      serviceAccountId: resident.account,
      currentBillId: chance.happens(0.2) ? newest!.id : undefined,
      terms: agreed(resident),
    })
    if (made.outcome !== 'on') throw new Error(`not set up: ${made.outcome}`)
    return made.id
  }

  /** The OK of a bill over the threshold, half of them tapped twice at once. */
  async function authorize(hold: {
    id: HoldId
    payer: Resident
    owedCents: number
    dueOn: CityDay
    now: Date
  }) {
    const { id: holdId, payer, owedCents, dueOn, now } = hold
    const { payOn } = payMoment(payer.terms, dueOn, cityDay(now), now)
    const tap = () =>
      holds.authorize(sql, {
        holdId,
        payer,
        amountCents: owedCents,
        payOn,
        formId: randomUUID(),
        text: { version: 'month-1', text: 'I allow this one.', address: '127.0.0.1' },
      })
    const all = await Promise.all(chance.happens(0.5) ? [tap(), tap()] : [tap()])
    if (all.some(({ outcome }) => outcome === 'authorized')) count('authorized')
  }

  async function cancel(id: PaymentId, payer: Resident) {
    if (await payments.cancel(sql, id, payer)) count('canceled by hand')
  }

  async function payByHand(payer: Resident, amountCents: number, now: Date) {
    const made = await payments.schedule(sql, {
      formId: randomUUID(),
      formDigest: 'month',
      payer,
      serviceAccountId: payer.account,
      bankAccountId: payer.bank,
      amountCents,
      payOn: cityDay(now),
      sendAt: now,
      authorization: { version: 'month-1', text: 'I allow it.', address: '127.0.0.1' },
    })
    if (made.outcome === 'scheduled') count('paid by hand')
  }

  async function stop(id: EnrollmentId, payer: Resident) {
    if (await enrollments.stop(sql, id, payer)) count('stopped')
  }

  async function unenroll(payer: Resident) {
    await sql`update paperless_enrollment set ended_at = portal_now() where service_account_id = ${payer.account}`
    count('unenrolled')
  }

  return { setUp, authorize, cancel, payByHand, stop, unenroll }
}
