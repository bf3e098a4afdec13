import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Sql } from '../../sql/database.js'
import { importBillFile } from '../bill-import.js'
import { showFault } from '../domain/bill-file.js'
import { cityDay, isCityDay } from '../domain/city-date.js'
import { syntheticFile } from '../local/sample-city/synthetic.js'
import type { Seals } from '../ports.js'

export interface BillsContext {
  readonly sql: Sql
  readonly seals: Seals
  readonly out: (line: string) => void
}

const usage = [
  'portal bills import FILE',
  'portal bills make --accounts N [--months M] [--seed S] [--run-day yyyy-mm-dd] FILE',
]

const mostAccounts = 1_000_000
const mostMonths = 120

/**
 * `bills import FILE` and `bills make … FILE`.
 *
 * @returns The program's exit code: 0 when all holds, 1 when a file is refused, 2 when the words are not understood.
 */
export async function billsCommand(args: string[], context: BillsContext): Promise<number> {
  const [deed, ...rest] = args
  if (deed === 'import' && rest.length === 1) return await importFile(rest[0]!, context)
  if (deed === 'make') return await makeFile(rest, context)
  for (const line of usage) context.out(line)
  return 2
}

async function importFile(file: string, { sql, seals, out }: BillsContext): Promise<number> {
  const bytes = await readFile(file).catch((fault: NodeJS.ErrnoException) => fault)
  if (bytes instanceof Error) {
    out(`${file} can’t be read (${bytes.code})`)
    return 1
  }
  let told = 0
  const { outcome, runId, faults, counts } = await importBillFile({
    sql,
    seals,
    bytes,
    onProgress: ({ loaded, of }) => {
      // A line for every tenth of the way is enough for a screen and for a log.
      if (loaded < of && (loaded - told) * 10 < of) return
      told = loaded
      out(`${loaded} of ${of} bills`)
    },
  })
  switch (outcome) {
    case 'refused':
      for (const fault of faults) out(showFault(fault))
      out(
        `refused: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}, nothing was written`,
      )
      return 1
    case 'already':
      out(`already imported as run ${runId}`)
      return 0
    case 'loaded':
      out(
        `imported as run ${runId}: ${counts.accounts} accounts, ${counts.bills} bills, ${counts.payments} payments`,
      )
      return 0
  }
}

async function makeFile(args: string[], { sql, out }: BillsContext): Promise<number> {
  const given = readMake(args)
  if (typeof given === 'string') {
    out(given)
    for (const line of usage) out(line)
    return 2
  }
  const runOn = given.runDay ?? (await today(sql))
  const { file, accounts, months, seed } = given
  const lines = syntheticFile({ accounts, months, seed, runOn })
  await pipeline(Readable.from(inPortions(lines)), createWriteStream(file))
  out(`${file}: ${accounts} accounts, ${accounts * months} bills, run day ${runOn}`)
  return 0
}

/** The city's day by the portal's own clock, which may have been moved. */
async function today(sql: Sql): Promise<string> {
  const [row] = await sql<{ now: Date }[]>`select portal_now() as now`
  return cityDay(row!.now)
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
