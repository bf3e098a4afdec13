import type { CityDay } from './city-date.js'
import type { Thousandths } from './thousandths.js'

/**
 * The bill file, version 1 (domain.md 11): what the billing system hands over every billing day. This file has its
 * records; `bill-file-column.ts` reads a cell, `bill-file-record.ts` a line, `bill-file-check.ts` the whole,
 * `bill-file-batch.ts` divides it for loading and `bill-file-write.ts` makes one.
 */

export const holderKinds = ['person', 'business'] as const
export const serviceStatuses = ['active', 'interrupted', 'closed'] as const
export const readKinds = ['actual', 'estimated', 'corrected'] as const
export const receivedChannels = [
  'mail',
  'in_person',
  'bank',
  'city_draft',
  'phone',
  'adjustment',
] as const

/** Bills in one transaction of the loader: small enough that nobody waits for it, large enough to be quick. */
export const billsInBatch = 250

/** A whole city is a third of it (security.md T34); what is larger comes as several files. */
export const mostLines = 3_000_000
export const mostBytes = 512 * 1024 * 1024

export interface HeaderRecord {
  readonly kind: 'H'
  readonly version: '1'
  readonly runId: string
  readonly runOn: CityDay
  readonly source: string
}

export interface AccountRecord {
  readonly kind: 'A'
  readonly accountNumber: string // 13 digits, without the hyphen
  readonly holderKind: (typeof holderKinds)[number]
  readonly holderName: string
  /** 4 digits; or the keyed hash behind {@link keyedTaxId} in the copy of a file that is kept. */
  readonly taxIdLast4: string | undefined
  readonly streetNumber: string
  readonly street: string
  readonly unit: string | undefined
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly status: (typeof serviceStatuses)[number]
}

/** Stands before a keyed hash where the file had digits: the kept copy of a file must not tell them. */
export const keyedTaxId = 'keyed:'

export interface BillRecord {
  readonly kind: 'B'
  readonly billNumber: string
  readonly accountNumber: string
  readonly billedOn: CityDay
  readonly dueOn: CityDay
  readonly periodFrom: CityDay
  readonly periodTo: CityDay
  readonly previousCents: number
  readonly paymentsCents: number
  readonly adjustmentsCents: number
  readonly currentCents: number
  readonly amountDueCents: number
  readonly pastDueCents: number
  readonly replaces: string | undefined
}

export interface LineRecord {
  readonly kind: 'L'
  readonly billNumber: string
  readonly service: string
  readonly description: string
  readonly quantity: Thousandths | undefined
  readonly unit: string | undefined
  readonly amountCents: number
}

export interface ReadRecord {
  readonly kind: 'R'
  readonly billNumber: string
  readonly meterNumber: string
  readonly fromOn: CityDay
  readonly toOn: CityDay
  readonly previousRead: Thousandths
  readonly currentRead: Thousandths
  readonly multiplier: Thousandths
  readonly usage: Thousandths // Ccf
  readonly readKind: (typeof readKinds)[number]
}

/** A payment received elsewhere, or an adjustment: a credit is positive, negative takes one back. */
export interface ReceivedRecord {
  readonly kind: 'P'
  readonly accountNumber: string
  readonly receivedOn: CityDay
  readonly amountCents: number
  readonly channel: (typeof receivedChannels)[number]
  readonly reference: string
}

export interface TrailerRecord {
  readonly kind: 'T'
  readonly accounts: number
  readonly bills: number
  readonly amountDueCents: number
  readonly payments: number
  readonly paymentsCents: number
}

export type BillFileRecord =
  | HeaderRecord
  | AccountRecord
  | BillRecord
  | LineRecord
  | ReadRecord
  | ReceivedRecord
  | TrailerRecord

/** What a whole file told, for its run's row and its loader. */
export interface BillFileSummary {
  /** undefined when the first line was no header; there is a fault then. */
  readonly header: HeaderRecord | undefined
  readonly lines: number
  readonly accounts: number
  readonly bills: number
  /** Bills of them that replace one. */
  readonly corrected: number
  readonly payments: number
  readonly amountDueCents: number
  readonly paymentsCents: number
}

/** One reason why a file is refused. */
export interface BillFileFault {
  readonly line: number // from 1
  readonly column: string // as people call it: `due day`
  readonly message: string
}

/** `line 12, column due day: …`, the form of every refusal. */
export const showFault = ({ line, column, message }: BillFileFault): string =>
  `line ${line}, column ${column}: ${message}`

/** A cell of a file in a refusal: short, and without what a terminal would obey. */
export function showCell(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
  return `“${plain.length > 30 ? `${plain.slice(0, 30)}…` : plain}”`
}
