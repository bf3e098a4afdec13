import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { showBank } from '../../src/domain/bank-account.js'
import { showFullDay, showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { oneTimeAuthorization, takenOn } from '../../src/domain/one-time-payment.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { CheckRow } from '../check-row.js'
import type { PortalEnv } from '../env.js'
import { Form, FormId, Note } from '../form.js'
import { capital } from '../payment.js'
import type { PayFacts } from './facts.js'
import { type Plan, sentAtOnce, writePlan } from './plan.js'

/** What the button that pays says; the authorization sentence names it. */
export function payButton(plan: Plan, now: Date): string {
  const money = showMoney(plan.amountCents)
  return sentAtOnce(plan, now)
    ? `Pay ${money}`
    : `Schedule ${money} for ${showMonthDay(plan.payOn)}`
}

/** The sentence on the page, in the record and in the mail (S40). */
export const authorizationText = (plan: Plan, bank: BankAccountRow, now: Date): string =>
  oneTimeAuthorization({
    amountCents: plan.amountCents,
    bank,
    payOn: plan.payOn,
    button: payButton(plan, now),
  })

interface CheckProps {
  readonly c: Context<PortalEnv>
  readonly facts: PayFacts
  readonly plan: Plan
  readonly bank: BankAccountRow
  /** The day went by since the page was made. */
  readonly changed?: boolean
}

/** Everything once more, and the resident's authorization, before money moves (WCAG 3.3.4). */
export const CheckPage: FC<CheckProps> = ({ c, facts, plan, bank, changed }) => {
  const { account, now } = facts
  const form = `/pay/${account.id}/bank`
  const back = `${form}?${writePlan(plan)}`
  const agreed = authorizationText(plan, bank, now)
  return (
    <Form c={c} action={`${form}/check?${writePlan(plan)}`} class="stack airy narrow">
      <FormId state={{ values: { formId: plan.formId }, errors: {} }} />
      {changed && (
        <Note kind="warn" role="alert" focus>
          <p>Something changed since you opened this page. Here is how it is now.</p>
        </Note>
      )}
      <h1>Check your payment</h1>
      <dl class="facts wide">
        <CheckRow term="Pay" change={{ href: `${back}#pay`, what: 'amount' }}>
          <strong class="num">{showMoney(plan.amountCents)}</strong>
        </CheckRow>
        <CheckRow term="From" change={{ href: `${back}#from`, what: 'bank account' }}>
          {capital(showBank(bank))}
        </CheckRow>
        <CheckRow term="When" change={{ href: `${back}#when`, what: 'day' }}>
          <When plan={plan} now={now} />
        </CheckRow>
        <CheckRow term="Bill" change={{ href: '/pay', what: 'bill' }}>
          {accountName(account)}
          <span class="soft plain">
            {account.nickname && `${addressLine(account)}. `}
            Account <span class="num">{showAccountNumber(account.accountNumber)}</span>
            {account.bill && `, due ${showFullDay(account.bill.dueOn)}`}
          </span>
        </CheckRow>
      </dl>
      <AfterDue plan={plan} facts={facts} />
      <p>{agreed}</p>
      <input type="hidden" name="agreed" value={agreed} />
      <div class="row">
        <button class="btn" type="submit">
          {payButton(plan, now)}
        </button>
        <a class="quiet" href={back}>
          Go back and change
        </a>
      </div>
    </Form>
  )
}

const When: FC<{ plan: Plan; now: Date }> = ({ plan, now }) => {
  if (!sentAtOnce(plan, now)) return <>{showLongDay(plan.payOn)}</>
  return (
    <>
      As soon as possible (ASAP)
      <span class="soft plain">Sent now. Your bank takes it on {showLongDay(takenOn(now))}</span>
    </>
  )
}

const AfterDue: FC<{ plan: Plan; facts: PayFacts }> = ({ plan, facts }) => {
  const due = facts.account.bill?.dueOn
  if (due === undefined || plan.payOn <= due) return null
  return (
    <Note kind="bad">
      <p>
        <strong>This is after your due date, {showMonthDay(due)}.</strong> Water service can be
        disconnected for nonpayment.
      </p>
    </Note>
  )
}
