import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showFault } from '../../src/domain/bill-file.js'
import { createBillFileChecker, maxFaults } from '../../src/domain/bill-file-check.js'
import type { Known } from '../../src/domain/bill-file-known.js'
import { writeRecord } from '../../src/domain/bill-file-write.js'
import { csvLine, splitCsvLine } from '../../src/domain/csv-line.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import {
  account,
  bill,
  check,
  fileOf,
  line,
  nothingKnown,
  read,
  received,
  wholeBill,
} from '../support/bill-records.js'

// Lines: 1 H, 2 A, 3 B, 4 L, 5 R, 6 P, 7 T.
const good = fileOf([account(), bill(), line(), read(), received()])

/** The good file with one cell changed; cells are counted from the kind, which is 0. */
function changed(lineNumber: number, place: number, cell: string): string {
  const lines = good.trimEnd().split('\n')
  const cells = splitCsvLine(lines[lineNumber - 1]!) as string[]
  lines[lineNumber - 1] = csvLine(cells.with(place, cell))
  return `${lines.join('\n')}\n`
}

const without = (lineNumber: number) =>
  good
    .split('\n')
    .toSpliced(lineNumber - 1, 1)
    .join('\n')
const shown = (text: string | Uint8Array, known?: Known) => check(text, known).faults.map(showFault)

test('F17 a right file has no fault and tells its figures', () => {
  const { faults, summary, records } = check(good)
  expect(faults).toEqual([])
  expect(summary).toMatchObject({ lines: 7, accounts: 1, bills: 1, payments: 1 })
  expect(summary).toMatchObject({ amountDueCents: 8417, paymentsCents: 1000 })
  expect(summary.header).toMatchObject({ runId: 'run-1', runOn: '2026-11-22', source: 'test' })
  expect(records.slice(1, -1)).toEqual([account(), bill(), line(), read(), received()])
})

test.each([
  ['a byte order mark', `\ufeff${good}`],
  ['CRLF', good.replaceAll('\n', '\r\n')],
  ['CRLF and LF mixed', good.replace('\n', '\r\n')],
  ['no end of the last line', good.trimEnd()],
  ['empty lines', good.replaceAll('\n', '\n\n')],
  ['an account number with its hyphen', changed(3, 2, '0048291-533710')],
  [
    'every cell quoted',
    good.replace(/^A,.*$/m, (l) =>
      l
        .split(',')
        .map((c) => `"${c}"`)
        .join(','),
    ),
  ],
  ['quotation marks in a name', changed(2, 3, 'Dana "DW" Whitfield, Jr.')],
  ['a name beyond ASCII', changed(2, 3, 'Zoë Núñez')],
  ['lines and reads after all bills', fileOf([account(), bill(), received(), line(), read()])],
  ['an account after its bill', fileOf([bill(), line(), account()])],
  ['a payment before any bill', fileOf([account(), received(), bill(), line()])],
])('domain 11: %s is tolerated', (_, text) => {
  expect(shown(text)).toEqual([])
})

