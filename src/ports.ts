import type { BillSheet } from './domain/bill-sheet.js'
import type { CityDay } from './domain/city-date.js'
import type { BankAccountId, NoticeId, PaymentId } from './domain/ids.js'

/**
 * Every interface to the outside, on one page. Implementations: `src/adapters`. There is no port for what has
 * one implementation for ever (Postgres, Temporal).
 */

/** The portal's now: the machine's clock, moved by the offset in SQL (tests and demonstration only). */
export interface Clock {
  now(): Date
}

export interface BankNumbers {
  readonly routing: string // 9 digits, zeros kept
  readonly account: string // 4 to 17 digits, zeros kept
}

/** Seals and compares; what the web process may do with secrets. It can't open what it sealed. */
export interface Seals {
  /** @param id Bound into the sealed text: moved to another row it does not open. */
  seal(numbers: BankNumbers, id: BankAccountId): string
  /** Same numbers, same text: finds the same bank account again without opening it. */
  fingerprint(numbers: BankNumbers): string
  /** Keyed hash of the last four digits of SSN or Federal Tax ID, bound to its account number. */
  taxId(last4: string, accountNumber: string): string
  /** Keyed hash for another purpose; each purpose has its own key. */
  mac(
    purpose:
      | 'csrf'
      | 'name'
      | 'form'
      | 'device'
      | 'temporary-password'
      | 'card-return'
      | 'audit'
      | 'totp',
    text: string,
  ): string
}

/** Opens bank numbers; only the worker holds the private key. */
export interface Vault {
  /** The keys that are here: what another one sealed must wait for it. */
  readonly keyIds: readonly string[]
  /** @throws When the text was changed, moved to another row, or sealed with a key that is not here. */
  open(sealed: string, id: BankAccountId): BankNumbers
}

export interface Order {
  readonly key: PaymentId // idempotency key: the payment's id, never an attempt's
  readonly amountCents: number
  readonly feeCents: number
  readonly bank: BankNumbers & { readonly kind: 'checking' | 'savings'; readonly name: string }
  readonly reference: string // the confirmation number
}

/** What a person is to pay on the processor's own page, by card or electronic check. */
export interface CardOrder {
  readonly key: PaymentId // the intent's id, which becomes the payment's
  readonly amountCents: number
  readonly feeCents: number
  readonly currency: 'USD'
  readonly reference: string // said again in every outcome
  /** What is paid for, in words for the person; never a whole account number. */
  readonly description: string
  /** Where the processor sends the browser afterwards, whatever came of it. */
  readonly returnUrl: string
}

/** What the processor's books say of one key. */
export interface Outcome {
  readonly key: PaymentId
  readonly ref: string
  readonly status: 'pending' | 'approved' | 'rejected' | 'returned'
  readonly amountCents: number
  readonly feeCents: number
  readonly reference: string
  /** Of what was paid on the hosted page; a debit is always in dollars. */
  readonly currency?: string | undefined
  readonly reason?: string | undefined // return code, of rejected and returned
}

export interface ProcessorEvent extends Outcome {
  readonly eventId: string
}

/** Who debits bank accounts for the city. Silence is not an outcome: see {@link ProcessorSilence}. */
export interface Processor {
  /** How long a key is remembered; past 80 % of it nothing is sent again (reliability.md 3.2). */
  readonly keyLifeHours: number
  /**
   * The same key twice is one payment; the same key with another amount is an error.
   *
   * @throws {ProcessorSilence} When it can't be known whether the processor took it.
   */
  submit(order: Order): Promise<Outcome>
  /**
   * Of debits and of what was paid on the hosted page alike.
   *
   * @throws {ProcessorSilence}
   */
  findByKey(key: PaymentId): Promise<Outcome | undefined>
  /**
   * Opens the processor's own page for one payment. That charges nothing; what comes of it is told by events and
   * `findByKey`, which knows of a payment before the browser is sent back. The same key again is the same payment, its
   * way back may differ; another amount is an error.
   *
   * @returns The page's address, on the processor's public origin.
   * @throws {ProcessorSilence} When it can't be reached: nobody can have paid.
   */
  hostedPage(order: CardOrder): Promise<string>
  /**
   * @param now The machine's clock, never the moved one (F19); an event older or newer than 300 s is refused.
   * @returns undefined when signature, age or shape are not right.
   */
  parseEvent(raw: string, signature: string | undefined, now: Date): ProcessorEvent | undefined
}

/** No definite answer: time-out, reset, 5xx, or anything that is not documented. It may have been taken. */
export class ProcessorSilence extends Error {
  override readonly name = 'ProcessorSilence'
}

/** The processor was told two different things under one key: a person must look. */
export class ProcessorMismatch extends Error {
  override readonly name = 'ProcessorMismatch'
}

export interface Mail {
  readonly noticeId: NoticeId
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface Mailer {
  /**
   * @throws {MailRefused} When the address is refused for good.
   * @throws Anything else may pass: try again.
   */
  send(mail: Mail): Promise<void>
}

/** The mail server says that this address does not take mail (5xx). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

/** Makes the document of a bill: here by the portal, in another city perhaps by whoever prints its paper bills. */
export interface BillPrinter {
  /** @returns A PDF, tagged for screen readers; the same sheet gives the same bytes. @param on The bill's day. */
  print(sheet: BillSheet, on: CityDay): Promise<Uint8Array>
}

/**
 * A line of the log that a person must see.
 *
 * @param facts Counts and ids; never anything personal.
 */
export type Alert = (event: string, facts: Record<string, string | number>, words: string) => void
