import type { FC } from 'hono/jsx'
import type { Payment } from '../sql/payment-activity.js'
import { showBank } from '../src/domain/bank-account.js'
import { cityDay, showLongDay, showShortDay, showTime } from '../src/domain/city-date.js'
import { showMoney } from '../src/domain/money.js'
import { type PaymentStatus, wordFor } from '../src/domain/payment.js'
import {
  changesByItself,
  isLate,
  isSending,
  type StoryStep,
  storySteps,
} from '../src/domain/payment-story.js'
import { accountName } from '../src/domain/service-account.js'
import { Note } from './form.js'
import { CancelOffer, Outcome } from './payment-outcome.js'

/** How a payment looks wherever it is shown: status tag, timeline, and the sheet that refreshes itself. */

const tagClass: Record<PaymentStatus, string> = {
  scheduled: 'tag',
  submitting: 'tag',
  unknown: 'tag warn',
  needs_attention: 'tag warn',
  pending: 'tag',
  approved: 'tag ok',
  rejected: 'tag bad',
  canceled: 'tag off',
  returned: 'tag bad',
}

/** The word a resident reads; `data-status` is the internal one, for outside checks (architecture.md 7). */
export const StatusTag: FC<{ status: PaymentStatus }> = ({ status }) => (
  <span class={tagClass[status]} data-status={status}>
    {wordFor[status]}
  </span>
)

const stepClass: Record<StoryStep['mark'], string | undefined> = {
  done: 'done',
  current: undefined,
  refused: 'no',
  off: 'off',
  ahead: undefined,
}

/** @param times Also the hour of each step, on a payment's own page. */
export const Timeline: FC<{ payment: Payment; times?: boolean }> = ({ payment, times }) => (
  <ol class="track across">
    {storySteps(payment).map((step) => (
      <li class={stepClass[step.mark]} aria-current={step.mark === 'current' ? 'step' : undefined}>
        <strong>{step.title}</strong>
        <br />
        <span class="soft">
          <StepText step={step} times={times} />
        </span>
      </li>
    ))}
  </ol>
)

const StepText: FC<{ step: StoryStep; times?: boolean | undefined }> = ({ step, times }) => {
  const { at, says } = step
  const when = at && (
    <time datetime={at.toISOString()}>
      {showShortDay(cityDay(at))}
      {times && `, ${showTime(at)}`}
    </time>
  )
  if (!says) return <>{when}</>
  if (!times || !when) return <>{says}</>
  return (
    <>
      {says}
      <br />
      {when}
    </>
  )
}

interface SheetProps {
  readonly payment: Payment
  /** On the payment's own page: with hours, and without a link to itself. */
  readonly own?: boolean | undefined
  /** Swapped in after a question: where reading goes on. */
  readonly focus?: 'heading' | 'cancel' | undefined
  /** What stood in the way of the last deed. */
  readonly problem?: string | undefined
}

/**
 * One payment with its state. Until it is at rest it asks for itself at each `poll` (ux.md 7.2) and is answered with
 * this same section; the last answer no longer asks.
 */
export const PaymentSheet: FC<SheetProps> = ({ payment, own, focus, problem }) => {
  const heading = `${showMoney(payment.amountCents)} for ${accountName(payment)}`
  return (
    <section
      class="sheet stack"
      id={`payment-${payment.id}`}
      aria-labelledby={`heading-${payment.id}`}
      {...(changesByItself(payment) ? poll(payment, own) : {})}
    >
      <div class="row split">
        <h2
          id={`heading-${payment.id}`}
          {...(focus === 'heading' ? { tabindex: -1, autofocus: true } : {})}
        >
          {own ? heading : <a href={`/payment-activity/${payment.id}`}>{heading}</a>}
        </h2>
        <StatusTag status={payment.status} />
      </div>
      {problem && (
        <Note kind="bad" role="alert" focus>
          <p>{problem}</p>
        </Note>
      )}
      <p>
        <From payment={payment} /> Confirmation <span class="num">{payment.confirmation}</span>.
      </p>
      <Timeline payment={payment} {...(own ? { times: true } : {})} />
      <Outcome payment={payment} />
      {payment.status === 'scheduled' && (
        <CancelOffer payment={payment} {...(own && { own })} focus={focus === 'cancel'} />
      )}
      {changesByItself(payment) && (
        <noscript>
          <a class="quiet" href={`/payment-activity/${payment.id}`}>
            Refresh
          </a>
        </noscript>
      )}
    </section>
  )
}

/** `was` tells the answer what the reader knows, so that only a change is announced. */
const poll = ({ id, status }: Payment, own: boolean | undefined) => ({
  'hx-get': `/payment-activity/${id}?poll=1&was=${wordFor[status].toLowerCase()}${own ? '&own=1' : ''}`,
  'hx-trigger': 'poll',
  'hx-swap': 'outerHTML',
  // Trouble on our side takes nothing off the page: the next poll may be answered.
  'hx-status:5xx': 'swap:none',
})

/** How long a page without JavaScript asks again by itself; a bank takes days, and nobody watches for so long. */
const refreshMinutes = 10

/** For the page's facts: asks again while something may change soon. */
export function refreshing(payment: Payment): { refresh?: number } {
  const minutes = (payment.now.getTime() - payment.statusChangedAt.getTime()) / 60_000
  return changesByItself(payment) && minutes < refreshMinutes ? { refresh: 5 } : {}
}

/** `checking ending 4471`, or what stands for it. */
export const paidFrom = ({ bankKind, bankLast4 }: Payment): string =>
  bankKind && bankLast4 ? showBank({ kind: bankKind, last4: bankLast4 }) : 'Western Union SpeedPay'

/** `Checking 4471`, as there is room for in a column. */
export const shortFrom = ({ bankKind, bankLast4 }: Payment): string =>
  bankKind ? `${capital(bankKind)} ${bankLast4}` : 'SpeedPay'

/** As the first word of a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const From: FC<{ payment: Payment }> = ({ payment }) => {
  const { payOn, amountCents } = payment
  if (isLate(payment))
    return (
      <>
        We will send {showMoney(amountCents)} shortly, from {paidFrom(payment)}.
      </>
    )
  if (isSending(payment))
    return (
      <>
        Sending {showMoney(amountCents)} now from {paidFrom(payment)}.
      </>
    )
  return (
    <>
      {payment.source === 'recurring' && 'Recurring payment. '}
      {payment.source === 'speedpay' ? 'By' : 'From'} {paidFrom(payment)} on{' '}
      <time datetime={payOn}>{showLongDay(payOn)}</time>.
    </>
  )
}