describe('domain 11: a refusal names line and column', () => {
  test.each([
    ['a bill day after the run day', changed(3, 3, '2026-12-01'), 'line 3, column bill day'],
    ['a payment day after the run day', changed(6, 2, '2026-12-01'), 'line 6, column day'],
    ['a due day more than a year ahead', changed(3, 4, '2031-12-28'), 'line 3, column due day'],
    // header, trailer, kinds
    ['an empty file', '', 'line 1, column kind'],
    ['no header', without(1), 'line 1, column kind'],
    ['a second header', good.replace('\nA,', '\nH,1,r,2026-11-20,s\nA,'), 'line 2, column kind'],
    ['no trailer', without(7), 'line 6, column kind'],
    ['a line after the trailer', `${good}P,x\n`, 'line 8, column kind'],
    ['an unknown kind', changed(5, 0, 'X'), 'line 5, column kind'],
    ['another version', changed(1, 1, '2'), 'line 1, column version'],
    ['a run id that is none', changed(1, 2, ''), 'line 1, column run id'],
    ['a run day that is none', changed(1, 3, '2026-02-30'), 'line 1, column run day'],
    ['a wrong count of accounts', changed(7, 1, '2'), 'line 7, column count of A'],
    ['a wrong count of bills', changed(7, 2, '0'), 'line 7, column count of B'],
    ['a wrong sum of amounts', changed(7, 3, '84.18'), 'line 7, column sum of amount due'],
    ['a wrong count of payments', changed(7, 4, '7'), 'line 7, column count of P'],
    ['a wrong sum of payments', changed(7, 5, '-10.00'), 'line 7, column sum of P'],
    // columns by type and range
    ['a column too few', good.replace(',active\n', '\n'), 'line 2, column service status'],
    ['a column too many', good.replace(',active\n', ',active,x\n'), 'line 2, column 13'],
    ['12 digits of an account', changed(2, 1, '004829153371'), 'line 2, column account number'],
    ['an unknown holder kind', changed(2, 2, 'ghost'), 'line 2, column holder kind'],
    ['an empty name', changed(2, 3, ' '), 'line 2, column holder name'],
    ['NUL in a name', changed(2, 3, 'Da\0na'), 'line 2, column holder name'],
    ['a direction override', changed(2, 3, 'Da\u202ena'), 'line 2, column holder name'],
    ['five digits of a tax id', changed(2, 4, '44177'), 'line 2, column tax id last 4'],
    ['a keyed tax id', changed(2, 4, `keyed:${'x'.repeat(43)}`), 'line 2, column tax id last 4'],
    ['a street number that is none', changed(2, 5, '#'), 'line 2, column street number'],
    ['a state in words', changed(2, 9, 'North Carolina'), 'line 2, column state'],
    ['a zip of four digits', changed(2, 10, '2820'), 'line 2, column zip'],
    ['an unknown status', changed(2, 11, 'off'), 'line 2, column service status'],
    ['a bill number with a space', changed(3, 1, 'B 1'), 'line 3, column bill number'],
    ['a due day that is none', changed(3, 4, '2026-13-01'), 'line 3, column due day'],
    ['an American date', changed(3, 3, '11/20/2026'), 'line 3, column bill day'],
    ['a year past all bills', changed(3, 6, '9999-01-01'), 'line 3, column period to'],
    ['a third decimal', changed(3, 7, '1.005'), 'line 3, column previous balance'],
    ['an exponent', changed(3, 8, '1e3'), 'line 3, column payments received'],
    ['a thousands comma', changed(3, 9, '1,000.00'), 'line 3, column adjustments'],
    ['10^12 dollars', changed(3, 10, '1000000000000'), 'line 3, column current charges'],
    ['digits of another script', changed(3, 11, '٣'), 'line 3, column amount due'],
    ['a service with a space', changed(4, 2, 'storm water'), 'line 4, column service'],
    ['a fourth decimal of a quantity', changed(4, 4, '4.0001'), 'line 4, column quantity'],
    ['an amount that is none', changed(4, 6, 'NaN'), 'line 4, column amount'],
    ['a read below zero', changed(5, 5, '-1'), 'line 5, column previous read'],
    ['a multiplier past its range', changed(5, 7, '12345678'), 'line 5, column multiplier'],
    ['an unknown kind of read', changed(5, 9, 'guessed'), 'line 5, column kind'],
    ['an unknown channel', changed(6, 4, 'card'), 'line 6, column channel'],
    ['no reference', changed(6, 5, ''), 'line 6, column reference'],
    // figures that don't agree
    ['an amount due that is no sum', changed(3, 11, '84.18'), 'line 3, column amount due'],
    ['a past-due part over the whole', changed(3, 12, '84.18'), 'line 3, column of it past due'],
    ['a past-due part below zero', changed(3, 12, '-1.00'), 'line 3, column of it past due'],
    ['lines that are not the charges', changed(4, 6, '84.16'), 'line 3, column current charges'],
    ['no lines', fileOf([account(), bill()]), 'line 3, column current charges'],
    ['a due day before the bill day', changed(3, 4, '2026-11-19'), 'line 3, column due day'],
    [
      'a period that ends before it begins',
      changed(3, 6, '2026-10-18'),
      'line 3, column period to',
    ],
    ['a read that ends before it begins', changed(5, 4, '2026-10-18'), 'line 5, column to day'],
    ['a usage that is no difference', changed(5, 8, '6.001'), 'line 5, column usage in Ccf'],
    ['a multiplier that was forgotten', changed(5, 7, '2'), 'line 5, column usage in Ccf'],
    ['a rollover that is not corrected', changed(5, 6, '2'), 'line 5, column usage in Ccf'],
    ['a usage below zero', changed(5, 8, '-6'), 'line 5, column usage in Ccf'],
    // records that don't belong together
    ['an account told twice', fileOf([account(), account()]), 'line 3, column account number'],
    [
      'an account that nobody knows',
      fileOf([account(), ...wholeBill({ accountNumber: '0000000000001' })]),
      'line 3, column account number',
    ],
    [
      'a payment of an unknown account',
      fileOf([received({ accountNumber: '0000000000001' })]),
      'line 2, column account number',
    ],
    [
      'a bill number twice',
      fileOf([account(), ...wholeBill(), bill({ currentCents: 0 })]),
      'line 5, column bill number',
    ],
    [
      'a line before its bill',
      fileOf([account(), line(), bill({ currentCents: 0 })]),
      'line 3, column bill number',
    ],
    ['a read of no bill', changed(5, 1, 'B-2'), 'line 5, column bill number'],
    ['a reference twice', fileOf([account(), received(), received()]), 'line 4, column reference'],
    [
      'an older bill after a newer one',
      fileOf([
        account(),
        ...wholeBill(),
        ...wholeBill({ billNumber: 'B-2', billedOn: '2026-10-20' }),
      ]),
      'line 5, column bill day',
    ],
    [
      'a replaced bill that is later in the file',
      fileOf([account(), ...wholeBill({ replaces: 'B-2' }), ...wholeBill({ billNumber: 'B-2' })]),
      'line 3, column replaces bill number',
    ],
    ['a bill that replaces itself', changed(3, 13, 'B-1'), 'line 3, column replaces bill number'],
    [
      'a replaced bill of another account',
      fileOf([
        account(),
        account({ accountNumber: '0000000000001' }),
        ...wholeBill(),
        ...wholeBill({ billNumber: 'B-2', replaces: 'B-1', accountNumber: '0000000000001' }),
      ]),
      'line 6, column replaces bill number',
    ],
    [
      'a bill replaced twice',
      fileOf([
        account(),
        ...wholeBill(),
        ...wholeBill({ billNumber: 'B-2', replaces: 'B-1' }),
        ...wholeBill({ billNumber: 'B-3', replaces: 'B-1' }),
      ]),
      'line 7, column replaces bill number',
    ],
    // bytes
    ['a quotation mark left open', good.replace('Dana', '"Dana'), 'line 2, column holder name'],
    ['a quotation mark inside', good.replace('Dana', 'Da"na'), 'line 2, column holder name'],
    ['a line break in a name', good.replace('Dana W', '"Dana\nW"'), 'line 2, column holder name'],
    [
      'bytes that are not UTF-8',
      Buffer.from(good.replace('Dana', 'D\xe4na'), 'latin1'),
      'line 2, column holder name',
    ],
    ['a line without end', `H,${'x,'.repeat(1_000_000)}`, 'line 1, column 1'],
  ])('%s', (_, text, where) => {
    const faults = shown(text)
    expect(faults.filter((fault) => fault.startsWith(`${where}: `))).toHaveLength(1)
  })
})

