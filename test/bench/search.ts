import { connect } from '../../sql/database.js'
import { nextAddress, remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'

const people = 300_000

/** The console's search over 300,000 residents, by everything that it takes. Goal: p95 of 150 ms. */
export async function benchSearch(stack: Stack, { short = false } = {}): Promise<string[]> {
  const sql = connect(stack.run().databaseUrl, { max: 1, statementSeconds: 600 })
  try {
    await settle(sql, short ? people / 10 : people)
    const cookie = await signIn(stack)
    const count = short ? 40 : 300
    const all: number[] = []
    const lines: string[] = []
    for (const [what, query] of Object.entries(queries)) {
      const times: number[] = []
      for (let nth = 0; nth < count; nth += 1)
        times.push(
          await search(stack, cookie, query(1 + ((nth * 7919) % (short ? people / 10 : people)))),
        )
      all.push(...times)
      lines.push(
        `search by ${what}: p95 ${p95(times)} ms, slowest ${Math.max(...times).toFixed(0)} ms`,
      )
    }
    return [
      ...lines,
      `search over ${people} residents, ${all.length} requests: p95 ${p95(all)} ms (goal 150)`,
    ]
  } finally {
    await sql.end()
  }
}

const p95 = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!.toFixed(0)

const streets = [
  'Elm Street',
  'Mill Lane',
  'Laurel Avenue',
  'Commonwealth Avenue',
  'Providence Road',
]
const streetOf = (nth: number) => streets[nth % streets.length]!
const houseOf = (nth: number) => 1 + (nth % 9_000)

/** As `settle` makes them. */
const queries: Record<string, (nth: number) => string> = {
  username: (nth) => `bench${nth}`,
  email: (nth) => `bench${nth}@bench.example`,
  phone: (nth) => `704${String(2_000_000 + nth)}`,
  'account number': (nth) => `9${String(nth).padStart(12, '0')}`,
  'whole address': (nth) => `${houseOf(nth)} ${streetOf(nth)}`,
  'beginning of an address': (nth) => `${houseOf(nth)} ${streetOf(nth).slice(0, 2)}`,
  'three digits of an address': (nth) => String(100 + (nth % 900)),
  'nothing that is there': (nth) => `nobody${nth}`,
}

/** Residents, accounts and links by SQL; the limits of triggers would take longer than the bench. */
async function settle(sql: ReturnType<typeof connect>, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash, name, phone)
      select gen_random_uuid(), 'bench' || n, 'bench' || n || '@bench.example', now(), 'none', 'first_pet', 'none',
             'Bench Resident ' || n, '704-' || left((2000000 + n)::text, 3) || '-' || right((2000000 + n)::text, 4)
        from generate_series(1, ${count}) n`
    await tx`
      insert into service_account (id, account_number, holder_kind, holder_name, street_number, street, city, state, zip, status)
      select gen_random_uuid(), '9' || lpad(n::text, 12, '0'), 'person', 'Bench Holder ' || n, (1 + n % 9000)::text,
             (${streets}::text[])[1 + n % ${streets.length}], 'Charlotte', 'NC', '28202', 'active'
        from generate_series(1, ${count}) n`
    await tx`
      insert into account_link (portal_account_id, service_account_id)
      select a.id, s.id from portal_account a
        join service_account s on s.account_number = '9' || lpad(substr(a.username, 6), 12, '0')
       where a.username ~ '^bench[0-9]+$'`
  })
  await sql`analyze`
}

async function signIn(stack: Stack): Promise<string> {
  const browser = remoteBrowser(stack.origin)
  await until(
    async () => {
      const { staff } = await stack.get<{
        staff: { username: string; password: string; code: string }[]
      }>('/dev.json')
      const { username, password, code } = staff[0]!
      const answer = await browser.fill(
        '/staff/sign-in',
        { username, password, code },
        '/staff/sign-in',
      )
      return answer.status === 303
    },
    { ms: 60_000, every: 3_000 },
  )
  return `staff=${browser.cookies.get('staff')}`
}

/** One look-up as the field asks for it while one types. @returns Milliseconds, from the request to the whole answer. */
async function search(stack: Stack, cookie: string, q: string): Promise<number> {
  const headers = {
    cookie,
    'x-forwarded-for': nextAddress(),
    'hx-request': 'true',
    'hx-request-type': 'partial',
  }
  const from = performance.now()
  const answer = await fetch(`${stack.origin}/staff?q=${encodeURIComponent(q)}`, {
    headers,
    redirect: 'manual',
  })
  await answer.text()
  if (answer.status !== 200) throw new Error(`a search answered ${answer.status}`)
  return performance.now() - from
}
