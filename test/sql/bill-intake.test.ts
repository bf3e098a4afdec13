import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { billRunParts, findBillRun, unfinishedBillRuns } from '../../sql/bill-runs.js'
import { type BillFileSource, bytesSource } from '../../src/adapters/bill-file.js'
import { continueBillRuns, importBillFile } from '../../src/bill-import.js'
import { takeBillFile } from '../../src/bill-intake.js'
import { showFault } from '../../src/domain/bill-file.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import { account, bill, fileOf, line, read, received, wholeBill } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { databaseDigest } from '../support/database-digest.js'
import { testSeals } from '../support/seals.js'

/** From a file to a run: beside runs that are loading, in any order of lines, in whatever portions. */

const sql = await freshDatabase()
const seals = await testSeals()
let mark = 0
let accountNumber = ''
beforeEach(async () => {
  await continueBillRuns({ sql })
  mark += 1
  accountNumber = String(1_000_000_000_000 + mark)
})

const name = (bill: string) => `${mark}-${bill}`
const aBill = (number: string, other: Parameters<typeof wholeBill>[0] = {}) =>
  wholeBill({ accountNumber, billNumber: name(number), ...other })
const take = async (text: string) =>
  await takeBillFile({ sql, seals, source: bytesSource(Buffer.from(text)) }, { nudge: true })
const faults = async (records: Parameters<typeof fileOf>[0], runId: string) => {
  const intake = await take(fileOf(records, name(runId)))
  return intake.outcome === 'refused' ? intake.faults.map(showFault) : []
}
const balance = async () => {
  const [row] = await sql<{ cents: number }[]>`
    select balance_cents as cents from check_accounts where account_number = ${accountNumber}`
  return row!.cents
}

describe('F17 a file is checked against runs that are still loading', () => {
  beforeEach(async () => {
    const first = [
      account({ accountNumber }),
      ...aBill('1'),
      received({ accountNumber, reference: name('check') }),
    ]
    expect((await take(fileOf(first, name('first')))).outcome).toBe('accepted')
    expect(await unfinishedBillRuns(sql)).toHaveLength(1)
  })

  test('F17 a bill and a payment that they bring are refused', async () => {
    const again = [...aBill('1'), received({ accountNumber, reference: name('check') })]
    expect(await faults(again, 'again')).toEqual([
      `line 2, column bill number: ${name('1')} was already loaded; a corrected bill has a new number`,
      'line 4, column reference: is not unique in mail: it was already loaded',
    ])
  })

  test('F14 an account that they bring is known, and a bill of theirs may be replaced, once', async () => {
    expect(await faults(aBill('1b', { replaces: name('1'), currentCents: 7000 }), 'b')).toEqual([])
    expect(await faults(aBill('1c', { replaces: name('1') }), 'c')).toEqual([
      `line 2, column replaces bill number: ${name('1')} was already replaced`,
    ])
    await continueBillRuns({ sql })
    expect(await balance()).toBe(7000 - 1000)
  })

  test('F17 the same bytes are known at once, and a run id of theirs is taken', async () => {
    const [first] = await unfinishedBillRuns(sql)
    expect(await faults(aBill('2'), 'first')).toEqual([
      `line 1, column run id: ${first!.runId} is the run id of another file, which was imported before`,
    ])
  })
})

test('F17 many who hand over the same file at once make one run', async () => {
  const text = fileOf([account({ accountNumber }), ...aBill('1')], name('once'))
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => take(text)))
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
    'accepted',
    ...Array(5).fill('already'),
  ])
})

test('F17 two files with one bill: one of them is refused', async () => {
  const known = fileOf([account({ accountNumber })], name('known'))
  await importBillFile({ sql, seals, bytes: Buffer.from(known) })
  const both = await Promise.all(['a', 'b'].map((file) => take(fileOf(aBill('same'), name(file)))))
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'refused'])
})

