import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import { look } from '../../sql/recurring-steps.js'
import { vault } from '../../src/adapters/vault-sealed.js'
import { daysBetween } from '../../src/domain/city-date.js'
import type { BankAccountId, EnrollmentId } from '../../src/domain/ids.js'
import { normalizeAnswer } from '../../src/domain/security-question.js'
import { makeKeys } from '../../src/local/keys.js'
import { sampleDirectory } from '../../src/local/sample-city/directory.js'
import { historyFile, newestFile } from '../../src/local/sample-city/files.js'
import { seedSampleCity } from '../../src/local/sample-city/index.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import { check } from '../support/bill-records.js'
import { freshDatabase } from '../support/database.js'

/** The mocks' moment: 10:40 on November 23, 2026, in the city. */
const now = new Date('2026-11-23T15:40:00Z')
const today = '2026-11-23'

const keysDir = mkdtempSync(join(tmpdir(), 'sample-city-'))
let sql: Sql & { url: string }

const seed = async (at = now) =>
  await seedSampleCity({
    sql,
    databaseUrl: sql.url,
    sandboxUrl: 'http://127.0.0.1:1',
    keysDir,
    now: at,
  })

beforeAll(async () => {
  sql = await freshDatabase()
  await makeKeys(keysDir)
  expect(await seed()).toEqual({ seeded: true })
})

afterAll(() => rmSync(keysDir, { recursive: true, force: true }))

async function whitfield(nickname: string) {
  const [account] = await sql<
    {
      id: string
      accountNumber: string
      balanceCents: number
      status: string
      firstBillOn: string | null
      enrolled: boolean
    }[]
  >`
    select c.id, c.account_number, c.balance_cents, c.status, e.first_bill_on, e.id is not null as enrolled
      from account_link k
      join portal_account r on r.id = k.portal_account_id
      join check_accounts c on c.id = k.service_account_id
      left join paperless_enrollment e on e.service_account_id = c.id and e.ended_at is null
     where r.username = 'dwhitfield' and k.nickname = ${nickname}`
  const bills = await sql<
    { id: string; billedOn: string; dueOn: string; amountDueCents: number; pastDueCents: number }[]
  >`
    select id, billed_on, due_on, amount_due_cents, past_due_cents
      from bill where service_account_id = ${account!.id} order by billed_on desc limit 100`
  return { ...account!, bills }
}

