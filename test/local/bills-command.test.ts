import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { continueBillRuns } from '../../src/bill-import.js'
import { billsCommand } from '../../src/commands/bills.js'
import type { Seals } from '../../src/ports.js'
import { account, bill, check, fileOf, line, received, wholeBill } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { databaseDigest } from '../support/database-digest.js'
import { testSeals } from '../support/seals.js'

const folder = mkdtempSync(join(tmpdir(), 'bills-'))
let sql: Sql
let seals: Seals

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command, with nobody who loads. */
async function alone(...args: string[]) {
  const lines: string[] = []
  const code = await billsCommand(args, {
    sql: () => sql,
    seals: () => seals,
    say: (text) => lines.push(text),
  })
  return { code, lines }
}

/** The command; what it accepts is loaded meanwhile, as a worker would. */
async function portal(...args: string[]) {
  let waits = true
  const worker = (async () => {
    while (waits) {
      await continueBillRuns({ sql })
      await new Promise((next) => setTimeout(next, 20))
    }
  })()
  const told = await alone(...args).finally(() => {
    waits = false
  })
  await worker
  return told
}

const path = (name: string) => join(folder, name)

test('F17 a made file is imported once; the second time says so', async () => {
  const file = path('made.csv')
  const make = ['make', '--accounts', '40', '--months', '8', '--run-day', '2026-11-23', file]
  expect(await portal(...make)).toEqual({
    code: 0,
    lines: [`${file}: 40 accounts, 320 bills, run day 2026-11-23`],
  })
  expect(check(readFileSync(file)).faults).toEqual([])
  const first = await portal('import', file)
  expect(first.code).toBe(0)
  expect(first.lines.at(-1)).toMatch(
    /^imported as run made-2026-11-23-\S+: 40 accounts, 320 bills, 280 payments$/,
  )
  const second = await portal('import', file)
  expect(second).toEqual({
    code: 0,
    lines: [expect.stringMatching(/^already imported as run made-/)],
  })
})

test('F17 the same words make the same bytes', async () => {
  const words = ['make', '--accounts', '5', '--seed', 'x', '--run-day', '2026-11-23']
  await portal(...words, path('a.csv'))
  await portal(...words, path('b.csv'))
  expect(readFileSync(path('a.csv'))).toEqual(readFileSync(path('b.csv')))
})

test('F17 a refused file names line and column, and the exit code is 1', async () => {
  const file = path('wrong.csv')
  writeFileSync(file, fileOf([account(), bill({ dueOn: '2026-11-19' }), line()]))
  expect(await portal('import', file)).toEqual({
    code: 1,
    lines: [
      'line 3, column due day: 2026-11-19 is before the bill day, 2026-11-20',
      'refused: 1 fault, nothing was written',
      `report: ${file}.report.txt`,
    ],
  })
  expect(readFileSync(`${file}.report.txt`, 'utf8')).toBe(
    `file ${file}, run id run-1
line 3, column due day: 2026-11-19 is before the bill day, 2026-11-20
refused: 1 fault, nothing was written
`,
  )
})

test('F17 a mended file takes its old report away', async () => {
  const file = path('mended.csv')
  writeFileSync(file, 'H')
  await portal('import', file)
  writeFileSync(file, fileOf([account({ accountNumber: '1000000000001' })], 'mended'))
  expect(await portal('import', file)).toMatchObject({ code: 0 })
  expect(existsSync(`${file}.report.txt`)).toBe(false)
})

test('F17 a report stands where it is asked for, with every fault up to a hundred', async () => {
  const file = path('many.csv')
  writeFileSync(file, 'X\n'.repeat(5000))
  const report = path('faults.txt')
  const { lines } = await portal('import', file, '--report', report)
  expect(lines).toContain('refused: 100 faults (there may be more), nothing was written')
  const faults = readFileSync(report, 'utf8').match(/^line \d+, column \S[^:]*: /gm)
  expect(faults).toHaveLength(100)
  expect(existsSync(`${file}.report.txt`)).toBe(false)
  expect(await portal('import', file, '--report', path('none/faults.txt'))).toMatchObject({
    code: 1,
    lines: expect.arrayContaining([expect.stringMatching(/^no report: .*\(ENOENT\)$/)]),
  })
})

