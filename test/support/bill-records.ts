import { billFileReader, unmarked } from '../../src/adapters/bill-file.js'
import type {
  AccountRecord,
  BillFileFault,
  BillFileRecord,
  BillRecord,
  LineRecord,
  ReadRecord,
  ReceivedRecord,
} from '../../src/domain/bill-file.js'
import { createBillFileChecker } from '../../src/domain/bill-file-check.js'
import type { Known } from '../../src/domain/bill-file-known.js'
import { writeBillFile } from '../../src/domain/bill-file-write.js'

/** Records of a bill file that is right, with what a test wants otherwise. */
export const account = (other: Partial<AccountRecord> = {}): AccountRecord => ({
  kind: 'A',
  accountNumber: '0048291533710',
  holderKind: 'person',
  holderName: 'Dana Whitfield',
  taxIdLast4: '4417',
  streetNumber: '1234',
  street: 'Elm Street',
  unit: undefined,
  city: 'Charlotte',
  state: 'NC',
  zip: '28202',
  status: 'active',
  ...other,
})

/** By default of $84.17, all of it new. */
export function bill(other: Partial<BillRecord> = {}): BillRecord {
  const parts = {
    previousCents: 0,
    paymentsCents: 0,
    adjustmentsCents: 0,
    currentCents: 8417,
    ...other,
  }
  return {
    kind: 'B',
    billNumber: 'B-1',
    accountNumber: '0048291533710',
    billedOn: '2026-11-20',
    dueOn: '2026-12-14',
    periodFrom: '2026-10-19',
    periodTo: '2026-11-18',
    amountDueCents:
      parts.previousCents - parts.paymentsCents + parts.adjustmentsCents + parts.currentCents,
    pastDueCents: 0,
    replaces: undefined,
    ...parts,
  }
}

export const line = (other: Partial<LineRecord> = {}): LineRecord => ({
  kind: 'L',
  billNumber: 'B-1',
  service: 'water',
  description: 'Water usage, 4 Ccf at $1.89',
  quantity: 4000,
  unit: 'Ccf',
  amountCents: 8417,
  ...other,
})

export const read = (other: Partial<ReadRecord> = {}): ReadRecord => ({
  kind: 'R',
  billNumber: 'B-1',
  meterNumber: '60214487',
  fromOn: '2026-10-19',
  toOn: '2026-11-18',
  previousRead: 1_842_000,
  currentRead: 1_848_000,
  multiplier: 1000,
  usage: 6000,
  readKind: 'actual',
  ...other,
})

export const received = (other: Partial<ReceivedRecord> = {}): ReceivedRecord => ({
  kind: 'P',
  accountNumber: '0048291533710',
  receivedOn: '2026-11-22',
  amountCents: 1000,
  channel: 'mail',
  reference: 'check 77',
  ...other,
})

type Body = Exclude<BillFileRecord, { kind: 'H' | 'T' }>

/** A bill whose one line comes to its current charges. */
export function wholeBill(other: Partial<BillRecord> = {}): Body[] {
  const made = bill(other)
  return [made, line({ billNumber: made.billNumber, amountCents: made.currentCents })]
}

/** The text of a file with right header and trailer. */
export function fileOf(records: Iterable<Body>, runId = 'run-1'): string {
  const all = [...records]
  return [...writeBillFile({ runId, runOn: runDay(all), source: 'test' }, all)].join('')
}

export const nothingKnown: Known = { accounts: new Set(), bills: new Map(), references: new Set() }

/** Checks a file as the import does, without a database. */
export function check(bytes: Uint8Array | string, known: Known = nothingKnown) {
  const checker = createBillFileChecker()
  const records: BillFileRecord[] = []
  let lastLine = 1
  for (const row of billFileReader()(unmarked(Buffer.from(bytes)))) {
    lastLine = row.line
    if (row.cells) {
      const record = checker.record(row.line, row.cells)
      if (record) records.push(record)
    } else checker.fault(row.line, row.column, row.message)
    if (checker.full()) break
  }
  const summary = checker.end(lastLine)
  if (checker.faults.length === 0) checker.compare(known)
  return { records, summary, faults: checker.faults as BillFileFault[] }
}

/** The newest day that a record tells: no file tells what has not happened yet. */
function runDay(records: readonly BillFileRecord[]): string {
  const days = records.map((told) =>
    told.kind === 'B' ? told.billedOn : told.kind === 'P' ? told.receivedOn : '2026-11-20',
  )
  return days.sort().at(-1) ?? '2026-11-20'
}