test.each([
  ['actual', read({ previousRead: 500, currentRead: 750, usage: 250 })],
  ['with a multiplier', read({ multiplier: 10_000, usage: 60_000 })],
  ['rounded to a thousandth', read({ currentRead: 1_842_333, multiplier: 1500, usage: 500 })],
  [
    'rolled over and corrected',
    read({ previousRead: 9_998_000, currentRead: 4000, usage: 6000, readKind: 'corrected' }),
  ],
  [
    'taken back and corrected',
    read({ currentRead: 1_840_000, usage: -2000, readKind: 'corrected' }),
  ],
  [
    'past what a float holds',
    read({ previousRead: 1, currentRead: 99_999_999_999_999, usage: 99_999_999_999_998 }),
  ],
])('domain 11: a usage %s is right', (_, other) => {
  expect(shown(fileOf([account(), bill(), line(), other]))).toEqual([])
})

describe('domain 11: what the database knows', () => {
  const known: Known = {
    accounts: new Set(['0048291533710']),
    bills: new Map([
      ['B-0', { accountNumber: '0048291533710', replaced: false }],
      ['B-old', { accountNumber: '0048291533710', replaced: true }],
      ['B-else', { accountNumber: '0193662007415', replaced: false }],
    ]),
    references: new Set(['mail check 77']),
  }
  test.each([
    ['an account that is known', fileOf(wholeBill()), []],
    ['a corrected bill of a known one', fileOf(wholeBill({ replaces: 'B-0' })), []],
    [
      'a bill that was loaded',
      fileOf(wholeBill({ billNumber: 'B-0' })),
      ['line 2, column bill number'],
    ],
    [
      'a replaced bill that nobody knows',
      fileOf(wholeBill({ replaces: 'B-9' })),
      ['line 2, column replaces bill number'],
    ],
    [
      'one that was replaced',
      fileOf(wholeBill({ replaces: 'B-old' })),
      ['line 2, column replaces bill number'],
    ],
    [
      'one of another account',
      fileOf(wholeBill({ replaces: 'B-else' })),
      ['line 2, column replaces bill number'],
    ],
    ['a reference that was loaded', fileOf([received()]), ['line 2, column reference']],
    ['the same reference elsewhere', fileOf([received({ channel: 'phone' })]), []],
  ])('%s', (_, text, wheres) => {
    expect(shown(text, known).map((fault) => fault.split(':')[0])).toEqual(wheres)
  })
})

