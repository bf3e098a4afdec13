import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadBatch } from '../../sql/bill-batches.js'
import { billRunParts, finishBillRun, unfinishedBillRuns } from '../../sql/bill-runs.js'
import type { Sql } from '../../sql/database.js'
import { continueBillRuns, importBillFile } from '../../src/bill-import.js'
import { showFault } from '../../src/domain/bill-file.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import type { Seals } from '../../src/ports.js'
import { account, bill, fileOf, line, received, wholeBill } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'
import { testSeals } from '../support/seals.js'

let seals: Seals
let sql: Sql

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
})

// Every test has an account, a run and references of its own: the ledger is append-only and stays.
let accountNumber = ''
let mark = 0
beforeEach(() => {
  mark += 1
  accountNumber = String(1_000_000_000_000 + mark)
})

const name = (bill: string) => `${mark}-${bill}`
const days = (month: string) => ({ billedOn: `2026-${month}-05`, dueOn: `2026-${month}-28` })

/** A bill of this test's account; names are the test's own. */
function aBill(bill: string, month: string, other: Parameters<typeof wholeBill>[0] = {}) {
  const replaces = other.replaces && name(other.replaces)
  return wholeBill({ accountNumber, billNumber: name(bill), ...days(month), ...other, replaces })
}

const aPayment = (receivedOn: string, amountCents: number) =>
  received({
    accountNumber,
    receivedOn,
    amountCents,
    reference: `${mark}/${receivedOn}/${amountCents}`,
  })

type Records = Parameters<typeof fileOf>[0]

let runs = 0
async function load(records: Records) {
  runs += 1
  return await importText(fileOf(records, `run-${runs}`))
}

const importText = async (text: string) =>
  await importBillFile({ sql, seals, bytes: Buffer.from(text) })

async function ledger(): Promise<{ kind: string; amountCents: number; onDay: string }[]> {
  const rows = await sql<{ kind: string; amountCents: number; onDay: string }[]>`
    select l.kind, l.amount_cents, l.on_day
      from ledger_entry l join service_account a on a.id = l.service_account_id
     where a.account_number = ${accountNumber}
     order by l.id`
  return rows.map((row) => ({ ...row }))
}

const booked = async () => (await ledger()).map(({ amountCents }) => amountCents)

/** Every row that an import writes, to see that nothing was added. */
async function rowCounts() {
  const [counts] = await sql`
    select (select count(*) from bill_run) as runs, (select count(*) from service_account) as accounts,
           (select count(*) from bill) as bills, (select count(*) from bill_line) as lines,
           (select count(*) from meter_read) as reads, (select count(*) from received_payment) as received,
           (select count(*) from ledger_entry) as entries, (select count(*) from notice) as notices,
           (select count(*) from nudge) as nudges`
  return { ...counts }
}

describe('F3 the ledger', () => {
  test('F3 books the whole amount due of the first bill, then current charges', async () => {
    await load([account({ accountNumber }), ...aBill('1', '09', { previousCents: 5000 })])
    await load([
      ...aBill('2', '10', { previousCents: 13_417, paymentsCents: 13_417, currentCents: 7000 }),
    ])
    expect(await ledger()).toEqual([
      { kind: 'bill', amountCents: 13_417, onDay: '2026-09-05' },
      { kind: 'bill', amountCents: 7000, onDay: '2026-10-05' },
    ])
  })

  test('F3 takes the first of several bills of one file', async () => {
    await load([
      account({ accountNumber }),
      ...aBill('1', '09', { previousCents: 5000 }),
      ...aBill('2', '10', { previousCents: 13_417, currentCents: 7000 }),
    ])
    expect(await booked()).toEqual([13_417, 7000])
  })

  test('F3 books a P record as a credit, and one that takes it back', async () => {
    await load([
      account({ accountNumber }),
      ...aBill('1', '09'),
      aPayment('2026-09-20', 8417),
      aPayment('2026-09-21', -8417),
    ])
    expect(await ledger()).toEqual([
      { kind: 'bill', amountCents: 8417, onDay: '2026-09-05' },
      { kind: 'received', amountCents: -8417, onDay: '2026-09-20' },
      { kind: 'received', amountCents: 8417, onDay: '2026-09-21' },
    ])
  })

  test('F3 does not book P records from before the first bill, wherever they stand', async () => {
    await load([
      account({ accountNumber }),
      aPayment('2026-09-04', 100),
      ...aBill('1', '09'),
      aPayment('2026-09-03', 200),
      aPayment('2026-09-05', 300),
    ])
    await load([aPayment('2026-09-02', 400)])
    expect(await booked()).toEqual([8417, -300])
  })

  test('F3 lets a payment wait that came before any bill, until the first bill tells its day', async () => {
    await load([
      account({ accountNumber }),
      aPayment('2026-09-04', 100),
      aPayment('2026-09-06', 200),
    ])
    expect(await booked()).toEqual([])
    await load(aBill('1', '09'))
    await load(aBill('2', '10'))
    expect(await booked()).toEqual([8417, -200, 8417])
  })

  test('F14 books the difference of current charges for a corrected bill, also within one file', async () => {
    await load([
      account({ accountNumber }),
      ...aBill('1', '09', { previousCents: 5000 }),
      ...aBill('2', '10', { previousCents: 13_417, currentCents: 7000 }),
      ...aBill('2b', '10', { previousCents: 13_417, currentCents: 6500, replaces: '2' }),
    ])
    await load(aBill('2c', '10', { previousCents: 13_417, currentCents: 6900, replaces: '2b' }))
    expect(await booked()).toEqual([13_417, 7000, -500, 400])
    const [replaced] = await sql`
      select o.bill_number from bill n join bill o on o.id = n.replaces_id where n.bill_number = ${name('2c')}`
    expect(replaced).toEqual({ billNumber: name('2b') })
  })
})

