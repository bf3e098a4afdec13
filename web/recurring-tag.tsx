import type { FC } from 'hono/jsx'
import type { Autopay, HoldOnHome } from '../src/domain/autopay.js'
import { showMoney } from '../src/domain/money.js'
import { bankPayment, type PaperlessEnrollment } from '../src/domain/paperless.js'
import { showDueRule } from '../src/domain/recurring-preview.js'

/** How a service account's recurring payment stands, in a few words (ux.md 4.8). */
export interface RecurringStanding {
  readonly status: 'active' | 'interrupted' | 'closed'
  readonly paperless: PaperlessEnrollment | undefined
  readonly autopay: Autopay | undefined
  readonly hold: Pick<HoldOnHome, 'thresholdCents'> | undefined
}

export const RecurringTag: FC<{ standing: RecurringStanding }> = ({ standing }) => {
  const { className, words } = tagOf(standing)
  return <span class={className}>{words}</span>
}

function tagOf({ status, paperless, autopay, hold }: RecurringStanding) {
  if (hold)
    return { className: 'tag warn', words: `On hold, over ${showMoney(hold.thresholdCents)}` }
  if (autopay && !autopay.own) return { className: 'tag ok', words: 'On' }
  if (autopay?.own && autopay.status === 'paused') return { className: 'tag bad', words: 'Paused' }
  if (autopay?.own) return { className: 'tag ok', words: `On, ${showDueRule(autopay.terms)}` }
  if (status === 'closed') return { className: 'tag off', words: 'Account closed' }
  const off = { open: 'Off', waiting: 'After first e-bill', 'not enrolled': 'Needs paperless' }
  return { className: 'tag off', words: off[bankPayment(paperless)] }
}

/** F12: what a second resident learns of it. */
export const othersWords =
  'A recurring payment is already on for this account, set up from another portal account.'
