import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { showBank } from '../../src/domain/bank-account.js'
import { showMoney } from '../../src/domain/money.js'
import { everyBillOver } from '../../src/domain/recurring-preview.js'
import { showPayMonthDay, showPayRule, type Terms } from '../../src/domain/recurring-terms.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { CheckRow } from '../check-row.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, FieldError, Form, FormId, type FormState, Note } from '../form.js'
import { capital } from '../payment.js'
import { Question, Radio } from '../radios.js'
import type { Agreement } from './agreement.js'
import { type Choices, writeChoices } from './choices.js'
import type { CurrentOffer, RecurringFacts } from './facts.js'

export const checkTitle = 'Check your recurring payment'

interface CheckProps {
  readonly c: Context<PortalEnv>
  readonly facts: RecurringFacts
  readonly choices: Choices
  readonly bank: BankAccountRow
  readonly agreement: Agreement
  readonly state: FormState
  /** Day, bill or money changed since the page was made. */
  readonly changed: boolean
}

/** Everything once more, the standing authorization, and the word that nothing else pays this bill (S49). */
export const CheckPage: FC<CheckProps> = (props) => {
  const { c, facts, choices, bank, agreement, state, changed } = props
  const { account } = facts
  const page = `/paperless/recurring/${account.id}`
  const back = `${page}?${writeChoices(choices)}`
  const warning = everyBillOver(choices, facts.preview.bills)
  return (
    <Form c={c} action={`${page}/check?${writeChoices(choices)}`} class="stack airy narrow">
      <ErrorSummary state={state} />
      <FormId state={{ values: { formId: choices.formId }, errors: {} }} />
      <input type="hidden" name="seen" value={agreement.seen} />
      {changed && (
        <Note kind="warn" role="alert" focus>
          <p>Something changed since you opened this page. Here is how it is now.</p>
        </Note>
      )}
      <h1>{checkTitle}</h1>
      <dl class="facts wide">
        <CheckRow term="Day" change={{ href: `${back}#day`, what: 'day' }}>
          {capital(showPayRule(choices))}
          <DayHint terms={choices} />
        </CheckRow>
        <CheckRow term="High bills" change={{ href: `${back}#ask`, what: 'limit' }}>
          <Limit terms={choices} />
        </CheckRow>
        <CheckRow term="From" change={{ href: `${back}#from`, what: 'bank account' }}>
          {capital(showBank(bank))}
        </CheckRow>
        <CheckRow term="Account" change={{ href: '/paperless/recurring', what: 'account' }}>
          {accountName(account)}
          <span class="soft plain">
            {account.nickname && `${addressLine(account)}. `}
            Account <span class="num">{showAccountNumber(account.accountNumber)}</span>
          </span>
        </CheckRow>
        {account.linked && (
          <div>
            <dt>Next bill</dt>
            <dd>{agreement.next}</dd>
          </div>
        )}
      </dl>
      {warning && (
        <Note kind="warn">
          <p>{warning}</p>
        </Note>
      )}
      <Agree agreement={agreement} state={state} />
      <div class={state.errors.sole ? 'field wrong' : 'field'}>
        <FieldError name="sole" state={state} />
        <label class="pick" for="sole">
          <input
            type="checkbox"
            id="sole"
            name="sole"
            checked={state.values.sole === 'on'}
            aria-describedby={state.errors.sole && 'sole-error'}
            aria-invalid={state.errors.sole && 'true'}
          />
          <span>I do not have another automatic payment for this bill, or I have stopped it.</span>
        </label>
      </div>
      <div class="row">
        <button class="btn" type="submit">
          {agreement.button}
        </button>
        <a class="quiet" href={back}>
          Go back and change
        </a>
      </div>
    </Form>
  )
}

const DayHint: FC<{ terms: Terms }> = ({ terms }) => (
  <span class="soft plain">
    {terms.daysBefore === null
      ? 'At once, so there is no time to cancel.'
      : 'On a weekend or bank holiday, the business day before.'}
  </span>
)

const Limit: FC<{ terms: Terms }> = ({ terms: { thresholdCents } }) =>
  thresholdCents === null ? (
    <>Every bill is paid in full</>
  ) : (
    <>
      We ask you first about a bill of more than{' '}
      <span class="num">{showMoney(thresholdCents)}</span>
    </>
  )

/** What is agreed to; it depends on whether the current bill is paid too, so that stands with each answer. */
const Agree: FC<{ agreement: Agreement; state: FormState }> = ({ agreement, state }) => {
  const { offer, withCurrent, withNext } = agreement
  if (!offer || offer === 'before')
    return (
      <>
        {offer === 'before' && (
          <p>
            A recurring payment looks at each bill once, and did so with your current one. This
            starts with your next bill.
          </p>
        )}
        <p>{withNext}</p>
      </>
    )
  const chosen = state.values.current
  return (
    <Question name="current" legend={currentQuestion(offer)} state={state}>
      <div class="pick">
        <Radio name="current" value="yes" chosen={chosen} first />
        <label for="current">Yes</label>
        <div class="more stack">
          <p>
            <strong>{offer.sentence}</strong>
          </p>
          <p>{withCurrent}</p>
        </div>
      </div>
      <div class="pick">
        <Radio name="current" value="no" chosen={chosen} />
        <label for="current-no">No, I pay it myself</label>
        <div class="more">
          <p>{withNext}</p>
        </div>
      </div>
    </Question>
  )
}

/** `Also pay the current bill, $84.17, on December 11?` */
function currentQuestion({ bill, decision }: CurrentOffer): string {
  if (decision.do === 'ask') {
    const money = showMoney(bill.amountDueCents)
    return `Also pay the current bill, ${money}? It is over your limit, so it will wait for your OK.`
  }
  const when = showPayMonthDay(decision.moment)
  return `Also pay the current bill, ${showMoney(decision.amountCents)}, ${decision.moment.atOnce ? when : `on ${when}`}?`
}