describe('F17 a file is loaded once and whole', () => {
  test('F17 the same bytes twice are a no-op that says so', async () => {
    const text = fileOf([account({ accountNumber }), ...aBill('1', '09')], `twice-${mark}`)
    expect(await importText(text)).toMatchObject({ outcome: 'loaded', runId: `twice-${mark}` })
    const before = await rowCounts()
    expect(await importText(text)).toMatchObject({ outcome: 'already', runId: `twice-${mark}` })
    expect(await rowCounts()).toEqual(before)
  })

  test('F17 a run id that another file had is refused, and nothing is written', async () => {
    const first = [account({ accountNumber }), ...aBill('1', '09')]
    await importText(fileOf(first, `taken-${mark}`))
    const before = await rowCounts()
    const { outcome, faults } = await importText(fileOf(aBill('2', '10'), `taken-${mark}`))
    expect(outcome).toBe('refused')
    expect(faults.map(showFault)[0]).toMatch(/^line 1, column run id: /)
    expect(await rowCounts()).toEqual(before)
  })

  test.each([
    ['a bill that was loaded', () => aBill('1', '10'), 'line 2, column bill number'],
    [
      'an unknown account',
      () => wholeBill({ accountNumber: '9999999999999' }),
      'line 2, column account number',
    ],
    [
      'an unknown replaced bill',
      () => aBill('2', '10', { replaces: '7' }),
      'line 2, column replaces bill number',
    ],
    [
      'a reference that was loaded',
      () => [aPayment('2026-09-20', 100)],
      'line 2, column reference',
    ],
  ])('F17 %s is refused by line and column, and nothing is written', async (_, records, where) => {
    await load([account({ accountNumber }), ...aBill('1', '09'), aPayment('2026-09-20', 100)])
    const before = await rowCounts()
    const { outcome, faults } = await load(records())
    expect(outcome).toBe('refused')
    expect(faults.map(showFault)[0]?.startsWith(`${where}: `)).toBe(true)
    expect(await rowCounts()).toEqual(before)
  })

  test('F17 of several faults the first line comes first', async () => {
    const wrong = [account({ accountNumber }), ...aBill('1', '09', { amountDueCents: 1 })]
    const { faults } = await load([...wrong, received({ accountNumber: '9999999999998' })])
    const lines = faults.map((fault) => fault.line)
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  })

  test('F17 two imports of one file at the same time load it once', async () => {
    const text = fileOf([account({ accountNumber }), ...aBill('1', '09')], `both-${mark}`)
    const outcomes = await Promise.all([importText(text), importText(text)])
    for (const { outcome } of outcomes) expect(outcome).not.toBe('refused')
    expect(await booked()).toEqual([8417])
  })

  test('F17 a killed loader goes on where it was: no bill doubled, none halved', async () => {
    const file = { accounts: 30, months: 24, seed: `killed ${randomUUID()}`, runOn: '2026-11-23' }
    const bytes = Buffer.from([...syntheticFile(file)].join(''))
    await expect(killedAfter(1, bytes)).rejects.toThrow('killed')
    const half = await unfinishedBillRuns(sql)
    expect(half).toHaveLength(1)
    expect(half[0]!.loadedLines).toBeGreaterThan(0)
    expect(half[0]!.loadedLines).toBeLessThan(half[0]!.lines)
    expect(await finishBillRun(sql, half[0]!.id)).toBe(false)
    const { outcome } = await importBillFile({ sql, seals, bytes })
    expect(outcome).toBe('loaded')
    expect(await unfinishedBillRuns(sql)).toEqual([])
    expect(await runFigures(half[0]!.runId)).toEqual({
      bills: 720,
      twice: 0,
      halves: 0,
      withoutEntry: 0,
      status: 'loaded',
    })
  })

  test('F17 a killed run comes to its end before another file, from its kept bytes', async () => {
    const file = { accounts: 12, months: 24, seed: `kept ${randomUUID()}`, runOn: '2026-11-23' }
    const bytes = Buffer.from([...syntheticFile(file)].join(''))
    await expect(killedAfter(1, bytes)).rejects.toThrow('killed')
    const [half] = await unfinishedBillRuns(sql)
    await load([account({ accountNumber }), ...aBill('1', '09')])
    expect(await unfinishedBillRuns(sql)).toEqual([])
    const figures = await runFigures(half!.runId)
    expect(figures).toMatchObject({ bills: 288, twice: 0, halves: 0, status: 'loaded' })
    expect(await importBillFile({ sql, seals, bytes })).toMatchObject({ outcome: 'already' })
    await continueBillRuns({ sql })
  })

  test('F17 the same batch twice adds nothing, and one that is not next is refused', async () => {
    const id = randomUUID()
    await sql`
      insert into bill_run (id, run_id, source, run_on, sha256, lines, accounts, bills, payments)
      values (${id}, ${id}, 'test', '2026-11-20', ${id}, 9, 1, 0, 0)`
    const [run] = await unfinishedBillRuns(sql)
    const batch = { afterLine: 0, throughLine: 4, accounts: [], bills: [], payments: [] }
    expect(await loadBatch(sql, run!.id, batch)).toBe(true)
    expect(await loadBatch(sql, run!.id, batch)).toBe(false)
    await expect(
      loadBatch(sql, run!.id, { ...batch, afterLine: 6, throughLine: 9 }),
    ).rejects.toThrow('line 6')
    expect(await loadBatch(sql, run!.id, { ...batch, afterLine: 4, throughLine: 9 })).toBe(true)
    expect(await finishBillRun(sql, run!.id)).toBe(true)
  })
})

