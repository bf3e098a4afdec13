import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { bankingDayFrom } from '../../src/domain/banking-day.js'
import { showLongDay, showShortDay } from '../../src/domain/city-date.js'
import { isId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { lastDay, takenOn } from '../../src/domain/one-time-payment.js'
import { FromWhich } from '../bank-fields.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, FormId, type FormState } from '../form.js'
import { Choice, Question, Radio } from '../radios.js'
import { BillReceipt } from './bill-receipt.js'
import { offersPastDue, type PayFacts } from './facts.js'
import { PayNotes } from './notes.js'

interface FormProps {
  readonly c: Context<PortalEnv>
  readonly facts: PayFacts
  readonly state: FormState
  /** Typed for this very payment and not saved; a choice until it was used. */
  readonly extra?: BankAccountRow | undefined
}

/** One page for how much, when and from where; the bill stands beside it (ux.md 4.5). */
export const PayFormPage: FC<FormProps> = ({ c, facts, state, extra }) => {
  const { account } = facts
  return (
    <>
      <p>
        <a href={`/pay?account=${account.id}`}>Payment Options</a>
      </p>
      <div class="two below">
        <Form c={c} action={`/pay/${account.id}/bank`} class="stack airy">
          <ErrorSummary state={state} />
          <h1>Pay from a bank account</h1>
          <PayNotes facts={facts} />
          <FormId {...(isId(state.values.formId ?? '') ? { state } : {})} />
          <HowMuch facts={facts} state={state} />
          <When facts={facts} state={state} />
          <FromWhich choices={extra ? [...facts.saved, extra] : facts.saved} state={state} c={c} />
          <div class="row">
            <button class="btn" type="submit">
              Continue
            </button>
            <p class="soft">You check everything before you pay.</p>
          </div>
        </Form>
        <BillReceipt facts={facts} />
      </div>
    </>
  )
}

const HowMuch: FC<{ facts: PayFacts; state: FormState }> = ({ facts, state }) => {
  const chosen = state.values.pay ?? (state.errors.amount ? 'other' : 'full')
  const scheduled = facts.account.sums.ownScheduledCents > 0
  return (
    <Question name="pay" legend="How much?" state={state}>
      <Choice name="pay" value="full" chosen={chosen} first>
        {scheduled ? 'All that is left' : 'The full amount'},{' '}
        <span class="num">{showMoney(facts.mostCents)}</span>
      </Choice>
      {offersPastDue(facts) && (
        <Choice name="pay" value="past" chosen={chosen}>
          Past due only, <span class="num">{showMoney(facts.pastDueCents)}</span>
        </Choice>
      )}
      <div class="pick">
        <Radio name="pay" value="other" chosen={chosen} />
        <label for="pay-other">A different amount</label>
        <div class="more">
          <Field
            name="amount"
            label="Amount"
            state={state}
            class="w8"
            money
            input={{ inputmode: 'decimal', autocomplete: 'off' }}
          />
        </div>
      </div>
    </Question>
  )
}

const When: FC<{ facts: PayFacts; state: FormState }> = ({ facts, state }) => {
  const { today, now } = facts
  const chosen = state.values.when ?? 'asap'
  return (
    <Question name="when" legend="When?" state={state}>
      <Choice name="when" value="asap" chosen={chosen} first>
        As soon as possible (ASAP)
        <span class="hint plain">Sent now. Your bank takes it on {showLongDay(takenOn(now))}</span>
      </Choice>
      <div class="pick">
        <Radio name="when" value="date" chosen={chosen} />
        <label for="when-date">On a date I choose</label>
        <div class="more">
          <Field
            name="date"
            label="Payment date"
            state={state}
            type="date"
            class="w12"
            hint={dateHint(facts)}
            note=""
            input={{
              min: bankingDayFrom(today),
              max: lastDay(today),
              'hx-get': `/pay/${facts.account.id}/bank/day`,
              'hx-trigger': 'change',
              'hx-target': '#date-note',
              'hx-swap': 'innerHTML',
            }}
          />
        </div>
      </div>
    </Question>
  )
}

function dateHint({ today, account: { bill } }: PayFacts): string {
  const from = showShortDay(bankingDayFrom(today))
  if (!bill) return `From ${from} to ${showShortDay(lastDay(today))}.`
  const due = showShortDay(bill.dueOn)
  if (bill.dueOn < today)
    return `From ${from} to ${showShortDay(lastDay(today))}. It was due ${due}.`
  return `From ${from} to ${due}, your due date. Later dates are past due.`
}
