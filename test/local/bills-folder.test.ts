import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { fileSource } from '../../src/adapters/bill-file.js'
import { takeBillFile } from '../../src/bill-intake.js'
import { billsFolder, watchBillsFolder } from '../../src/bills-folder.js'
import { account, bill, fileOf, line, wholeBill } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
const seals = await testSeals()
const place = mkdtempSync(join(tmpdir(), 'bills-folder-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

let number = 0
let folder = ''
let faults: unknown[] = []
const log = {
  info: () => {},
  warn: (facts: { fault: unknown }) => void faults.push(facts.fault),
}
beforeEach(() => {
  number += 1
  folder = join(place, String(number))
  mkdirSync(folder)
  faults = []
})

const watcher = () => billsFolder({ folder, sql, seals, log })
const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
const there = (...path: string[]) => existsSync(join(folder, ...path))
const report = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')

/** A file of this test's own run. */
const billFile = (name: string) =>
  fileOf(
    [
      account({ accountNumber: String(1_000_000_000_000 + number) }),
      ...wholeBill({
        accountNumber: String(1_000_000_000_000 + number),
        billNumber: `${number}-${name}`,
      }),
    ],
    `${number}-${name}`,
  )

const runs = async (name: string) =>
  await sql<{ status: string; nudges: number }[]>`
    select status, (select count(*)::int from nudge n where n.kind = 'bill_run' and n.id = r.id) as nudges
      from bill_run r where run_id = ${`${number}-${name}`}`

test('F17 a file that lies there complete becomes a run, once, though two workers look', async () => {
  put('a.csv', billFile('a'))
  const workers = [watcher(), watcher()]
  for (let looks = 0; looks < 3; looks += 1) await Promise.all(workers.map((look) => look()))
  expect(await runs('a')).toEqual([{ status: 'loading', nudges: 1 }])
  expect(readdirSync(folder)).toEqual(['imported'])
  expect(readdirSync(join(folder, 'imported'))).toEqual(['a.csv', 'a.csv.report.txt'])
  expect(report('imported', 'a.csv.report.txt')).toBe(`file a.csv, run id ${number}-a
accepted as run ${number}-a: 1 account, 1 bill, 0 payments
`)
  expect(faults).toEqual([])
})

test('F17 a refused file is moved beside its report, and nothing is written', async () => {
  const wrong = fileOf([account(), bill({ dueOn: '2026-11-19' }), line()], `${number}-b`)
  put('b.csv', wrong)
  const look = watcher()
  await look()
  await look()
  expect(await runs('b')).toEqual([])
  expect(readFileSync(join(folder, 'refused', 'b.csv'), 'utf8')).toBe(wrong)
  expect(report('refused', 'b.csv.report.txt')).toContain('line 3, column due day: ')
})

test('F17 a file that still grows, or has no trailer yet, is left where it is', async () => {
  const text = billFile('c')
  const half = text.slice(0, text.indexOf('\nT,') + 1)
  put('c.csv', half)
  const look = watcher()
  for (let looks = 0; looks < 10; looks += 1) await look()
  appendFileSync(join(folder, 'c.csv'), text.slice(half.length))
  await look()
  expect(there('c.csv')).toBe(true)
  await look()
  expect(there('imported', 'c.csv')).toBe(true)
  expect(await runs('c')).toHaveLength(1)
})

test('F17 a file that stays without its trailer is refused after a while, by name of what is missing', async () => {
  put('d.csv', billFile('d').split('\nT,')[0]!)
  const look = watcher()
  for (let looks = 0; looks <= 30; looks += 1) {
    expect(there('d.csv')).toBe(true)
    await look()
  }
  expect(report('refused', 'd.csv.report.txt')).toContain(
    'line 4, column kind: the last line must be the trailer, T',
  )
})

test('F17 a worker that was killed between the run and the move: the next look moves it, the run stays one', async () => {
  put('e.csv', billFile('e'))
  await takeBillFile({ sql, seals, source: fileSource(join(folder, 'e.csv')) }, { nudge: true })
  const look = watcher()
  await look()
  await look()
  expect(there('imported', 'e.csv')).toBe(true)
  expect(report('imported', 'e.csv.report.txt')).toContain(`already accepted as run ${number}-e`)
  expect(await runs('e')).toHaveLength(1)
})

test('F17 a name that came before writes nothing over', async () => {
  const look = watcher()
  for (const name of ['f', 'g', 'h']) {
    put('bills.csv', billFile(name))
    await look()
    await look()
  }
  expect(readdirSync(join(folder, 'imported')).sort()).toEqual([
    'bills-2.csv',
    'bills-2.csv.report.txt',
    'bills-3.csv',
    'bills-3.csv.report.txt',
    'bills.csv',
    'bills.csv.report.txt',
  ])
})

test('F17 what is hidden, half or no file is not looked at', async () => {
  put('.i.csv', billFile('i'))
  put('i.csv.part', billFile('i'))
  put('i.csv.report.txt', 'a report')
  mkdirSync(join(folder, 'old'))
  const look = watcher()
  for (let looks = 0; looks < 3; looks += 1) await look()
  expect(readdirSync(folder).sort()).toEqual(['.i.csv', 'i.csv.part', 'i.csv.report.txt', 'old'])
})

test('F17 the worker’s watch takes files by itself, also of a folder that comes later, and ends when it is told to', async () => {
  rmSync(folder, { recursive: true })
  const stop = watchBillsFolder({ folder, sql, seals, log })
  await until(() => faults.length > 0)
  mkdirSync(folder)
  put('j.csv', billFile('j'))
  await until(() => there('imported', 'j.csv'), { ms: 15_000 })
  await stop()
  expect(await runs('j')).toHaveLength(1)
})
