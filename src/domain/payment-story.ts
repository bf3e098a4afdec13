import { type CityDay, cityDay, showShortDay } from './city-date.js'
import { usuallyBy } from './one-time-payment.js'
import { atRest, type PaymentStatus, wordFor } from './payment.js'

/** A payment's story as its payer reads it: what happened, where it is, and what comes next (ux.md 4.11). */

export interface StoryFacts {
  readonly status: PaymentStatus
  readonly payOn: CityDay
  readonly sendAt: Date
  /** Held by finance, or all debits are stopped (F16). */
  readonly held: boolean
  readonly story: readonly { readonly status: PaymentStatus; readonly at: Date }[]
  readonly now: Date
}

export interface StoryStep {
  readonly title: string
  /** `refused` and `off` are ends too; `ahead` has not come yet. */
  readonly mark: 'done' | 'current' | 'refused' | 'off' | 'ahead'
  /** When it was reached. */
  readonly at: Date | undefined
  readonly says: string | undefined
}

/** Past its moment, but still scheduled: on its way to the processor, unless something holds it. */
export const isDue = ({ status, sendAt, now }: StoryFacts): boolean =>
  status === 'scheduled' && sendAt <= now

/** Between the resident's order and the processor's books: a matter of seconds. */
export const isSending = (payment: StoryFacts): boolean =>
  payment.status === 'submitting' || (isDue(payment) && !payment.held)

/** After this long past its moment a payment waits for us: the engine is away, and sends it when it is back. */
const lateAfterMs = 30_000

/** Due, and still not on its way: it will be sent, but not this second (reliability.md 5.6). */
export const isLate = (payment: StoryFacts): boolean =>
  isDue(payment) && !payment.held && payment.now.getTime() - payment.sendAt.getTime() > lateAfterMs

/** Whether looking again soon may show something new. */
export const changesByItself = (payment: StoryFacts): boolean =>
  !atRest(payment.status) && (payment.status !== 'scheduled' || isSending(payment))

/** Nobody knows yet: "We are still checking. Do not pay again." (A5) */
export const isBeingChecked = (status: PaymentStatus): boolean =>
  status === 'unknown' || status === 'needs_attention'

/**
 * The steps of the timeline, in order. Statuses that a resident reads as one word are one step, with the time of the
 * first of them; `pending` itself, where there is one, is the time at which it was with the processor.
 */
export function storySteps(payment: StoryFacts): StoryStep[] {
  const { status } = payment
  const reached: { status: PaymentStatus; at: Date }[] = []
  for (const moment of payment.story) {
    const last = reached.at(-1)
    if (!last || wordFor[last.status] !== wordFor[moment.status]) reached.push({ ...moment })
    else if (moment.status === 'pending') last.at = moment.at
  }
  const past = reached.map(({ status: was, at }, place): StoryStep => {
    const isLast = place === reached.length - 1
    return {
      title: wordFor[was],
      mark: isLast ? endMark(status) : 'done',
      at,
      says: isLast ? saying(payment, at) : undefined,
    }
  })
  return [...past, ...ahead(payment)]
}

function endMark(status: PaymentStatus): StoryStep['mark'] {
  if (status === 'approved') return 'done'
  if (status === 'rejected' || status === 'returned') return 'refused'
  return status === 'canceled' ? 'off' : 'current'
}

function saying(payment: StoryFacts, at: Date): string | undefined {
  const { status } = payment
  if (status === 'scheduled') {
    if (isLate(payment)) return 'We will send it shortly. You can still cancel'
    if (isSending(payment)) return 'We are sending it now'
    return isDue(payment) ? 'It waits to be sent. You can still cancel' : 'You can still cancel'
  }
  if (isBeingChecked(status)) return 'We are still checking. Do not pay again.'
  if (status === 'submitting') return 'We are sending it now'
  if (status === 'pending') return `Sent to the payment processor, ${showShortDay(cityDay(at))}`
  return undefined
}

function ahead(payment: StoryFacts): StoryStep[] {
  const { status, payOn } = payment
  if (atRest(status)) return []
  const sent = 'Sent to the payment processor'
  const pending = {
    title: 'Pending',
    says: isDue(payment) ? sent : `${sent}, ${showShortDay(payOn)}`,
  }
  const end = { title: 'Approved or rejected', says: expectation(payment) }
  const steps = status === 'scheduled' ? [pending, end] : [end]
  return steps.map((step) => ({ ...step, mark: 'ahead', at: undefined }))
}

function expectation({ status, payOn, now }: StoryFacts): string {
  if (isBeingChecked(status)) return 'We email you as soon as we know'
  const usual = usuallyBy(payOn)
  if (cityDay(now) > usual) return 'It takes longer than usual'
  return `Usually by ${showShortDay(usual)}`
}

/** Who or what canceled it, by the row's reason (ux.md 2). */
export function canceledWords(reason: string | null): string {
  switch (reason) {
    case 'by_payer':
      return 'You canceled it.'
    case 'by_311':
      return 'CharMeck 311 canceled it for you.'
    case 'nothing_owed':
      return 'Nothing was owed any more.'
    case 'replaced':
      return 'A newer bill includes it.'
    default:
      return 'It was canceled.'
  }
}
