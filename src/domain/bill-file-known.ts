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

/** Collects what is known of what a file asks: what the database has, and what runs that are loading will bring. */
export function createKnown(asked: Asked) {
  const accounts = new Set<string>()
  const bills = new Map<string, { accountNumber: string; replaced: boolean }>()
  const references = new Set<string>()
  const replaced = new Set(asked.replacements.map(({ replaces }) => replaces))
  return {
    accounts,
    bills,
    references,
    /** A line of a run that is loading, cell by cell; all of its lines in order. */
    line([kind, first = '', ...more]: readonly string[]): void {
      const accountNumber = (kind === 'B' ? more[0]! : first).replace('-', '')
      if (kind === 'A' && asked.accounts.has(accountNumber)) accounts.add(accountNumber)
      if (kind === 'B') {
        if (asked.bills.has(first) || replaced.has(first)) {
          bills.set(first, { accountNumber, replaced: bills.get(first)?.replaced ?? false })
        }
        const old = bills.get(more.at(-1) ?? '')
        if (old) bills.set(more.at(-1)!, { ...old, replaced: true })
      }
      if (kind === 'P') {
        const key = `${more[2]} ${more[3]}`
        if (asked.references.has(key)) references.add(key)
      }
    },
  }
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