/** Imports until so many batches are in, then dies as a killed program does. */
async function killedAfter(batches: number, bytes: Uint8Array) {
  let left = batches
  return await importBillFile({
    sql,
    seals,
    bytes,
    onProgress: () => {
      left -= 1
      if (left === 0) throw new Error('killed')
    },
  })
}

async function runFigures(runId: string) {
  const [figures] = await sql`
    select r.status, count(*)::int as bills, (count(*) - count(distinct b.bill_number))::int as twice,
           count(*) filter (where b.current_cents <> (select coalesce(sum(l.amount_cents), 0) from bill_line l where l.bill_id = b.id)
                              or not exists (select from meter_read m where m.bill_id = b.id))::int as halves,
           count(*) filter (where not exists (select from ledger_entry e where e.bill_id = b.id))::int as without_entry
      from bill_run r join bill b on b.bill_run_id = r.id
     where r.run_id = ${runId} group by r.status`
  return { ...figures }
}

describe('what is stored', () => {
  test('S29 a service that was never seen becomes a kind with a label', async () => {
    const billNumber = name('1')
    await load([
      account({ accountNumber }),
      bill({ accountNumber, billNumber }),
      line({ billNumber, service: 'solid_waste' }),
    ])
    const [kind] = await sql`select label from service_kind where code = 'solid_waste'`
    expect(kind).toEqual({ label: 'Solid waste' })
  })

  test('security T19 no last four digits are stored, in a row or in the kept file', async () => {
    const text = fileOf(
      [account({ accountNumber, taxIdLast4: '8642' }), ...aBill('1', '09')],
      `tax-${mark}`,
    )
    await importText(text)
    const [row] =
      await sql`select tax_id_hmac from service_account where account_number = ${accountNumber}`
    expect(row).toEqual({ taxIdHmac: seals.taxId('8642', accountNumber) })
    const [run] = await sql`select id from bill_run where run_id = ${`tax-${mark}`}`
    let kept = ''
    for await (const { bytes } of billRunParts(sql, run!.id)) kept += bytes
    expect(kept).not.toContain('8642')
    expect(kept).toBe(text.replace(',8642,', `,keyed:${seals.taxId('8642', accountNumber)},`))
  })

  test('F1 an account told anew is changed, and keeps its id', async () => {
    const ids = async () =>
      await sql`
      select id, status, unit from service_account where account_number = ${accountNumber}`
    await load([account({ accountNumber, unit: 'Unit B' }), ...aBill('1', '09')])
    const [before] = await ids()
    await load([account({ accountNumber, status: 'interrupted' })])
    expect(await ids()).toEqual([{ id: before!.id, status: 'interrupted', unit: null }])
  })
})