describe('F20 dwhitfield as in the mocks', () => {
  test.each([
    ['Home', '0048291533710', 8417, '2026-11-20', '2026-12-14', 0],
    ['Rental', '0048830119204', 16_892, '2026-11-16', '2026-12-04', 0],
    ['Mom’s house', '0193662007415', 21_246, '2026-11-17', '2026-12-09', 9730],
    ['Shop', '0770154002286', 0, '2026-11-03', '2026-11-25', 0],
  ])(
    'F3 %s has its number, balance, days and past-due part',
    async (nickname, number, cents, billedOn, dueOn, past) => {
      const { accountNumber, balanceCents, status, bills } = await whitfield(nickname)
      expect({ accountNumber, balanceCents, status }).toEqual({
        accountNumber: number,
        balanceCents: cents,
        status: 'active',
      })
      expect(bills).toHaveLength(24) // S27
      expect(bills[0]).toMatchObject({ billedOn, dueOn, pastDueCents: past })
    },
  )

  test('Home’s bills are those of Bill History', async () => {
    const { bills } = await whitfield('Home')
    expect(
      bills.slice(0, 6).map((bill) => [bill.billedOn, bill.dueOn, bill.amountDueCents]),
    ).toEqual([
      ['2026-11-20', '2026-12-14', 8417],
      ['2026-10-21', '2026-11-14', 9140],
      ['2026-09-21', '2026-10-14', 10_275],
      ['2026-08-20', '2026-09-14', 12_490],
      ['2026-07-21', '2026-08-14', 13_822],
      ['2026-06-19', '2026-07-14', 11_602],
    ])
  })

  test('Home’s newest bill has the lines and the read of the printed one', async () => {
    const { bills } = await whitfield('Home')
    const lines = await sql<{ description: string; amountCents: number }[]>`
      select description, amount_cents from bill_line where bill_id = ${bills[0]!.id} order by position`
    expect(lines.map((line) => [line.description, line.amountCents])).toEqual([
      ['Water usage, 4 Ccf at $1.89', 756],
      ['Water usage, 2 Ccf at $2.52', 504],
      ['Water fixed fee', 512],
      ['Water availability fee', 384],
      ['Sewer usage, 6 Ccf at $6.03', 3618],
      ['Sewer fixed fee', 512],
      ['Sewer availability fee', 1146],
      ['Storm water', 985],
    ])
    const reads = await sql`
      select meter_number, from_on, to_on, previous_read, current_read, usage_ccf from meter_read where bill_id = ${bills[0]!.id}`
    expect(reads).toEqual([
      {
        meterNumber: '60214487',
        fromOn: '2026-10-19',
        toOn: '2026-11-18',
        previousRead: '1842.000',
        currentRead: '1848.000',
        usageCcf: '6.000',
      },
    ])
  })

  test('Home’s water use is the chart’s, February estimated', async () => {
    const { id } = await whitfield('Home')
    const reads = await sql<{ usage: number; kind: string; month: string }[]>`
      select m.usage_ccf::float as usage, m.kind, to_char(b.billed_on, 'YYYY-MM') as month
        from meter_read m join bill b on b.id = m.bill_id
       where b.service_account_id = ${id} order by b.billed_on`
    expect(reads.map(({ usage }) => usage)).toEqual([
      5, 5, 4, 5, 6, 7, 9, 11, 10, 8, 6, 5, 5, 4, 5, 5, 6, 8, 10, 12, 11, 8, 7, 6,
    ])
    expect(reads.filter(({ kind }) => kind === 'estimated').map(({ month }) => month)).toEqual([
      '2026-02',
    ])
  })

  test('Rental’s last 12 bills were $71.08 to $168.92, one of them over $150.00', async () => {
    const { bills } = await whitfield('Rental')
    const cents = bills.slice(0, 12).map((bill) => bill.amountDueCents)
    expect([Math.min(...cents), Math.max(...cents)]).toEqual([7108, 16_892])
    expect(cents.filter((amount) => amount > 15_000)).toHaveLength(1)
  })

  test('F2 Home and Rental had their first electronic bill, Shop waits, Mom’s house gets paper', async () => {
    const firstBillOn = async (nickname: string) => {
      const { enrolled, firstBillOn } = await whitfield(nickname)
      return enrolled ? firstBillOn : 'paper'
    }
    expect(await firstBillOn('Home')).toBe('2026-11-20')
    expect(await firstBillOn('Rental')).toBe('2026-11-16')
    expect(await firstBillOn('Shop')).toBeNull()
    expect(await firstBillOn('Mom’s house')).toBe('paper')
  })

  test('S38 checking 4471 and savings 0092 are saved, and the worker’s key opens them', async () => {
    const saved = await sql<{ id: BankAccountId; kind: string; last4: string; sealed: string }[]>`
      select b.id, b.kind, b.last4, b.sealed
        from bank_account b join portal_account r on r.id = b.portal_account_id
       where r.username = 'dwhitfield' and b.saved order by b.last4 desc`
    expect(saved.map(({ kind, last4 }) => `${kind} ${last4}`)).toEqual([
      'checking 4471',
      'savings 0092',
    ])
    for (const { id, sealed, last4 } of saved) {
      const numbers = vault({ keysDir }).open(sealed, id)
      expect(numbers).toEqual({ routing: '053000219', account: expect.stringMatching(`${last4}$`) })
    }
  })
})

