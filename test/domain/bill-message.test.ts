import { describe, expect, test } from 'vitest'
import { sinceLastBill } from '../../src/domain/bill-history.js'
import { asIssued, billToKnow } from '../../src/domain/bill-message.js'
import type { HoldId } from '../../src/domain/ids.js'
import { creditBill, mockBill, pastDueBill } from '../support/bill-facts.js'
import { charge, ledger, november, october, paid, today } from '../support/ledgers.js'

describe('the bill’s page', () => {
  const newest = { ...november, pastDueCents: 0, newest: true }
  const older = { ...october, pastDueCents: 0, newest: false }
  const hold = {
    id: 'hold' as HoldId,
    billId: november.id,
    amountCents: 84_17,
    thresholdCents: 50_00,
    scheduledCents: 0,
  }
  test.each([
    ['nothing to add while it is due', newest, ledger(charge(november)), undefined, 84_17],
    [
      'Paid November 22. Do not send a payment.',
      newest,
      ledger(charge(november), paid('2026-11-22', 84_17)),
      'ok',
      0,
    ],
    [
      'Do not send a payment. You have a $12.40 credit. We use it on your next bill.',
      newest,
      ledger(charge(november), paid('2026-11-22', 96_57)),
      'ok',
      0,
    ],
    [
      'Do not send a payment. $84.17 is on its way.',
      newest,
      { ...ledger(charge(november)), pendingCents: 84_17 },
      'info',
      0,
    ],
    [
      'Do not send a payment. You scheduled $84.17 for December 8.',
      newest,
      { ...ledger(charge(november)), scheduled: { amountCents: 84_17, payOn: '2026-12-08' } },
      'ok',
      0,
    ],
    [
      'Do not send a payment. Your recurring payment takes $84.17 from checking ending 4471 on December 11.',
      newest,
      {
        ...ledger(charge(november)),
        autopay: {
          amountCents: 84_17,
          payOn: '2026-12-11',
          bank: { kind: 'checking', last4: '4471' },
        },
      },
      'ok',
      84_17,
    ],
    [
      '$84.17 is past due. Pay it now. Water service can be disconnected for nonpayment.',
      { ...newest, dueOn: '2026-11-22' },
      ledger(charge(november)),
      'bad',
      84_17,
    ],
    [
      'Paid November 12.',
      older,
      ledger(charge(october), charge(november), paid('2026-11-12', 91_40)),
      'ok',
      0,
    ],
    [
      'Carried over. What was not paid of this bill is part of the next one.',
      older,
      ledger(charge(october), charge(november)),
      'info',
      0,
    ],
    [
      'nothing is said of a bill from before the history',
      { ...older, billedOn: '2024-10-01' },
      ledger(charge(november)),
      undefined,
      0,
    ],
    [
      'This bill is over your $50.00 limit. We have not paid it. Authorize it by Monday, December 14 to pay on time.',
      newest,
      { ...ledger(charge(november)), hold },
      'warn',
      84_17,
    ],
    [
      'This bill is over your $50.00 limit. We have not paid it. It is past due because it was not authorized. Water service can be disconnected for nonpayment.',
      { ...newest, dueOn: '2026-11-22' },
      { ...ledger(charge(november)), hold },
      'bad',
      84_17,
    ],
    [
      'Paid November 22. Do not send a payment.',
      newest,
      { ...ledger(charge(november), paid('2026-11-22', 84_17)), hold },
      'ok',
      0,
    ],
  ] as const)('%s', (sentence, bill, book, kind, rest) => {
    const { message, restCents } = billToKnow(bill, book, today)
    expect(message?.kind).toBe(kind)
    if (message) expect(`${message.strong} ${message.text}`.trim()).toBe(sentence)
    expect(restCents).toBe(rest)
  })

  test('F6: an OK is asked for what payments that are scheduled leave', () => {
    const book = { ...ledger(charge(november)), hold: { ...hold, scheduledCents: 30_00 } }
    expect(billToKnow(newest, book, today).waits).toEqual({ hold: hold.id, payableCents: 54_17 })
    expect(billToKnow(older, book, today).waits).toBeUndefined()
  })

  test.each([
    ['nothing to add', mockBill, undefined, 0],
    ['what was late already', pastDueBill, '$91.40 is past due.', 91_40],
    ['a credit', creditBill, 'Do not send a payment.', 0],
  ] as const)('F17: as issued, for ever: %s', (_, bill, strong, pastDueCents) => {
    const issued = asIssued(bill)
    expect(issued.message?.strong).toBe(strong)
    expect(issued.pastDueCents).toBe(pastDueCents)
  })

  const figures = {
    previousCents: 91_40,
    paymentsCents: 91_40,
    adjustmentsCents: 0,
    currentCents: 84_17,
  }
  test('since your last bill: the payment with its day, as in the mock', () => {
    expect(
      sinceLastBill(figures, '2026-10-21', [{ onDay: '2026-11-12', amountCents: 91_40 }]),
    ).toEqual([
      { what: 'last bill', on: '2026-10-21', cents: 91_40 },
      { what: 'payment', on: '2026-11-12', cents: -91_40 },
      { what: 'new charges', cents: 84_17 },
    ])
  })
  test('payments that do not explain the bill’s own figure are not named one by one', () => {
    expect(
      sinceLastBill({ ...figures, adjustmentsCents: -5_00 }, undefined, [
        { onDay: '2026-11-12', amountCents: 90_00 },
      ]),
    ).toEqual([
      { what: 'last bill', cents: 91_40 },
      { what: 'payment', cents: -91_40 },
      { what: 'adjustments', cents: -5_00 },
      { what: 'new charges', cents: 84_17 },
    ])
  })
})
