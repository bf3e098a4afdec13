import type { Sql } from '../../sql/database.js'
import { importBillFile } from '../../src/bill-import.js'
import { writeBillFile } from '../../src/domain/bill-file-write.js'
import { addDays, type CityDay } from '../../src/domain/city-date.js'
import type { Chance } from '../../src/local/sample-city/chance.js'
import type { Seals } from '../../src/ports.js'
import { account, bill, line } from '../support/bill-records.js'
import { accountNumberOf } from './residents.js'

/** One bill run of the month, as the billing system would write it: what is still owed is carried over. */
export async function runBills(
  sql: Sql,
  seals: Seals,
  run: { number: number; count: number; today: CityDay; chance: Chance },
): Promise<void> {
  const { number, count, today, chance } = run
  const balances = new Map(
    (
      await sql<{ accountNumber: string; cents: number; amountDueCents: number | null }[]>`
        select a.account_number,
               coalesce((select sum(l.amount_cents) from ledger_entry l where l.service_account_id = a.id), 0)::bigint as cents,
               (select b.amount_due_cents from bill b where b.service_account_id = a.id
                 order by b.billed_on desc, b.bill_number desc limit 1) as amount_due_cents
          from service_account a where a.account_number like '99%'`
    ).map((row) => [row.accountNumber, row]),
  )
  const records = Array.from({ length: count }, (_, place) => {
    const accountNumber = accountNumberOf(place)
    const before = balances.get(accountNumber)
    const previousCents = before?.amountDueCents ?? 0
    const currentCents = chance.int(20_00, 320_00)
    const billNumber = `M${number}-${place}`
    const days = {
      billedOn: today,
      dueOn: addDays(today, 24),
      periodFrom: addDays(today, -32),
      periodTo: addDays(today, -2),
    }
    return [
      ...(before ? [] : [account({ accountNumber, streetNumber: String(place + 1) })]),
      bill({
        billNumber,
        accountNumber,
        ...days,
        previousCents,
        paymentsCents: previousCents - (before?.cents ?? 0),
        currentCents,
      }),
      line({ billNumber, amountCents: currentCents }),
    ]
  }).flat()
  const file = writeBillFile({ runId: `month-${number}`, runOn: today, source: 'month' }, records)
  const { outcome, faults } = await importBillFile({
    sql,
    seals,
    bytes: Buffer.from([...file].join('')),
  })
  if (outcome !== 'loaded')
    throw new Error(`bill run ${number}: ${outcome} ${JSON.stringify(faults[0])}`)
}
