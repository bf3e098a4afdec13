import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { continueBillRuns } from '../../src/bill-import.js'
import { billsCommand } from '../../src/commands/bills.js'
import type { Seals } from '../../src/ports.js'
import { account, bill, check, fileOf, line } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'

const folder = mkdtempSync(join(tmpdir(), 'bills-'))
let sql: Sql
let seals: Seals

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command; what it accepts is loaded meanwhile, as a worker would. */
async function portal(...args: string[]) {
  const lines: string[] = []
  let waits = true
  const worker = (async () => {
    while (waits) {
      await continueBillRuns({ sql })
      await new Promise((next) => setTimeout(next, 20))
    }
  })()
  const code = await billsCommand(args, {
    sql: () => sql,
    seals: () => seals,
    say: (text) => lines.push(text),
  }).finally(() => {
    waits = false
  })
  await worker
  return { code, lines }
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