test('F17 a file of nothing but faults names a hundred of them and stops', () => {
  expect(check(`${'X\n'.repeat(5000)}`).faults).toHaveLength(maxFaults)
})

test('security T34 a file of more lines than any may have is refused at the first of them', () => {
  const checker = createBillFileChecker({ lines: 3 })
  const lines = good.trimEnd().split('\n')
  for (const [place, text] of lines.entries()) {
    if (!checker.full()) checker.record(place + 1, text.split(','))
  }
  expect(checker.faults.map(showFault)).toEqual([
    'line 4, column kind: the file has more than 3 lines; divide it',
  ])
})

test('F17 a refusal shows no control characters of the file', () => {
  expect(shown(changed(2, 11, '\u001b[31mred'))[0]).toContain('“?[31mred”')
})

test('domain 11: a made file parses back to what was made, for any size, months and seed', () => {
  const made = fc.record({
    accounts: fc.integer({ min: 1, max: 6 }),
    months: fc.integer({ min: 1, max: 26 }),
    seed: fc.string(),
    runOn: fc.constantFrom('2026-11-23', '2027-01-31', '2028-02-29'),
  })
  fc.assert(
    fc.property(made, (given) => {
      const text = [...syntheticFile(given)].join('')
      const { faults, records, summary } = check(text)
      expect(faults).toEqual([])
      expect(summary).toMatchObject({
        accounts: given.accounts,
        bills: given.accounts * given.months,
      })
      expect(records.map((record) => `${csvLine(writeRecord(record))}\n`).join('')).toBe(text)
    }),
    { numRuns: 30 },
  )
})

test('F17 any one changed cell is either taken or refused with line and column', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      '-0',
      '1e309',
      'NaN',
      '-1.00',
      '0',
      '__proto__',
      'constructor',
      '9007199254740993',
    ),
    fc.integer().map(String),
  )
  const cell = fc.record({ line: fc.integer({ min: 1, max: 7 }), place: fc.nat(), to: odd })
  fc.assert(
    fc.property(cell, ({ line: at, place, to }) => {
      const cells = splitCsvLine(good.split('\n')[at - 1]!) as string[]
      const { faults } = check(changed(at, place % cells.length, to))
      for (const fault of faults) expect(showFault(fault)).toMatch(/^line \d+, column [^:]+: \S/)
    }),
    { numRuns: 2000 },
  )
})

test('F17 a file cut off at any byte is refused, but at the end of its last line', () => {
  const bytes = Buffer.from(good)
  for (let at = 0; at < bytes.length - 1; at += 1) {
    if (good.slice(at) === '.00\n') continue // the sum is still the right one: nothing is missing
    expect(check(bytes.subarray(0, at)).faults.length, `cut at ${at}`).toBeGreaterThan(0)
  }
})

test('domain 11: nothing is known of a file that is empty but for header and trailer', () => {
  expect(shown(fileOf([]), nothingKnown)).toEqual([])
})
