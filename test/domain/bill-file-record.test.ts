import { expect, test } from 'vitest'
import { accountNumber, day, money, sum, words } from '../../src/domain/bill-file-column.js'
import { columnKeys, columnName, readRecord } from '../../src/domain/bill-file-record.js'
import { checkBill, checkRead } from '../../src/domain/bill-file-sum.js'
import { writeRecord } from '../../src/domain/bill-file-write.js'
import { bill, read } from '../support/bill-records.js'

/** What a rule complains of: the columns. */
function complaints(check: (complain: (column: string) => void) => void): string[] {
  const columns: string[] = []
  check((column) => columns.push(column))
  return columns
}

test('domain 11: a column has the name that people call it', () => {
  expect(columnName('B', 0)).toBe('kind')
  expect(columnName('B', 4)).toBe('due day')
  expect(columnName('B', 99)).toBe('100')
  expect(columnName('X', 3)).toBe('4')
  expect(columnKeys('T')).toHaveLength(5)
})

test('domain 11: every fault of one line is told, not the first alone', () => {
  const cells = writeRecord(bill()).with(3, 'soon').with(4, 'later')
  const columns = complaints((complain) => {
    expect(readRecord(cells, complain)).toBeUndefined()
  })
  expect(columns).toEqual(['bill day', 'due day'])
})

test.each([
  ['84.17', 8417],
  ['84', 8400],
  ['-84.17', -8417],
  ['-0.00', 0],
  ['0084.17', 8417],
  ['10000000.00', 1_000_000_000],
])('domain 11: money %s is %i cents', (text, cents) => {
  expect(money('amount').read(text)).toBe(cents)
})

test.each(['10000000.01', '.50', '84.1', '84.170', '$84.17', ' 84.17', '+1', ''])(
  'domain 11: money “%s” is refused',
  (text) => {
    expect(money('amount').read(text)).toHaveProperty('unfit')
  },
)

test('domain 11: a sum may be larger than an amount', () => {
  expect(sum('sum').read('99999999999.99')).toBe(9_999_999_999_999)
})

test('domain 11: a day is one of the calendar, the second time too', () => {
  const { read } = day('day')
  for (const text of ['2028-02-29', '2028-02-29']) expect(read(text)).toBe(text)
  for (const text of ['2027-02-29', '2027-02-29', '1989-12-31', '20270228']) {
    expect(read(text)).toHaveProperty('unfit')
  }
})

test('F1 an account number is kept without hyphen, with its zeros', () => {
  expect(accountNumber.read('0048291-533710')).toBe('0048291533710')
  expect(accountNumber.read('00482-91533710')).toHaveProperty('unfit')
})

test('domain 11: words may be of any script, without what a terminal obeys', () => {
  const { read } = words('name', 10)
  expect(['Zoë', '李', 'O’Brien'].map(read)).toEqual(['Zoë', '李', 'O’Brien'])
  for (const text of ['a\tb', 'a\u200bb', '\ud800', '   ', '12345678901']) {
    expect(read(text)).toHaveProperty('unfit')
  }
})

test('domain 9: a bill’s figures and days agree, or each says that it does not', () => {
  expect(complaints((complain) => checkBill(bill(), complain))).toEqual([])
  expect(complaints((complain) => checkBill(bill({ currentCents: -500 }), complain))).toEqual([])
  const wrong = bill({
    amountDueCents: 1,
    pastDueCents: 2,
    dueOn: '2026-11-19',
    periodTo: '2026-01-01',
  })
  expect(complaints((complain) => checkBill(wrong, complain))).toEqual([
    'amount due',
    'of it past due',
    'due day',
    'period to',
  ])
})

test('domain 9: a credit on the bill has no past-due part', () => {
  const credit = bill({ previousCents: -20_000, pastDueCents: 1 })
  expect(complaints((complain) => checkBill(credit, complain))).toEqual(['of it past due'])
})

test.each([
  ['the size of its register', { previousRead: 99_998_000, currentRead: 3000, usage: 5000 }, []],
  ['a larger register', { previousRead: 99_998_000, currentRead: 3000, usage: 900_005_000 }, []],
  ['no register', { previousRead: 99_998_000, currentRead: 3000, usage: 6000 }, ['usage in Ccf']],
] as const)('domain 11: a corrected read may roll over at %s', (_, reads, columns) => {
  const rolled = read({ ...reads, readKind: 'corrected' })
  expect(complaints((complain) => checkRead(rolled, complain))).toEqual(columns)
})
