import { findBillRun } from '../../../sql/bill-runs.js'
import type { Sql } from '../../../sql/database.js'
import * as locations from '../../../sql/locations.js'
import { seals as sealsOf } from '../../adapters/vault-sealed.js'
import { importBillFile } from '../../bill-import.js'
import { showFault } from '../../domain/bill-file.js'
import { cityDay } from '../../domain/city-date.js'
import { readLocationFile } from '../../domain/location-file.js'
import type { Seals } from '../../ports.js'
import { historyFile, historyRunId, newestFile, newestRunId } from './files.js'
import { locationFile } from './locations.js'
import { settleResidents } from './people.js'
import { setUpRecurring } from './recurring.js'
import { settleStaff } from './staff.js'

export interface SampleCity {
  readonly sql: Sql
  readonly databaseUrl: string
  readonly sandboxUrl: string
  readonly keysDir: string
  /** The Clock port's now; its city day plays the mocks' November 23, 2026, on the first start. */
  readonly now: Date
}

/**
 * The sample city (F20): 24 months of bills, residents who sign in, their newest bills, and Dana's recurring payments.
 * The last bill run is the mark that it is whole: a second start finds it and adds nothing, a killed one goes on with
 * the first start's day.
 *
 * @returns Whether anything was done.
 */
export async function seedSampleCity(city: SampleCity): Promise<{ seeded: boolean }> {
  const { sql } = city
  await settleStaff(sql) // also in a city of before there was a console
  const newest = await findBillRun(sql, { runId: newestRunId })
  // A start that was killed right after the last bill run has this left to do.
  if (newest?.status === 'loaded') return { seeded: await setUpRecurring(sql) }
  const begun = await findBillRun(sql, { runId: historyRunId })
  const today = begun?.runOn ?? cityDay(city.now)
  const seals = sealsOf({ keysDir: city.keysDir })
  await load(sql, seals, historyFile(today))
  await settleResidents(sql, seals, today)
  await addLocations(sql)
  await load(sql, seals, newestFile(today))
  await setUpRecurring(sql)
  return { seeded: true }
}

async function addLocations(sql: Sql): Promise<void> {
  const read = readLocationFile(Buffer.from(locationFile))
  if ('faults' in read)
    throw new Error(`the sample city’s own locations are refused: ${read.faults.map(showFault)[0]}`)
  await locations.replaceAll(sql, read.places, 'sample city')
}

async function load(sql: Sql, seals: Seals, lines: Iterable<string>): Promise<void> {
  const { outcome, faults } = await importBillFile({
    sql,
    seals,
    bytes: Buffer.from([...lines].join('')),
  })
  if (outcome === 'refused') {
    throw new Error(`the sample city’s own bill file is refused: ${faults.map(showFault)[0]}`)
  }
}