describe('residents', () => {
  async function resident(other: { box?: boolean; confirmed?: boolean } = {}) {
    const id = randomUUID()
    await sql`
      insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
      values (${id}, ${`r${id.slice(0, 8)}`}, ${`${id.slice(0, 8)}@example.com`},
              ${other.confirmed === false ? null : new Date()}, 'x', 'first_pet', 'x')`
    await sql`
      insert into account_link (portal_account_id, service_account_id)
      select ${id}, id from service_account where account_number = ${accountNumber}`
    await sql`
      insert into notice_preference (portal_account_id, new_document) values (${id}, ${other.box ?? true})`
    return id
  }

  const enroll = async (portalAccountId: string) =>
    await sql`
    insert into paperless_enrollment (id, service_account_id, portal_account_id)
    select ${randomUUID()}, id, ${portalAccountId} from service_account where account_number = ${accountNumber}`

  async function notices() {
    const rows = await sql<{ recipient: string; nudges: number }[]>`
      select n.recipient, (select count(*)::int from nudge d where d.kind = 'bill_run' and d.id = n.bill_run_id) as nudges
        from notice n
        join bill b on b.id = (n.params ->> 'billId')::uuid
        join service_account a on a.id = b.service_account_id
       where a.account_number = ${accountNumber} and n.template = 'new_document'
       order by n.created_at, n.id`
    return rows.map((row) => ({ ...row }))
  }

  const firstBillOn = async () => {
    const rows = await sql<{ firstBillOn: string | null }[]>`
      select e.first_bill_on from paperless_enrollment e join service_account a on a.id = e.service_account_id
       where a.account_number = ${accountNumber}`
    return rows.map((row) => row.firstBillOn)
  }

  test('F2 the first bill loaded while enrolled is the first electronic one, and stays it', async () => {
    await load([account({ accountNumber }), ...aBill('1', '09')])
    await enroll(await resident())
    expect(await firstBillOn()).toEqual([null])
    await load(aBill('2', '10'))
    expect(await firstBillOn()).toEqual(['2026-10-05'])
    await load(aBill('3', '11'))
    expect(await firstBillOn()).toEqual(['2026-10-05'])
  })

  test('F13 New Document goes once to each linked resident with the box on and a confirmed address, by its run', async () => {
    await load([account({ accountNumber }), ...aBill('1', '09')])
    const wants = await resident()
    const alsoWants = await resident()
    await resident({ box: false })
    await resident({ confirmed: false })
    await enroll(wants)
    const text = fileOf(aBill('2', '10'), `notices-${mark}`)
    await importText(text)
    await importText(text)
    const told = await notices()
    expect(told.map(({ recipient }) => recipient).toSorted()).toEqual(
      [wants, alsoWants].map((id) => `${id.slice(0, 8)}@example.com`).toSorted(),
    )
    expect(told.map(({ nudges }) => nudges)).toEqual([1, 1]) // the run's own, when its bills were in
  })

  test('F13 an account that is not enrolled gets paper and no notice', async () => {
    await load([account({ accountNumber }), ...aBill('1', '09')])
    await resident()
    await load(aBill('2', '10'))
    expect(await notices()).toEqual([])
  })
})
