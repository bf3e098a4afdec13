import { createHash } from 'node:crypto'
import type { Sql } from '../../sql/database.js'
import { importBillFile } from '../../src/bill-import.js'
import { showFault } from '../../src/domain/bill-file.js'
import { addDays } from '../../src/domain/city-date.js'
import { type Chance, chance } from '../../src/local/sample-city/chance.js'
import { syntheticFile } from '../../src/local/sample-city/synthetic.js'
import type { Seals } from '../../src/ports.js'
import { mutations } from './mutations.js'

/**
 * Spoiled bill files, one after the other (reliability.md 4.5): none may crash the import, none may come in by half, and
 * each refusal names line and column. The same seed makes the same files.
 */
export interface Fuzzed {
  readonly files: number
  readonly refused: number
  readonly loaded: number
  readonly already: number
  /** What must not be, with the seed of the file it happened with. */
  readonly wrong: readonly string[]
  /** How often each way was tried and refused. */
  readonly ways: Readonly<Record<string, { tried: number; refused: number }>>
}

export async function fuzz(
  sql: Sql,
  seals: Seals,
  { seed, count, tell }: { seed: string; count: number; tell?: (done: number) => void },
): Promise<Fuzzed> {
  const wrong: string[] = []
  const ways: Record<string, { tried: number; refused: number }> = {}
  const outcomes = { refused: 0, loaded: 0, already: 0 }
  const names = Object.keys(mutations)
  for (let nth = 0; nth < count; nth += 1) {
    const dice = chance(`${seed}/${nth}`)
    // Every way is tried before any is tried again; sometimes a second one on top.
    const way = names[nth % names.length]!
    const tried = [way, ...(dice.happens(0.2) ? [dice.pick(names)] : [])]
    const bytes = tried.reduce(
      (file, name) => mutations[name]!(file, dice),
      goodFile(`${seed}/${nth}`, dice),
    )
    const before = await rows(sql)
    try {
      const { outcome, faults, runId } = await importBillFile({ sql, seals, bytes })
      outcomes[outcome] += 1
      const kept = ways[way] ?? { tried: 0, refused: 0 }
      ways[way] = { tried: kept.tried + 1, refused: kept.refused + (outcome === 'refused' ? 1 : 0) }
      const unnamed = faults
        .map(showFault)
        .filter((fault) => !/^line \d+, column [^:\n]+: \S/.test(fault))
      if (unnamed.length > 0) throw new Error(`names no place: ${unnamed[0]}`)
      if (outcome === 'refused') {
        if (faults.length === 0) throw new Error('refused without a reason')
        if ((await rows(sql)) !== before) throw new Error('something of a refused file was written')
      }
      if (outcome === 'loaded') {
        const again = await importBillFile({ sql, seals, bytes })
        if (again.outcome !== 'already') throw new Error(`a second time it is ${again.outcome}`)
        const parts = await partial(sql, runId!)
        if (parts) throw new Error(parts)
      }
    } catch (fault) {
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
      wrong.push(
        `${seed}/${nth} ${tried.join(' + ')} (${hash}): ${fault instanceof Error ? fault.message : fault}`,
      )
    }
    tell?.(nth + 1)
  }
  return { files: count, ...outcomes, wrong, ways }
}

/** A right file of accounts and bills that nobody has yet. */
function goodFile(seed: string, dice: Chance): Buffer {
  const file = {
    accounts: dice.int(1, 4),
    months: dice.int(1, 3),
    seed,
    runOn: addDays('2026-11-23', dice.int(-20, 20)),
  }
  return Buffer.from([...syntheticFile(file)].join(''))
}

/** What an import adds to: a number that stays when nothing was written. */
async function rows(sql: Sql): Promise<string> {
  const [row] = await sql`
    select (select count(*) from bill_run) as runs, (select count(*) from bill_run_part) as parts,
           (select count(*) from service_account) as accounts, (select max(updated_at) from service_account) as changed,
           (select max(id) from ledger_entry) as entries, (select count(*) from bill) as bills,
           (select count(*) from received_payment) as received, (select max(seq) from nudge) as nudges,
           (select count(*) from service_kind) as kinds`
  return JSON.stringify(row)
}

/** @returns What of a loaded run is not there, or there twice; undefined when it is whole. */
async function partial(sql: Sql, runId: string): Promise<string | undefined> {
  const [run] = await sql<Record<string, number | boolean>[]>`
    select r.status = 'loaded' and r.loaded_lines = r.lines and r.loaded_bills = r.bills as whole,
           r.bills - (select count(*)::int from bill b where b.bill_run_id = r.id) as bills,
           r.payments - (select count(*)::int from received_payment p where p.bill_run_id = r.id) as payments,
           r.amount_due_cents - (select coalesce(sum(b.amount_due_cents), 0) from bill b where b.bill_run_id = r.id) as due,
           (select count(*)::int from bill b where b.bill_run_id = r.id
               and (b.current_cents <> (select coalesce(sum(l.amount_cents), 0) from bill_line l where l.bill_id = b.id)
                    or (select count(*) from ledger_entry e where e.bill_id = b.id) <> 1)) as halves
      from bill_run r where r.run_id = ${runId}`
  if (!run) return 'it is loaded, and no run is there'
  const { whole, ...differences } = run
  const missing = Object.entries(differences).filter(([, count]) => count !== 0)
  if (whole && missing.length === 0) return undefined
  return `a partial import: ${JSON.stringify(run)}`
}