test('F17 a file that is changed while it is read becomes no run', async () => {
  const text = fileOf([account({ accountNumber }), ...aBill('1')], name('changed'))
  let opened = 0
  const source: BillFileSource = {
    async *open() {
      opened += 1
      // The third reading is the one that is kept.
      yield Buffer.from(opened < 3 ? text : text.replace('Dana', 'Dora'))
    },
  }
  const before = await databaseDigest(sql)
  await expect(takeBillFile({ sql, seals, source }, { nudge: true })).rejects.toThrow('changed')
  expect(opened).toBe(3)
  expect(await databaseDigest(sql)).toEqual(before)
})

test('security T34 a file that is larger than any may be is refused, and not read to its end', async () => {
  const portion = Buffer.alloc(4 * 1024 * 1024)
  let portions = 0
  const source: BillFileSource = {
    async *open() {
      for (; portions < 1_000; portions += 1) yield portion
    },
  }
  const intake = await takeBillFile({ sql, seals, source }, { nudge: true })
  expect(intake.outcome === 'refused' && intake.faults.map(showFault)).toEqual([
    'line 1, column kind: the file is larger than 536870912 bytes; divide it',
  ])
  expect(portions).toBe(128)
})

test('domain 11: a file in any order is loaded whole', async () => {
  const records = [
    received({ accountNumber, reference: name('p') }),
    bill({ accountNumber, billNumber: name('1') }),
    bill({ accountNumber, billNumber: name('2'), billedOn: '2026-11-21', previousCents: 8417 }),
    line({ billNumber: name('2'), amountCents: 8000 }),
    line({ billNumber: name('1') }),
    read({ billNumber: name('2') }),
    account({ accountNumber }),
    line({ billNumber: name('2'), amountCents: 417 }),
  ]
  const text = fileOf(records, name('order'))
  const { outcome, runId } = await importBillFile({ sql, seals, bytes: Buffer.from(text) })
  expect(outcome).toBe('loaded')
  const rows = await sql`
    select b.bill_number, array_agg(l.amount_cents order by l.position) as lines
      from bill b join bill_line l on l.bill_id = b.id
     where b.bill_run_id = (select id from bill_run where run_id = ${runId!}) group by 1 order by 1`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { billNumber: name('1'), lines: [8417] },
    { billNumber: name('2'), lines: [8000, 417] },
  ])
  expect(await balance()).toBe(8417 + 8417 - 1000)
})

test('domain 11: with CRLF, a byte order mark and no last line end a file is loaded like any other', async () => {
  const text = fileOf([account({ accountNumber }), ...aBill('1')], name('crlf'))
  const written = `\ufeff${text.replaceAll('\n', '\r\n').trimEnd()}`
  const { outcome } = await importBillFile({ sql, seals, bytes: Buffer.from(written) })
  expect(outcome).toBe('loaded')
  const [stored] = await sql`
    select a.zip, a.status, b.amount_due_cents
      from bill b join service_account a on a.id = b.service_account_id where b.bill_number = ${name('1')}`
  expect({ ...stored }).toEqual({ zip: '28202', status: 'active', amountDueCents: 8417 })
})

test('F17 a large file is kept in portions, and a loader reads from the one where it left off', async () => {
  const made = { accounts: 400, months: 24, seed: randomUUID(), runOn: '2026-11-23' }
  const text = [...syntheticFile(made)].join('')
  const intake = await take(text)
  if (intake.outcome === 'refused') throw new Error('refused')
  const { run } = intake
  const parts: { firstLine: number; size: number }[] = []
  for await (const { firstLine, bytes } of billRunParts(sql, run.id)) {
    parts.push({ firstLine, size: bytes.length })
  }
  expect(parts.length).toBeGreaterThan(5)
  expect(Math.max(...parts.map(({ size }) => size))).toBeLessThan(600_000)
  const { firstLine } = parts[3]!
  const from = billRunParts(sql, run.id, firstLine + 7)
  expect((await from.next()).value?.firstLine).toBe(firstLine)
  await continueBillRuns({ sql })
  expect(await findBillRun(sql, { id: run.id })).toMatchObject({
    status: 'loaded',
    loadedBills: 9600,
    amountDueCents: run.amountDueCents,
  })
})