describe('F20 the others', () => {
  test('each of 200 residents has a linked, paperless account with its first electronic bill, something due and a bank account', async () => {
    const [counts] = await sql`
      select count(*)::int as residents, min(c.balance_cents) > 0 as all_owe,
             bool_and(e.first_bill_on is not null) as all_electronic, bool_and(b.id is not null) as all_can_pay
        from portal_account r
        join account_link k on k.portal_account_id = r.id
        join check_accounts c on c.id = k.service_account_id
        left join paperless_enrollment e on e.service_account_id = c.id and e.ended_at is null
        left join bank_account b on b.portal_account_id = r.id and b.saved
       where r.username like 'resident%'`
    expect(counts).toEqual({ residents: 200, allOwe: true, allElectronic: true, allCanPay: true })
  })

  test('no resident’s bank account ends in digits that the sandbox obeys', async () => {
    const rows = await sql`
      select last4 from bank_account b join portal_account r on r.id = b.portal_account_id
       where r.username like 'resident%' and (last4 like '00%' or last4 like '90%' or last4 like '95%')`
    expect(rows).toEqual([])
  })

  test('S22 a landlord has 30 accounts, one interrupted and in debt, one with a credit of $12.40', async () => {
    const accounts = await sql<{ status: string; balanceCents: number }[]>`
      select c.status, c.balance_cents from check_accounts c
        join account_link k on k.service_account_id = c.id
        join portal_account r on r.id = k.portal_account_id
       where r.username = 'landlord01'`
    expect(accounts).toHaveLength(30)
    expect(accounts.filter(({ balanceCents }) => balanceCents === -1240)).toHaveLength(1)
    const interrupted = accounts.filter(({ status }) => status === 'interrupted')
    expect(interrupted).toHaveLength(1)
    expect(interrupted[0]!.balanceCents).toBeGreaterThan(10_000)
  })

  test('S27 every account has 24 bills with a read each, and its newest bill’s amount due is its balance', async () => {
    const odd = await sql`
      select c.account_number from check_accounts c
        join lateral (select amount_due_cents from bill b where b.service_account_id = c.id
                       order by billed_on desc limit 1) newest on true
       where (select count(*) from bill b join meter_read m on m.bill_id = b.id where b.service_account_id = c.id) <> 24
          or (newest.amount_due_cents <> c.balance_cents and c.account_number <> '0770154002286')`
    expect(odd).toEqual([])
    const [counts] = await sql`select count(*)::int as accounts from service_account`
    expect(counts!.accounts).toBeGreaterThanOrEqual(250)
  })

  test('everybody signs in with the password and the answer that /dev tells', async () => {
    const { residents } = await sampleDirectory(sql)
    expect(residents).toHaveLength(202)
    expect(residents[0]).toEqual({
      username: 'dwhitfield',
      password: 'correct horse battery staple',
      securityAnswer: 'blue heron',
      email: 'dwhitfield@example.com',
    })
    const [row] =
      await sql`select password_hash, answer_hash from portal_account where username = 'resident117'`
    expect(await verify(row!.passwordHash, residents[0]!.password)).toBe(true)
    expect(await verify(row!.answerHash, normalizeAnswer(residents[0]!.securityAnswer))).toBe(true)
  })

  test('S19 at least 20 bills can be linked, and one that was linked is no longer listed', async () => {
    const { linkable } = await sampleDirectory(sql)
    expect(linkable.length).toBeGreaterThanOrEqual(20)
    const [first] = linkable
    const [account] = await sql`
      select a.street_number, a.tax_id_hmac is not null as keyed from service_account a where account_number = ${first!.accountNumber}`
    expect(account).toEqual({ streetNumber: first!.streetNumber, keyed: true })
    await sql`
      insert into account_link (portal_account_id, service_account_id)
      select r.id, a.id from portal_account r, service_account a
       where r.username = 'resident001' and a.account_number = ${first!.accountNumber}`
    const after = await sampleDirectory(sql)
    expect(after.linkable).toEqual(linkable.slice(1))
    await sql`
      delete from account_link where service_account_id in (select id from service_account where account_number = ${first!.accountNumber})`
  })
})

