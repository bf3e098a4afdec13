/**
 * Why a bank refused a payment or took it back (`R01` …): what the resident reads, and what the portal
 * does. It never presents a payment again by itself, whatever the code (F8).
 */
export interface ReturnCode {
  readonly code: string
  /** One or two sentences for the resident (ux.md 4.11). */
  readonly words: string
  /** `closed`: the saved bank account takes no new payments (F8). */
  readonly bankAccount: 'usable' | 'closed'
  /** What the recurring enrollment does; `pauses` lasts until the payer chooses a bank account (F8). */
  readonly recurring: 'goes on' | 'pauses' | 'stops'
}

const noMoney = 'There was not enough money in the account. Make sure there is, then pay again.'
const closed = 'This bank account is closed. Use another account.'
const notFound =
  'Your bank could not find the account. Check the routing and account numbers, including any zeros at the start, then pay again.'
const notAuthorized =
  'Your bank says this payment was not authorized. Call CharMeck 311 before you pay again.'
const stopped = 'You or someone on the account stopped this payment at the bank.'
const unfit =
  'This account cannot be used for bill payments. Use a checking or regular savings account.'
const other = 'Your bank did not approve this payment. Ask your bank why, or use another account.'

type Row = readonly [
  code: string,
  words: string,
  bankAccount: ReturnCode['bankAccount'],
  recurring: ReturnCode['recurring'],
]

// The bank's own meaning of each code (domain.md 3) stands at the end of its row.
const table: readonly Row[] = [
  ['R01', noMoney, 'usable', 'goes on'], // insufficient funds
  ['R02', closed, 'closed', 'pauses'], // account closed
  ['R03', notFound, 'closed', 'pauses'], // no account of this number
  ['R04', notFound, 'closed', 'pauses'], // not a valid account number
  ['R05', other, 'usable', 'stops'], // a person's account, debited as a business's
  ['R06', other, 'usable', 'pauses'], // returned at the city's bank's request
  ['R07', notAuthorized, 'usable', 'stops'], // authorization revoked
  ['R08', stopped, 'usable', 'pauses'], // payment stopped
  ['R09', noMoney, 'usable', 'goes on'], // uncollected funds
  ['R10', notAuthorized, 'usable', 'stops'], // who debits is not known or not authorized
  ['R11', other, 'usable', 'stops'], // not as it was authorized
  ['R12', other, 'closed', 'pauses'], // branch sold: it has a new routing number
  ['R13', other, 'closed', 'pauses'], // the bank does not take ACH debits
  ['R14', other, 'usable', 'stops'], // payee's representative deceased
  ['R15', other, 'usable', 'stops'], // holder deceased
  ['R16', unfit, 'closed', 'pauses'], // account frozen
  ['R17', other, 'usable', 'pauses'], // questionable, or the entry's fields are wrong
  ['R18', other, 'usable', 'pauses'], // effective date wrong
  ['R19', other, 'usable', 'pauses'], // amount field wrong
  ['R20', unfit, 'closed', 'pauses'], // not an account for payments
  ['R21', other, 'usable', 'pauses'], // company id wrong
  ['R22', other, 'usable', 'pauses'], // individual id wrong
  ['R23', other, 'usable', 'pauses'], // credit refused
  ['R24', other, 'usable', 'pauses'], // duplicate entry
  ['R25', other, 'usable', 'pauses'], // addenda wrong
  ['R26', other, 'usable', 'pauses'], // mandatory field wrong
  ['R27', other, 'usable', 'pauses'], // trace number wrong
  ['R28', other, 'usable', 'pauses'], // check digit of the routing number wrong
  ['R29', notAuthorized, 'usable', 'stops'], // a business says it was not authorized
]

/** Every code that the portal knows, in order. */
export const returnCodes: readonly ReturnCode[] = table.map(
  ([code, words, bankAccount, recurring]) => ({ code, words, bankAccount, recurring }),
)

const byCode = new Map(returnCodes.map((row) => [row.code, row]))

/** Whether the code stands in the table. */
export const isReturnCode = (code: string): boolean => byCode.has(code)

/**
 * The row of a code. Banks know more codes than this table, and a processor may give none: these get the
 * words for "other", the bank account stays usable and the recurring payment pauses.
 *
 * @param code As the processor gave it: `R01`.
 */
export function returnCode(code: string | undefined): ReturnCode {
  const row = byCode.get(code ?? '')
  return row ?? { code: code ?? '', words: other, bankAccount: 'usable', recurring: 'pauses' }
}
