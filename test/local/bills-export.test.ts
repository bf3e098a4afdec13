import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { makeExport, unwrittenExport } from '../../sql/bill-exports.js'
import { whileAlone } from '../../sql/locks.js'
import { billsCommand } from '../../src/commands/bills.js'
import { city } from '../support/city.js'
import { freshDatabase } from '../support/database.js'
import { payer } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const folder = mkdtempSync(join(tmpdir(), 'exports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sql = await freshDatabase()
const seals = await testSeals()

let files = 0
let file = ''
beforeEach(async () => {
  files += 1
  file = join(folder, `${files}.csv`)
  const dana = await payer(sql, seals)
  await city(sql).payment(
    dana,
    { id: dana.account },
    { cents: 84_17, payOn: '2026-11-20', status: 'approved' },
  )
})

async function portal(...args: string[]) {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const code = await billsCommand(args, { sql: () => sql, seals: () => seals, say })
  return { code, lines }
}

const runOf = (lines: string[]) => /run (portal-\S+):/.exec(lines[0]!)?.[1]
const payments = (path: string) => readFileSync(path, 'utf8').match(/^C,/gm)?.length ?? 0

test('domain 11: the export is written whole, and the next one has what is new since', async () => {
  const { code, lines } = await portal('export', file)
  expect(code).toBe(0)
  expect(lines).toEqual([
    expect.stringMatching(
      /^exported as run portal-\d{4}-\d\d-\d\d-000001: 1 payment of \$84\.17, 1 paperless change, 0 link changes to /,
    ),
  ])
  expect(payments(file)).toBe(1)
  expect(await portal('export', `${file}.2`)).toMatchObject({ code: 0 })
  expect(payments(`${file}.2`)).toBe(0)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('domain 11: a former export is written again, byte for byte', async () => {
  const first = await portal('export', file)
  const run = runOf(first.lines)!
  expect(await portal('export', '--again', run, `${file}.again`)).toMatchObject({ code: 0 })
  expect(readFileSync(`${file}.again`)).toEqual(readFileSync(file))
  expect(await portal('export', '--again', 'portal-x', `${file}.x`)).toEqual({
    code: 1,
    lines: ['no export is called portal-x'],
  })
})

test('domain 11: an export whose writer was killed is the next one, the same bytes under the same run id', async () => {
  const killed = await makeExport(sql) // and then nothing
  const { code, lines } = await portal('export', file)
  expect({ code, run: runOf(lines) }).toEqual({ code: 0, run: killed.runId })
  expect(payments(file)).toBe(1)
  expect(await unwrittenExport(sql)).toBeUndefined()
})

test('domain 11: one who was killed after the file was there is told of it, and it is not told twice', async () => {
  await portal('export', file)
  await sql`update bill_export set written_at = null where seq = (select max(seq) from bill_export)`
  const [row] = await sql<
    { runId: string }[]
  >`select run_id from bill_export order by seq desc limit 1`
  const { code, lines } = await portal('export', file)
  expect({ code, run: runOf(lines) }).toEqual({ code: 0, run: row!.runId })
  expect(await unwrittenExport(sql)).toBeUndefined()
})

test('domain 11: no other file is written over, and nothing is exported then', async () => {
  writeFileSync(file, 'not fetched yet')
  const before = await sql`select count(*)::int as n from bill_export`
  expect(await portal('export', file)).toMatchObject({ code: 1 })
  expect(readFileSync(file, 'utf8')).toBe('not fetched yet')
  expect(await sql`select count(*)::int as n from bill_export`).toEqual(before)
  expect(await portal('export', `${file}.2`)).toMatchObject({ code: 0 })
})

test('domain 11: a folder that is not there loses nothing', async () => {
  const lost = await portal('export', join(folder, 'none', 'x.csv'))
  expect(lost.code).toBe(1)
  expect(lost.lines[0]).toMatch(
    /can’t be written \(ENOENT\); run portal-\S+ waits for the next try/,
  )
  expect(await portal('export', file)).toMatchObject({ code: 0 })
  expect(payments(file)).toBe(1)
})

test('domain 11: a second export meanwhile says so', async () => {
  await whileAlone(sql, 'bill export', async () => {
    expect(await portal('export', file)).toEqual({
      code: 1,
      lines: ['another export is being written'],
    })
  })
})
