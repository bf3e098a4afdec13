import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asIssued } from '../../src/domain/bill-message.js'
import { type BillFacts, billFileName, billSheet } from '../../src/domain/bill-sheet.js'
import { readMoney } from '../../src/domain/money.js'
import { creditBill, mockBill, pastDueBill } from '../support/bill-facts.js'

const sheet = (bill: BillFacts) =>
  billSheet(bill, { ...asIssued(bill), chart: undefined, supportPhone: '704-336-7600' })
const said = (lines: readonly { term: string; value: string }[]) =>
  lines.map(({ term, value }) => `${term}: ${value}`)

describe('ux 13: the words of the bill', () => {
  test('the mock', () => {
    const bill = sheet(mockBill)
    expect(bill.title).toBe('Bill of November 20, 2026')
    expect(bill.to).toEqual(['Dana Whitfield', '1234 Elm Street', 'Charlotte, NC 28202'])
    expect(said(bill.box)).toEqual([
      'Account: 0048291-533710',
      'Bill date: Nov 20, 2026',
      'Due date: Dec 14, 2026',
    ])
    expect(bill.message).toBeUndefined()
    expect(said([bill.charges.total])).toEqual(['Amount due Dec 14: $84.17'])
    expect(said(bill.since.lines)).toEqual([
      'Last bill, Oct 21: $91.40',
      'Payment, Nov 12: –$91.40',
      'New charges: $84.17',
    ])
    expect(bill.meters).toMatchObject([{ heading: 'Meter 60214487' }])
    expect(said(bill.meters[0]!.lines)).toEqual([
      'Oct 19 reading: 1,842',
      'Nov 18 reading: 1,848',
      'Used in 30 days: 6 Ccf',
    ])
    expect(said(bill.stub.lines)).toEqual([
      'Account number: 0048291-533710',
      'Due Dec 14, 2026: $84.17',
      'Amount enclosed: $ ______',
    ])
  })

  test('past due: a row of its own in the box, and the disconnection sentence', () => {
    const bill = sheet(pastDueBill)
    expect(said(bill.box).at(-1)).toBe('Past due, pay now: $91.40')
    expect(bill.message).toEqual({
      kind: 'bad',
      strong: '$91.40 is past due.',
      text: 'Pay it now. Water service can be disconnected for nonpayment.',
    })
    expect(said(bill.charges.lines).at(-1)).toBe('Carried over from your last bill: $91.40')
  })

  test('a credit asks for nothing, and what is left of it is said', () => {
    const bill = sheet(creditBill)
    expect(bill.amountDue.value).toBe('$0.00')
    expect(bill.message?.text).toBe('You have a $12.40 credit. We use it on your next bill.')
    expect(said(bill.charges.lines).slice(-2)).toEqual([
      'Carried over from your last bill: –$96.57',
      'Credit, kept for your next bill: $12.40',
    ])
  })

  test('an estimated read says so', () => {
    const [read] = mockBill.reads
    const { meters } = sheet({ ...mockBill, reads: [{ ...read!, kind: 'estimated' }] })
    expect(meters[0]?.lines[1]?.term).toBe('Nov 18 reading, estimated')
  })

  test('the charges add up to the amount due, whatever was owed before', () => {
    const cents = (value: string) =>
      readMoney(value.replace('–', ''))! * (/^–/.test(value) ? -1 : 1)
    const amount = fc.integer({ min: -100_000, max: 100_000 })
    fc.assert(
      fc.property(amount, amount, amount, (previousCents, paymentsCents, adjustmentsCents) => {
        const amountDueCents =
          previousCents - paymentsCents + adjustmentsCents + mockBill.currentCents
        const { charges, amountDue } = sheet({
          ...mockBill,
          previousCents,
          paymentsCents,
          adjustmentsCents,
          amountDueCents,
        })
        const sum = charges.lines.reduce((total, { value }) => total + cents(value), 0)
        expect(sum).toBe(cents(amountDue.value))
        expect(charges.total.value).toBe(amountDue.value)
      }),
    )
  })

  test('T31: the file’s name tells day and last four digits, nothing else', () => {
    expect(billFileName(mockBill)).toBe('city-bill-2026-11-20-ending-3710.pdf')
  })
})