test('F17 with nobody who loads, the run is queued and goes on by itself; --no-wait does not wait at all', async () => {
  const file = path('queued.csv')
  writeFileSync(file, fileOf([account({ accountNumber: '1000000000002' })], 'queued'))
  expect(await alone('import', '--no-wait', file)).toEqual({
    code: 0,
    lines: ['accepted as run queued: 1 account, 0 bills, 0 payments'],
  })
  expect(await sql`select 1 from nudge where kind = 'bill_run'`).not.toEqual([])
  expect(await alone('import', file)).toEqual({
    code: 0,
    lines: [
      'already accepted as run queued: 1 account, 0 bills, 0 payments',
      'queued as run queued, it continues by itself when the worker and Temporal run',
    ],
  })
  expect(await portal('import', file)).toMatchObject({
    code: 0,
    lines: [{}, expect.stringMatching(/^imported as run queued/)],
  })
})

test('F17 a dry run tells what would be new, changed and corrected, and how the last run was; it writes nothing', async () => {
  const accountNumber = '1000000000003'
  const other = { ...account({ accountNumber: '1000000000004' }) }
  const first = path('before.csv')
  const bills = wholeBill({ accountNumber, billNumber: 'D-1' })
  writeFileSync(first, fileOf([account({ accountNumber }), other, ...bills], 'before'))
  await portal('import', first)
  const file = path('dry.csv')
  const records = [
    account({ accountNumber, status: 'interrupted' }),
    other,
    account({ accountNumber: '1000000000005' }),
    ...wholeBill({ accountNumber, billNumber: 'D-1b', currentCents: 8000, replaces: 'D-1' }),
    ...wholeBill({ accountNumber, billNumber: 'D-2', previousCents: 8000 }),
    received({ accountNumber, reference: 'dry' }),
  ]
  writeFileSync(file, fileOf(records, 'dry'))
  const before = await databaseDigest(sql)
  expect(await alone('import', '--dry-run', file)).toEqual({
    code: 0,
    lines: [
      'run dry of 2026-11-22 from test',
      'accounts: 1 new, 1 changed, 1 as they are',
      'bills: 1 new, 1 corrected, $244.17 due',
      'payments: 1 of $10.00',
      'last run before of 2026-11-20: 1 bill (now +100.0%), $84.17 due (now +190.1%), 0 payments (now more)',
      'nothing was written',
    ],
  })
  expect(await alone('import', '--dry-run', first)).toEqual({
    code: 0,
    lines: ['already imported as run before'],
  })
  writeFileSync(file, fileOf(wholeBill({ accountNumber, billNumber: 'D-1' }), 'dry'))
  expect(await alone('import', '--dry-run', file)).toEqual({
    code: 1,
    lines: [
      'line 2, column bill number: D-1 was already loaded; a corrected bill has a new number',
      'refused: 1 fault, nothing was written',
    ],
  })
  expect(await databaseDigest(sql)).toEqual(before)
})

test.each([
  ['a file that is not there', ['import', path('none.csv')], 1],
  ['no file', ['import'], 2],
  ['another deed', ['burn', 'x'], 2],
  ['no count of accounts', ['make', path('x.csv')], 2],
  ['no accounts', ['make', '--accounts', '0', path('x.csv')], 2],
  [
    'a run day that is none',
    ['make', '--accounts', '1', '--run-day', '2026-02-30', path('x.csv')],
    2,
  ],
  ['an option that is none', ['make', '--acounts', '1', path('x.csv')], 2],
])('bills with %s says what is wrong', async (_, args, code) => {
  const told = await portal(...args)
  expect(told.code).toBe(code)
  expect(told.lines.length).toBeGreaterThan(0)
})
