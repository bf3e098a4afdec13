/** "Forgot Username?" and "Forgot Password?" (S6, S7; security.md 1.5). */
export type RecoveryKind = 'username' | 'password'

/** A request as its rows tell it. */
export interface Recovery {
  readonly kind: RecoveryKind
  readonly done: boolean
  /** The mail that answers it, once it is known whom to answer. */
  readonly noticeId: string | null
  readonly noticeState: 'waiting' | 'sent' | 'refused' | 'given_up' | null
  /** Whether its temporary password was used, superseded, marked as expired, or is not there. */
  readonly over: boolean
  /** null: its mail was not sent yet, or nobody wrote down when. */
  readonly expiresAt: Date | null
}

export type RecoveryStep =
  | { readonly do: 'answer' }
  | { readonly do: 'mail'; readonly noticeId: string }
  | { readonly do: 'start-life' }
  | { readonly do: 'wait'; readonly forMs: number; readonly why: string }
  | { readonly do: 'finish' }
  | { readonly do: 'end' }

/**
 * What happens next with a request. The life of a temporary password is counted from the send: a mail server that is
 * away for an hour takes nothing of it.
 */
export function nextRecoveryStep(request: Recovery, now: Date): RecoveryStep {
  const { kind, done, noticeId, noticeState, over, expiresAt } = request
  if (done) return { do: 'end' }
  if (noticeId === null) return { do: 'answer' }
  if (kind === 'password' && over) return { do: 'finish' } // its mail would open nothing
  if (noticeState === 'waiting') return { do: 'mail', noticeId }
  if (kind === 'username' || noticeState !== 'sent') return { do: 'finish' }
  if (expiresAt === null) return { do: 'start-life' }
  const forMs = expiresAt.getTime() - now.getTime()
  if (forMs <= 0) return { do: 'finish' }
  return { do: 'wait', forMs, why: 'the temporary password is used or expires' }
}
