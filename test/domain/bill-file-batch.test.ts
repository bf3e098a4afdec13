import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createBillBatcher,
  createLoadingOrder,
  createOrderWatch,
} from '../../src/domain/bill-file-batch.js'
import { writeRecord } from '../../src/domain/bill-file-write.js'
import { csvLine, splitCsvLine } from '../../src/domain/csv-line.js'
import { readThousandths, showThousandths } from '../../src/domain/thousandths.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import { account, bill, check, line, read, received } from '../support/bill-records.js'

test('domain 11: cells of a line come back as they were written, whatever is in them', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((cell) => !/[\r\n]/.test(cell))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (cells) => {
      expect(splitCsvLine(csvLine(cells))).toEqual(cells)
    }),
  )
})

test('domain 11: a quantity is exact to a thousandth', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }), (value) => {
      expect(readThousandths(showThousandths(value))).toBe(value)
    }),
  )
  expect(['4', '4.5', '-0.125', '-0', '0.10'].map(readThousandths)).toEqual([
    4000, 4500, -125, 0, 100,
  ])
  expect(['', '.5', '4.', '1.0005', '+1', '1e3'].map(readThousandths)).toEqual(
    Array(6).fill(undefined),
  )
})

test('F17 batches hold whole bills, cover every line once, and are the same each time', () => {
  const { records } = check(
    [...syntheticFile({ accounts: 30, months: 24, seed: 'x', runOn: '2026-11-23' })].join(''),
  )
  const batches = () => {
    const batcher = createBillBatcher()
    return [...records.flatMap((record) => batcher.record(record) ?? []), batcher.end()]
  }
  const all = batches()
  expect(all).toEqual(batches())
  expect(all.map(({ bills }) => bills.length)).toEqual([250, 250, 220])
  expect(all.map(({ afterLine }) => afterLine)).toEqual([
    0,
    ...all.slice(0, -1).map((b) => b.throughLine),
  ])
  expect(all.at(-1)!.throughLine).toBe(records.length)
  for (const whole of all.flatMap(({ bills }) => bills)) {
    expect(whole.lines.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(
      whole.currentCents,
    )
    expect(whole.reads).toHaveLength(1)
  }
})

test.each([
  ['as written', [account(), bill(), line(), read(), received()], true],
  ['a line after another bill', [account(), bill(), bill({ billNumber: 'B-2' }), line()], false],
  ['a line after a payment', [account(), bill(), received(), line()], false],
  ['an account after its payment', [received(), account()], false],
  ['a known account that is not told', [bill(), line()], true],
])('domain 11: a file is in the order a batcher takes: %s', (_, records, right) => {
  const watch = createOrderWatch()
  for (const record of records) watch.cells(writeRecord(record))
  expect(watch.right()).toBe(right)
  const order = createLoadingOrder()
  for (const [place, record] of records.entries()) order.line(place, writeRecord(record))
  const places = order.places()
  expect(places.toSorted((a, b) => a - b)).toEqual([...records.keys()])
  const again = createOrderWatch()
  for (const place of places) again.cells(writeRecord(records[place]!))
  expect(again.right()).toBe(true)
})
