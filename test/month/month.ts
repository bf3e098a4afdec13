import type { Sql } from '../../sql/database.js'
import * as processorEvents from '../../sql/processor-events.js'
import { tableMailer } from '../../src/adapters/mailer-table.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { seals as sealsOf } from '../../src/adapters/vault-sealed.js'
import { addDays, type CityDay, cityDay, momentOf } from '../../src/domain/city-date.js'
import type { EnrollmentId, HoldId, PaymentId } from '../../src/domain/ids.js'
import { chance as chanceOf } from '../../src/local/sample-city/chance.js'
import { sandboxRig, secret } from '../support/sandbox.js'
import { simulatedTime } from '../support/simulated-time.js'
import { until } from '../support/until.js'
import { runBills } from './bills.js'
import { deeds } from './deeds.js'
import { type Reckoning, reckon } from './reckoning.js'
import { addResidents, type Resident } from './residents.js'

export interface Month {
  readonly reckoning: Reckoning
  /** What happened: a month in which something never did proves nothing. */
  readonly done: Readonly<Record<string, number>>
}

/** Days between two bill runs, and until the last bill's due date is over. */
const days = 32

/**
 * Two bill runs and everything between them, for many residents with recurring payments, in simulated time (N12): real
 * rows, our worker and nudger, the real sandbox.
 *
 * @param sql An empty, migrated database; `sandboxUrl` another one.
 */
export async function month(
  sql: Sql,
  given: { sandboxUrl: string; residents: number; seed: string; tell?: (line: string) => void },
): Promise<Month> {
  const { residents: count, seed, tell = () => {} } = given
  const chance = chanceOf(seed)
  const rig = await sandboxRig(given.sandboxUrl, (event, raw) =>
    processorEvents.store(sql, event, raw),
  )
  const time = await simulatedTime(sql, {
    processor: processorHttp({ url: rig.url(), secret, timeoutMs: 2_000 }),
    mailer: tableMailer(sql),
  })
  const seals = sealsOf({ keysDir: time.keysDir })
  const done: Record<string, number> = {}
  const life = deeds(sql, chance, done)
  const now = async () => (await sql<{ now: Date }[]>`select portal_now() as now`)[0]!.now
  const today = async () => cityDay(await now())
  const quiet = () => until(() => atRest(sql), { ms: 180_000, every: 50 })

  /** To five past six: whatever is sent on that day goes out, and its outcome comes in real time. */
  async function nextMorning(): Promise<CityDay> {
    const before = await now()
    const day = cityDay(before)
    const six = momentOf(addDays(day, 1), 6).getTime() + 300_000
    await time.skip(`${six - before.getTime()}ms`)
    await quiet()
    return await today()
  }

  try {
    await time.setClock()
    await runBills(sql, seals, { number: 0, count, today: await today(), chance })
    const residents = await addResidents(sql, seals, count, chance)
    const enrolled = new Map<string, EnrollmentId>()
    await inTurn(residents, async (resident) =>
      enrolled.set(resident.id, await life.setUp(resident)),
    )
    await quiet()
    for (const number of [1, 2]) {
      await nextMorning()
      await runBills(sql, seals, { number, count, today: await today(), chance })
      await quiet()
      for (let day = 1; day <= days; day += 1) {
        await live({ sql, residents, enrolled, chance, life, now: await now() })
        await quiet()
        await nextMorning()
      }
      tell(`bill run ${number} is over: ${await told(sql)}`)
    }
    const rows = await sql<{ what: string; count: number }[]>`
      select status as what, count(*)::int as count from payment group by 1
       union all select 'hold ' || status, count(*)::int from bill_hold group by 1
       union all select 'recurring ' || status, count(*)::int from recurring_enrollment group by 1`
    for (const { what, count } of rows) done[what] = count
    return { reckoning: await reckon(sql, await rig.ledger()), done }
  } finally {
    await time.stop()
    await rig.stop()
  }
}

interface Living {
  readonly sql: Sql
  readonly residents: readonly Resident[]
  readonly enrolled: ReadonlyMap<string, EnrollmentId>
  readonly chance: ReturnType<typeof chanceOf>
  readonly life: ReturnType<typeof deeds>
  readonly now: Date
}

/** One day: some authorize, some cancel, some pay by hand, a few stop or unenroll. */
async function live({ sql, residents, enrolled, chance, life, now }: Living): Promise<void> {
  const payer = new Map(residents.map((resident) => [resident.id as string, resident]))
  const open = await sql<{ id: HoldId; payerId: string; dueOn: CityDay; owedCents: number }[]>`
    select h.id, h.payer_id, h.due_on, least(h.amount_cents, m.balance - m.moving)::int as owed_cents
      from bill_hold h
     cross join lateral (
           select (select coalesce(sum(amount_cents), 0) from ledger_entry where service_account_id = h.service_account_id) as balance,
                  (select coalesce(sum(amount_cents), 0) from payment
                    where service_account_id = h.service_account_id
                      and (status in ('submitting', 'unknown', 'pending', 'needs_attention')
                           or (status = 'scheduled' and source = 'one_time'))) as moving) m
     where h.status = 'open' order by h.id`
  for (const hold of open)
    if (chance.happens(0.05) && hold.owedCents > 0)
      await life.authorize({ ...hold, payer: payer.get(hold.payerId)!, now })
  const waiting = await sql<{ id: PaymentId; payerId: string }[]>`
    select id, payer_id from payment where status = 'scheduled' and source = 'recurring' order by id`
  for (const { id, payerId } of waiting)
    if (chance.happens(0.005)) await life.cancel(id, payer.get(payerId)!)
  for (const resident of residents) {
    if (chance.happens(0.004)) await life.payByHand(resident, chance.int(5, 90) * 100, now)
    if (chance.happens(0.001)) await life.stop(enrolled.get(resident.id)!, resident)
    if (chance.happens(0.001)) await life.unenroll(resident)
  }
}

/** Nothing happens by itself any more, until time passes. */
async function atRest(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ busy: boolean }[]>`
    select exists (select from nudge)
        or exists (select from notice where state = 'waiting')
        or exists (select from processor_event where applied_at is null)
        or exists (select from payment where status in ('submitting', 'pending')
                      or (status = 'scheduled' and send_at <= portal_now())
                      or (status = 'unknown' and ask_at <= portal_now())) as busy`
  return !row!.busy
}

async function told(sql: Sql): Promise<string> {
  const rows = await sql<{ status: string; count: number }[]>`
    select status, count(*)::int as count from payment group by 1 order by 1`
  return rows.map(({ status, count }) => `${count} ${status}`).join(', ')
}

/** Some at a time: Postgres has ten connections for us. */
async function inTurn<T>(all: readonly T[], deed: (one: T) => Promise<unknown>): Promise<void> {
  const queue = [...all]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = queue.shift(); one; one = queue.shift()) await deed(one)
    }),
  )
}
