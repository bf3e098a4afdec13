import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BillFileRow,
  billFileReader,
  bytesSource,
  inLoadingOrder,
  keptCopy,
  wholeLines,
} from '../../src/adapters/bill-file.js'
import { account, bill, check, fileOf, line, read, received } from '../support/bill-records.js'

async function* cutAt(bytes: Buffer, cuts: readonly number[]) {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  for (const [place, from] of at.entries())
    yield bytes.subarray(from, at[place + 1] ?? bytes.length)
}

async function rowsOf(portions: AsyncIterable<Uint8Array>): Promise<BillFileRow[]> {
  const rows = billFileReader()
  const all: BillFileRow[] = []
  for await (const block of wholeLines(portions)) all.push(...rows(block))
  return all
}

const text = fileOf([
  account({ holderName: 'Zoë Núñez' }),
  bill(),
  line(),
  read(),
  received({ reference: 'check "77"' }),
])

test('domain 11: where a file is cut for reading makes no difference', async () => {
  const file = fc.constantFrom(
    text,
    `\ufeff${text}`,
    text.replaceAll('\n', '\r\n'),
    text.trimEnd(),
    text.replaceAll('\n', '\n\n'),
    'D\ufffdna',
    '',
  )
  await fc.assert(
    fc.asyncProperty(file, fc.array(fc.nat(2000), { maxLength: 8 }), async (given, cuts) => {
      const bytes = Buffer.from(given)
      expect(await rowsOf(cutAt(bytes, cuts))).toEqual(await rowsOf(bytesSource(bytes).open()))
    }),
  )
})

test('domain 11: a line without an end takes no memory, and the lines after it keep their numbers', async () => {
  async function* endless() {
    yield Buffer.from('H,1\nL,')
    for (let portion = 0; portion < 50; portion += 1) yield Buffer.alloc(100_000, 'x')
    yield Buffer.from('\nT,0\n')
  }
  let longest = 0
  for await (const block of wholeLines(endless())) longest = Math.max(longest, block.length)
  expect(longest).toBeLessThan(300_000)
  const rows = await rowsOf(endless())
  expect(rows.map(({ line: number, cells }) => [number, cells?.[0]])).toEqual([
    [1, 'H'],
    [2, undefined],
    [3, 'T'],
  ])
})

test('domain 11: a file in another order is kept in the order of loading, line for line the same', async () => {
  const records = [
    received(),
    bill({ billNumber: 'B-2' }),
    bill(),
    line({ billNumber: 'B-2' }),
    read(),
    line(),
    account(),
  ]
  const bytes = Buffer.from(fileOf(records))
  const blocks: Buffer[] = []
  for await (const block of inLoadingOrder(wholeLines(bytesSource(bytes).open())))
    blocks.push(block)
  const ordered = Buffer.concat(blocks)
  const lines = (file: Buffer) => file.toString().trimEnd().split('\n')
  expect(lines(ordered).toSorted()).toEqual(lines(bytes).toSorted())
  expect(lines(ordered).map((one) => one.slice(0, 5))).toEqual([
    expect.stringMatching(/^H/),
    expect.stringMatching(/^A/),
    'B,B-2',
    'L,B-2',
    'B,B-1',
    'R,B-1',
    'L,B-1',
    expect.stringMatching(/^P/),
    expect.stringMatching(/^T/),
  ])
  expect(check(ordered).faults).toEqual([])
})

test('security T19 the kept copy has no tax id in it, and counts its lines without the empty ones', () => {
  const kept = keptCopy(Buffer.from(text.replaceAll('\n', '\r\n\r\n')), (last4, number) => {
    expect([last4, number]).toEqual(['4417', '0048291533710'])
    return 'keyed:x'
  })
  expect(kept.lines).toBe(7)
  expect(kept.bytes.toString()).toBe(
    text.replaceAll('\n', '\r\n\r\n').replace(',4417,', ',keyed:x,'),
  )
})