test('F20 Dana’s Home is paid by itself and Rental’s newest bill waits for an OK, by the rules of the product', async () => {
  const rows = await sql<{ id: EnrollmentId; accountNumber: string }[]>`
    select e.id, a.account_number from recurring_enrollment e join service_account a on a.id = e.service_account_id
     order by a.account_number`
  const outcomes = []
  for (const { id, accountNumber } of rows) {
    const { enrollment } = (await look(sql, id))!
    outcomes.push([accountNumber, await decideBill(sql, id, enrollment.undecidedBillId!)])
  }
  expect(outcomes).toEqual([
    ['0048291533710', 'schedule'],
    ['0048830119204', 'ask'],
  ])
})

test('F20 seeding twice adds nothing, on a later day too', async () => {
  const counts = async () =>
    await sql`
    select (select count(*) from bill) as bills, (select count(*) from ledger_entry) as entries,
           (select count(*) from account_link) as links, (select count(*) from bank_account) as banks,
           (select count(*) from notice) as notices, (select count(*) from recurring_terms) as terms, (select count(*) from portal_account) as residents`
  const before = await counts()
  expect(await seed()).toEqual({ seeded: false })
  expect(await seed(new Date('2026-12-05T12:00:00Z'))).toEqual({ seeded: false })
  expect(await counts()).toEqual(before)
})

test('F20 a start that was killed half way goes on with its first day', async () => {
  const other = await freshDatabase()
  const start = async (at: Date) =>
    await seedSampleCity({ sql: other, databaseUrl: other.url, sandboxUrl: '', keysDir, now: at })
  // Killed between the files: the last run is gone, as if it had never been.
  await start(now)
  for (const table of ['ledger_entry', 'recurring_terms', 'recurring_enrollment'])
    await other`alter table ${other(table)} disable trigger user`
  await other`delete from notice`
  await other`delete from recurring_terms`
  await other`delete from recurring_enrollment`
  await other`delete from ledger_entry where bill_id in (select b.id from bill b join bill_run r on r.id = b.bill_run_id where r.run_id = 'sample-city-newest')`
  await other`delete from bill where bill_run_id in (select id from bill_run where run_id = 'sample-city-newest')`
  await other`delete from bill_run where run_id = 'sample-city-newest'`
  expect(await start(new Date('2026-11-25T12:00:00Z'))).toEqual({ seeded: true })
  const figures = async (db: Sql) =>
    await db`
    select account_number, balance_cents from check_accounts order by account_number`
  expect(await figures(other)).toEqual(await figures(sql))
})

test('F20 the same day gives the same bytes, another day other ones, always a right file', () => {
  const text = (lines: Iterable<string>) => [...lines].join('')
  expect(text(historyFile(today))).toBe(text(historyFile(today)))
  expect(text(newestFile(today))).toBe(text(newestFile(today)))
  expect(text(newestFile('2026-11-24'))).not.toBe(text(newestFile(today)))
  const made = { accounts: 20, months: 3, runOn: today }
  expect(text(syntheticFile({ ...made, seed: 'a' }))).toBe(
    text(syntheticFile({ ...made, seed: 'a' })),
  )
  expect(text(syntheticFile({ ...made, seed: 'b' }))).not.toBe(
    text(syntheticFile({ ...made, seed: 'a' })),
  )
})

// Month ends, leap days and turns of the year: one bill a month and no fault, whatever today is.
test.each(['2026-03-01', '2026-03-31', '2027-01-01', '2027-12-31', '2028-02-29', '2028-03-03'])(
  'F20 on %s the files are right and every account has a bill in each of 24 months',
  (day) => {
    const { faults, records } = check([...historyFile(day)].join(''))
    expect(faults).toEqual([])
    const newest = check([...newestFile(day)].join('')).records
    const home = [...records, ...newest].filter(
      (record) => record.kind === 'B' && record.accountNumber === '0048291533710',
    )
    const months = home.map((record) => (record.kind === 'B' ? record.billedOn.slice(0, 7) : ''))
    expect(new Set(months).size).toBe(24)
    const last = newest.find((record) => record.kind === 'B')
    expect(last?.kind === 'B' && daysBetween(day, last.dueOn)).toBe(21)
    for (const record of records) {
      if (record.kind === 'P') expect(record.receivedOn <= day).toBe(true)
    }
  },
)
