import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Exported, exportedCents, writeExport } from '../../src/domain/bill-export.js'
import { splitCsvLine } from '../../src/domain/csv-line.js'

const header = { runId: 'portal-2026-11-23-000007', runOn: '2026-11-23' }
const accountNumber = '0048291533710'
const payment = {
  accountNumber,
  confirmation: 'CSS-7Q4M-20H8',
  payOn: '2026-11-20',
  amountCents: 8417,
  source: 'one_time',
  says: 'approved',
} as const
const at = new Date('2026-11-22T15:04:05.678Z')

test('domain 11: the export has H, then C, E and K, then T with the counts and the sum of C', () => {
  const exported: Exported = {
    payments: [
      payment,
      { ...payment, confirmation: 'WU-30991827', source: 'speedpay', amountCents: 10_000 },
      { ...payment, says: 'returned' },
    ],
    paperless: [{ accountNumber, at, says: 'on' }],
    links: [
      { accountNumber, at, says: 'linked' },
      { accountNumber, at, says: 'removed' },
    ],
  }
  expect(
    [...writeExport(header, exported)].join(''),
  ).toBe(`H,1,portal-2026-11-23-000007,2026-11-23,Citizen Self Service
C,0048291533710,CSS-7Q4M-20H8,2026-11-20,84.17,one_time,approved
C,0048291533710,WU-30991827,2026-11-20,100.00,speedpay,approved
C,0048291533710,CSS-7Q4M-20H8,2026-11-20,-84.17,one_time,returned
E,0048291533710,2026-11-22T15:04:05.678Z,on
K,0048291533710,2026-11-22T15:04:05.678Z,linked
K,0048291533710,2026-11-22T15:04:05.678Z,removed
T,3,1,2,100.00
`)
})

test('domain 11: an export of nothing says so', () => {
  const nothing = { payments: [], paperless: [], links: [] }
  expect([...writeExport(header, nothing)].at(-1)).toBe('T,0,0,0,0.00\n')
})

test('domain 11: the sum of the export is that of its amounts, whatever is in it', () => {
  const some = fc.array(
    fc.record({
      amountCents: fc.integer({ min: 1, max: 100_000_000 }),
      says: fc.constantFrom('approved' as const, 'returned' as const),
    }),
  )
  fc.assert(
    fc.property(some, (given) => {
      const payments = given.map((other) => ({ ...payment, ...other }))
      const exported = { payments, paperless: [], links: [] }
      const cells = [...writeExport(header, exported)].map(
        (line) => splitCsvLine(line.trimEnd()) as string[],
      )
      const cents = (text: string) => Math.round(Number(text) * 100)
      const sum = cells
        .filter(([kind]) => kind === 'C')
        .reduce((all, line) => all + cents(line[4]!), 0)
      expect(cents(cells.at(-1)![4]!)).toBe(sum)
      expect(exportedCents(exported)).toBe(sum)
    }),
  )
})
