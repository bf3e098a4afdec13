import { isReturnCode, returnCode } from '../domain/return-code.js'

/**
 * What the last four digits of a bank account number do, so that whoever tries the portal out can choose an
 * outcome without the control API (architecture.md 6, F20).
 */
export interface Ending {
  /** Where it comes to rest first, SETTLE_SECONDS after it was taken. */
  readonly becomes: 'approved' | 'rejected'
  /** The refusal's return code. */
  readonly reason?: string
  /** It comes back with this code, SETTLE_SECONDS after its approval. */
  readonly returns?: string
  /** Taken, but the first submit gets no answer. */
  readonly hangs?: true
  /** So many submits are answered with 503 and not taken. */
  readonly unavailable?: number
}

/** @param account A bank account number; its zeros count. */
export function endingOf(account: string): Ending {
  const last4 = account.slice(-4)
  if (last4 === '9500') return { becomes: 'approved', hangs: true }
  if (last4 === '9503') return { becomes: 'approved', unavailable: 3 }
  const code = `R${last4.slice(2)}`
  if (!isReturnCode(code)) return { becomes: 'approved' }
  if (last4.startsWith('00')) return { becomes: 'rejected', reason: code }
  if (last4.startsWith('90')) return { becomes: 'approved', returns: code }
  return { becomes: 'approved' }
}

/** For the front page: what to type, and what comes of it. */
export const endings: readonly { readonly last4: string; readonly does: string }[] = [
  { last4: '0001', does: `Refused with R01: ${returnCode('R01').words}` },
  { last4: '0002', does: `Refused with R02: ${returnCode('R02').words}` },
  { last4: '0003', does: `Refused with R03: ${returnCode('R03').words}` },
  { last4: '00nn', does: 'Refused with return code Rnn, if the table of codes has it.' },
  { last4: '9001', does: `Approved, then returned with R01: ${returnCode('R01').words}` },
  { last4: '9007', does: `Approved, then returned with R07: ${returnCode('R07').words}` },
  { last4: '90nn', does: 'Approved, then returned with Rnn, if the table of codes has it.' },
  { last4: '9500', does: 'Taken, but the first submit gets no answer; approved in the end.' },
  { last4: '9503', does: 'Unavailable three times, then approved.' },
  { last4: 'others', does: 'Approved. 0092 too: there is no R92.' },
]
