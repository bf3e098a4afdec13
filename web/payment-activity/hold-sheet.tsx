import type { FC } from 'hono/jsx'
import type { Hold } from '../../sql/bill-holds-list.js'
import { showMoney } from '../../src/domain/money.js'
import { owed } from '../../src/domain/owed.js'
import { payableCents } from '../../src/domain/recurring-decision.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { holdWord } from './filter.js'
import { Deadline } from './hold-page.js'

/** A bill that waits for its payer's OK, first among what is open (F7, N7). */
export const HoldSheet: FC<{ hold: Hold }> = ({ hold }) => {
  const { id, amountDueCents, thresholdCents } = hold
  const left = payableCents(hold, {
    owedCents: owed(hold),
    scheduledCents: hold.scheduledCents,
  })
  return (
    <section class="sheet stack" id={`hold-${id}`} aria-labelledby={`heading-${id}`}>
      <div class="row split">
        <h2 id={`heading-${id}`}>
          {showMoney(amountDueCents)} for {accountName(hold)}
        </h2>
        <span class="tag warn" data-status="hold">
          {holdWord}
        </span>
      </div>
      <p>
        This bill is over your {showMoney(thresholdCents)} limit. We will not pay it until you
        authorize it.
        {!hold.linked &&
          ` You removed this account from your portal: ${addressLine(hold)}, account ${showAccountNumber(hold.accountNumber)}.`}
      </p>
      <Deadline hold={hold} />
      <div class="row">
        <a class="btn" href={`/payment-activity/${id}/authorize`}>
          {left > 0 ? `Authorize ${showMoney(left)}` : 'See this bill'}
        </a>
      </div>
    </section>
  )
}
