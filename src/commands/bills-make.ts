import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { movedNow } from '../adapters/clock.js'
import { cityDay, isCityDay } from '../domain/city-date.js'
import { syntheticFile } from '../local/sample-city/synthetic.js'
import type { BillsContext } from './bills.js'

const mostAccounts = 1_000_000
const mostMonths = 120

/** `bills make`: needs neither keys nor, when the day is given, a database. */
export async function makeBills(args: string[], { sql, say }: BillsContext): Promise<number> {
  const given = readMake(args)
  if (typeof given === 'string') {
    say(given)
    return 2
  }
  const runOn = given.runDay ?? cityDay(await movedNow(sql()))
  const { file, accounts, months, seed } = given
  const lines = syntheticFile({ accounts, months, seed, runOn })
  await pipeline(Readable.from(inPortions(lines)), createWriteStream(file))
  say(`${file}: ${accounts} accounts, ${accounts * months} bills, run day ${runOn}`)
  return 0
}

function readMake(
  args: string[],
): { file: string; accounts: number; months: number; seed: string; runDay?: string } | string {
  const options = {
    accounts: { type: 'string' },
    months: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    'run-day': { type: 'string' },
  } as const
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>
  try {
    parsed = parseArgs({ args, options, allowPositionals: true })
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault)
  }
  const { values, positionals } = parsed
  const runDay = values['run-day']
  const [accounts, months] = [Number(values.accounts), Number(values.months)]
  const [file] = positionals
  if (!file || positionals.length !== 1) return 'one FILE is needed'
  if (!(Number.isInteger(accounts) && accounts >= 1 && accounts <= mostAccounts)) {
    return `--accounts is a whole number from 1 to ${mostAccounts}`
  }
  if (!(Number.isInteger(months) && months >= 1 && months <= mostMonths)) {
    return `--months is a whole number from 1 to ${mostMonths}`
  }
  if (runDay !== undefined && !isCityDay(runDay)) return '--run-day is a day as 2026-12-14'
  return { file, accounts, months, seed: values.seed, ...(runDay ? { runDay } : {}) }
}

/** A write for each line would take longer than making it. */
function* inPortions(lines: Iterable<string>): Generator<string> {
  let held = ''
  for (const line of lines) {
    held += line
    if (held.length < 65_536) continue
    yield held
    held = ''
  }
  yield held
}
