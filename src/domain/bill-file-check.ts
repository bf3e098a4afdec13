import type {
  AccountRecord,
  BillFileFault,
  BillFileRecord,
  BillFileSummary,
  BillRecord,
  HeaderRecord,
  LineRecord,
  ReadRecord,
  ReceivedRecord,
  TrailerRecord,
} from './bill-file.js'
import { keyedTaxId, mostLines, showCell } from './bill-file.js'
import { type Asked, checkKnown, type Known, type Replacement } from './bill-file-known.js'
import { type Complain, readRecord } from './bill-file-record.js'
import { checkBill, checkRead } from './bill-file-sum.js'
import { addDays, type CityDay } from './city-date.js'
import { decimalMoney } from './money.js'

/** More would not help whoever mends the file. */
export const maxFaults = 100

interface SeenBill {
  readonly line: number
  readonly accountNumber: string
  readonly currentCents: number
  linesCents: number
  unreadable: boolean
}

/** A due day further off than this is a typing error. */
const longestDueDays = 366

/**
 * Checks a bill file while it streams by: `record` for every line, then `end`, then `compare` with what the database
 * knows. It keeps one small note per account, bill and payment, never the file. Nothing may be written before all
 * three found no fault (F17).
 */
export function createBillFileChecker(most = { lines: mostLines }) {
  const faults: BillFileFault[] = []
  const told = new Map<string, number>() // account number -> line of its A
  const needed = new Map<string, number>() // account number -> the line that first needs it
  const bills = new Map<string, SeenBill>()
  const billedOn = new Map<string, { day: CityDay; line: number }>() // account number -> its newest so far
  const replaced = new Map<string, number>() // bill number -> the line that replaces it
  const replacements: Replacement[] = []
  const references = new Map<string, { line: number; channel: string; reference: string }>()
  const counts = { A: 0, B: 0, P: 0 }
  const sums = { due: 0, payments: 0 }
  let header: HeaderRecord | undefined
  let trailer: { line: number; record: TrailerRecord | undefined } | undefined
  let lines = 0
  let sumsKnown = true

  const complainAt =
    (line: number): Complain =>
    (column, message) => {
      if (faults.length < maxFaults) faults.push({ line, column, message })
    }

  function need(accountNumber: string, line: number) {
    if (!told.has(accountNumber) && !needed.has(accountNumber)) needed.set(accountNumber, line)
  }

  /** What has not happened yet can't be told: a far day would stand above every real bill for years. */
  function notAfterRun(day: CityDay, column: string, complain: Complain) {
    if (header && day > header.runOn) complain(column, `is after the run day ${header.runOn}`)
  }

  function account(record: AccountRecord, line: number, complain: Complain) {
    const before = told.get(record.accountNumber)
    if (before) complain('account number', `is told twice; first in line ${before}`)
    if (record.taxIdLast4?.startsWith(keyedTaxId)) complain('tax id last 4', 'is not 4 digits')
    told.set(record.accountNumber, line)
  }

  function bill(record: BillRecord, line: number, complain: Complain) {
    const { billNumber, accountNumber, replaces } = record
    const before = bills.get(billNumber)
    if (before) complain('bill number', `stands twice in the file; first in line ${before.line}`)
    checkBill(record, complain)
    notAfterRun(record.billedOn, 'bill day', complain)
    if (record.dueOn > addDays(record.billedOn, longestDueDays))
      complain('due day', `is more than a year after the bill day ${record.billedOn}`)
    need(accountNumber, line)
    if (replaces) {
      const twice = replaced.get(replaces)
      const old = bills.get(replaces)
      if (twice) complain('replaces bill number', `was already replaced in line ${twice}`)
      else if (!old) replacements.push({ line, accountNumber, replaces })
      else if (old.accountNumber !== accountNumber && replaces !== billNumber) {
        complain('replaces bill number', `is of another account, in line ${old.line}`)
      }
      replaced.set(replaces, line)
    }
    const newest = billedOn.get(accountNumber)
    // The first bill of an account books its whole amount due (F3), so the oldest must come first.
    if (newest && record.billedOn < newest.day && !replaces) {
      complain(
        'bill day',
        `${record.billedOn} is before ${newest.day} of the same account in line ${newest.line}; the oldest comes first`,
      )
    }
    if (!newest || record.billedOn > newest.day) {
      billedOn.set(accountNumber, { day: record.billedOn, line })
    }
    bills.set(billNumber, {
      line,
      accountNumber,
      currentCents: record.currentCents,
      linesCents: 0,
      unreadable: false,
    })
    sums.due += record.amountDueCents
  }

  function part(record: LineRecord | ReadRecord, complain: Complain) {
    const of = bills.get(record.billNumber)
    if (!of) complain('bill number', `${showCell(record.billNumber)} is no bill before this line`)
    if (record.kind === 'R') checkRead(record, complain)
    else if (of) of.linesCents += record.amountCents
  }

  function received(record: ReceivedRecord, line: number, complain: Complain) {
    const { channel, reference } = record
    need(record.accountNumber, line)
    notAfterRun(record.receivedOn, 'day', complain)
    const before = references.get(`${channel} ${reference}`)
    if (before) complain('reference', `is not unique in ${channel}; first in line ${before.line}`)
    else references.set(`${channel} ${reference}`, { line, channel, reference })
    sums.payments += record.amountCents
  }

  /** A line that can't be read still counts, but nothing can be said about sums that it belongs to. */
  function unreadable(cells: readonly string[]) {
    const of = bills.get(cells[1] ?? '')
    if (of) of.unreadable = true
    sumsKnown = false
  }

  /** @returns The line's record; undefined when it can't be read. */
  function record(line: number, cells: readonly string[]): BillFileRecord | undefined {
    const complain = complainAt(line)
    const kind = cells[0] ?? ''
    lines += 1
    if (lines > most.lines) {
      complain('kind', `the file has more than ${most.lines} lines; divide it`)
      return undefined
    }
    if (lines === 1 && kind !== 'H') complain('kind', 'the first line must be the header, H')
    if (lines > 1 && kind === 'H') complain('kind', 'only the first line is a header, H')
    if (trailer) complain('kind', 'nothing may follow the trailer, T')
    if (kind === 'A' || kind === 'B' || kind === 'P') counts[kind] += 1
    const read = readRecord(cells, complain)
    if (kind === 'T') trailer ??= { line, record: undefined }
    if (!read) {
      unreadable(cells)
      return undefined
    }
    switch (read.kind) {
      case 'H':
        header ??= read
        break
      case 'A':
        account(read, line, complain)
        break
      case 'B':
        bill(read, line, complain)
        break
      case 'L':
      case 'R':
        part(read, complain)
        break
      case 'P':
        received(read, line, complain)
        break
      case 'T':
        trailer = { line, record: read }
    }
    return read
  }

  function checkTrailer({ line, record }: { line: number; record: TrailerRecord }) {
    const complain = complainAt(line)
    const same = (column: string, says: number, has: number, show: (n: number) => string) => {
      if (says !== has) complain(column, `says ${show(says)}; the file has ${show(has)}`)
    }
    same('count of A', record.accounts, counts.A, String)
    same('count of B', record.bills, counts.B, String)
    same('count of P', record.payments, counts.P, String)
    if (!sumsKnown) return
    same('sum of amount due', record.amountDueCents, sums.due, decimalMoney)
    same('sum of P', record.paymentsCents, sums.payments, decimalMoney)
  }

  /** @param lastLine The number of the last line that was read, for what is missing after it. */
  function end(lastLine: number): BillFileSummary {
    for (const of of bills.values()) {
      if (of.unreadable || of.linesCents === of.currentCents) continue
      complainAt(of.line)(
        'current charges',
        `${decimalMoney(of.currentCents)} is not the sum of the bill’s lines, ${decimalMoney(of.linesCents)}`,
      )
    }
    if (lines === 0) complainAt(1)('kind', 'the file is empty')
    else if (!trailer) complainAt(lastLine)('kind', 'the last line must be the trailer, T')
    else if (trailer.record) checkTrailer({ line: trailer.line, record: trailer.record })
    return {
      header,
      lines,
      accounts: counts.A,
      bills: counts.B,
      corrected: replaced.size,
      payments: counts.P,
      amountDueCents: sums.due,
      paymentsCents: sums.payments,
    }
  }

  /** What only the database can answer; ask it in portions. */
  const asked = (): Asked => ({
    accounts: new Map([...needed].filter(([accountNumber]) => !told.has(accountNumber))),
    bills,
    replacements,
    references,
  })

  return {
    faults: faults as readonly BillFileFault[],
    /** Whether reading on is of no use. */
    full: () => lines > most.lines || faults.length >= maxFaults,
    /** A fault that was found before a line could be divided into cells. */
    fault: (line: number, column: string, message: string) => complainAt(line)(column, message),
    record,
    end,
    asked,
    compare: (known: Known) => checkKnown(asked(), known, complainAt),
  }
}
