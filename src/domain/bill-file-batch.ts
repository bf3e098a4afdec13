import {
  type AccountRecord,
  type BillFileRecord,
  type BillRecord,
  billsInBatch,
  type LineRecord,
  type ReadRecord,
  type ReceivedRecord,
} from './bill-file.js'

/** A bill with everything that belongs to it. */
export interface WholeBill extends BillRecord {
  readonly lines: LineRecord[]
  readonly reads: ReadRecord[]
}

/** What goes in with one transaction: whole bills, and what stood between them. */
export interface BillBatch {
  /** The file is in up to this line before the batch, and up to `throughLine` with it. */
  readonly afterLine: number
  readonly throughLine: number
  readonly accounts: readonly AccountRecord[]
  readonly bills: readonly WholeBill[]
  readonly payments: readonly ReceivedRecord[]
}

const othersInBatch = 1000

/**
 * Divides a checked file that is in order. The cuts depend on nothing but the file, so that a loader which was killed
 * finds the same ones again.
 *
 * @param begin The line after which it begins: 0, or where an earlier batch ended.
 */
export function createBillBatcher(begin = 0) {
  let accounts: AccountRecord[] = []
  let bills: WholeBill[] = []
  let payments: ReceivedRecord[] = []
  let lines = begin
  let afterLine = begin

  function cut(throughLine: number): BillBatch {
    const batch = { afterLine, throughLine, accounts, bills, payments }
    afterLine = throughLine
    accounts = []
    bills = []
    payments = []
    return batch
  }

  return {
    /** @returns The batch before this record, when it was full. */
    record(record: BillFileRecord): BillBatch | undefined {
      const full =
        bills.length >= billsInBatch || accounts.length + payments.length >= othersInBatch
      const divides = record.kind === 'A' || record.kind === 'B' || record.kind === 'P'
      const batch = full && divides ? cut(lines) : undefined
      lines += 1
      if (record.kind === 'A') accounts.push(record)
      if (record.kind === 'B') bills.push({ ...record, lines: [], reads: [] })
      if (record.kind === 'L') bills.at(-1)?.lines.push(record)
      if (record.kind === 'R') bills.at(-1)?.reads.push(record)
      if (record.kind === 'P') payments.push(record)
      return batch
    },
    /** @returns The last batch, the trailer's line in it. */
    end: (): BillBatch => cut(lines),
  }
}

/**
 * Watches whether a file's lines come as a batcher needs them: each account before its bills and payments, each line
 * and read after its bill with nothing else between. It looks at cells only, so it is quick.
 */
export function createOrderWatch() {
  const needed = new Set<string>()
  const told = new Set<string>()
  let bill: string | undefined
  let right = true
  return {
    cells([kind, first = '', second = '']: readonly string[]): void {
      if (kind === 'L' || kind === 'R') {
        if (first !== bill) right = false
        return
      }
      bill = kind === 'B' ? first : undefined
      const account = (kind === 'B' ? second : first).replace('-', '')
      if (kind === 'A') {
        if (needed.has(account)) right = false
        told.add(account)
      } else if ((kind === 'B' || kind === 'P') && !told.has(account)) needed.add(account)
    },
    right: () => right,
  }
}

/** The order in which a batcher takes the lines of a file that is not in it. */
export function createLoadingOrder() {
  const before: number[] = [] // the header and the accounts
  const bills = new Map<string, number[]>()
  const after: number[] = [] // payments
  let trailer: number | undefined
  return {
    /** @param place The line's number among those of the file, in any counting. */
    line(place: number, [kind, first = '']: readonly string[]): void {
      if (kind === 'B') bills.set(first, [place])
      else if (kind === 'L' || kind === 'R') bills.get(first)?.push(place)
      else if (kind === 'P') after.push(place)
      else if (kind === 'T') trailer = place
      else before.push(place)
    },
    places: (): number[] => [
      ...before,
      ...[...bills.values()].flat(),
      ...after,
      ...(trailer === undefined ? [] : [trailer]),
    ],
  }
}
