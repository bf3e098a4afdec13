import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  type BillExport,
  exportBytes,
  exportWritten,
  findExport,
  makeExport,
  unwrittenExport,
} from '../../sql/bill-exports.js'
import type { Sql } from '../../sql/database.js'
import { unlessDone } from '../../sql/locks.js'
import { decimalMoney } from '../domain/money.js'
import { counted } from '../domain/number-word.js'
import type { BillsContext } from './bills.js'
import { CommandFault } from './context.js'

/**
 * `bills export FILE`: what is new for the billing system since the last export. `--again RUN` writes a former one.
 *
 * The export is made in the database first, and the file afterwards: whoever is killed in between finds it again as
 * the next export, the same bytes under the same run id.
 */
export async function exportBills(args: string[], { sql, say }: BillsContext): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { again: { type: 'string' } },
  })
  const [file, ...more] = positionals
  if (!file || more.length > 0) return 2
  const told = values.again
    ? await again(sql(), file, values.again)
    : await unlessDone(sql(), 'bill export', async () => await next(sql(), file))
  const { code, line } = told ?? { code: 1, line: 'another export is being written' }
  say(line)
  return code
}

interface Told {
  readonly code: number
  readonly line: string
}

async function next(sql: Sql, file: string): Promise<Told> {
  const left = await unwrittenExport(sql)
  const there = digestOf(file)
  if (there !== undefined && there === left?.sha256) {
    // Its writer was killed when the file was there already.
    await exportWritten(sql, left.id)
    return { code: 0, line: shown(left, file) }
  }
  if (there !== undefined)
    return { code: 1, line: `${file} is there already; nothing was exported` }
  const made = left ?? (await makeExport(sql))
  const fault = await write(sql, made, file)
  if (fault) return fault
  const late = left ? '; what came after it is in the next export' : ''
  return { code: 0, line: `${shown(made, file)}${late}` }
}

async function again(sql: Sql, file: string, runId: string): Promise<Told> {
  const former = await findExport(sql, runId)
  if (!former) return { code: 1, line: `no export is called ${runId}` }
  if (digestOf(file) !== undefined) return { code: 1, line: `${file} is there already` }
  return (await write(sql, former, file)) ?? { code: 0, line: shown(former, file) }
}

/** Whole, then renamed. @returns What the file system says against it; the export stays for the next try. */
async function write(sql: Sql, made: BillExport, file: string): Promise<Told | undefined> {
  const bytes = await exportBytes(sql, made.id)
  const half = `${file}.part`
  try {
    const to = openSync(half, 'w', 0o640) // residents' payments are nobody else's business
    writeFileSync(to, bytes)
    fsyncSync(to)
    closeSync(to)
    renameSync(half, file)
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    return {
      code: 1,
      line: `${file} can’t be written (${code}); run ${made.runId} waits for the next try`,
    }
  }
  await exportWritten(sql, made.id)
  return undefined
}

function digestOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new CommandFault(`${file} can’t be read (${code})`)
  }
}

const shown = (made: BillExport, file: string): string =>
  [
    `exported as run ${made.runId}: ${counted(made.payments, 'payment')} of $${decimalMoney(made.paymentsCents)}`,
    counted(made.paperless, 'paperless change'),
    `${counted(made.links, 'link change')} to ${file}`,
  ].join(', ')
