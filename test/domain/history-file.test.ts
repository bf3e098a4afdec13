import { describe, expect, test } from 'vitest'
import { settle } from '../../src/domain/bill-history.js'
import { billsFile, historyFileName, paymentsFile, useFile } from '../../src/domain/history-file.js'
import { charge, ledger, november, october, paid, today } from '../support/ledgers.js'

const account = { accountNumber: '0048291533710' }
const lines = (file: string) => file.slice(1).replaceAll('"', '').split('\r\n').slice(0, -1)

describe('S27: 24 months as a file', () => {
  test('bills, with how they stand and since when', () => {
    const book = ledger(charge(october), charge(november), paid('2026-11-12', 91_40))
    const bills = [
      { ...november, reads: [{ usageCcf: 6, kind: 'actual' as const }] },
      { ...october, reads: [] },
    ]
    expect(lines(billsFile(account, bills, settle([october, november], book, today)))).toEqual([
      'Account,Bill date,Due date,Water use (Ccf),Amount,Status,Status date',
      '0048291-533710,2026-11-20,2026-12-14,6,84.17,Not paid yet,',
      '0048291-533710,2026-10-21,2026-11-14,,91.40,Paid,2026-11-12',
    ])
  })

  test('F9: payments; of another’s day and amount alone', () => {
    const own = { confirmation: 'CSS-7Q4M-20H8', bank: { kind: 'checking', last4: '4471' } }
    const payment = { onDay: '2026-11-12', amountCents: 91_40, channel: null } as const
    const file = paymentsFile(account, [
      { ...payment, is: 'approved', own },
      { ...payment, is: 'pending', own: null },
      { ...payment, is: 'received', own: null, channel: 'mail' },
    ])
    expect(lines(file)).toEqual([
      'Account,Date,How,Status,Amount,Confirmation number',
      '0048291-533710,2026-11-12,From checking ending 4471,Approved,91.40,CSS-7Q4M-20H8',
      '0048291-533710,2026-11-12,In this portal,Pending,91.40,',
      '0048291-533710,2026-11-12,By mail,Received,91.40,',
    ])
  })

  test('T29: water use; a meter’s number from the bill file is a text', () => {
    const read = { fromOn: '2026-10-19', toOn: '2026-11-18', usageCcf: 6, kind: 'actual' } as const
    expect(lines(useFile(account, [{ ...read, meterNumber: '=60214487' }]))).toEqual([
      'Account,From,To,Meter,Read,Water use (Ccf),Gallons',
      "0048291-533710,2026-10-19,2026-11-18,'=60214487,Actual,6,4488",
    ])
  })

  test('the file’s name', () => {
    expect(historyFileName('bills', account)).toBe('city-bills-ending-3710.csv')
  })
})
