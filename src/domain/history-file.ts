import {
  type BankName,
  type HistoryBill,
  type Settled,
  settledOn,
  settledWord,
} from './bill-history.js'
import type { CityDay } from './city-date.js'
import { type CsvCell, csvFile } from './csv-write.js'
import type { BillId } from './ids.js'
import { type Channel, howWords, type PaymentIs, statusWord } from './payment-history.js'
import { showAccountNumber } from './service-account.js'
import { addUp, gallonsPerCcf, type Read, readKinds } from './water-use.js'

/** 24 months of one service account as files, with the days as `2026-11-20`, newest first like the pages. */

export interface FileAccount {
  readonly accountNumber: string
}

const number = ({ accountNumber }: FileAccount) => showAccountNumber(accountNumber)

/** `city-bills-ending-3710.csv` */
export const historyFileName = (what: string, { accountNumber }: FileAccount): string =>
  `city-${what}-ending-${accountNumber.slice(-4)}.csv`

export function billsFile(
  account: FileAccount,
  bills: readonly (HistoryBill & { readonly reads: readonly Read[] })[],
  settled: ReadonlyMap<BillId, Settled>,
): string {
  const head = [
    'Account',
    'Bill date',
    'Due date',
    'Water use (Ccf)',
    'Amount',
    'Status',
    'Status date',
  ]
  return csvFile(
    head,
    bills.map((bill) => {
      const how = settled.get(bill.id)!
      return [
        number(account),
        bill.billedOn,
        bill.dueOn,
        bill.reads.length > 0 ? { quantity: addUp(bill.reads) } : null,
        bill.amountDueCents,
        settledWord(how),
        settledOn(how) ?? null,
      ]
    }),
  )
}

export function paymentsFile(
  account: FileAccount,
  payments: readonly {
    readonly onDay: CityDay
    readonly amountCents: number
    readonly channel: Channel | null
    readonly is: PaymentIs
    readonly own: { readonly confirmation: string; readonly bank: BankName | undefined } | null
  }[],
): string {
  const head = ['Account', 'Date', 'How', 'Status', 'Amount', 'Confirmation number']
  return csvFile(
    head,
    payments.map((payment) => [
      number(account),
      payment.onDay,
      howWords(payment),
      statusWord(payment),
      payment.amountCents,
      payment.own?.confirmation ?? null,
    ]),
  )
}

export function useFile(
  account: FileAccount,
  reads: readonly (Read & {
    readonly fromOn: CityDay
    readonly toOn: CityDay
    readonly meterNumber: string
  })[],
): string {
  const head = ['Account', 'From', 'To', 'Meter', 'Read', 'Water use (Ccf)', 'Gallons']
  return csvFile(
    head,
    reads.map((read): CsvCell[] => [
      number(account),
      read.fromOn,
      read.toOn,
      read.meterNumber,
      readKinds[read.kind],
      { quantity: read.usageCcf },
      { quantity: Math.round(read.usageCcf * gallonsPerCcf) },
    ]),
  )
}
