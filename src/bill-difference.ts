import { type AccountDifference, compareAccounts } from '../sql/bill-differences.js'
import { type BillRun, lastBillRun, unfinishedBillRuns } from '../sql/bill-runs.js'
import type { Sql } from '../sql/database.js'
import { type BillFileSource, billFileReader, wholeLines } from './adapters/bill-file.js'
import { checkBillFile, type Intake } from './bill-intake.js'
import type { AccountRecord, BillFileSummary } from './domain/bill-file.js'
import { readRecord } from './domain/bill-file-record.js'
import type { Seals } from './ports.js'

/** What a bill file would change, without anything being written: `bills import --dry-run`. */
export interface Difference {
  readonly outcome: 'right'
  readonly summary: BillFileSummary
  readonly accounts: AccountDifference
  /** The run that was accepted last. */
  readonly last: BillRun | undefined
  /** Runs that are loading: what they bring is known for the check, but not yet among the accounts. */
  readonly loading: number
}

interface Given {
  readonly sql: Sql
  readonly seals: Pick<Seals, 'taxId'>
  readonly source: BillFileSource
  readonly onChecked?: ((lines: number) => void) | undefined
}

const accountsInPortion = 1_000

/** @throws When the file can't be read. */
export async function differenceOf(
  given: Given,
): Promise<Difference | Exclude<Intake, { outcome: 'accepted' }>> {
  const { sql } = given
  const read = await checkBillFile(given)
  if ('outcome' in read) return read
  const sum = { added: 0, changed: 0, same: 0 }
  for await (const accounts of accountsOf(given)) {
    const some = await compareAccounts(sql, accounts)
    sum.added += some.added
    sum.changed += some.changed
    sum.same += some.same
  }
  const [last, loading] = await Promise.all([lastBillRun(sql), unfinishedBillRuns(sql)])
  const { summary } = read
  return { outcome: 'right', summary, accounts: sum, last, loading: loading.length }
}

async function* accountsOf({ source, seals }: Given) {
  const keyed = ({ kind: _, taxIdLast4, ...account }: AccountRecord) => ({
    ...account,
    taxIdHmac: taxIdLast4 && seals.taxId(taxIdLast4, account.accountNumber),
  })
  let accounts: ReturnType<typeof keyed>[] = []
  const rows = billFileReader()
  for await (const block of wholeLines(source.open())) {
    for (const { cells } of rows(block)) {
      if (cells?.[0] !== 'A') continue
      const record = readRecord(cells, () => {})
      if (record?.kind === 'A') accounts.push(keyed(record))
      if (accounts.length < accountsInPortion) continue
      yield accounts
      accounts = []
    }
  }
  yield accounts
}
