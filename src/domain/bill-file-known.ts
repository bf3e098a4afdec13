import type { Complain } from './bill-file-record.js'

/** A bill that replaces one which the file does not have. */
export interface Replacement {
  readonly line: number
  readonly accountNumber: string
  readonly replaces: string
}

/** What a file needs to know from outside, each with the line that needs it. */
export interface Asked {
  /** Account numbers that the file does not tell. */
  readonly accounts: ReadonlyMap<string, number>
  /** By bill number; none of them may be known. */
  readonly bills: ReadonlyMap<string, { readonly line: number }>
  readonly replacements: readonly Replacement[]
  /** None of them may be known. */
  readonly references: ReadonlyMap<
    string,
    { readonly line: number; readonly channel: string; readonly reference: string }
  >
}

/** What of it the database has. */
export interface Known {
  readonly accounts: ReadonlySet<string>
  readonly bills: ReadonlyMap<
    string,
    { readonly accountNumber: string; readonly replaced: boolean }
  >
  /** `channel reference` */
  readonly references: ReadonlySet<string>
}

/** Whether the file fits to what is there already. */
export function checkKnown(asked: Asked, known: Known, at: (line: number) => Complain): void {
  for (const [accountNumber, line] of asked.accounts) {
    if (!known.accounts.has(accountNumber)) {
      at(line)('account number', `${accountNumber} is neither known nor in the file`)
    }
  }
  for (const [billNumber, { line }] of asked.bills) {
    if (known.bills.has(billNumber)) {
      at(line)('bill number', `${billNumber} was already loaded; a corrected bill has a new number`)
    }
  }
  for (const { line, accountNumber, replaces } of asked.replacements) {
    const old = known.bills.get(replaces)
    const complain = (message: string) => at(line)('replaces bill number', `${replaces} ${message}`)
    if (!old) complain('is neither known nor earlier in the file')
    else if (old.accountNumber !== accountNumber) complain('is of another account')
    else if (old.replaced) complain('was already replaced')
  }
  for (const [key, { line, channel }] of asked.references) {
    if (known.references.has(key)) {
      at(line)('reference', `is not unique in ${channel}: it was already loaded`)
    }
  }
}
